#include "core/calls_store.h"

namespace ordo::core {
namespace {

using store::Migration;
using store::Row;
using store::Sql;
using store::Value;

// The sealed bodies stand last: who walks over rows does not read them.
constexpr Migration kCallMigrations[] = {
    {1, "calls",
     "CREATE TABLE calls(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, shop INTEGER NOT NULL, "
     "outbox INTEGER NOT NULL, order_id INTEGER NOT NULL, started_at INTEGER NOT NULL, "
     "duration_ms INTEGER NOT NULL, method TEXT NOT NULL, target TEXT NOT NULL, subject TEXT NOT "
     "NULL, status INTEGER NOT NULL, ok INTEGER NOT NULL, code TEXT NOT NULL, detail TEXT NOT "
     "NULL, request_id TEXT NOT NULL, answer_id TEXT NOT NULL, request_bytes INTEGER NOT NULL, "
     "answer_bytes INTEGER NOT NULL, window_from INTEGER NOT NULL, window_to INTEGER NOT NULL, "
     "bytes INTEGER NOT NULL, key INTEGER NOT NULL, sealed BLOB NOT NULL);"
     "CREATE INDEX calls_by_shop ON calls(shop, id);"
     "CREATE INDEX calls_failed ON calls(id) WHERE ok = 0;"
     "CREATE INDEX calls_by_outbox ON calls(outbox, id) WHERE outbox > 0;"
     "CREATE INDEX calls_sizes ON calls(id, bytes);"
     "CREATE TABLE call_keys(id INTEGER PRIMARY KEY, shop INTEGER NOT NULL, day INTEGER NOT NULL, "
     "wrapped BLOB NOT NULL);"
     "CREATE INDEX call_keys_by_day ON call_keys(shop, day);"
     "CREATE TABLE call_marks(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"},
};

// Room that a record takes beside its texts: numbers, indexes and what a page leaves free.
constexpr int64_t kRecordOverhead = 400;

constexpr Sql kRecordExists{"calls.exists", "SELECT 1 FROM calls WHERE id = :id"};
constexpr Sql kInsertRecord{
    "calls.insert",
    "INSERT INTO calls(id, kind, shop, outbox, order_id, started_at, duration_ms, method, target, "
    "subject, status, ok, code, detail, request_id, answer_id, request_bytes, answer_bytes, "
    "window_from, window_to, bytes, key, sealed) VALUES(:id, :kind, :shop, :outbox, :order_id, "
    ":started_at, :duration_ms, :method, :target, :subject, :status, :ok, :code, :detail, "
    ":request_id, :answer_id, :request_bytes, :answer_bytes, :window_from, :window_to, :bytes, "
    ":key, :sealed)"};
constexpr Sql kNewestRecordKey{"calls.key",
                               "SELECT id, wrapped FROM call_keys WHERE shop = :shop AND day = "
                               ":day ORDER BY id DESC LIMIT 1"};
constexpr Sql kPutRecordKey{"calls.put_key",
                            "INSERT INTO call_keys(id, shop, day, wrapped) VALUES(:id, :shop, "
                            ":day, :wrapped)"};
constexpr Sql kEraseShopKeys{"calls.erase_shop_keys", "DELETE FROM call_keys WHERE shop = :shop"};
constexpr Sql kEraseOldKeys{"calls.erase_old_keys", "DELETE FROM call_keys WHERE day < :day"};
constexpr Sql kOldestRecords{"calls.oldest",
                             "SELECT id, bytes FROM calls WHERE id < :before ORDER BY id LIMIT "
                             ":most"};
constexpr Sql kDropRecord{"calls.drop", "DELETE FROM calls WHERE id = :id"};
constexpr Sql kSumOfRecords{"calls.bytes", "SELECT CAST(sum(bytes) AS BIGINT) FROM calls"};
constexpr Sql kRecordMark{"calls.mark", "SELECT value FROM call_marks WHERE name = :name"};
constexpr Sql kSetRecordMark{"calls.set_mark",
                             "INSERT INTO call_marks(name, value) VALUES(:name, :value) ON "
                             "CONFLICT(name) DO UPDATE SET value = :value"};
constexpr std::string_view kLastKeyMark = "last_key";

}  // namespace

const store::Component kCallsComponent{"calls", kCallMigrations};

CallId free_call_id(const store::Reader& reader, Instant at) {
  int64_t id = first_call_id(at);
  while (reader.integer(kRecordExists, {{"id", id}})) ++id;
  return CallId(id);
}

std::optional<CallKey> newest_call_key(const store::Reader& reader, ShopId shop, int32_t day) {
  std::optional<CallKey> found;
  reader.query(kNewestRecordKey, {{"shop", shop.value}, {"day", day}}, [&](const Row& row) {
    found = CallKey{row.integer(0), std::string(row.text(1))};
    return false;
  });
  return found;
}

// A number is never given twice: a record whose key was destroyed must not find another one.
int64_t insert_call_key(store::UnitOfWork& uow, ShopId shop, int32_t day,
                        std::string_view wrapped) {
  const int64_t id = call_mark(uow, kLastKeyMark) + 1;
  set_call_mark(uow, kLastKeyMark, id);
  uow.execute(kPutRecordKey,
              {{"id", id}, {"shop", shop.value}, {"day", day}, {"wrapped", Value::blob(wrapped)}});
  return id;
}

int64_t erase_call_keys(store::UnitOfWork& uow, ShopId shop) {
  return uow.execute_counting(kEraseShopKeys, {{"shop", shop.value}});
}

int64_t erase_call_keys_before(store::UnitOfWork& uow, int32_t day) {
  return uow.execute_counting(kEraseOldKeys, {{"day", day}});
}

int64_t insert_call(store::UnitOfWork& uow, const CallRecord& r, int64_t key,
                    std::string_view sealed) {
  const size_t texts = r.method.size() + r.target.size() + r.subject.size() + r.code.size() +
                       r.detail.size() + r.request_id.size() + r.answer_id.size();
  const int64_t bytes = kRecordOverhead + static_cast<int64_t>(texts + sealed.size());
  uow.execute(kInsertRecord, {{"id", r.id.value},
                              {"kind", static_cast<int>(r.kind)},
                              {"shop", r.shop.value},
                              {"outbox", r.outbox.value},
                              {"order_id", r.order.value},
                              {"started_at", r.started_at.ms},
                              {"duration_ms", r.duration_ms},
                              {"method", r.method},
                              {"target", r.target},
                              {"subject", r.subject},
                              {"status", r.status},
                              {"ok", r.ok},
                              {"code", r.code},
                              {"detail", r.detail},
                              {"request_id", r.request_id},
                              {"answer_id", r.answer_id},
                              {"request_bytes", r.request_bytes},
                              {"answer_bytes", r.answer_bytes},
                              {"window_from", r.window_from.ms},
                              {"window_to", r.window_to.ms},
                              {"bytes", bytes},
                              {"key", key},
                              {"sealed", Value::blob(sealed)}});
  return bytes;
}

CallsGone drop_calls(store::UnitOfWork& uow, int64_t before, size_t most, int64_t bytes) {
  std::vector<int64_t> ids;
  CallsGone gone;
  uow.query(kOldestRecords, {{"before", before}, {"most", static_cast<int64_t>(most)}},
            [&](const Row& row) {
              ids.push_back(row.integer(0));
              gone.bytes += row.integer(1);
              return gone.bytes < bytes;
            });
  for (const int64_t id : ids) gone.records += uow.execute_counting(kDropRecord, {{"id", id}});
  return gone;
}

int64_t call_bytes(const store::Reader& reader) {
  return reader.integer(kSumOfRecords).value_or(0);
}

int64_t call_mark(const store::Reader& reader, std::string_view mark) {
  return reader.integer(kRecordMark, {{"name", mark}}).value_or(0);
}

void set_call_mark(store::UnitOfWork& uow, std::string_view mark, int64_t value) {
  uow.execute(kSetRecordMark, {{"name", mark}, {"value", value}});
}

}  // namespace ordo::core
