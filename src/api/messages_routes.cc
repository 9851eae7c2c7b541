// The inbox as it came: every message with its state, and those set aside sent on again.
#include <algorithm>
#include <set>

#include "api/kit.h"
#include "api/order_json.h"
#include "base/text.h"
#include "core/messages_store.h"
#include "flows/attachment_commands.h"
#include "orders/order_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using core::EntryKind;
using core::MessageRow;
using core::MessageState;

constexpr size_t kScanBytes = 16u << 20;

std::string_view kind_name(EntryKind kind) {
  switch (kind) {
    case EntryKind::kWebhook: return "webhook";
    case EntryKind::kCommand: return "command";
    case EntryKind::kReplay: return "replay";
    case EntryKind::kResult: return "result";
  }
  return "webhook";
}

MessageRow row_of(const core::Entry& e) {
  MessageRow row;
  row.seq = e.seq;
  row.stream = e.stream;
  row.kind = e.kind;
  row.route = e.route;
  row.external_id = e.external_id;
  row.caller = e.caller;
  row.received_at = e.received_at;
  row.replay_of = e.replay_of;
  return row;
}

// In pieces: what is wanted is small, the bodies that come with it may be large.
void append_unapplied(const core::Inbox& inbox, ShopId stream, MessageSeq from, size_t count,
                      std::vector<MessageRow>& rows) {
  while (count > 0) {
    const auto entries = inbox.scan(stream, from, count, kScanBytes);
    if (entries.empty()) return;
    for (const core::Entry& e : entries) rows.push_back(row_of(e));
    from = entries.back().seq;
    count -= std::min(count, entries.size());
  }
}

// Durable, not yet applied: the log knows them, the tables do not. Oldest first, as they will be
// applied.
HttpResponse received_page(const Call& call, const core::MessageFilter& filter, int64_t after,
                           size_t limit) {
  const auto settings = call.kit.hub.settings();
  auto offsets = core::applied_offsets(call.kit.hub.database().read().reader());
  offsets.try_emplace(core::kSystemStream.value, 0);
  for (const auto& [code, shop] : settings->shops) offsets.try_emplace(shop.id.value, 0);
  std::vector<MessageRow> rows;
  for (const auto& [stream, offset] : offsets) {
    if (filter.stream && stream != filter.stream.value) continue;
    if (!in_scope(call.context.caller, ShopId(stream))) continue;
    append_unapplied(call.kit.hub.inbox(), ShopId(stream), MessageSeq(std::max(offset, after)),
                     limit + 1, rows);
  }
  std::ranges::sort(rows, {}, &MessageRow::seq);
  const bool more = rows.size() > limit;
  if (more) rows.resize(limit);
  json::array items;
  for (const MessageRow& row : rows) {
    if (fits(filter, row)) items.push_back(message_json(row, *settings));
  }
  return page_answer(std::move(items), more ? rows.back().seq.str() : "");
}

Result<> read_place(const Call& call, core::MessageFilter& filter) {
  const auto settings = call.kit.hub.settings();
  if (const auto code = call.request.parameter("shop")) {
    const auto shop = shop_named(call, *settings, *code);
    if (!shop) return std::unexpected(shop.error());
    filter.stream = (*shop)->id;
  }
  if (const auto state = call.request.parameter("state")) {
    filter.state = core::parse_message_state(*state);
    if (!filter.state) return invalid("/state", "is not a state of messages", "unknown_state");
  }
  if (const auto order = call.request.parameter("order_id")) {
    const auto id = parse_id_as<OrderTag>(*order);
    if (!id) return invalid("/order_id", "is not the id of an order");
    filter.order = *id;
  }
  return {};
}

