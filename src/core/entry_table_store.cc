#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/entry_table.h"
#include "core/latency.h"
#include "core/schema.h"

namespace ordo::core {
namespace {

using store::Migration;
using store::Row;
using store::Sql;
using store::Value;

constexpr Migration kLogMigrations[] = {
    {1, "entries",
     "CREATE TABLE entries(seq INTEGER PRIMARY KEY, stream INTEGER NOT NULL, received_at INTEGER "
     "NOT NULL, kind INTEGER NOT NULL, route TEXT NOT NULL, external_id TEXT NOT NULL, caller TEXT "
     "NOT NULL, headers TEXT NOT NULL, replay_of INTEGER NOT NULL, sealed BLOB NOT NULL);"
     "CREATE INDEX entries_by_stream ON entries(stream, seq);"
     "CREATE TABLE day_keys(stream INTEGER NOT NULL, day INTEGER NOT NULL, wrapped BLOB NOT NULL, "
     "PRIMARY KEY(stream, day)) WITHOUT ROWID;"},
};
constexpr Sql kInsertEntry{
    "log.append",
    "INSERT INTO entries(seq, stream, received_at, kind, route, external_id, "
    "caller, headers, replay_of, sealed) VALUES(:seq, :stream, :received_at, "
    ":kind, :route, :external_id, :caller, :headers, :replay_of, :sealed)"};
constexpr Sql kKey{"log.day_key",
                   "SELECT wrapped FROM day_keys WHERE stream = :stream AND day = :day"};
constexpr Sql kPutKey{"log.put_day_key",
                      "INSERT INTO day_keys(stream, day, wrapped) VALUES(:stream, :day, :wrapped)"};
constexpr Sql kOldKeys{"log.old_day_keys", "SELECT stream, day FROM day_keys WHERE day < :day"};
constexpr Sql kErase{"log.erase_day_key",
                     "DELETE FROM day_keys WHERE stream = :stream AND day = :day"};
constexpr Sql kFirstUnapplied{"log.first_unapplied",
                              "SELECT received_at FROM entries WHERE stream = :stream AND seq > "
                              ":applied ORDER BY seq LIMIT 1"};
constexpr Sql kLastOfStreams{"log.last_of_streams",
                             "SELECT stream, max(seq) FROM entries GROUP BY stream"};
constexpr Sql kCountEntries{"log.count", "SELECT count(*) FROM entries"};
constexpr Sql kFirst{"log.first", "SELECT min(seq) FROM entries"};
constexpr Sql kLastEntry{"log.last", "SELECT max(seq) FROM entries"};
// Within a stream the last is the latest. From stream to stream by the index: however many entries there are,
// a few are looked at.
constexpr Sql kLastReceived{
    "log.last_received",
    "WITH RECURSIVE streams(stream) AS (SELECT min(stream) FROM entries UNION ALL SELECT (SELECT "
    "min(e.stream) FROM entries e WHERE e.stream > s.stream) FROM streams s WHERE s.stream IS NOT "
    "NULL) SELECT max((SELECT e.received_at FROM entries e WHERE e.stream = s.stream ORDER BY "
    "e.seq DESC LIMIT 1)) FROM streams s WHERE s.stream IS NOT NULL"};
// The nonce comes from the entry's entropy: no two entries have the same.
constexpr Sql kNonce{"log.nonce", "SELECT substr(sealed, 1, 12) FROM entries WHERE seq = :seq"};
constexpr Sql kRead{"log.read",
                    "SELECT seq, stream, received_at, kind, route, external_id, caller, headers, "
                    "replay_of, sealed FROM entries WHERE seq = :seq"};
constexpr Sql kScan{
    .name = "log.scan",
    .text =
        "SELECT seq, stream, received_at, kind, route, external_id, caller, headers, "
        "replay_of, sealed FROM entries WHERE stream = :stream AND seq > :after "
        "ORDER BY seq LIMIT :limit",
    .walks = true};
constexpr Sql kVisit{.name = "log.visit",
                     .text =
                         "SELECT stream, seq FROM entries INDEXED BY entries_by_stream WHERE seq > "
                         ":after",
                     .postgres = "SELECT stream, seq FROM entries WHERE seq > :after ORDER BY seq",
                     .walks = true};
constexpr Sql kServerBytes{"log.server_bytes",
                           "SELECT CAST(pg_total_relation_size('entries') + "
                           "pg_total_relation_size('day_keys') AS BIGINT)"};

constexpr int64_t kDaySlots = 100'000'000;  // a day is yyyymmdd

// Not the sequence number: one whose commit a crash undid is given again, to another body, under the
// same key. The entropy itself stays inside the seal, because data keys of persons are derived from it.
Nonce96 nonce_of(const Entropy& entropy) {
  const Digest digest = sha256(bytes_view(entropy));
  Nonce96 nonce;
  std::copy_n(digest.begin(), nonce.size(), nonce.begin());
  return nonce;
}

std::string associated(ShopId stream, MessageSeq seq) {
  std::string text = stream.str();
  text += '/';
  text += seq.str();
  return text;
}

std::optional<std::string> open_sealed(const Key256& key, std::string_view sealed,
                                       std::string_view context) {
  Nonce96 nonce;
  if (sealed.size() < nonce.size()) return std::nullopt;
  std::copy_n(sealed.begin(), nonce.size(), reinterpret_cast<char*>(nonce.data()));
  return aead_open(key, nonce, sealed.substr(nonce.size()), context);
}

// The keys of one look into the table: each is asked for once, because to a server that is a round trip.
class DayKeys {
 public:
  struct Key {
    bool erased;
    std::optional<Key256> opened;  // nothing where another master key wrapped it
  };
  DayKeys(const store::Reader& reader, const store::Keyring& keyring)
      : reader_(reader), keyring_(keyring) {}
  const Key& of(ShopId stream, int32_t day) {
    const auto [at, added] = keys_.try_emplace({stream.value, day}, Key{true, {}});
    if (!added) return at->second;
    const auto wrapped = reader_.text(kKey, {{"stream", stream.value}, {"day", day}});
    if (wrapped) {
      auto opened = keyring_.unwrap(*wrapped, key_context(stream.value, day));
      at->second = {false, opened ? std::optional(*opened) : std::nullopt};
    }
    return at->second;
  }

