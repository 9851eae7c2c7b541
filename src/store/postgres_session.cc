#include "store/postgres_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/invariant.h"
#include "base/log.h"
#include "store/postgres_row.h"

namespace ordo::store {
namespace {

// A part of a long answer grows as long as it is small.
constexpr int64_t kPartRows = 64, kPartRowsMax = 8192, kPartBytes = 256 << 10;

constexpr Sql kBeginWork{"store.begin", "BEGIN"};
constexpr Sql kBeginLease{"store.begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
constexpr Sql kCommitWork{"store.commit", "COMMIT"};
constexpr Sql kUndoWork{"store.rollback", "ROLLBACK"};
constexpr Sql kWaitForLane{"store.wait_for_lane",
                           "SELECT 1 FROM lane WHERE name = :name FOR NO KEY UPDATE"};
constexpr Sql kPosition{
    "store.position",
    "SELECT CAST(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0') AS BIGINT), CAST(CAST('x' || "
    "substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8) AS BIT(32)) AS BIGINT)"};
constexpr Sql kBackend{"store.backend",
                       "SELECT pid, CAST(backend_start AS TEXT) FROM pg_stat_activity WHERE pid = "
                       "pg_backend_pid()"};
// One that waits for a standby has committed, and ending it would show what the standby may not have.
constexpr Sql kEndBackend{
    "store.end_backend",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :pid AND "
    "CAST(backend_start AS TEXT) = :since AND wait_event IS DISTINCT FROM 'SyncRep'"};

// What is acknowledged must be on disk, whatever the server's own setting; where that one asks for more (a
// standby's disk), it stands.
constexpr const char* kDurable =
    "; DO $$ BEGIN IF current_setting('synchronous_commit') = 'off' THEN "
    "PERFORM set_config('synchronous_commit', 'on', false); END IF; END $$";

// Every query of ours was written for an index. Statistics that lag behind a table that grows from
// nothing must not talk the planner out of it, nor may compiling cost more than asking. A server that
// has lost us gives the lane free by itself.
//
// Who reads stops the server a little before it gives up waiting itself: a question that nobody waits for
// would go on, and its connection be lost for nothing.
std::string setup_of(const PostgresTarget& target, bool writes, int answer_ms) {
  constexpr int kEarlierMs = 2'000;
  const int statement_ms = writes ? 0 : answer_ms - std::min(answer_ms / 2, kEarlierMs);
  return fmt::format(
      "SET search_path = \"{}\"; SET default_transaction_read_only = {}; "
      "SET enable_seqscan = off; SET jit = off; SET client_min_messages = warning; "
      "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '{}'; "
      "SET statement_timeout = {}; "
      "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
      "{}",
      target.schema, writes ? "off" : "on", writes ? "60s" : "0", statement_ms,
      writes ? kDurable : "");
}

Oid type_of(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::kInt: return kInt8Oid;
    case Value::Kind::kText: return kTextOid;
    case Value::Kind::kBlob: return kByteaOid;
    case Value::Kind::kNull: break;
  }
  return 0;
}

int64_t rows_changed(const PGresult* result) {
  const std::string_view digits = PQcmdTuples(const_cast<PGresult*>(result));
  int64_t rows = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), rows);
  return rows;
}

int64_t bytes_of(const PGresult* result) {
  return static_cast<int64_t>(PQresultMemorySize(result));
}

}  // namespace

PostgresSession::PostgresSession(PostgresTarget target, Use use, int answer_ms)
    : link_(std::move(target), answer_ms), use_(use), answer_ms_(answer_ms) {}

PostgresSession::~PostgresSession() = default;

void PostgresSession::connect() {
  if (link_.is_open()) return;
  link_.open(setup_of(link_.target(), use_ == Use::kWrites, answer_ms_));
  if (use_ != Use::kWrites) return;
  end_left_over();
  identify();
}

void PostgresSession::identify() {
  backend_.reset();
  Statement& statement = cached(kBackend);
  put(statement, {});
  const PostgresResult result = link_.collect();
  visit(result.get(), [this](const Row& row) {
    backend_ = Backend{row.integer(0), std::string(row.text(1))};
    return false;
  });
}

