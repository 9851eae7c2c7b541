// Changing orders: create, edit, move, reset, forget their person.
#include <fmt/format.h>

#include <algorithm>

#include "api/kit.h"
#include "api/order_json.h"
#include "base/json_read.h"
#include "base/phone.h"
#include "base/text.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kReasonMax = 500;

void created(HttpResponse& response, const core::Outcome& outcome) {
  // From the answer, which a repeat has too; its outcome concerns no order of its own.
  json::error_code failed;
  const json::value body = json::parse(outcome.answer.body, failed);
  if (failed || !body.is_object() || !body.as_object().contains("id")) return;
  response.headers.emplace_back("Location", "/api/v1/orders/" + json_text(body.as_object(), "id"));
  response.headers.emplace_back("ETag", "\"1\"");
}

// The caller's data as the standard channel's own message. Its time is the order's, so that a repeat
// under the same idempotency key is the same body.
std::string as_message(const std::string& shop, json::object data) {
  std::string at = json_text(data, "paid_at");
  if (at.empty()) at = json_text(data, "created_at");
  return json::serialize(json::object{
      {"type", "order.upserted"}, {"timestamp", at}, {"shop", shop}, {"data", std::move(data)}});
}

Error relative_to_data(Error error) {
  std::erase_if(error.fields, [](const FieldError& f) { return f.pointer == "/timestamp"; });
  for (FieldError& f : error.fields) {
    if (f.pointer.starts_with("/data")) f.pointer.erase(0, 5);
  }
  if (!error.fields.empty()) {
    error.detail = error.fields.front().pointer + " " + error.fields.front().detail;
  }
  return error;
}

Result<Write> create(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  const std::string code = fields.required("shop", 64);
  if (!fields.ok()) return fields.error();
  const auto settings = call.kit.hub.settings();
  const auto named = shop_named(call, *settings, code);
  if (!named) return std::unexpected(named.error());
  const flows::Shop* shop = *named;
  if (shop->channel != "standard") {
    return invalid("/shop", "orders of this channel come from its platform only", "not_creatable");
  }
  body->erase("shop");
  Write write;
  write.route = "orders.create";
  write.stream = shop->id;
  write.body = as_message(code, std::move(*body));
  write.strip = "/data";
  write.finish = created;
  auto fits = check_body(*settings, shop->id, {"", write.body}, call.kit.hub.clock().now());
  if (!fits) return std::unexpected(relative_to_data(fits.error()));
  return write;
}

int64_t path_id(const Call& call) { return parse_id(call.params.at("id")).value_or(0); }

// A write about the order of the path, in its shop's stream.
Result<Write> about_order(const Call& call, const char* route) {
  const auto lease = call.kit.hub.database().read();
  const auto place = find_order(call, lease.reader());
  if (!place) return std::unexpected(place.error());
  Write write;
  write.route = route;
  write.stream = place->shop;
  write.finish = add_version_tag;
  return write;
}

struct PartyField {
  const char* name;
  std::string facts::Party::* member;
  size_t max;
};
constexpr PartyField kReceiverFields[] = {
    {"name", &facts::Party::name, 200},     {"phone", &facts::Party::phone, 64},
    {"country", &facts::Party::country, 2}, {"province", &facts::Party::province, 100},
    {"city", &facts::Party::city, 100},     {"district", &facts::Party::district, 100},
    {"street", &facts::Party::street, 500}, {"postcode", &facts::Party::postcode, 20},
};

void clean_country(facts::Party& party, Fields& fields) {
  std::string& c = party.country;
  const bool letters =
      c.size() == 2 && std::ranges::all_of(c, [](char x) { return x >= 'A' && x <= 'Z'; });
  if (!c.empty() && !letters) {
    fields.problem("/receiver/country", "invalid_country: must be two letters of ISO 3166");
  }
}

void clean_phone(facts::Party& party, const std::string& country, Fields& fields) {
  if (party.phone.empty()) return;
  auto phone = normalise_phone(party.phone, party.country.size() == 2 ? party.country : country);
  if (phone)
    party.phone = std::move(*phone);
  else
    fields.problem("/receiver/phone", "invalid_phone: cannot be a telephone number");
}

