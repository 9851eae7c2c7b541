// One connection of libpq in pipeline mode: what is sent is answered when it is collected, in one round
// trip whatever its number. Private to store/. Not thread-safe.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/postgres_dsn.h"
#include "store/sql.h"

namespace ordo::store {

// What can be done about an SQLSTATE; `committing`: it is the answer to a COMMIT.
[[nodiscard]] Fault fault_of_state(std::string_view state, bool committing);
// An SQLSTATE as StorageError::native tells it.
[[nodiscard]] int native_of_state(std::string_view state);
[[nodiscard]] std::string taken_over(const PostgresTarget& target);  // what kTakenOver says

// The server is not there any more, or does not answer in time.
class ConnectionLost : public StorageError {
 public:
  using StorageError::StorageError;
};

using PostgresResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

// What a statement is sent with; libpq copies it.
struct PostgresArguments {
  std::vector<Oid> types;  // 0: as the server infers it
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
};

class PostgresLink {
 public:
  // `answer_ms`: how long an answer may take before the connection is given up; 0: as long as the network
  // holds it.
  PostgresLink(PostgresTarget target, int answer_ms)
      : target_(std::move(target)), answer_ms_(answer_ms) {}
  ~PostgresLink() { close(); }
  PostgresLink(const PostgresLink&) = delete;
  PostgresLink& operator=(const PostgresLink&) = delete;

  void answer_within(int answer_ms) { answer_ms_ = answer_ms; }
  // Connects, for as long as the address's connect_timeout says, and runs `setup`, whose answer is waited for
  // as any is. Throws ConnectionLost where that fails.
  void open(const std::string& setup);
  void close() noexcept;
  [[nodiscard]] bool is_open() const { return connection_ != nullptr; }
  // Counts openings: what was prepared lives in one of them.
  [[nodiscard]] int64_t generation() const { return generation_; }
  [[nodiscard]] const PostgresTarget& target() const { return target_; }
  [[nodiscard]] int server_version() const;
  [[nodiscard]] std::string server_encoding() const;

  // These put something into the pipeline. `name` is what logs know, and has static storage.
  // `*prepared_in` becomes 0 again where preparing turns out to have failed.
  void prepare(const char* name, const std::string& handle, const std::string& text,
               const std::vector<Oid>& types, int64_t* prepared_in);
  void execute(const char* name, const std::string& handle, const PostgresArguments& arguments);
  void run(const char* name, const std::string& text, const PostgresArguments& arguments = {});
  // What was put in last must answer with a row, or the transaction is not ours any more.
  void require_row();
  [[nodiscard]] size_t pending() const { return pending_.size(); }

  // The answer to what was put in last is asked for, whatever comes after it.
  void keep_answer();
  // Answers what was put in last, and adds to `kept` what was to be kept, in its order; throws the first
  // error of all of them. `committing`: what is pending is a COMMIT, and a connection that is lost leaves
  // its outcome open.
  PostgresResult collect(bool committing = false, std::vector<PostgresResult>* kept = nullptr);
  // Several statements, outside the pipeline, however long they take.
  void script(const char* name, const std::string& text);
  // How often the server was waited for.
  [[nodiscard]] int64_t round_trips() const { return round_trips_; }

 private:
  struct Pending {
    const char* name;
    int64_t* prepared_in;
    bool must_have_row, keeps_answer;
  };
  void added(int accepted, const char* name, int64_t* prepared_in = nullptr);
  PostgresResult next(const char* name, bool committing);
  void wait(const char* name, bool committing);
  void judge(const Pending& pending, const PGresult* result, bool committing,
             std::unique_ptr<StorageError>& first) const;
  PostgresResult last_answer(const char* name);
  [[noreturn]] void lose(const char* name, const std::string& why, bool committing, int native = 0);

  const PostgresTarget target_;
  int answer_ms_;
  PGconn* connection_ = nullptr;
  int64_t generation_ = 0;
  int64_t round_trips_ = 0;
  std::vector<Pending> pending_;
};

}  // namespace ordo::store
