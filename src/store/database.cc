#include "store/database.h"

#include <utility>

#include "store/engine.h"
#include "store/postgres_dsn.h"

namespace ordo::store {

Database::Database(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Database::~Database() = default;

bool names_server(std::string_view path) { return is_postgres(path); }

std::unique_ptr<Database> Database::open(const DatabaseOptions& options) {
  auto engine = is_postgres(options.path) ? open_postgres(options) : open_sqlite(options);
  return std::unique_ptr<Database>(new Database(std::move(engine)));
}

void Database::migrate(std::span<const Component> components) { engine_->migrate(components); }

int64_t Database::migrated(const char* component) { return engine_->migrated(component); }

void Database::require_owned() { engine_->require_owned(); }

std::optional<int64_t> Database::epoch_of(const std::string& lane) const {
  return engine_->epoch_of(lane);
}

UnitOfWork Database::begin() { return UnitOfWork(engine_->writer()); }

Reader Database::writer_reader() { return Reader(engine_->writer()); }

ReadLease Database::read() { return {*engine_, engine_->acquire()}; }

ReadLease Database::read_anywhere() { return {*engine_, engine_->acquire_anywhere()}; }

std::optional<ReadCounts> Database::read_counts() const { return engine_->read_counts(); }

ReadLease::ReadLease(Engine& engine, Session& session)
    : engine_(&engine), session_(&session), reader_(session) {}

ReadLease::ReadLease(ReadLease&& other) noexcept
    : engine_(other.engine_),
      session_(std::exchange(other.session_, nullptr)),
      reader_(other.reader_) {}

ReadLease::~ReadLease() {
  if (session_ != nullptr) engine_->release(*session_);
}

int64_t Database::checkpoint() { return engine_->checkpoint(); }

void Database::warm(const std::stop_token& stop, int64_t whole_up_to) {
  engine_->warm(stop, whole_up_to);
}

void Database::scrub(const char* table) { engine_->scrub(table); }

void Database::sweep(const char* table) { engine_->sweep(table); }

std::string Database::integrity() { return engine_->integrity(read().reader()); }

int64_t Database::round_trips() const { return engine_->round_trips(); }

int64_t Database::size_bytes() const {
  // The pool belongs to the engine: lending a reader changes nothing that a caller sees.
  auto& self = const_cast<Database&>(*this);
  return engine_->size_bytes(self.read().reader());
}

}  // namespace ordo::store