Result<core::MessageFilter> read_filter(const Call& call) {
  core::MessageFilter filter;
  filter.shops = call.context.caller.shops;
  if (auto ok = read_place(call, filter); !ok) return std::unexpected(ok.error());
  for (const auto& [name, member] : {std::pair("route", &core::MessageFilter::route),
                                     {"code", &core::MessageFilter::code},
                                     {"external_id", &core::MessageFilter::external_id}}) {
    auto word = read_word(call.request, name);
    if (!word) return std::unexpected(word.error());
    filter.*member = std::move(*word);
  }
  for (const auto& [name, member] :
       {std::pair("received_from", &core::MessageFilter::received_from),
        {"received_to", &core::MessageFilter::received_to}}) {
    auto at = read_time(call.request, name);
    if (!at) return std::unexpected(at.error());
    filter.*member = *at;
  }
  return filter;
}

HttpResponse found_page(const Call& call, const core::MessageFilter& filter) {
  const auto settings = call.kit.hub.settings();
  std::vector<ShopId> streams;
  for (const auto& [code, shop] : settings->shops) streams.push_back(shop.id);
  const auto lease = call.kit.hub.database().read_anywhere();
  json::array items;
  for (const MessageRow& row :
       core::messages_by_external_id(lease.reader(), streams, filter, kPageMax)) {
    items.push_back(message_json(row, *settings));
  }
  return page_answer(std::move(items), "");
}

Result<HttpResponse> list(const Call& call) {
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto cursor = read_id_cursor(call.request);
  if (!cursor) return std::unexpected(cursor.error());
  auto filter = read_filter(call);
  if (!filter) return std::unexpected(filter.error());
  if (filter->state == MessageState::kReceived) {
    return received_page(call, *filter, *cursor == INT64_MAX ? 0 : *cursor, *limit);
  }
  if (!filter->external_id.empty()) return found_page(call, *filter);
  const auto settings = call.kit.hub.settings();
  const auto lease = call.kit.hub.database().read_anywhere();
  const auto page = core::walk_messages(lease.reader(), *filter, *cursor, *limit);
  json::array items;
  for (const MessageRow& row : page.items) items.push_back(message_json(row, *settings));
  return page_answer(std::move(items), std::to_string(page.next_before));
}

// Configuration holds credentials, which are written and never shown; people's data is not for
// everyone. A file is had where it was added to, as long as it was not removed.
bool withheld(const Call& call, const MessageRow& row) {
  // Of a command that came to no order nobody can tell whose it was, and whether he is forgotten.
  const bool of_nobody =
      row.kind == EntryKind::kCommand && row.route.starts_with("orders.") && !row.order;
  return call.context.caller.view != flows::kWholeView || of_nobody ||
         row.route.starts_with("config.") || row.route == flows::kAttachRoute;
}

void put_body(json::object& out, const std::string& body) {
  const bool text = is_valid_utf8(body);
  out["body"] = text ? body : base64(body);
  out["body_encoding"] = text ? "utf-8" : "base64";
}

json::array decoded_errors(const Call& call, const MessageRow& row, const std::string& body) {
  json::array errors;
  if (row.kind != EntryKind::kWebhook && row.kind != EntryKind::kReplay) return errors;
  const channels::Raw raw{channels::topic_of(row.route), body};
  auto fits = check_body(*call.kit.hub.settings(), row.stream, raw, row.received_at);
  if (fits) return errors;
  for (const FieldError& f : fits.error().fields) {
    errors.push_back(json::object{{"pointer", f.pointer}, {"detail", f.detail}});
  }
  if (errors.empty()) {
    errors.push_back(
        json::object{{"pointer", ""}, {"detail", fits.error().code + ": " + fits.error().detail}});
  }
  return errors;
}

// Its id belongs to another message: what a person sends on knowingly goes under an id of its own.
std::string id_of_replays(const MessageRow& row) {
  return row.code == "message_id_reused" ? row.external_id + "/" + row.seq.str() : row.external_id;
}