// The last connection may be gone for us and not for the server, which would still carry out a COMMIT that
// is on its way. Nothing is looked up before that is decided.
void PostgresSession::end_left_over() {
  if (!left_over_) return;
  try {
    const Params left = {{"pid", left_over_->pid}, {"since", left_over_->since}};
    put(cached(kEndBackend), as_span(left));
    (void)link_.collect();
    run(kBeginWork);
    const Params lane = {{"name", lane_}};
    put(cached(kWaitForLane), as_span(lane));
    run(kUndoWork);
    (void)link_.collect();
  } catch (const StorageError&) {
    link_.close();
    throw;
  }
  left_over_.reset();
}

PostgresSession::Statement& PostgresSession::cached(const Sql& sql) {
  auto& slot = statements_[&sql];
  const char* text = sql.postgres != nullptr ? sql.postgres : sql.text;
  if (!slot) {
    slot = std::make_unique<Statement>(Statement{
        number_parameters(text), sql.name, text, fmt::format("s{}", statements_.size()), {}});
    slot->words = words_of(slot->sql.text);
    slot->set = set_insert(slot->sql);
  }
  invariant(slot->source == text, "an Sql without static storage");
  return *slot;
}

void PostgresSession::learn_types(Statement& statement, std::span<const Param> params) {
  if (std::exchange(statement.typed, true)) return;
  statement.types.resize(statement.sql.parameters.size());
  statement.sql.parameters.match(statement.name, params, [&](size_t place, const Value& value) {
    statement.types[place] = type_of(value.kind());
  });
  // An array has a type of its own, which what was NULL at first does not tell.
  if (std::ranges::find(statement.types, Oid{0}) != statement.types.end()) statement.set.reset();
}

void PostgresSession::require_type(const Statement& statement, size_t place, const Value& value) {
  const Oid type = type_of(value.kind()), known = statement.types[place];
  if (known == 0 || type == 0 || known == type) return;
  breach(fmt::format("{}: parameter {} changes its type", statement.name, place + 1));
}

void PostgresSession::bind_value(Statement& statement, size_t place, const Value& value) {
  require_type(statement, place, value);
  arguments_.formats[place] = 1;  // a text in binary are its bytes, as a blob's are
  switch (value.kind()) {
    case Value::Kind::kNull: arguments_.values[place] = nullptr; break;
    case Value::Kind::kText:
    case Value::Kind::kBlob:
      arguments_.values[place] = value.text().data() != nullptr ? value.text().data() : "";
      arguments_.lengths[place] = static_cast<int>(value.text().size());
      break;
    case Value::Kind::kInt:
      bind_integer(place, value.integer(), statement.types[place] == 0);
      break;
  }
}

// As digits where the server has chosen the type, for what was NULL at first.
void PostgresSession::bind_integer(size_t place, int64_t value, bool as_digits) {
  std::array<char, 24>& bytes = integers_[place];
  arguments_.values[place] = bytes.data();
  if (as_digits) {
    *std::to_chars(bytes.data(), bytes.data() + bytes.size() - 1, value).ptr = '\0';
    arguments_.formats[place] = 0;
    return;
  }
  auto bits = static_cast<uint64_t>(value);
  for (size_t i = sizeof bits; i-- > 0; bits >>= 8) bytes[i] = static_cast<char>(bits & 0xff);
  arguments_.lengths[place] = sizeof bits;
}

void PostgresSession::bind(Statement& statement, std::span<const Param> params) {
  learn_types(statement, params);
  const size_t count = statement.sql.parameters.size();
  arguments_.values.assign(count, nullptr);
  arguments_.lengths.assign(count, 0);
  arguments_.formats.assign(count, 0);
  integers_.resize(count);
  statement.sql.parameters.match(statement.name, params, [&](size_t place, const Value& value) {
    bind_value(statement, place, value);
  });
}

void PostgresSession::put(Statement& statement, std::span<const Param> params) {
  bind(statement, params);
  if (statement.prepared_in != link_.generation()) {
    link_.prepare(statement.name, statement.handle, statement.sql.text, statement.types,
                  &statement.prepared_in);
  }
  link_.execute(statement.name, statement.handle, arguments_);
}

void PostgresSession::run(const Sql& sql) { link_.run(sql.name, sql.text); }

// What is thrown ends a unit of work: the server has rolled it back, or is not there.
PostgresResult PostgresSession::collect() {
  try {
    return link_.collect(false, &answers_);
  } catch (const StorageError&) {
    failed_ = state_ == State::kWriting;
    throw;
  }
}

