#include "store/postgres_refusal.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "store/postgres_link.h"

namespace ordo::store {
namespace {

using Steady = std::chrono::steady_clock;

constexpr size_t kStateLength = 5;
constexpr std::string_view kNotLetIn = "28000";

struct Advice {
  std::string_view state, words;
};
constexpr Advice kAdvice[] = {
    {"28000", "the server does not let this role in: check its name, its password and pg_hba.conf"},
    {"28P01", "the server does not take this password: check it"},
    {"3D000", "check the database's name in the address, or make the database"},
    {"42501", "this role lacks a right: let it own the schema and what is in it"},
    {"53100", "the server's disk is full: make room and start again"},
    {"53200", "the server's memory is used up: look at its log, and start again"},
    {"53300", "all of the server's connections are taken: raise max_connections, or end others"},
    {"55P03", "it is in use: another process migrates it, or is in the middle of a transaction"},
    {"57P03", "the server is starting or stopping: start again in a moment"},
    {"25006", "the server only reads: name the primary, or start again once it is one"},
};

// Until it is decided, or `wait_ms` are over.
PostgresPollingStatusType connect_within(PGconn* connection, int wait_ms) {
  const auto until = Steady::now() + std::chrono::milliseconds(wait_ms);
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  while (status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
    if (left.count() <= 0) return status;
    const short event = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    pollfd ready{PQsocket(connection), event, 0};
    (void)::poll(&ready, 1, static_cast<int>(left.count()));
    if (ready.revents != 0) status = PQconnectPoll(connection);
  }
  return status;
}

}  // namespace

std::string state_at_end(std::string_view message) {
  while (message.ends_with('\n')) message.remove_suffix(1);
  if (message.size() < kStateLength + 1) return {};
  const std::string_view state = message.substr(message.size() - kStateLength);
  const bool is_state = std::ranges::all_of(
      state, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
  return is_state && message[message.size() - kStateLength - 1] == ' ' ? std::string(state) : "";
}

std::string refusal_state(const PostgresTarget& target, int wait_ms) {
  const ConnectParameters parameters(target);
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
      PQconnectStartParams(parameters.keys.data(), parameters.values.data(), 0), &PQfinish);
  if (!connection || PQstatus(connection.get()) == CONNECTION_BAD) return {};
  PQsetErrorVerbosity(connection.get(), PQERRORS_SQLSTATE);
  if (connect_within(connection.get(), wait_ms) != PGRES_POLLING_FAILED) return {};
  if (PQconnectionNeedsPassword(connection.get()) == 1) return std::string(kNotLetIn);
  return state_at_end(PQerrorMessage(connection.get()));
}

std::string_view advice_for(int native) {
  for (const Advice& advice : kAdvice) {
    if (native_of_state(advice.state) == native) return advice.words;
  }
  return {};
}

}  // namespace ordo::store