// Where a message came to, and what it was sent on as. One that was parked knows no order itself: the
// replay that dealt with it does, or whichever of its replays used up their id.
std::set<OrderId> orders_of(const store::Reader& reader, const MessageRow& message) {
  std::set<OrderId> orders;
  std::set<MessageSeq> met;
  std::vector<MessageRow> open{message};
  while (!open.empty()) {
    const MessageRow row = std::move(open.back());
    open.pop_back();
    if (!met.insert(row.seq).second) continue;
    orders.insert(row.order);
    if (const auto used = core::find_consumer(reader, row.stream, id_of_replays(row))) {
      orders.insert(OrderId(used->order));
    }
    for (const MessageSeq next : {row.replay_of, row.resolved}) {
      if (auto known = core::load_message(reader, next)) open.push_back(std::move(*known));
    }
  }
  orders.erase(OrderId{});
  return orders;
}

// A message about the order of a person who was forgotten: its raw body still names them, until its
// shop's day is erased under the retention rule.
Result<> may_be_seen(const store::Reader& reader, const MessageRow& row) {
  const auto gone = [&](OrderId order) { return is_forgotten(reader, order); };
  if (std::ranges::none_of(orders_of(reader, row), gone)) return {};
  return fail(ErrorClass::kNotFound, "person_forgotten",
              "the message is about the order of a person who was forgotten");
}

Result<HttpResponse> one(const Call& call) {
  const auto lease = call.kit.hub.database().read_anywhere();
  auto row = load_message(call, lease.reader());
  if (!row) return std::unexpected(row.error());
  if (auto ok = may_be_seen(lease.reader(), *row); !ok) return std::unexpected(ok.error());
  json::object out = message_json(*row, *call.kit.hub.settings());
  const auto entry = call.kit.hub.inbox().read(row->seq);
  json::error_code failed;
  const json::value headers = json::parse(entry ? entry->headers : "", failed);
  out["headers"] = failed || !headers.is_object() ? json::object() : headers.as_object();
  const bool hide = withheld(call, *row);
  const bool erased = !entry || entry->body.empty();
  out["body"] = nullptr;
  out["body_encoding"] = nullptr;
  out["body_withheld"] = hide;
  out["body_erased"] = erased;
  if (!hide && !erased) put_body(out, entry->body);
  out["errors"] = json::array();
  if (!erased) out["errors"] = decoded_errors(call, *row, entry->body);
  return json_answer(200, out);
}

std::unexpected<Error> not_replayable(std::string detail) {
  return fail(ErrorClass::kRefused, "not_replayable", std::move(detail));
}

Result<core::Entry> stored_entry(const Call& call, const store::Reader& reader,
                                 const MessageRow& row) {
  if (auto ok = may_be_seen(reader, row); !ok) return std::unexpected(ok.error());
  auto entry = call.kit.hub.inbox().read(row.seq);
  if (!entry || entry->body.empty()) {
    return not_replayable("its body was erased under the retention rule");
  }
  return std::move(*entry);
}

// RFC 7396.
void merge(json::value& target, const json::value& patch) {
  if (!patch.is_object()) {
    target = patch;
    return;
  }
  if (!target.is_object()) target = json::object();
  for (const auto& [key, value] : patch.as_object()) {
    if (value.is_null())
      target.as_object().erase(key);
    else
      merge(target.as_object()[key], value);
  }
}

Result<std::string> amended_body(const json::object& wanted, const std::string& stored) {
  Fields fields(wanted);
  fields.only({"body", "patch"});
  const json::value* body = wanted.if_contains("body");
  const json::object* patch = fields.object("patch");
  if ((body != nullptr) == wanted.contains("patch")) {
    fields.problem("", "required: give either body or patch");
  } else if (body && (!body->is_string() || body->as_string().empty())) {
    fields.problem("/body", "field_type: must be the whole new body, as text");
  }
  if (!fields.ok()) return fields.error();
  if (body) return std::string(body->as_string());
  json::error_code failed;
  json::value document = json::parse(stored, failed);
  if (failed) return invalid("/patch", "the stored body is not JSON; give a whole new body");
  merge(document, *patch);
  return json::serialize(document);
}

