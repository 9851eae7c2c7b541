// Calls that go out: what waits, what was given up and why, what was delivered; and what a person does
// about one that was given up. A call's body is never shown: it holds no more than its order does.
#include "api/kit.h"
#include "api/order_json.h"
#include "core/outbox_queries.h"
#include "flows/notices.h"
#include "flows/receipts.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using core::OutboxRow;
using core::OutboxState;

json::value shop_json(ShopId id, const flows::Settings& settings) {
  const flows::Shop* shop = settings.shop(id);
  return shop ? json::value(shop->code) : json::value(nullptr);
}

// Only notices have them.
json::value receipt_json(const store::Reader& reader, const OutboxRow& call) {
  if (!call.target.starts_with(flows::kNotifyPrefix)) return nullptr;
  const auto receipt = flows::load_receipt(reader, call.id);
  if (!receipt) return nullptr;
  return json::object{
      {"state", flows::name(receipt->state)},
      {"detail", receipt->detail.empty() ? json::value(nullptr) : json::value(receipt->detail)},
      {"awaited", receipt->next_at != Instant{}}};
}

json::object call_json(const store::Reader& reader, const OutboxRow& call,
                       const flows::Settings& settings) {
  const bool waits = call.state == OutboxState::kWaiting;
  json::object item{{"id", call.id.str()},
                    {"kind", call.route},
                    {"target", call.target},
                    {"shop", shop_json(call.shop, settings)},
                    {"order_id", id_json(call.order)},
                    {"created_at", time_json(call.created_at)},
                    {"state", core::name(call.state)},
                    {"attempts", call.attempts},
                    {"repeatable", core::name(call.repeatable)},
                    {"next_attempt_at", waits && !call.behind ? time_json(call.next_at) : nullptr},
                    {"behind", id_json(call.behind)},
                    {"last_error", nullptr},
                    {"settled_at", time_json(call.settled_at)},
                    {"receipt", receipt_json(reader, call)}};
  if (!call.last_error.empty()) item["last_error"] = call.last_error;
  return item;
}

std::unexpected<Error> call_not_found() {
  return fail(ErrorClass::kNotFound, "call_not_found", "there is no outgoing call with this id");
}

Result<core::OutboxFilter> read_filter(const Call& call) {
  core::OutboxFilter filter;
  filter.shops = call.context.caller.shops;
  if (const auto target = call.request.parameter("target")) filter.target = *target;
  const auto state = call.request.parameter("state");
  if (!state) return filter;
  filter.state = core::parse_outbox_state(*state);
  if (!filter.state) return invalid("/state", "is not a state of outgoing calls", "unknown_state");
  return filter;
}

Result<HttpResponse> list(const Call& call) {
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  auto filter = read_filter(call);
  if (!filter) return std::unexpected(filter.error());
  const auto lease = call.kit.hub.database().read_anywhere();
  const auto page = core::walk_outbox(lease.reader(), *filter, *before, *limit);
  const auto settings = call.kit.hub.settings();
  json::array items;
  for (const OutboxRow& row : page.items)
    items.push_back(call_json(lease.reader(), row, *settings));
  return page_answer(std::move(items), std::to_string(page.next_before));
}

Result<HttpResponse> one(const Call& call) {
  const auto id = parse_id_as<OutboxTag>(call.params.at("id"));
  const auto lease = call.kit.hub.database().read_anywhere();
  const auto row = id ? core::load_call(lease.reader(), *id) : std::nullopt;
  if (!row || !in_scope(call.context.caller, row->shop)) return call_not_found();
  return json_answer(200, call_json(lease.reader(), *row, *call.kit.hub.settings()));
}

// Whether it was given up is judged when the command is applied, so that a repeat under the same
// idempotency key hears the first answer.
Result<Write> mend(const Call& call, std::string route, json::object body) {
  const auto id = parse_id_as<OutboxTag>(call.params.at("id"));
  const auto lease = call.kit.hub.database().read();
  const auto row = id ? core::load_call(lease.reader(), *id) : std::nullopt;
  if (!row || !in_scope(call.context.caller, row->shop)) return call_not_found();
  body["call"] = row->id.value;
  Write write;
  write.route = std::move(route);
  write.stream = row->shop ? row->shop : core::kSystemStream;
  write.body = json::serialize(body);
  return write;
}

Result<Write> retry(const Call& call) { return mend(call, "outbox.retry", {}); }

Result<Write> discard(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"reason"});
  const std::string reason = fields.required("reason", 500);
  if (!fields.ok()) return fields.error();
  return mend(call, "outbox.discard", {{"reason", reason}});
}

}  // namespace

void add_outbox_routes(Resources& resources) {
  resources.read("GET", "/outbox", Area::kReview, list);
  resources.read("GET", "/outbox/{id}", Area::kReview, one);
  resources.write("POST", "/outbox/{id}/retry", Area::kReview, retry);
  resources.write("POST", "/outbox/{id}/discard", Area::kReview, discard);
}

}  // namespace ordo::api
