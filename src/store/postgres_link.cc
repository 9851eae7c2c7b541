#include "store/postgres_link.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "base/invariant.h"
#include "base/log.h"

namespace ordo::store {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kBinary = 1;
constexpr int kStateDigits = 36;  // an SQLSTATE is five of digits and capitals

// The server ends the connection with these.
bool ends_connection(std::string_view state) {
  return state.starts_with("08") || state.starts_with("57P0") || state == "25P03";
}

// What was the primary has become a standby: who writes has to look for the other one.
constexpr std::string_view kReadOnly = "25006";

std::string on_one_line(const char* message) {
  std::string line(message != nullptr ? message : "");
  while (!line.empty() && line.back() == '\n') line.pop_back();
  std::ranges::replace(line, '\n', ' ');
  return line;
}

std::string_view state_of(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state != nullptr ? state : "";
}

// The server's detail is left out: it may quote what is stored.
StorageError error_of(const char* name, const PGresult* result, bool committing) {
  const std::string_view state = state_of(result);
  const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return {
      fault_of_state(state, committing), native_of_state(state),
      fmt::format("{}: {} (postgres {})", name,
                  on_one_line(message != nullptr ? message : PQresultErrorMessage(result)), state)};
}

void note(void*, const char* message) {
  log::warn("postgres_notice", {{"detail", on_one_line(message)}});
}

}  // namespace

int native_of_state(std::string_view state) {
  return static_cast<int>(std::strtol(std::string(state).c_str(), nullptr, kStateDigits));
}

std::string taken_over(const PostgresTarget& target) {
  return fmt::format("another process has taken over {}: nothing more is written here",
                     target.shown);
}

Fault fault_of_state(std::string_view state, bool committing) {
  // Whether a COMMIT came through is left open where its connection ends, and nowhere else: an error is
  // an answer.
  if (ends_connection(state) || state == "40003") {
    return committing ? Fault::kAmbiguous : Fault::kRetryable;
  }
  // 25P02: an error came before this statement.
  if (state.starts_with("40") || state.starts_with("53") || state.starts_with("58") ||
      state == "55P03" || state == "57014" || state == kReadOnly || state == "25P02") {
    return Fault::kRetryable;
  }
  // A value that no column of its type takes (22), and a row that breaks a rule of its table (23).
  if (state.starts_with("22") || state.starts_with("23")) return Fault::kConstraint;
  return Fault::kFatal;
}

void PostgresLink::open(const std::string& setup) {
  close();
  const ConnectParameters parameters(target_);
  connection_ = PQconnectdbParams(parameters.keys.data(), parameters.values.data(), 0);
  if (PQstatus(connection_) != CONNECTION_OK) {
    lose("store.connect", PQerrorMessage(connection_), false);
  }
  PQsetNoticeProcessor(connection_, &note, nullptr);
  ++generation_;
  // Without blocking: whoever only sends to a server that only answers would wait for ever.
  if (PQsetnonblocking(connection_, 1) != 0 || PQsendQuery(connection_, setup.c_str()) != 1) {
    lose("store.connect", PQerrorMessage(connection_), false);
  }
  const PostgresResult result = last_answer("store.connect");
  if (PQstatus(connection_) != CONNECTION_OK) {
    lose("store.connect", PQerrorMessage(connection_), false);
  }
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
    const StorageError error = error_of("store.connect", result.get(), false);
    close();
    throw StorageError(error);
  }
  if (PQenterPipelineMode(connection_) != 1) {
    lose("store.connect", PQerrorMessage(connection_), false);
  }
}

// Of several statements outside the pipeline; where one fails, it is the last.
PostgresResult PostgresLink::last_answer(const char* name) {
  PostgresResult last(nullptr, &PQclear);
  while (PostgresResult result = next(name, false)) last = std::move(result);
  return last;
}

void PostgresLink::close() noexcept {
  PQfinish(connection_);
  connection_ = nullptr;
  pending_.clear();
}

int PostgresLink::server_version() const { return PQserverVersion(connection_); }

std::string PostgresLink::server_encoding() const {
  const char* encoding = PQparameterStatus(connection_, "server_encoding");
  return encoding != nullptr ? encoding : "";
}

void PostgresLink::lose(const char* name, const std::string& why, bool committing, int native) {
  const std::string reason = on_one_line(why.c_str());
  close();
  throw ConnectionLost(committing ? Fault::kAmbiguous : Fault::kRetryable, native,
                       fmt::format("{}: {} is out of reach: {}", name, target_.shown, reason));
}

void PostgresLink::added(int accepted, const char* name, int64_t* prepared_in) {
  if (accepted != 1) lose(name, PQerrorMessage(connection_), false);
  pending_.push_back({name, prepared_in, false, false});
  if (prepared_in != nullptr) *prepared_in = generation_;
}

