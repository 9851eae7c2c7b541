#include "core/messages_store.h"

#include "base/text.h"
#include "core/limits.h"

namespace ordo::core {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kPutConsumer{
    "messages.consumer",
    "SELECT seq, body_hash, order_id FROM messages WHERE stream = :stream AND external_id "
    "= :external_id AND consumes = 1"};
constexpr Sql kInsertMessage{
    "messages.insert",
    "INSERT INTO messages(seq, stream, kind, route, external_id, caller, received_at, state, "
    "consumes, body_hash, code, detail, pointer, order_id, replay_of, batch) VALUES(:seq, :stream, "
    ":kind, :route, :external_id, :caller, :received_at, :state, :consumes, :body_hash, :code, "
    ":detail, :pointer, :order_id, :replay_of, :batch)"};
constexpr Sql kSettle{
    "messages.settle",
    "UPDATE messages SET state = :state, consumes = :consumes, code = :code, detail "
    "= :detail, pointer = :pointer, order_id = :order_id, batch = :batch WHERE seq = "
    ":seq"};
constexpr Sql kUnwait{"waiting.delete", "DELETE FROM waiting WHERE seq = :seq"};
constexpr Sql kWait{"waiting.insert",
                    "INSERT INTO waiting(seq, stream, wait_key) VALUES(:seq, :stream, :wait_key)"};
constexpr Sql kResolve{"messages.resolve", "UPDATE messages SET resolved = :by WHERE seq = :seq"};
constexpr Sql kAnswer{
    "idempotency.find",
    "SELECT body_hash, status, answer FROM idempotency WHERE caller = :caller AND "
    "route = :route AND idem_key = :idem_key AND at > :expired"};
constexpr Sql kPutAnswer{
    "idempotency.insert",
    "INSERT INTO idempotency(caller, route, idem_key, body_hash, status, answer, "
    "at, message) VALUES(:caller, :route, :idem_key, :body_hash, :status, :answer, :at, :message) "
    "ON "
    "CONFLICT(caller, route, idem_key) DO UPDATE SET body_hash = excluded.body_hash, status = "
    "excluded.status, answer = excluded.answer, at = excluded.at, message = excluded.message"};
constexpr Sql kExpiredAnswers{
    "idempotency.expired",
    "SELECT caller, route, idem_key FROM idempotency WHERE at <= :expired ORDER BY at, caller, "
    "route, idem_key LIMIT :most"};
constexpr Sql kDropAnswer{"idempotency.delete",
                          "DELETE FROM idempotency WHERE caller = :caller AND route = :route AND "
                          "idem_key = :idem_key"};

constexpr Sql kReviewQueue{
    "messages.review_queue",
    "SELECT count(*) FROM (SELECT 1 FROM messages WHERE state = 5 AND state > 2 "
    "AND resolved = 0 LIMIT :limit) AS queue"};

constexpr size_t kDetailMax = 500;

KnownId read_consumer(const Row& row) { return {row.integer(0), row.integer(1), row.integer(2)}; }

}  // namespace

void ask_consumer(store::Questions& questions, ShopId stream, std::string_view external_id,
                  std::optional<KnownId>& found) {
  questions.ask(kPutConsumer, {{"stream", stream.value}, {"external_id", external_id}},
                [&found](const Row& row) {
                  found = read_consumer(row);
                  return false;
                });
}

std::optional<KnownId> find_consumer(const store::Reader& reader, ShopId stream,
                                     std::string_view external_id) {
  std::optional<KnownId> found;
  reader.query(kPutConsumer, {{"stream", stream.value}, {"external_id", external_id}},
               [&](const Row& row) {
                 found = read_consumer(row);
                 return false;
               });
  return found;
}