void PostgresSession::require_writing(const char* name) const {
  invariant(state_ == State::kWriting, "a write outside a unit of work");
  if (!failed_ && link_.is_open()) return;
  throw StorageError(Fault::kRetryable, 0,
                     fmt::format("{}: the server has rolled this transaction back", name));
}

void PostgresSession::send(const Sql& sql, Params params) {
  require_writing(sql.name);
  Statement& statement = cached(sql);
  if (!gather(statement, as_span(params))) {
    send_gathered_before(statement);
    put(statement, as_span(params));
  }
  if (link_.pending() >= kPendingMax) (void)collect();
}

int64_t PostgresSession::execute(const Sql& sql, Params params) {
  require_writing(sql.name);
  send_gathered();
  put(cached(sql), as_span(params));
  return rows_changed(collect().get());
}

void PostgresSession::ready() {
  if (state_ == State::kWriting) return send_gathered();
  if (!link_.is_open()) begun_ = false;  // its transaction went with the connection
  const bool judged = answered_ || (use_ == Use::kReadsStandby && !link_.is_open());
  if (state_ == State::kReading && judged && !begun_) {
    throw StorageError(Fault::kRetryable, 0, "store.begin_read: what this lease saw is lost");
  }
  connect();
  if (state_ != State::kReading || begun_) return;
  run(kBeginLease);
  begun_ = true;
}

template <class Put>
PostgresResult PostgresSession::answer(Put&& put_all) {
  const auto once = [&] {
    ready();
    put_all();
    PostgresResult result = collect();
    answered_ = true;
    return result;
  };
  const bool repeatable = state_ == State::kIdle ||
                          (state_ == State::kReading && !answered_ && use_ != Use::kReadsStandby);
  try {
    return once();
  } catch (const ConnectionLost& lost) {
    if (!repeatable || !asked_.empty()) throw;
    log::warn("postgres_reconnects", {{"detail", lost.what()}});
  }
  return once();
}

bool PostgresSession::visit(const PGresult* result, const RowFn& row) const {
  PostgresRow view(result);
  const int rows = PQntuples(result);
  for (int i = 0; i < rows; ++i) {
    view.move_to(i);
    if (!row(view)) return false;
  }
  return true;
}

void PostgresSession::ask_alone(Statement& statement, std::span<const Param> params,
                                const RowFn& row) {
  if (state_ == State::kWriting) require_writing(statement.name);
  const PostgresResult result = answer([&] { put(statement, params); });
  visit(result.get(), row);
}

// A cursor lives in a transaction: whoever has none gets one for as long as the walk takes.
void PostgresSession::walk(Statement& statement, std::span<const Param> params, const RowFn& row) {
  if (state_ == State::kWriting) require_writing(statement.name);
  if (state_ != State::kIdle) return walk_cursor(statement, params, row);
  begin_read();
  try {
    walk_cursor(statement, params, row);
  } catch (...) {
    rollback();
    throw;
  }
  rollback();
}

void PostgresSession::walk_cursor(Statement& statement, std::span<const Param> params,
                                  const RowFn& row) {
  const std::string name = fmt::format("walk{}", ++cursors_);
  const std::string declare =
      fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", name, statement.sql.text);
  int64_t rows = kPartRows;
  const auto fetch = [&] {
    link_.run(statement.name, fmt::format("FETCH {} FROM {}", rows, name));
  };
  PostgresResult part = answer([&] {
    bind(statement, params);
    arguments_.types = statement.types;
    link_.run(statement.name, declare, arguments_);
    fetch();
  });
  while (visit(part.get(), row) && PQntuples(part.get()) == rows) {
    if (bytes_of(part.get()) < kPartBytes) rows = std::min(rows * 2, kPartRowsMax);
    part = answer(fetch);
  }
  link_.run(statement.name, fmt::format("CLOSE {}", name));
}

void PostgresSession::query(const Sql& sql, Params params, const RowFn& row) {
  Statement& statement = cached(sql);
  invariant(is_question(statement.sql.text), "a statement that writes was asked");
  if (sql.walks)
    walk(statement, as_span(params), row);
  else
    ask_alone(statement, as_span(params), row);
}