// RFC 7396 on the receiver that is held: what is absent stays, null clears.
void merge_receiver(const json::object& patch, facts::Party& party, const std::string& country,
                    Fields& fields) {
  Fields given(patch);
  for (const auto& [key, value] : patch) {
    const auto* field = std::ranges::find_if(
        kReceiverFields, [&](const PartyField& f) { return std::string_view(key) == f.name; });
    if (field == std::end(kReceiverFields)) {
      given.problem(pointer_to(std::string_view(key)), "unknown_field: is not known here");
    } else {
      party.*(field->member) = given.text(field->name, field->max);
    }
  }
  if (!given.ok()) return fields.take(given.error().error(), "/receiver");
  clean_country(party, fields);
  if (patch.contains("phone")) clean_phone(party, country, fields);
}

Result<> combine_receiver(const Call& call, json::object& patch, Fields& fields) {
  const json::object* wanted = fields.object("receiver");
  if (!wanted) {
    fields.problem("/receiver", "field_type: must be an object");
    return {};
  }
  const auto lease = call.kit.hub.database().read();
  auto order = load_order(call, lease.reader());
  if (!order) return std::unexpected(order.error());
  const HeldPersonal held = unseal(lease.reader(), call.kit.hub.keyring(), *order);
  if (held.forgotten) {
    return fail(ErrorClass::kRefused, "person_forgotten",
                "this order's person is forgotten; nothing more is kept of them");
  }
  flows::Personal personal = held.personal.value_or(flows::Personal{});
  const auto settings = call.kit.hub.settings();
  const flows::Shop* shop = settings->shop(order->shop);
  merge_receiver(*wanted, personal.receiver, shop ? shop->country : "CN", fields);
  patch["receiver"] = json::parse(flows::personal_json(personal));
  return {};
}

void check_tags(const json::value& v, Fields& fields) {
  if (v.is_null()) return;
  if (!v.is_array() || v.as_array().size() > 50) {
    return fields.problem("/tags", "field_type: must be a list of at most 50");
  }
  for (size_t i = 0; i < v.as_array().size(); ++i) {
    const json::value& tag = v.as_array()[i];
    const bool fits = tag.is_string() && is_valid_utf8(std::string_view(tag.as_string())) &&
                      code_points(std::string_view(tag.as_string())) <= 50;
    if (!fits) {
      fields.problem(fmt::format("/tags/{}", i), "field_type: must be text of at most 50");
    }
  }
}

void check_custom(const json::value& v, Fields& fields) {
  if (v.is_null()) return;
  if (!v.is_object()) return fields.problem("/custom", "field_type: must be an object or null");
  if (v.as_object().size() > 50) fields.problem("/custom", "too_many: at most 50 fields");
  if (json::serialize(v).size() > 8192) fields.problem("/custom", "too_large: at most 8 KB");
}

Result<Write> patch(const Call& call) {
  auto write = about_order(call, "orders.patch");
  if (!write) return write;
  auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  json::object combined = *body;
  Fields fields(*body);
  fields.only({"note", "tags", "custom", "receiver"});
  if (body->contains("note")) (void)fields.text("note", 2000);
  if (const json::value* tags = body->if_contains("tags")) check_tags(*tags, fields);
  if (const json::value* custom = body->if_contains("custom")) check_custom(*custom, fields);
  if (body->contains("receiver")) {
    if (auto ok = combine_receiver(call, combined, fields); !ok) {
      return std::unexpected(ok.error());
    }
  }
  if (!fields.ok()) return fields.error();
  write->body = json::serialize(
      json::object{{"id", path_id(call)}, {"version", *version}, {"patch", std::move(combined)}});
  return write;
}

Result<std::string> transaction_of(const Call& call, Fields& fields, std::string_view purpose) {
  std::string given = fields.text("transaction_id", 64);
  if (given.empty()) return command_uuid(call.request, call.context, purpose);
  if (!is_uuid(given)) fields.problem("/transaction_id", "invalid: must be a UUID");
  return given;
}

