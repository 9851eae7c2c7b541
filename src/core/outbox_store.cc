#include "core/outbox_store.h"

#include <boost/json.hpp>

#include "core/alert_detail.h"
#include "core/limits.h"

namespace ordo::core {
namespace {

using store::Row;
using store::Sql;
namespace json = boost::json;

constexpr Sql kSendable{
    "outbox.sendable",
    "SELECT id, order_id, shop, target, route, body, created_at, attempts, repeatable FROM "
    "outbox o WHERE "
    "state = 0 AND state <> 1 "
    "AND next_at <= :now AND replace(:down, '|' || target || '|', '') = :down AND NOT EXISTS "
    "(SELECT 1 FROM "
    "outbox p WHERE p.settled_at = 0 AND p.target = "
    "o.target AND p.order_id = o.order_id AND p.id < o.id) ORDER BY id LIMIT :limit"};
constexpr Sql kNextCallDue{"outbox.next_due",
                           "SELECT min(next_at) FROM outbox WHERE state <> 1 AND state = 0"};
constexpr Sql kDelivered{
    "outbox.delivered",
    "UPDATE outbox SET state = 1, attempts = attempts + 1, last_error = '', settled_at = :at WHERE "
    "id = :id AND settled_at = 0"};
constexpr Sql kFailed{"outbox.failed",
                      "UPDATE outbox SET state = :state, attempts = attempts + :counts, next_at = "
                      ":next_at, last_error = :error WHERE id = :id AND state = 0"};
constexpr Sql kEnded{"outbox.ended",
                     "UPDATE outbox SET state = 3, attempts = attempts + :counts, settled_at = "
                     ":at, last_error = :error WHERE id = :id AND state = 0"};
constexpr Sql kRetry{
    "outbox.retry",
    "UPDATE outbox SET state = 0, attempts = 0, next_at = :at WHERE id = :id AND state = 2"};
constexpr Sql kDiscard{
    "outbox.discard", "UPDATE outbox SET state = 3, settled_at = :at WHERE id = :id AND state = 2"};
constexpr Sql kPurge{
    "outbox.purge",
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE settled_at > 0 AND settled_at <= "
    ":expired ORDER BY settled_at, id LIMIT :most)"};

// A result that an older program left in the log names no order, and ends no call by itself.
OrderId order_in(const json::object& result) {
  const json::value* order = result.if_contains("order");
  return order ? OrderId(order->to_number<int64_t>()) : OrderId{};
}

void read_end(const json::object& result, OutboxResult& r) {
  if (const json::value* discard = result.if_contains("discard")) r.discard = discard->as_bool();
  if (const json::value* alert = result.if_contains("alert")) r.alert = alert->as_string();
  if (const json::value* about = result.if_contains("about")) r.about = about->as_string();
}

// Of one thing it is one alert that counts.
Alert alert_of(const OutboxResult& result, MessageSeq seq) {
  Alert alert{result.alert, result.order, seq,
              alert_detail({{"receiver", result.about}, {"error", result.error}})};
  alert.key = result.alert + "/" + result.about;
  return alert;
}

}  // namespace

std::optional<OutboxResult> decode_result(std::string_view text) {
  try {
    const json::value body = json::parse({text.data(), text.size()});
    const json::object& o = body.as_object();
    OutboxResult r;
    r.id = OutboxId(o.at("id").to_number<int64_t>());
    r.order = order_in(o);
    r.delivered = o.at("delivered").as_bool();
    r.give_up = o.at("give_up").as_bool();
    r.counts = o.at("counts").as_bool();
    r.retry_at_ms = o.at("retry_at_ms").to_number<int64_t>();
    r.error = o.at("error").as_string();
    read_end(o, r);
    return r;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::vector<OutboxMessage> load_sendable(const store::Reader& reader, Instant now, size_t limit,
                                         std::string_view down) {
  std::vector<OutboxMessage> messages;
  reader.query(kSendable, {{"now", now.ms}, {"down", down}, {"limit", static_cast<int64_t>(limit)}},
               [&](const Row& row) {
                 messages.push_back({OutboxId(row.integer(0)), OrderId(row.integer(1)),
                                     ShopId(row.integer(2)), std::string(row.text(3)),
                                     std::string(row.text(4)), std::string(row.text(5)),
                                     Instant{row.integer(6)}, static_cast<int>(row.integer(7)),
                                     static_cast<Repeatable>(row.integer(8))});
                 return true;
               });
  return messages;
}

std::optional<Instant> next_outbox_due(const store::Reader& reader) {
  if (auto ms = reader.integer(kNextCallDue)) return Instant{*ms};
  return std::nullopt;
}

void write_outbox_result(store::UnitOfWork& uow, const OutboxResult& r, Instant at) {
  if (r.delivered) {
    uow.execute(kDelivered, {{"at", at.ms}, {"id", r.id.value}});
    return;
  }
  if (r.discard) {
    uow.execute(kEnded,
                {{"counts", r.counts}, {"at", at.ms}, {"error", r.error}, {"id", r.id.value}});
    return;
  }
  const OutboxState state = r.give_up ? OutboxState::kGivenUp : OutboxState::kWaiting;
  uow.execute(kFailed, {{"state", static_cast<int>(state)},
                        {"counts", r.counts},
                        {"next_at", r.retry_at_ms},
                        {"error", r.error},
                        {"id", r.id.value}});
}

void retry_call(store::UnitOfWork& uow, OutboxId id, Instant at) {
  uow.execute(kRetry, {{"at", at.ms}, {"id", id.value}});
}

void discard_call(store::UnitOfWork& uow, OutboxId id, Instant at) {
  uow.execute(kDiscard, {{"at", at.ms}, {"id", id.value}});
}

void purge_settled_calls(store::UnitOfWork& uow, Instant now, size_t most) {
  uow.execute(kPurge, {{"expired", now.ms - kOutboxKeptMs}, {"most", static_cast<int64_t>(most)}});
}

std::string encode_result(const OutboxResult& r) {
  return json::serialize(json::object{{"id", r.id.value},
                                      {"order", r.order.value},
                                      {"delivered", r.delivered},
                                      {"give_up", r.give_up},
                                      {"counts", r.counts},
                                      {"retry_at_ms", r.retry_at_ms},
                                      {"error", r.error},
                                      {"discard", r.discard},
                                      {"alert", r.alert},
                                      {"about", r.about}});
}

Outcome apply_result(const Entry& entry, Batch& batch) {
  Outcome outcome;
  std::optional<OutboxResult> result = decode_result(entry.body);
  if (!result) {
    outcome.state = MessageState::kParked;
    outcome.code = "malformed_result";
    return outcome;
  }
  if (result->give_up) {
    batch.alerts.push_back({std::string(kOutboxGaveUp), result->order, entry.seq,
                            alert_detail({{"call", result->id.str()}, {"error", result->error}})});
  }
  if (!result->alert.empty()) batch.alerts.push_back(alert_of(*result, entry.seq));
  batch.outbox_results.push_back(std::move(*result));
  return outcome;
}

}  // namespace ordo::core