Result<Write> amend(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  auto row = load_message(call, lease.reader());
  if (!row) return std::unexpected(row.error());
  auto wanted = read_object(call.request);
  if (!wanted) return std::unexpected(wanted.error());
  auto entry = stored_entry(call, lease.reader(), *row);
  if (!entry) return std::unexpected(entry.error());
  auto body = amended_body(*wanted, entry->body);
  if (!body) return std::unexpected(body.error());
  const Instant now = call.kit.hub.clock().now();
  const channels::Raw raw{channels::topic_of(row->route), *body};
  if (auto fits = check_body(*call.kit.hub.settings(), row->stream, raw, now); !fits) {
    return std::unexpected(fits.error());
  }
  return replay_write(*row, std::move(*body));
}

}  // namespace

bool is_forgotten(const store::Reader& reader, OrderId id) {
  const auto order = orders::load_order(reader, id);
  return order && order->person != 0 && !orders::load_person_key(reader, PersonId(order->person));
}

Result<MessageRow> load_message(const Call& call, const store::Reader& reader) {
  const auto seq = parse_id_as<MessageTag>(call.params.at("id"));
  std::optional<MessageRow> row;
  if (seq) row = core::load_message(reader, *seq);
  if (seq && !row) {
    if (auto entry = call.kit.hub.inbox().read(*seq)) row = row_of(*entry);
  }
  if (row && in_scope(call.context.caller, row->stream)) return std::move(*row);
  return fail(ErrorClass::kNotFound, "message_not_found", "there is no message with this id");
}

json::object message_json(const MessageRow& row, const flows::Settings& settings) {
  const flows::Shop* shop = settings.shop(row.stream);
  const auto text = [](const std::string& s) {
    return s.empty() ? json::value(nullptr) : json::value(s);
  };
  return {{"id", row.seq.str()},
          {"kind", kind_name(row.kind)},
          {"shop", shop ? json::value(shop->code) : json::value(nullptr)},
          {"route", row.route},
          {"external_id", text(row.external_id)},
          {"caller", row.caller},
          {"received_at", time_json(row.received_at)},
          {"state", core::name(row.state)},
          {"code", text(row.code)},
          {"detail", text(row.detail)},
          {"pointer", text(row.pointer)},
          {"order_id", id_json(row.order)},
          {"replay_of", id_json(row.replay_of)},
          {"resolved_by", id_json(row.resolved)}};
}

Result<Write> replay_write(const MessageRow& row, std::string body) {
  if (row.kind != EntryKind::kWebhook && row.kind != EntryKind::kReplay) {
    return not_replayable("only what a channel sent can be sent on again");
  }
  if (row.state == MessageState::kReceived || row.state == MessageState::kWaiting) {
    return not_replayable("it is still on its way");
  }
  Write write;
  write.kind = EntryKind::kReplay;
  write.route = row.route;
  write.stream = row.stream;
  write.external_id = id_of_replays(row);
  write.replay_of = row.seq;
  write.body = std::move(body);
  return write;
}

Result<Write> replay_as_it_was(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  auto row = load_message(call, lease.reader());
  if (!row) return std::unexpected(row.error());
  auto entry = stored_entry(call, lease.reader(), *row);
  if (!entry) return std::unexpected(entry.error());
  return replay_write(*row, std::move(entry->body));
}

void add_message_routes(Resources& resources) {
  resources.read("GET", "/messages", Area::kMessages, list);
  resources.read("GET", "/messages/{id}", Area::kMessages, one);
  resources.write("POST", "/messages/{id}/replay", Area::kMessages, replay_as_it_was);
  resources.write("POST", "/messages/{id}/amend", Area::kMessages, amend);
}

}  // namespace ordo::api
