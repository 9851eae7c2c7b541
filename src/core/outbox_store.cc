#include "core/outbox_store.h"

#include <boost/json.hpp>

namespace ordo::core {
namespace {

using store::Row;
using store::Sql;
namespace json = boost::json;

constexpr Sql kSendable{
    "outbox.sendable",
    "SELECT id, order_id, shop, target, route, body, created_at, attempts FROM outbox o WHERE "
    "state <> 1 AND state = 0 "
    "AND next_at <= :now AND :down NOT LIKE '%|' || target || '|%' AND NOT EXISTS (SELECT 1 FROM "
    "outbox p WHERE p.state <> 1 AND p.target = "
    "o.target AND p.order_id = o.order_id AND p.id < o.id) ORDER BY id LIMIT :limit"};
constexpr Sql kNextDue{"outbox.next_due",
                       "SELECT min(next_at) FROM outbox WHERE state <> 1 AND state = 0"};
constexpr Sql kDelivered{
    "outbox.delivered",
    "UPDATE outbox SET state = 1, attempts = attempts + 1, last_error = '' WHERE "
    "id = :id"};
constexpr Sql kFailed{"outbox.failed",
                      "UPDATE outbox SET state = :state, attempts = attempts + :counts, next_at = "
                      ":next_at, last_error = :error WHERE id = :id"};

std::optional<OutboxResult> decode_result(std::string_view text) {
  try {
    const json::value body = json::parse({text.data(), text.size()});
    const json::object& o = body.as_object();
    OutboxResult r;
    r.id = OutboxId(o.at("id").to_number<int64_t>());
    r.delivered = o.at("delivered").as_bool();
    r.give_up = o.at("give_up").as_bool();
    r.counts = o.at("counts").as_bool();
    r.retry_at_ms = o.at("retry_at_ms").to_number<int64_t>();
    r.error = o.at("error").as_string();
    return r;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

std::vector<OutboxMessage> load_sendable(const store::Reader& reader, Instant now, size_t limit,
                                         std::string_view down) {
  std::vector<OutboxMessage> messages;
  reader.query(kSendable, {{"now", now.ms}, {"down", down}, {"limit", static_cast<int64_t>(limit)}},
               [&](const Row& row) {
                 messages.push_back({OutboxId(row.integer(0)), OrderId(row.integer(1)),
                                     ShopId(row.integer(2)), std::string(row.text(3)),
                                     std::string(row.text(4)), std::string(row.text(5)),
                                     Instant{row.integer(6)}, static_cast<int>(row.integer(7))});
                 return true;
               });
  return messages;
}

std::optional<Instant> next_outbox_due(const store::Reader& reader) {
  if (auto ms = reader.integer(kNextDue)) return Instant{*ms};
  return std::nullopt;
}

void write_outbox_result(store::UnitOfWork& uow, const OutboxResult& r) {
  if (r.delivered) {
    uow.execute(kDelivered, {{"id", r.id.value}});
    return;
  }
  uow.execute(kFailed, {{"state", r.give_up ? 2 : 0},
                        {"counts", r.counts},
                        {"next_at", r.retry_at_ms},
                        {"error", r.error},
                        {"id", r.id.value}});
}

std::string encode_result(const OutboxResult& r) {
  return json::serialize(json::object{{"id", r.id.value},
                                      {"delivered", r.delivered},
                                      {"give_up", r.give_up},
                                      {"counts", r.counts},
                                      {"retry_at_ms", r.retry_at_ms},
                                      {"error", r.error}});
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
    batch.alerts.push_back({"outbox_gave_up", OrderId{}, entry.seq, result->error});
  }
  batch.outbox_results.push_back(std::move(*result));
  return outcome;
}

}  // namespace ordo::core