void PostgresSession::query_text(const std::string& text, std::span<const Param> params,
                                 const RowFn& row) {
  invariant(is_question(text), "a statement that writes was asked");
  Statement once{number_parameters(text), "store.query_text", nullptr, "", {}};
  if (state_ == State::kWriting) require_writing(once.name);
  const PostgresResult result = answer([&] {
    bind(once, params);
    arguments_.types = once.types;
    link_.run(once.name, once.sql.text, arguments_);
  });
  visit(result.get(), row);
}

void PostgresSession::script(std::string_view text, const char* postgres) {
  std::string own = postgres != nullptr ? postgres : postgres_ddl(text);
  if (state_ == State::kIdle) {
    connect();
    own = fmt::format("BEGIN; {}; COMMIT", own);
  } else {
    require_writing("store.script");
    send_gathered();
    if (link_.pending() > 0) (void)collect();
  }
  try {
    link_.script("store.script", own);
  } catch (const StorageError&) {
    failed_ = state_ == State::kWriting;
    if (state_ == State::kIdle && link_.is_open()) link_.script(kUndoWork.name, kUndoWork.text);
    throw;
  }
}

void PostgresSession::begin() {
  invariant(use_ == Use::kWrites, "a unit of work in a store that is only looked at");
  invariant(state_ == State::kIdle, "a unit of work is open already");
  connect();
  failed_ = false;
  state_ = State::kWriting;
  try {
    run(kBeginWork);
    if (!lane_.empty()) fence();
  } catch (const StorageError&) {
    rollback();
    throw;
  }
}

void PostgresSession::begin_read() {
  invariant(state_ == State::kIdle, "a transaction is open already");
  state_ = State::kReading;
  begun_ = answered_ = false;
}

void PostgresSession::commit() {
  try {
    require_writing(kCommitWork.name);
    // Whatever could be refused has been answered before the COMMIT is sent: a connection that is lost
    // earlier has committed nothing.
    send_gathered();
    if (link_.pending() > 0) (void)collect();
    commit_alone();
    state_ = State::kIdle;
  } catch (const StorageError&) {
    rollback();
    throw;
  }
}

// Where the server's log stands is asked behind it, which neither fails it nor leaves it unclear: once it is
// answered, it has happened.
void PostgresSession::commit_alone() {
  run(kCommitWork);
  link_.keep_answer();
  std::vector<PostgresResult> answers;
  const auto committed = [&] {
    return !answers.empty() && std::string_view(PQcmdStatus(answers.front().get())) == "COMMIT";
  };
  PostgresResult position(nullptr, &PQclear);
  try {
    if (mark_ != nullptr) put(cached(kPosition), {});
    position = link_.collect(true, &answers);
  } catch (const StorageError& error) {
    note_commit(nullptr);
    if (!committed()) throw;
    log::warn("position_not_known", {{"detail", error.what()}});
    return;
  }
  if (!committed()) {
    throw StorageError(Fault::kRetryable, 0, "store.commit: the server has rolled it back");
  }
  note_commit(position.get());
}

void PostgresSession::note_commit(const PGresult* position) {
  if (mark_ == nullptr) return;
  mark_->forget();
  if (position == nullptr) return;
  visit(position, [this](const Row& row) {
    mark_->set({row.integer(0), row.integer(1)});
    return false;
  });
}

void PostgresSession::rollback() noexcept {
  const State state = std::exchange(state_, State::kIdle);
  const bool begun = std::exchange(begun_, false);
  forget_gathered();
  if (state == State::kIdle) return;
  if (state == State::kWriting && !link_.is_open() && !lane_.empty() && backend_) {
    left_over_ = std::exchange(backend_, {});
  }
  if (!link_.is_open() || (state == State::kReading && !begun)) return;
  try {
    // What an error has made the server skip must not be the ROLLBACK.
    if (link_.pending() > 0) {
      try {
        (void)link_.collect();
      } catch (const ConnectionLost&) {
        throw;
      } catch (const StorageError& error) {
        log::debug("rolled_back", {{"detail", error.what()}});
      }
    }
    run(kUndoWork);
    (void)link_.collect();
  } catch (const std::exception& error) {
    log::debug("rollback_not_needed", {{"detail", error.what()}});
    link_.close();
  }
}

}  // namespace ordo::store
