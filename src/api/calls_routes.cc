// The log of the calls that the hub makes itself: pulls, callbacks and notices, an attempt each. Who may
// read raw messages may read it; bodies are withheld as those of messages are, and are gone once somebody
// whom they tell of is forgotten.
#include <fmt/format.h>

#include <algorithm>

#include "api/kit.h"
#include "api/order_json.h"
#include "base/text.h"
#include "channels/web_text.h"
#include "core/call_log.h"
#include "orders/order_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using core::CallFilter;
using core::CallRecord;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object record_json(const CallRecord& r, const flows::Settings& settings) {
  const flows::Shop* shop = settings.shop(r.shop);
  return {{"id", r.id.str()},
          {"kind", core::name(r.kind)},
          {"shop", shop ? json::value(shop->code) : json::value(nullptr)},
          {"outbox_id", id_json(r.outbox)},
          {"order_id", id_json(r.order)},
          {"started_at", time_json(r.started_at)},
          {"duration_ms", r.duration_ms},
          {"method", text_or_null(r.method)},
          {"target", r.target},
          {"subject", text_or_null(r.subject)},
          {"outcome", r.ok ? "ok" : "failed"},
          {"status", r.status ? json::value(r.status) : json::value(nullptr)},
          {"code", text_or_null(r.code)},
          {"detail", text_or_null(r.detail)},
          {"request_id", text_or_null(r.request_id)},
          {"answer_id", text_or_null(r.answer_id)},
          {"request_bytes", r.request_bytes},
          {"answer_bytes", r.answer_bytes},
          {"window_from", time_json(r.window_from)},
          {"window_to", time_json(r.window_to)}};
}

Result<std::optional<bool>> read_outcome(const HttpRequest& request) {
  const auto outcome = request.parameter("outcome");
  if (!outcome) return std::optional<bool>();
  if (*outcome != "ok" && *outcome != "failed") return invalid("/outcome", "must be ok or failed");
  return std::optional(*outcome == "ok");
}

Result<> read_ids(const HttpRequest& request, CallFilter& filter) {
  if (const auto text = request.parameter("outbox_id")) {
    const auto id = parse_id_as<OutboxTag>(*text);
    if (!id) return invalid("/outbox_id", "is not the id of an outgoing call");
    filter.outbox = *id;
  }
  if (const auto text = request.parameter("order_id")) {
    const auto id = parse_id_as<OrderTag>(*text);
    if (!id) return invalid("/order_id", "is not the id of an order");
    filter.order = *id;
  }
  return {};
}

Result<> read_place(const Call& call, CallFilter& filter) {
  if (const auto code = call.request.parameter("shop")) {
    const auto settings = call.kit.hub.settings();
    const auto shop = shop_named(call, *settings, *code);
    if (!shop) return std::unexpected(shop.error());
    filter.shop = (*shop)->id;
  }
  if (const auto kind = call.request.parameter("kind")) {
    filter.kind = core::parse_call_kind(*kind);
    if (!filter.kind)
      return invalid("/kind", "must be pull, callback, notice or self_test", "unknown_kind");
  }
  return read_ids(call.request, filter);
}

Result<CallFilter> read_call_filter(const Call& call) {
  CallFilter filter;
  filter.shops = call.context.caller.shops;
  if (auto ok = read_place(call, filter); !ok) return std::unexpected(ok.error());
  auto outcome = read_outcome(call.request);
  if (!outcome) return std::unexpected(outcome.error());
  filter.ok = *outcome;
  auto text = read_word(call.request, "q");
  if (!text) return std::unexpected(text.error());
  filter.text = std::move(*text);
  auto from = read_time(call.request, "started_from");
  if (!from) return std::unexpected(from.error());
  auto to = read_time(call.request, "started_to");
  if (!to) return std::unexpected(to.error());
  filter.started_from = *from;
  filter.started_to = *to;
  return filter;
}

Result<HttpResponse> list_records(const Call& call) {
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  auto filter = read_call_filter(call);
  if (!filter) return std::unexpected(filter.error());
  const auto page = call.kit.hub.calls().walk(*filter, *before, *limit);
  const auto settings = call.kit.hub.settings();
  json::array items;
  for (const CallRecord& record : page.items) items.push_back(record_json(record, *settings));
  return page_answer(std::move(items), std::to_string(page.next_before));
}