void PostgresLink::prepare(const char* name, const std::string& handle, const std::string& text,
                           const std::vector<Oid>& types, int64_t* prepared_in) {
  added(PQsendPrepare(connection_, handle.c_str(), text.c_str(), static_cast<int>(types.size()),
                      types.data()),
        name, prepared_in);
}

void PostgresLink::execute(const char* name, const std::string& handle,
                           const PostgresArguments& arguments) {
  added(PQsendQueryPrepared(connection_, handle.c_str(), static_cast<int>(arguments.values.size()),
                            arguments.values.data(), arguments.lengths.data(),
                            arguments.formats.data(), kBinary),
        name);
}

void PostgresLink::run(const char* name, const std::string& text,
                       const PostgresArguments& arguments) {
  added(PQsendQueryParams(connection_, text.c_str(), static_cast<int>(arguments.values.size()),
                          arguments.types.data(), arguments.values.data(), arguments.lengths.data(),
                          arguments.formats.data(), kBinary),
        name);
}

void PostgresLink::require_row() { pending_.back().must_have_row = true; }
void PostgresLink::keep_answer() { pending_.back().keeps_answer = true; }

void PostgresLink::wait(const char* name, bool committing) {
  const auto until = Steady::now() + std::chrono::milliseconds(answer_ms_);
  while (true) {
    const int unsent = PQflush(connection_);
    if (unsent < 0) lose(name, PQerrorMessage(connection_), committing);
    if (PQisBusy(connection_) == 0) return;
    int left_ms = -1;
    if (answer_ms_ > 0) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
      if (left.count() <= 0) {
        lose(name, fmt::format("no answer within {} ms", answer_ms_), committing);
      }
      left_ms = static_cast<int>(left.count());
    }
    pollfd ready{PQsocket(connection_), static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN),
                 0};
    if (::poll(&ready, 1, left_ms) < 0 && errno != EINTR) {
      lose(name, "poll failed", committing);
    }
    if ((ready.revents & ~POLLOUT) != 0 && PQconsumeInput(connection_) != 1) {
      lose(name, PQerrorMessage(connection_), committing);
    }
  }
}

PostgresResult PostgresLink::next(const char* name, bool committing) {
  wait(name, committing);
  return {PQgetResult(connection_), &PQclear};
}

void PostgresLink::judge(const Pending& pending, const PGresult* result, bool committing,
                         std::unique_ptr<StorageError>& first) const {
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
    if (pending.must_have_row && PQntuples(result) == 0 && !first) {
      first = std::make_unique<StorageError>(Fault::kTakenOver, 0, taken_over(target_));
    }
    return;
  }
  if (pending.prepared_in != nullptr) *pending.prepared_in = 0;
  if (status != PGRES_PIPELINE_ABORTED && !first) {
    first = std::make_unique<StorageError>(error_of(pending.name, result, committing));
  }
}

PostgresResult PostgresLink::collect(bool committing, std::vector<PostgresResult>* kept) {
  invariant(is_open() && !pending_.empty(), "nothing was sent that could be answered");
  ++round_trips_;
  const char* name = pending_.back().name;
  if (PQpipelineSync(connection_) != 1) lose(name, PQerrorMessage(connection_), committing);
  PostgresResult last(nullptr, &PQclear);
  std::unique_ptr<StorageError> first;
  for (const Pending& pending : pending_) {
    last = next(pending.name, committing);
    const std::string_view state = state_of(last.get());
    if (!last || PQstatus(connection_) != CONNECTION_OK || ends_connection(state) ||
        state == kReadOnly) {
      lose(pending.name, last ? PQresultErrorMessage(last.get()) : "it gave no answer", committing,
           native_of_state(state));
    }
    judge(pending, last.get(), committing, first);
    if (pending.keeps_answer && kept != nullptr) {
      kept->push_back(std::move(last));
      last.reset();
    }
    (void)next(pending.name, committing);  // the end of its answer
  }
  const PostgresResult end = next(name, committing);
  if (PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC) {
    lose(name, PQerrorMessage(connection_), committing);
  }
  pending_.clear();
  if (first) throw StorageError(*first);
  return last;
}

void PostgresLink::script(const char* name, const std::string& text) {
  invariant(pending_.empty(), "a script amidst a pipeline");
  ++round_trips_;
  if (PQexitPipelineMode(connection_) != 1) lose(name, PQerrorMessage(connection_), false);
  const PostgresResult result(PQexec(connection_, text.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (PQstatus(connection_) != CONNECTION_OK) lose(name, PQerrorMessage(connection_), false);
  if (PQenterPipelineMode(connection_) != 1) lose(name, PQerrorMessage(connection_), false);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
    return;
  throw StorageError(error_of(name, result.get(), false));
}

}  // namespace ordo::store