MessageEffect effect_of(const Entry& entry, const Outcome& outcome, int64_t body_hash) {
  MessageEffect row;
  row.seq = entry.seq.value;
  row.body_hash = body_hash;
  row.state = static_cast<int64_t>(outcome.state);
  row.consumes = consumes(entry, outcome) ? 1 : 0;
  row.order = outcome.order.value;
  row.code = outcome.code;
  row.detail = cut_utf8(outcome.detail, kDetailMax);
  row.pointer = cut_utf8(outcome.pointer, kDetailMax);
  return row;
}

void insert_message(store::UnitOfWork& uow, const Entry& entry, const MessageEffect& row,
                    BatchNo batch) {
  uow.execute(kInsertMessage, {{"seq", row.seq},
                               {"stream", entry.stream.value},
                               {"kind", static_cast<int>(entry.kind)},
                               {"route", entry.route},
                               {"external_id", entry.external_id},
                               {"caller", entry.caller},
                               {"received_at", entry.received_at.ms},
                               {"state", row.state},
                               {"consumes", row.consumes},
                               {"body_hash", row.body_hash},
                               {"code", row.code},
                               {"detail", row.detail},
                               {"pointer", row.pointer},
                               {"order_id", row.order},
                               {"replay_of", entry.replay_of.value},
                               {"batch", batch.value}});
}

void settle_waiting(store::UnitOfWork& uow, const MessageEffect& row, BatchNo batch) {
  uow.execute(kSettle, {{"state", row.state},
                        {"consumes", row.consumes},
                        {"code", row.code},
                        {"detail", row.detail},
                        {"pointer", row.pointer},
                        {"order_id", row.order},
                        {"batch", batch.value},
                        {"seq", row.seq}});
  uow.execute(kUnwait, {{"seq", row.seq}});
}

void insert_waiting(store::UnitOfWork& uow, const Entry& entry, std::string_view key) {
  uow.execute(kWait, {{"seq", entry.seq.value}, {"stream", entry.stream.value}, {"wait_key", key}});
}

void resolve_message(store::UnitOfWork& uow, MessageSeq seq, MessageSeq by) {
  uow.execute(kResolve, {{"by", by.value}, {"seq", seq.value}});
}

int64_t count_review_queue(const store::Reader& reader, int64_t most) {
  return reader.integer(kReviewQueue, {{"limit", most + 1}}).value_or(0);
}

void ask_answer(store::Questions& questions, const Entry& entry, Instant now,
                std::optional<StoredAnswer>& found) {
  questions.ask(kAnswer,
                {{"caller", entry.caller},
                 {"route", entry.route},
                 {"idem_key", idempotency_key_of(entry)},
                 {"expired", now.plus_ms(-kIdempotencyMs).ms}},
                [&found](const Row& row) {
                  found = StoredAnswer{
                      row.integer(0),
                      {static_cast<int>(row.integer(1)), std::string(row.text(2)), true}};
                  return false;
                });
}

void ask_expired_answers(store::Questions& questions, Instant now, size_t most,
                         std::vector<AnswerKey>& expired) {
  questions.ask(
      kExpiredAnswers,
      {{"expired", now.plus_ms(-kIdempotencyMs).ms}, {"most", static_cast<int64_t>(most)}},
      [&expired](const Row& row) {
        expired.push_back(
            {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))});
        return true;
      });
}

void delete_answers(store::UnitOfWork& uow, const std::vector<AnswerKey>& expired) {
  for (const auto& [caller, route, key] : expired) {
    uow.execute(kDropAnswer, {{"caller", caller}, {"route", route}, {"idem_key", key}});
  }
}

void insert_answer(store::UnitOfWork& uow, const Entry& entry, int64_t body_hash,
                   const Answer& answer, Instant at) {
  uow.execute(kPutAnswer, {{"caller", entry.caller},
                           {"route", entry.route},
                           {"idem_key", idempotency_key_of(entry)},
                           {"body_hash", request_hash(entry, body_hash)},
                           {"status", answer.status},
                           {"answer", answer.body},
                           {"at", at.ms},
                           {"message", entry.seq.value}});
}

}  // namespace ordo::core