// The members of a body as the parameters of the list, which they are in an address as well.
Result<std::string> as_query(const json::object& body) {
  constexpr size_t kTextMax = 256;
  constexpr std::string_view kTexts[] = {"shop",       "kind",     "outcome",
                                         "outbox_id",  "order_id", "started_from",
                                         "started_to", "q",        "cursor"};
  Fields fields(body);
  fields.only({"shop", "kind", "outcome", "outbox_id", "order_id", "started_from", "started_to",
               "q", "cursor", "limit"});
  std::string query;
  for (const std::string_view name : kTexts) {
    const std::string text = fields.text(name, kTextMax);
    if (!text.empty()) query += fmt::format("{}={}&", name, channels::percent_encode(text));
  }
  if (const json::value* limit = body.if_contains("limit")) {
    const bool whole = limit->is_int64() && limit->get_int64() >= 0;
    query += fmt::format("limit={}", whole ? limit->get_int64() : 0);
  }
  if (!fields.ok()) return fields.error();
  return query;
}

// The same list. What is looked for may be a person's, and then stands in no address.
Result<HttpResponse> search_records(const Call& call) {
  const auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  const auto query = as_query(*body);
  if (!query) return std::unexpected(query.error());
  HttpRequest asked = call.request;
  asked.query = *query;
  return list_records({asked, call.params, call.context, call.kit});
}

// An answer that tells of somebody who is forgotten is shown no more, though its shop's key is there yet.
bool tells_of_forgotten(const store::Reader& reader, const CallRecord& record) {
  if (record.order && is_forgotten(reader, record.order)) return true;
  const auto of_forgotten = [&](const std::string& number) {
    const OrderId order = orders::find_order_id(reader, record.shop, number);
    return order && is_forgotten(reader, order);
  };
  // A pull for one order names it, also where its answer could not be read.
  if (record.kind == core::CallKind::kPull && of_forgotten(record.subject)) return true;
  return std::ranges::any_of(record.bodies.orders, of_forgotten);
}

json::object body_json(const std::string& body, int64_t whole_bytes, bool hidden) {
  json::object out{{"text", nullptr}, {"encoding", nullptr}, {"bytes", whole_bytes}};
  out["cut"] = whole_bytes > static_cast<int64_t>(core::kCallBodyKept);
  // Of one that was not kept, only how long it was is known.
  if (hidden || (body.empty() && whole_bytes > 0)) return out;
  const bool text = is_valid_utf8(body);
  out["text"] = text ? body : base64(body);
  out["encoding"] = text ? "utf-8" : "base64";
  return out;
}

Result<HttpResponse> one_record(const Call& call) {
  const auto id = parse_id_as<CallTag>(call.params.at("id"));
  const auto record = id ? call.kit.hub.calls().load(*id) : std::nullopt;
  if (!record || !in_scope(call.context.caller, record->shop)) {
    return fail(ErrorClass::kNotFound, "call_record_not_found",
                "there is no record of a call with this id, or it is older than they are kept");
  }
  const auto lease = call.kit.hub.database().read();
  const bool erased = record->erased || tells_of_forgotten(lease.reader(), *record);
  const bool withheld = call.context.caller.view != flows::kWholeView;
  json::object out = record_json(*record, *call.kit.hub.settings());
  out["request"] = body_json(record->bodies.request, record->request_bytes, withheld || erased);
  out["answer"] = body_json(record->bodies.answer, record->answer_bytes, withheld || erased);
  out["bodies_withheld"] = withheld;
  out["bodies_erased"] = erased;
  return json_answer(200, out);
}

}  // namespace

void add_call_routes(Resources& resources) {
  resources.read("GET", "/calls", Area::kMessages, list_records);
  resources.read("POST", "/calls/search", Area::kMessages, search_records);
  resources.read("GET", "/calls/{id}", Area::kMessages, one_record);
}

}  // namespace ordo::api
