#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include "base/crypto.h"
#include "store/engine.h"
#include "store/migrate.h"
#include "store/postgres_refusal.h"
#include "store/postgres_session.h"
#include "store/reader_pool.h"
#include "store/replica.h"

namespace ordo::store {
namespace {

constexpr int kReaderAnswerMs = 30'000, kPatientAnswerMs = 600'000;
constexpr int kRefusalMs = 5'000;
// An owner that has been silent for longer is taken to be gone; one that is cut off is back earlier.
constexpr std::chrono::milliseconds kSignEvery{10'000}, kSilentAfter{40'000};
// A server needs a moment to notice that a connection has been closed.
constexpr std::chrono::milliseconds kGoneWithin{2'000}, kLookEvery{20};

constexpr std::string_view kNameOption = "application_name";
constexpr size_t kNameMax = 63;  // the server cuts off what is longer
constexpr size_t kHashShown = 16;

constexpr Migration kEngineMigrations[] = {
    // Who may write: each row is a writer of this merchant. An epoch is given once.
    {1, "lane", "CREATE TABLE lane(name TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID"},
    // When its owner has last said that it is there, by the server's clock; 0: he has left, or never said so.
    {2, "sign", "ALTER TABLE lane ADD COLUMN seen INTEGER NOT NULL DEFAULT 0"},
};
constexpr Component kEngineComponent{"engine", kEngineMigrations};

constexpr Sql kIsStandby{"store.is_standby", "SELECT pg_is_in_recovery()"};
constexpr Sql kMayUse{"store.may_use",
                      "SELECT has_schema_privilege(:schema, 'USAGE') AND "
                      "has_schema_privilege(:schema, 'CREATE')"};
constexpr Sql kHasMigrations{"store.has_migrations",
                             "SELECT to_regclass('migrations') IS NOT NULL"};
// Writers of a lane are named by it. That others are connected everybody may know, whatever their role.
constexpr Sql kOthers{"store.others",
                      "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name AND "
                      "datname = current_database() AND pid <> pg_backend_pid()"};
constexpr Sql kEpochOf{"store.epoch_of", "SELECT epoch FROM lane WHERE name = :name"};
// A column that an older program's schema does not have.
constexpr Sql kHasSigns{"store.has_signs",
                        "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('lane') "
                        "AND attname = 'seen' AND NOT attisdropped"};
constexpr Sql kSilentFor{
    "store.silent_for",
    "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) - seen FROM lane WHERE "
    "name = :name AND seen > 0"};
constexpr Sql kHasSchema{"store.has_schema", "SELECT to_regnamespace(:schema) IS NOT NULL"};
// One at a time, whoever else starts.
constexpr Sql kLockSchema{"store.lock_schema",
                          "SELECT pg_advisory_lock(hashtextextended(:schema, 0))"};
constexpr Sql kUnlockSchema{"store.unlock_schema",
                            "SELECT pg_advisory_unlock(hashtextextended(:schema, 0))"};
// The server checks pages as it reads them, where its cluster was made so.
constexpr Sql kSound{
    "store.integrity",
    "SELECT coalesce((SELECT 'the index ' || c.relname || ' is not valid: REINDEX it' FROM "
    "pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relnamespace "
    "= to_regnamespace(current_schema()) LIMIT 1), (SELECT 'the server has met ' || "
    "checksum_failures || ' damaged pages: restore a backup' FROM pg_stat_database WHERE datname = "
    "current_database() AND checksum_failures > 0), 'ok')"};
constexpr Sql kBytes{
    "store.size",
    "SELECT CAST(coalesce(sum(pg_total_relation_size(oid)), 0) AS BIGINT) FROM pg_class WHERE "
    "relkind = 'r' AND relnamespace = to_regnamespace(current_schema())"};

[[noreturn]] void refuse(const std::string& shown, const std::string& detail, int native = 0,
                         Fault fault = Fault::kFatal) {
  throw StorageError(fault, native, fmt::format("cannot open {}: {}", shown, detail));
}

PostgresTarget target_of(const DatabaseOptions& options) {
  auto target = parse_postgres_dsn(options.path);
  // The address itself is not shown: it may hold a password.
  if (!target) throw StorageError(Fault::kFatal, 0, "cannot open: " + target.error().detail);
  return std::move(*target);
}

// The writer of a lane is seen by this name, which the address cannot change. The schema's own may be too long
// to stand in it whole, and others may begin alike.
std::string writer_name(const PostgresTarget& target, const std::string& lane) {
  const std::string hash = hex(std::span<const uint8_t>(sha256(target.schema)));
  std::string name = fmt::format("ordo {} {} {}", lane, hash.substr(0, kHashShown), target.schema);
  return name.substr(0, kNameMax);
}

PostgresTarget writer_target(PostgresTarget target, const std::string& lane) {
  std::erase_if(target.options, [](const auto& option) { return option.first == kNameOption; });
  target.options.emplace_back(kNameOption, writer_name(target, lane));
  return target;
}

// How long who reads waits for an answer.
int reader_answer_ms(const DatabaseOptions& options) {
  if (options.reader_answer_ms > 0) return options.reader_answer_ms;
  return options.takes_over && !options.looks ? kReaderAnswerMs : kPatientAnswerMs;
}

PostgresTarget replica_target(const DatabaseOptions& options, const PostgresTarget& primary) {
  auto target = parse_postgres_dsn(options.read_path, HostWanted::kStandby);
  if (!target) {
    throw StorageError(Fault::kFatal, 0, "the address for readers: " + target.error().detail);
  }
  if (target->schema != primary.schema) {
    throw StorageError(Fault::kFatal, 0,
                       fmt::format("cannot read at {}: the store's schema is {}, name the same",
                                   target->shown, primary.schema));
  }
  return std::move(*target);
}

class SchemaLock {
 public:
  SchemaLock(PostgresSession& session, const std::string& schema)
      : session_(session), schema_("ordo/" + schema) {
    Reader(session_).query(kLockSchema, {{"schema", schema_}}, [](const Row&) { return false; });
  }
  // A connection that is lost has given it back.
  ~SchemaLock() {
    try {
      Reader(session_).query(kUnlockSchema, {{"schema", schema_}},
                             [](const Row&) { return false; });
    } catch (const StorageError&) {
      session_.rollback();
    }
  }
  SchemaLock(const SchemaLock&) = delete;
  SchemaLock& operator=(const SchemaLock&) = delete;

 private:
  PostgresSession& session_;
  const std::string schema_;
};

class PostgresEngine final : public Engine {
 public:
  explicit PostgresEngine(const DatabaseOptions& options)
      : target_(target_of(options)),
        options_(options),
        reader_answer_ms_(reader_answer_ms(options)),
        writer_(options.looks ? target_ : writer_target(target_, options.lane),
                options.looks ? PostgresSession::Use::kReads : PostgresSession::Use::kWrites,
                options.looks ? reader_answer_ms_ : options.answer_ms),
        readers_(std::chrono::milliseconds(reader_answer_ms_)) {
    connect();
    for (int i = 0; i < std::max(1, options.readers); ++i) {
      readers_.add(std::make_unique<PostgresSession>(target_, PostgresSession::Use::kReads,
                                                     reader_answer_ms_));
    }
    if (!options.read_path.empty()) open_replica();
  }
  ~PostgresEngine() override { writer_.sign_off(); }

  void migrate(std::span<const Component> components) override;
  int64_t migrated(const char* component) override {
    if (Reader(writer_).integer(kHasMigrations) != 1) return 0;
    return last_migration(writer_, component);
  }
  void require_owned() override;
  std::optional<int64_t> epoch_of(const std::string& lane) const override {
    const auto epoch = epochs_.find(lane);
    return epoch == epochs_.end() ? std::nullopt : std::optional(epoch->second);
  }
  Session& writer() override { return writer_; }
  Session& acquire() override { return *readers_.acquire(); }
  Session& acquire_anywhere() override {
    Session* session = replica_ ? replica_->acquire() : nullptr;
    return session != nullptr ? *session : acquire();
  }
  std::optional<ReadCounts> read_counts() const override {
    return replica_ ? std::optional(replica_->counts()) : std::nullopt;
  }
  void release(Session& session) noexcept override {
    if (!replica_ || !replica_->release(session)) readers_.release(&session);
  }
  // The server checkpoints, and keeps in memory what is asked for often.
  int64_t checkpoint() override { return 0; }
  void warm(const std::stop_token&, int64_t) override {}
  void scrub(const char* table) override { vacuum("store.scrub", "VACUUM (FULL)", table); }
  void sweep(const char* table) override { vacuum("store.sweep", "VACUUM", table); }
  std::string integrity(const Reader& reader) override {
    return reader.text(kSound).value_or("the engine gave no answer");
  }
  int64_t size_bytes(const Reader& reader) override { return reader.integer(kBytes).value_or(0); }
  int64_t round_trips() override { return writer_.link().round_trips(); }

 private:
  void connect();
  void open_replica();
  void create_schema();
  void require_alone();
  void require_silence();
  void take_lanes();
  void vacuum(const char* name, const char* how, const char* table) const;
  void migrate_ours(std::span<const Component> components);
  [[nodiscard]] std::optional<int64_t> epoch() {
    return Reader(writer_).integer(kEpochOf, {{"name", options_.lane}});
  }
  [[noreturn]] void tell_why(const StorageError& error) const;

  const PostgresTarget target_;
  const DatabaseOptions options_;
  const int reader_answer_ms_;
  std::map<std::string, int64_t> epochs_;  // what migrate() took, or was given
  CommitMark mark_;                        // before the writer, who notes it
  PostgresSession writer_;
  ReaderPool readers_;
  std::unique_ptr<Replica> replica_;
};

void PostgresEngine::connect() {
  try {
    writer_.connect();
  } catch (const StorageError& error) {
    const std::string state = refusal_state(writer_.link().target(), kRefusalMs);
    const int native = state.empty() ? error.native() : native_of_state(state);
    const std::string_view advice = advice_for(native);
    refuse(target_.shown,
           fmt::format("{} ({})", advice.empty() ? "check the address, and the server" : advice,
                       error.what()),
           native, state.empty() ? error.fault() : fault_of_state(state, false));
  }
  const PostgresLink& link = writer_.link();
  const std::string complaint = server_complaint(link.server_version(), link.server_encoding());
  if (!complaint.empty()) refuse(target_.shown, complaint);
  if (Reader(writer_).integer(kIsStandby) == 1) {
    refuse(target_.shown, "the server is a standby, which only reads: name the primary");
  }
}

void PostgresEngine::open_replica() {
  replica_ = std::make_unique<Replica>(replica_target(options_, target_), options_.readers,
                                       reader_answer_ms_, identity_of(Reader(writer_)), mark_);
  replica_->require_fit();
  writer_.note_commits_in(&mark_);
}

void PostgresEngine::create_schema() {
  if (Reader(writer_).integer(kHasSchema, {{"schema", target_.schema}}) != 1) {
    try {
      writer_.script("", fmt::format("CREATE SCHEMA \"{}\"", target_.schema).c_str());
    } catch (const StorageError& error) {
      if (error.fault() != Fault::kFatal) throw;
      refuse(
          target_.shown,
          fmt::format("the schema cannot be made: GRANT CREATE ON DATABASE to this role, or make "
                      "it ({})",
                      error.what()),
          error.native());
    }
  } else if (Reader(writer_).integer(kMayUse, {{"schema", target_.schema}}) != 1) {
    refuse(target_.shown,
           fmt::format("this role may not use the schema: GRANT USAGE, CREATE ON SCHEMA {} to it",
                       target_.schema));
  }
}

// A writer that has just closed its connection is not in the way.
void PostgresEngine::require_alone() {
  const std::string name = writer_name(target_, options_.lane);
  const auto until = std::chrono::steady_clock::now() + kGoneWithin;
  while (Reader(writer_).integer(kOthers, {{"name", name}}) != 0) {
    if (std::chrono::steady_clock::now() >= until) {
      throw StorageError(Fault::kTakenOver, 0,
                         fmt::format("{} is in use by a running ordo; stop it first, or run this "
                                     "beside it, on its data folder",
                                     target_.shown));
    }
    std::this_thread::sleep_for(kLookEvery);
  }
}

// One that was cut off a moment ago is not seen, and will be back.
void PostgresEngine::require_silence() {
  if (Reader(writer_).integer(kHasSigns) != 1) return;
  const auto silent_ms = Reader(writer_).integer(kSilentFor, {{"name", options_.lane}});
  if (!silent_ms || *silent_ms >= kSilentAfter.count()) return;
  throw StorageError(
      Fault::kTakenOver, 0,
      fmt::format("{} is in use by an ordo that is cut off, and was there {} s ago; stop it first, "
                  "or, where its host is gone, run this again in {} s",
                  target_.shown, std::max<int64_t>(0, *silent_ms / 1000),
                  (kSilentAfter.count() - *silent_ms) / 1000 + 1));
}

void PostgresEngine::take_lanes() {
  if (!epochs_.empty()) return require_owned();  // it has migrated before
  if (options_.epoch) {
    writer_.own_lane(options_.lane, *options_.epoch);
    epochs_[options_.lane] = *options_.epoch;
    return require_owned();
  }
  std::vector<std::string> lanes = options_.with_lanes;
  lanes.insert(lanes.begin(), options_.lane);
  epochs_ = writer_.take_lanes(lanes);
  if (options_.takes_over) writer_.give_signs(kSignEvery);
}

void PostgresEngine::migrate_ours(std::span<const Component> components) {
  const SchemaLock lock(writer_, target_.schema);
  if (!options_.takes_over && !options_.epoch) {
    require_alone();
    require_silence();
  }
  create_schema();
  run_migrations(writer_, {&kEngineComponent, 1});
  run_migrations(writer_, components, [this] { take_lanes(); });
}

void PostgresEngine::migrate(std::span<const Component> components) {
  try {
    if (!options_.looks) return migrate_ours(components);
    if (Reader(writer_).integer(kHasMigrations) != 1) refuse(target_.shown, "it holds no data");
    require_migrated(writer_, components);
  } catch (const StorageError& error) {
    tell_why(error);
  }
}

void PostgresEngine::tell_why(const StorageError& error) const {
  if (std::string_view(error.what()).starts_with("cannot open")) throw StorageError(error);
  std::string_view advice = advice_for(error.native());
  if (advice.empty() && error.fault() == Fault::kRetryable) {
    advice = "the server does not carry it out now: look at its log, and start again";
  }
  if (advice.empty()) throw StorageError(error);
  throw StorageError(error.fault(), error.native(),
                     fmt::format("cannot open {}: {} ({})", target_.shown, advice, error.what()));
}

// Who has nothing to write says by this, too, that it is there.
void PostgresEngine::require_owned() {
  const auto owned = epoch_of(options_.lane);
  if (!owned) return;
  if (writer_.owes_sign()) {
    writer_.begin();
    return writer_.commit();
  }
  if (epoch() == owned) return;
  throw StorageError(Fault::kTakenOver, 0, taken_over(target_));
}

// Not in a transaction, and beside the writer. Freeing the rows alone (VACUUM) would leave their bytes in the
// pages: only what is written anew is without them.
void PostgresEngine::vacuum(const char* name, const char* how, const char* table) const {
  PostgresLink link(target_, options_.answer_ms);
  link.open(
      fmt::format("SET search_path = \"{}\"; SET lock_timeout = '1s'; SET "
                  "statement_timeout = '5min'",
                  target_.schema));
  link.script(name, fmt::format("{} \"{}\"", how, table));
}

}  // namespace

std::unique_ptr<Engine> open_postgres(const DatabaseOptions& options) {
  return std::make_unique<PostgresEngine>(options);
}

}  // namespace ordo::store
