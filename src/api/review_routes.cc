// What waits for a person: parked messages, and observations that the whitelist refused.
#include "api/kit.h"
#include "api/order_json.h"
#include "api/trace_json.h"
#include "orders/order_queries.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kObservations = "o:";  // a cursor that stands among observations

struct Place {
  int64_t message = INT64_MAX;  // 0: all messages are behind
  OrderId order{INT64_MAX};
  int64_t no = 0;
};

Result<Place> read_place(const HttpRequest& request) {
  Place place;
  const auto cursor = request.parameter("cursor");
  if (!cursor) return place;
  auto inside = decode_cursor(*cursor);
  if (!inside) return std::unexpected(inside.error());
  if (!inside->starts_with(kObservations)) {
    auto id = id_in_cursor(*cursor);
    if (!id) return std::unexpected(id.error());
    place.message = *id;
    return place;
  }
  const std::string rest = inside->substr(kObservations.size());
  const size_t dot = rest.find('.');
  const auto order = parse_id(rest.substr(0, dot));
  const auto no = dot == std::string::npos ? std::nullopt : parse_id(rest.substr(dot + 1));
  if (!order || !no) {
    return fail(ErrorClass::kInvalid, "malformed_cursor", "this list has given no such cursor");
  }
  return Place{0, OrderId(*order), *no - 1};  // written one higher: 0 is no id
}

std::string place_text(OrderId order, int64_t no) {
  return std::string(kObservations) + order.str() + "." + std::to_string(no + 1);
}

json::object parked_item(const core::MessageRow& row, const flows::Settings& settings) {
  json::object item = message_json(row, settings);
  item["type"] = "message";
  return item;
}

// As its order's trace tells of it; nothing where the caller's view has no such parts.
std::optional<json::object> refused_item(const Call& call, const store::Reader& reader,
                                         const orders::RefusedObservation& r) {
  orders::Order order;
  order.person = r.person;
  order.observations.push_back(r.observation);
  flows::View view = call.context.caller.view;
  if (unseal(reader, call.kit.hub.keyring(), order).forgotten) view.notes = false;
  json::array told = trace_json(order, {}, {}, view);
  if (told.empty()) return std::nullopt;
  json::object item = std::move(told.front().as_object());
  item["type"] = "refused_observation";
  item["id"] = r.order.str() + "." + std::to_string(r.observation.no);
  item["order_id"] = r.order.str();
  return item;
}

// What the queue is narrowed by. `code` names why a message was parked, or the axis of a refusal.
struct ReviewFilter {
  bool messages = true, refusals = true;
  core::MessageFilter parked;
  orders::RefusedFilter refused;
};

Result<> read_type(const HttpRequest& request, ReviewFilter& filter) {
  const auto type = request.parameter("type");
  if (!type) return {};
  filter.messages = *type == "message";
  filter.refusals = *type == "refused_observation";
  if (filter.messages || filter.refusals) return {};
  return invalid("/type", "must be message or refused_observation");
}

void narrow_to_code(ReviewFilter& filter, const std::string& code) {
  filter.parked.code = code;
  for (int i = 0; i < orders::kAxisCount; ++i) {
    if (orders::name(static_cast<orders::Axis>(i)) == code) {
      filter.refused.axis = static_cast<orders::Axis>(i);
    }
  }
  filter.refusals = filter.refusals && filter.refused.axis;
}

Result<ReviewFilter> read_review_filter(const Call& call) {
  ReviewFilter filter;
  const core::ShopScope& shops = call.context.caller.shops;
  filter.parked = {core::MessageState::kParked, {}, true, shops};
  filter.refused.shops = shops;
  if (const auto code = call.request.parameter("shop")) {
    const auto shop = shop_named(call, *call.kit.hub.settings(), *code);
    if (!shop) return std::unexpected(shop.error());
    filter.parked.stream = (*shop)->id;
    filter.refused.shops = shops.only((*shop)->id);
  }
  if (auto ok = read_type(call.request, filter); !ok) return std::unexpected(ok.error());
  auto code = read_word(call.request, "code");
  if (!code) return std::unexpected(code.error());
  if (!code->empty()) narrow_to_code(filter, *code);
  auto from = read_time(call.request, "received_from");
  if (!from) return std::unexpected(from.error());
  auto to = read_time(call.request, "received_to");
  if (!to) return std::unexpected(to.error());
  filter.parked.received_from = filter.refused.recorded_from = *from;
  filter.parked.received_to = filter.refused.recorded_to = *to;
  return filter;
}

