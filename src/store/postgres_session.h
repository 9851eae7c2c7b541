// One connection to PostgreSQL: statements prepared by name, values in binary, the writes of a unit of
// work in a pipeline, errors turned into StorageError. Private to store/.
//
// Rows of one INSERT that are sent one after the other are gathered, and written by one statement
// (postgres_rows.h): at the latest before another statement speaks of their table, or something is asked.
//
// A session is used by one thread at a time. It connects when it is first used, and again when its
// connection is lost: a read that has answered nothing yet is asked again by itself, a unit of work
// throws kRetryable, and kAmbiguous where the COMMIT was under way. So do questions that are asked together
// throw kRetryable.
//
// A writer owns a lane: a row that each unit of work locks, first of all, and only under the epoch that
// it took. When its connection is lost within a unit of work, the next connection ends what the server
// still has of the last one, and waits until that row is free: what is looked up then is the outcome.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/commit_mark.h"
#include "store/postgres_link.h"
#include "store/postgres_rows.h"
#include "store/postgres_text.h"
#include "store/sql.h"

namespace ordo::store {

class PostgresSession final : public Session {
 public:
  // kReadsStandby: what a lease sees was judged when it began, so that it ends with its connection and is never
  // asked anew on another.
  enum class Use : uint8_t { kReads, kReadsStandby, kWrites };
  PostgresSession(PostgresTarget target, Use use, int answer_ms);
  ~PostgresSession() override;

  int64_t execute(const Sql& sql, Params params) override;
  void send(const Sql& sql, Params params) override;
  void query(const Sql& sql, Params params, const RowFn& row) override;
  void ask(const Sql& sql, Params params, const RowFn& row) override;
  void settle() override;
  void forget_asked() noexcept override;
  // In portable DDL (postgres_text.h), unless there is a text of PostgreSQL's own.
  void script(std::string_view text, const char* postgres = nullptr) override;
  void query_text(const std::string& text, std::span<const Param> params,
                  const RowFn& row) override;
  void begin() override;
  void begin_read() override;
  void commit() override;
  void rollback() noexcept override;

  // From the next answer on.
  void answer_within(int answer_ms) { link_.answer_within(answer_ms); }
  // Connects where it is not connected.
  void connect();
  [[nodiscard]] const PostgresLink& link() const { return link_; }
  // From here on units of work are ours only as long as nobody takes the first of these lanes again. All of
  // them are taken in one transaction; answers the epochs.
  std::map<std::string, int64_t> take_lanes(const std::vector<std::string>& lanes);
  void take_lane(const std::string& lane) { (void)take_lanes({lane}); }
  // The same with a lane that another session has taken for this one.
  void own_lane(const std::string& lane, int64_t epoch);
  // Each so often a unit of work leaves a sign in the lane's row that its owner lives.
  void give_signs(std::chrono::milliseconds every) { sign_every_ = every; }
  [[nodiscard]] bool owes_sign() const;
  // The owner leaves; says nothing where that cannot be told any more.
  void sign_off() noexcept;
  // Where the server's own log stands is noted there with each commit.
  void note_commits_in(CommitMark* mark) { mark_ = mark; }

 private:
  // Beyond this many the answers of what was sent are taken in before more is.
  static constexpr size_t kPendingMax = 4096;
  enum class State : uint8_t { kIdle, kReading, kWriting };
  struct Statement {
    NumberedSql sql;
    const char* name;
    const char* source;  // the Sql's text, to notice an Sql without static storage
    std::string handle;
    std::vector<Oid> types;  // as it was first given
    bool typed = false;
    int64_t prepared_in = 0;
    std::vector<std::string> words;
    std::optional<SetInsert> set;  // where its rows may be written together
    PostgresRows rows;             // that are not sent yet
    int64_t set_prepared_in = 0;
  };
  struct Backend {
    int64_t pid;
    std::string since;
  };

  Statement& cached(const Sql& sql);
  static void learn_types(Statement& statement, std::span<const Param> params);
  static void require_type(const Statement& statement, size_t place, const Value& value);
  void bind(Statement& statement, std::span<const Param> params);
  void bind_value(Statement& statement, size_t place, const Value& value);
  void bind_integer(size_t place, int64_t value, bool as_digits);
  void put(Statement& statement, std::span<const Param> params);
  [[nodiscard]] bool gather(Statement& statement, std::span<const Param> params);
  void send_rows(Statement& statement);
  void send_gathered();
  void send_gathered_before(const Statement& statement);
  void forget_gathered() noexcept;
  void run(const Sql& sql);
  // Opens what has to be open before a question: the connection, the transaction of a lease.
  void ready();
  template <class Put>
  PostgresResult answer(Put&& put);
  void ask_alone(Statement& statement, std::span<const Param> params, const RowFn& row);
  void walk(Statement& statement, std::span<const Param> params, const RowFn& row);
  void walk_cursor(Statement& statement, std::span<const Param> params, const RowFn& row);
  bool visit(const PGresult* result, const RowFn& row) const;
  void require_writing(const char* name) const;
  void fence();
  void commit_alone();
  void note_commit(const PGresult* position);
  PostgresResult collect();
  void end_left_over();
  void identify();

  PostgresLink link_;
  const Use use_;
  const int answer_ms_;
  State state_ = State::kIdle;
  bool begun_ = false;     // a lease's transaction: its BEGIN is sent
  bool answered_ = false;  // and something of its snapshot was seen
  bool failed_ = false;    // a unit of work's transaction is lost
  std::string lane_;
  int64_t epoch_ = 0;
  std::optional<std::chrono::milliseconds> sign_every_;
  std::chrono::steady_clock::time_point sign_due_;
  CommitMark* mark_ = nullptr;
  std::optional<Backend> backend_;    // of a writer's connection
  std::optional<Backend> left_over_;  // of one that was lost within a unit of work
  int64_t cursors_ = 0;
  std::vector<RowFn> asked_;             // together, and not settled
  std::vector<PostgresResult> answers_;  // what came of them so far
  std::unordered_map<const Sql*, std::unique_ptr<Statement>> statements_;
  std::vector<Statement*> gathered_;  // those that have rows
  PostgresArguments arguments_;
  std::vector<std::array<char, 24>> integers_;  // what arguments_ points to
};

}  // namespace ordo::store