Result<Write> move(const Call& call, const char* route, bool reason_required) {
  auto write = about_order(call, route);
  if (!write) return write;
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"to", "transaction_id", "reason"});
  const std::string to = fields.required("to", 64);
  const std::string reason = fields.text("reason", kReasonMax, reason_required);
  if (!to.empty() && !facts::parse_status(to)) {
    fields.problem("/to", "unknown_status: is not a status of orders");
  }
  auto transaction = transaction_of(call, fields, route);
  if (!transaction) return std::unexpected(transaction.error());
  if (!fields.ok()) return fields.error();
  write->body = json::serialize(json::object{
      {"id", path_id(call)}, {"to", to}, {"transaction_id", *transaction}, {"reason", reason}});
  return write;
}

Result<Write> transition(const Call& call) { return move(call, "orders.transition", false); }
Result<Write> reset(const Call& call) { return move(call, "orders.reset", true); }

Result<Write> with_reason(const Call& call, const char* route, const char* id_name) {
  auto write = about_order(call, route);
  if (!write) return write;
  auto reason = read_reason(call);
  if (!reason) return std::unexpected(reason.error());
  write->body = json::serialize(json::object{{id_name, path_id(call)}, {"reason", *reason}});
  return write;
}

Result<Write> unfreeze(const Call& call) { return with_reason(call, "orders.unfreeze", "id"); }

Result<Write> forget(const Call& call) {
  if (call.context.caller.role != "owner") {
    return fail(ErrorClass::kForbidden, "forbidden", "only an owner may have a person forgotten");
  }
  return with_reason(call, "persons.forget", "order");
}

// Whoever pushed the order to another shop says so, so that what comes back is known as ours.
Result<Write> pushed(const Call& call) {
  auto write = about_order(call, "orders.pushed");
  if (!write) return write;
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"shop", "channel_order_no"});
  const std::string code = fields.required("shop", 64);
  const std::string order_no = fields.text("channel_order_no", 128);
  const auto settings = call.kit.hub.settings();
  const auto shop = shop_named(call, *settings, code);
  if (!code.empty() && !shop) fields.problem("/shop", "unknown_shop: there is no such shop");
  const json::value* told = body->if_contains("channel_order_no");
  if (told && told->is_string() && !told->as_string().empty()) {
    if (auto clean = clean_number(std::string_view(told->as_string())); !clean) {
      fields.problem("/channel_order_no", clean.error().code + ": " + clean.error().detail);
    }
  }
  if (!fields.ok()) return fields.error();
  write->finish = nullptr;
  write->body = json::serialize(json::object{
      {"id", path_id(call)}, {"shop", (*shop)->id.value}, {"channel_order_no", order_no}});
  return write;
}

}  // namespace

Result<std::string> read_reason(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"reason"});
  std::string reason = fields.required("reason", kReasonMax);
  if (!fields.ok()) return fields.error();
  return reason;
}

Result<> check_body(const flows::Settings& settings, ShopId id, const channels::Raw& raw,
                    Instant now) {
  const flows::Shop* shop = settings.shop(id);
  if (!shop || !shop->adapter) {
    return fail(ErrorClass::kRefused, "unknown_shop", "the message's shop is not configured");
  }
  auto facts = shop->adapter->decode(raw, flows::context_of(*shop), now);
  if (!facts) return std::unexpected(facts.error());
  if (const auto* word = flows::unknown_word(*facts, shop->status_map.get())) {
    return std::unexpected(flows::unknown_status(*shop->adapter, *word));
  }
  return {};
}

void add_order_edit_routes(Resources& resources) {
  resources.write("POST", "/orders", Area::kOrders, create);
  resources.write("PATCH", "/orders/{id}", Area::kOrders, patch);
  resources.write("POST", "/orders/{id}/transitions", Area::kOrders, transition);
  resources.write("POST", "/orders/{id}/status-reset", Area::kOrders, reset);
  resources.write("POST", "/orders/{id}/unfreeze", Area::kOrders, unfreeze);
  resources.write("POST", "/orders/{id}/pushes", Area::kOrders, pushed);
  resources.write("POST", "/orders/{id}/forget-person", Area::kOrders, forget);
}

}  // namespace ordo::api
