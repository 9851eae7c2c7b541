#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/crypto.h"
#include "store/engine.h"
#include "store/migrate.h"
#include "store/postgres_session.h"
#include "store/reader_pool.h"

namespace ordo::store {
namespace {

constexpr int kScrubAnswerMs = 15'000;
// Who reads may ask what takes long (proofs, reports).
constexpr int kReaderAnswerMs = 600'000;
// A server needs a moment to notice that a connection has been closed.
constexpr std::chrono::milliseconds kGoneWithin{2'000}, kLookEvery{20};

constexpr std::string_view kNameOption = "application_name";
constexpr size_t kNameMax = 63;  // the server cuts off what is longer
constexpr size_t kHashShown = 16;

constexpr Migration kEngineMigrations[] = {
    // Who may write: each row is a writer of this merchant. An epoch is given once.
    {1, "lane", "CREATE TABLE lane(name TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID"},
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
        lane_(options.lane),
        takes_over_(options.takes_over),
        writer_(writer_target(target_, lane_), PostgresSession::Use::kWrites, options.answer_ms) {
    connect();
    for (int i = 0; i < std::max(1, options.readers); ++i) {
      readers_.add(std::make_unique<PostgresSession>(target_, PostgresSession::Use::kReads,
                                                     kReaderAnswerMs));
    }
  }

  void migrate(std::span<const Component> components) override;
  int64_t migrated(const char* component) override {
    if (Reader(writer_).integer(kHasMigrations) != 1) return 0;
    return last_migration(writer_, component);
  }
  void require_owned() override;
  Session& writer() override { return writer_; }
  Session& acquire() override { return *readers_.acquire(); }
  void release(Session& session) noexcept override { readers_.release(&session); }
  // The server checkpoints, and keeps in memory what is asked for often.
  int64_t checkpoint() override { return 0; }
  void warm(const std::stop_token&, int64_t) override {}
  void scrub(const char* table) override;
  std::string integrity(const Reader& reader) override {
    return reader.text(kSound).value_or("the engine gave no answer");
  }
  int64_t size_bytes(const Reader& reader) override { return reader.integer(kBytes).value_or(0); }
  int64_t round_trips() override { return writer_.link().round_trips(); }

 private:
  void connect();
  void create_schema();
  void require_alone();
  [[nodiscard]] std::optional<int64_t> epoch() {
    return Reader(writer_).integer(kEpochOf, {{"name", lane_}});
  }
  [[noreturn]] void tell_why(const StorageError& error) const;

  const PostgresTarget target_;
  const std::string lane_;
  const bool takes_over_;
  std::optional<int64_t> epoch_;  // what migrate() took
  PostgresSession writer_;
  ReaderPool readers_;
};

void PostgresEngine::connect() {
  try {
    writer_.connect();
  } catch (const StorageError& error) {
    refuse(target_.shown,
           fmt::format("check the address, the database's name and the password "
                       "({})",
                       error.what()),
           error.native(), writer_.link().answers() ? Fault::kFatal : Fault::kRetryable);
  }
  const PostgresLink& link = writer_.link();
  const std::string complaint = server_complaint(link.server_version(), link.server_encoding());
  if (!complaint.empty()) refuse(target_.shown, complaint);
  if (Reader(writer_).integer(kIsStandby) == 1) {
    refuse(target_.shown, "the server is a standby, which only reads: name the primary");
  }
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
  const std::string name = writer_name(target_, lane_);
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

void PostgresEngine::migrate(std::span<const Component> components) {
  try {
    const SchemaLock lock(writer_, target_.schema);
    if (!takes_over_) require_alone();
    create_schema();
    run_migrations(writer_, {&kEngineComponent, 1});
    run_migrations(writer_, components, [this] {
      writer_.take_lane(lane_);
      epoch_ = epoch();
    });
  } catch (const StorageError& error) {
    tell_why(error);
  }
}

void PostgresEngine::tell_why(const StorageError& error) const {
  const char* advice = nullptr;
  if (std::string_view(error.what()).starts_with("cannot open")) throw StorageError(error);
  if (error.native() == native_of_state("55P03")) {
    advice = "it is in use: another process migrates it, or is in the middle of a transaction";
  } else if (error.native() == native_of_state("53100")) {
    advice = "the server's disk is full: make room and start again";
  } else if (error.native() == native_of_state("42501")) {
    advice = "this role lacks a right: let it own the schema and what is in it";
  } else if (error.fault() == Fault::kRetryable) {
    advice = "the server does not carry it out now: look at its log, and start again";
  }
  if (advice == nullptr) throw StorageError(error);
  throw StorageError(error.fault(), error.native(),
                     fmt::format("cannot open {}: {} ({})", target_.shown, advice, error.what()));
}

void PostgresEngine::require_owned() {
  if (!epoch_ || epoch() == epoch_) return;
  throw StorageError(Fault::kTakenOver, 0, taken_over(target_));
}

// Not in a transaction, and beside the writer. Freeing the rows alone (VACUUM) would leave their bytes in the
// pages: only what is written anew is without them.
void PostgresEngine::scrub(const char* table) {
  PostgresLink link(target_, kScrubAnswerMs);
  link.open(fmt::format("SET search_path = \"{}\"; SET lock_timeout = '1s'", target_.schema));
  link.script("store.scrub", fmt::format("VACUUM (FULL) \"{}\"", table));
}

}  // namespace

std::unique_ptr<Engine> open_postgres(const DatabaseOptions& options) {
  return std::make_unique<PostgresEngine>(options);
}

}  // namespace ordo::store