 private:
  const store::Reader& reader_;
  const store::Keyring& keyring_;
  std::map<std::pair<int64_t, int32_t>, Key> keys_;
};

Entry decode(const Row& row, DayKeys& keys) {
  Entry e;
  e.seq = MessageSeq(row.integer(0));
  e.stream = ShopId(row.integer(1));
  e.received_at = Instant{row.integer(2)};
  e.kind = static_cast<EntryKind>(row.integer(3));
  e.route = row.text(4);
  e.external_id = row.text(5);
  e.caller = row.text(6);
  e.headers = row.text(7);
  e.replay_of = MessageSeq(row.integer(8));
  const DayKeys::Key& key = keys.of(e.stream, utc_day(e.received_at));
  if (key.erased) return e;  // under the retention rule: the body reads as empty
  auto plain = key.opened ? open_sealed(*key.opened, row.text(9), associated(e.stream, e.seq))
                          : std::nullopt;
  if (!plain || plain->size() < e.entropy.size()) {
    throw store::StorageError(store::Fault::kFatal, 0,
                              "log entry " + e.seq.str() +
                                  " does not open: the file was altered, "
                                  "or the master key is another one");
  }
  std::copy_n(plain->begin(), e.entropy.size(), e.entropy.begin());
  e.body = plain->substr(e.entropy.size());
  return e;
}

}  // namespace

std::string key_context(int64_t stream, int32_t day) {
  return fmt::format("shop-day:{}:{}", stream, day);
}

const store::Component kLogComponent{"log", kLogMigrations};

int32_t utc_day(Instant t) {
  using namespace std::chrono;
  const year_month_day d{sys_days{floor<days>(sys_time<milliseconds>{milliseconds{t.ms}})}};
  return static_cast<int>(d.year()) * 10000 +
         static_cast<int>(static_cast<unsigned>(d.month()) * 100 + static_cast<unsigned>(d.day()));
}

EntryTable::EntryTable(const store::DatabaseOptions& options, const store::Keyring& keyring)
    : keyring_(keyring), database_(store::Database::open(options)) {
  database_->migrate(std::span(&kLogComponent, 1));
}

const Key256& EntryTable::day_key(store::UnitOfWork& uow, const Entry& entry) {
  const int32_t day = utc_day(entry.received_at);
  const int64_t slot = entry.stream.value * kDaySlots + day;
  if (auto it = write_keys_.find(slot); it != write_keys_.end()) return it->second;
  // Arrival does not go back: older keys are not needed here any more, and shall not outlast their erasure.
  std::erase_if(write_keys_, [day](const auto& key) { return key.first % kDaySlots < day; });
  const std::string context = key_context(entry.stream.value, day);
  Key256 key;
  if (auto wrapped = uow.text(kKey, {{"stream", entry.stream.value}, {"day", day}})) {
    auto opened = keyring_.unwrap(*wrapped, context);
    if (!opened) throw store::StorageError(store::Fault::kFatal, 0, opened.error().detail);
    key = *opened;
  } else {
    key = keyring_.derive_data_key(bytes_view(entry.entropy), context);
    const std::string wrapped_key = keyring_.wrap(key, nonce_of(entry.entropy), context);
    uow.execute(
        kPutKey,
        {{"stream", entry.stream.value}, {"day", day}, {"wrapped", Value::blob(wrapped_key)}});
  }
  return write_keys_[slot] = key;
}

void EntryTable::insert(store::UnitOfWork& uow, const Entry& entry) {
  thread_local std::string plain;
  plain.assign(bytes_view(entry.entropy));
  plain += entry.body;
  const Nonce96 nonce = nonce_of(entry.entropy);
  std::string sealed(bytes_view(nonce));
  sealed += aead_seal(day_key(uow, entry), nonce, plain, associated(entry.stream, entry.seq));
  uow.execute(kInsertEntry, {{"seq", entry.seq.value},
                             {"stream", entry.stream.value},
                             {"received_at", entry.received_at.ms},
                             {"kind", static_cast<int>(entry.kind)},
                             {"route", entry.route},
                             {"external_id", entry.external_id},
                             {"caller", entry.caller},
                             {"headers", entry.headers},
                             {"replay_of", entry.replay_of.value},
                             {"sealed", Value::blob(sealed)}});
}

AppendCost EntryTable::append(const std::vector<InboundPtr>& group, Clock& clock) {
  std::lock_guard lock(writing_);
  AppendCost cost;
  try {
    store::UnitOfWork uow = database_->begin();
    {
      const Stopwatch watch(clock, cost.append_ns);
      for (const InboundPtr& inbound : group) insert(uow, inbound->entry);
    }
    const Stopwatch watch(clock, cost.sync_ns);
    uow.commit();
  } catch (const store::StorageError&) {
    write_keys_.clear();  // a key made in a transaction that failed may not exist
    throw;
  }
  return cost;
}

bool EntryTable::contains(const Entry& entry) {
  std::lock_guard lock(writing_);
  const Nonce96 nonce = nonce_of(entry.entropy);
  const auto is_there = [&](const store::Reader& reader) {
    return reader.text(kNonce, {{"seq", entry.seq.value}}) == bytes_view(nonce);
  };
  try {
    // As the lane's owner, and committed: only then does a synchronous standby have what is seen here.
    store::UnitOfWork uow = database_->begin();
    const bool there = is_there(uow);
    uow.commit();
    return there;
  } catch (const store::StorageError& e) {
    if (e.fault() != store::Fault::kTakenOver) throw;
    // What came before the other's taking over is where that is.
    if (!is_there(database_->read().reader())) throw;
    return true;
  }
}

int64_t EntryTable::count() { return database_->read()->integer(kCountEntries).value_or(0); }

MessageSeq EntryTable::first() {
  return MessageSeq(database_->read()->integer(kFirst).value_or(0));
}

MessageSeq EntryTable::last() {
  return MessageSeq(database_->read()->integer(kLastEntry).value_or(0));
}

Instant EntryTable::last_received() {
  return Instant{database_->read()->integer(kLastReceived).value_or(0)};
}

int64_t EntryTable::server_bytes() { return database_->read()->integer(kServerBytes).value_or(0); }

std::optional<Entry> EntryTable::read(MessageSeq seq) {
  auto lease = database_->read();
  DayKeys keys(lease.reader(), keyring_);
  std::optional<Entry> found;
  lease->query(kRead, {{"seq", seq.value}}, [&](const Row& row) {
    found = decode(row, keys);
    return false;
  });
  return found;
}

bool EntryTable::scan(ShopId stream, MessageSeq after, size_t limit, size_t& bytes,
                      std::vector<Entry>& out) {
  auto lease = database_->read();
  DayKeys keys(lease.reader(), keyring_);
  bool more = true;
  lease->query(kScan,
               {{"stream", stream.value},
                {"after", after.value},
                {"limit", static_cast<int64_t>(limit - out.size())}},
               [&](const Row& row) {
                 out.push_back(decode(row, keys));
                 bytes -= std::min(bytes, out.back().body.size());
                 more = bytes > 0 && out.size() < limit;
                 return more;
               });
  return more;
}

void EntryTable::visit(MessageSeq after, const std::function<void(ShopId, MessageSeq)>& visit) {
  auto lease = database_->read();
  lease->query(kVisit, {{"after", after.value}}, [&](const Row& row) {
    visit(ShopId(row.integer(0)), MessageSeq(row.integer(1)));
    return true;
  });
}

bool EntryTable::wholly_applied(const std::map<int64_t, int64_t>& applied) {
  bool whole = true;
  database_->read()->query(kLastOfStreams, {}, [&](const Row& row) {
    const auto offset = applied.find(row.integer(0));
    whole = offset != applied.end() && offset->second >= row.integer(1);
    return whole;
  });
  return whole;
}

// Arrival never goes back within a stream: its first unapplied entry is its oldest.
ShopDays EntryTable::erasable(int32_t day, const LogNeeds& needs) {
  ShopDays old, keep, erasable;
  for (const LogNeeds::Message& m : needs.unsettled) {
    keep.emplace(m.stream.value, utc_day(m.received_at));
  }
  auto lease = database_->read();
  lease->query(kOldKeys, {{"day", day}}, [&](const Row& row) {
    old.emplace(row.integer(0), static_cast<int32_t>(row.integer(1)));
    return true;
  });
  std::map<int64_t, std::optional<int64_t>> unapplied;  // of each stream, when its first came
  for (const auto& shop_day : old) {
    const auto [first, added] = unapplied.try_emplace(shop_day.first);
    if (added) {
      const auto offset = needs.applied.find(shop_day.first);
      first->second = lease->integer(
          kFirstUnapplied,
          {{"stream", shop_day.first},
           {"applied", offset == needs.applied.end() ? int64_t{0} : offset->second}});
    }
    const bool pending = first->second && utc_day(Instant{*first->second}) <= shop_day.second;
    if (!pending && !keep.contains(shop_day)) erasable.insert(shop_day);
  }
  return erasable;
}

void EntryTable::delete_keys(const ShopDays& days) {
  std::lock_guard lock(writing_);
  write_keys_.clear();
  store::UnitOfWork uow = database_->begin();
  for (const auto& [stream, day] : days) uow.execute(kErase, {{"stream", stream}, {"day", day}});
  uow.commit();
}

int64_t EntryTable::erase_bodies_before(int32_t day, const LogNeeds& needs) {
  std::lock_guard lock(erasing_);
  const ShopDays days = erasable(day, needs);
  if (days.empty() && !unscrubbed_) return 0;
  unscrubbed_ = true;
  if (!days.empty()) delete_keys(days);
  // What is on the disk shall hold the keys no longer either, not only what is read from it.
  database_->scrub("day_keys");
  unscrubbed_ = false;
  return std::ssize(days);
}

}  // namespace ordo::core