// Parked messages first; where they end, refused observations begin.
Result<HttpResponse> list(const Call& call) {
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto place = read_place(call.request);
  if (!place) return std::unexpected(place.error());
  auto filter = read_review_filter(call);
  if (!filter) return std::unexpected(filter.error());
  const auto settings = call.kit.hub.settings();
  const auto lease = call.kit.hub.database().read_anywhere();
  json::array items;
  if (place->message > 0 && filter->messages) {
    const auto page = core::walk_messages(lease.reader(), filter->parked, place->message, *limit);
    for (const core::MessageRow& row : page.items) items.push_back(parked_item(row, *settings));
    if (page.next_before) return page_answer(std::move(items), std::to_string(page.next_before));
    if (items.size() == *limit && filter->refusals) {
      return page_answer(std::move(items), place_text(place->order, place->no));
    }
  }
  if (!filter->refusals) return page_answer(std::move(items), "");
  const auto refused = orders::refused_observations(lease.reader(), filter->refused, place->order,
                                                    place->no, *limit - items.size());
  for (const auto& r : refused.items) {
    if (auto item = refused_item(call, lease.reader(), r)) items.push_back(std::move(*item));
  }
  return page_answer(std::move(items),
                     refused.next_order ? place_text(refused.next_order, refused.next_no) : "");
}

json::object count_json(std::string_view type, std::string_view code, int64_t count) {
  return {{"type", type}, {"code", code}, {"count", count}};
}

// How many wait, by why they do; the same filter as the list's.
Result<HttpResponse> counts(const Call& call) {
  auto filter = read_review_filter(call);
  if (!filter) return std::unexpected(filter.error());
  const auto lease = call.kit.hub.database().read_anywhere();
  json::array items;
  bool at_least = false;
  if (filter->messages) {
    const auto parked = core::count_by_code(lease.reader(), filter->parked);
    at_least = parked.at_least;
    for (const auto& [code, count] : parked.by_code) {
      items.push_back(count_json("message", code, count));
    }
  }
  if (filter->refusals) {
    const auto refused = orders::count_refused(lease.reader(), filter->refused);
    at_least = at_least || refused.at_least;
    for (const auto& [axis, count] : refused.by_axis) {
      if (!shows_axis(call.context.caller.view, axis)) continue;
      items.push_back(count_json("refused_observation", orders::name(axis), count));
    }
  }
  return json_answer(200, json::object{{"items", std::move(items)}, {"at_least", at_least}});
}

// Whether it still waits for a person is judged when it is applied, so that a repeat under the same
// idempotency key hears the first answer.
Result<Write> dismiss(const core::MessageRow& row, const std::string& reason) {
  Write write;
  write.route = "messages.dismiss";
  write.stream = row.stream;
  write.body = json::serialize(json::object{{"seq", row.seq.value}, {"reason", reason}});
  return write;
}

// "21.6": the sixth observation of order 21, as the list names it.
std::optional<std::pair<OrderId, int64_t>> read_observation_id(std::string_view id) {
  const size_t dot = id.find('.');
  if (dot == id.npos) return std::nullopt;
  const auto order = parse_id_as<OrderTag>(id.substr(0, dot));
  const auto no = parse_id(id.substr(dot + 1));
  return order && no ? std::optional(std::pair(*order, *no)) : std::nullopt;
}

Result<Write> dismiss_refusal(const Call& call, OrderId order, int64_t no,
                              const std::string& reason) {
  const auto lease = call.kit.hub.database().read();
  const ShopId shop = orders::shop_of_order(lease.reader(), order);
  if (!shop || !in_scope(call.context.caller, shop)) return order_not_found();
  Write write;
  write.route = "orders.settle";
  write.stream = shop;
  write.body = json::serialize(json::object{{"id", order.value}, {"no", no}, {"reason", reason}});
  return write;
}

Result<Write> resolve(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"action", "reason"});
  const std::string action = fields.required("action", 64);
  const std::string reason = fields.text("reason", 500, action == "dismiss");
  if (!action.empty() && action != "replay" && action != "dismiss") {
    fields.problem("/action", "invalid: must be replay or dismiss");
  }
  if (!fields.ok()) return fields.error();
  if (const auto refusal = read_observation_id(call.params.at("id"))) {
    if (action == "dismiss") {
      return dismiss_refusal(call, refusal->first, refusal->second, reason);
    }
    return invalid("/action", "a refused observation can only be dismissed", "not_replayable");
  }
  if (action == "replay") return replay_as_it_was(call);
  const auto lease = call.kit.hub.database().read();
  auto row = load_message(call, lease.reader());
  if (!row) return std::unexpected(row.error());
  return dismiss(*row, reason);
}

}  // namespace

void add_review_routes(Resources& resources) {
  resources.read("GET", "/review", Area::kReview, list);
  resources.read("GET", "/review/counts", Area::kReview, counts);
  resources.write("POST", "/review/{id}/resolve", Area::kReview, resolve);
}

}  // namespace ordo::api
