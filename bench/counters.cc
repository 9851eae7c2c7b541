#include "bench/counters.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "bench/reservers.h"
#include "bench/synced_postgres.h"

namespace ordo::bench {
namespace {

constexpr int64_t kThere = 1'000'000'000;
constexpr int kRowConnections = 8;
// Their callers have the manners of ours: see load.h.
constexpr std::string_view kMannered = "chrt --batch 0";
// Debian's redis-tools hold the whole program, which is a server when it is called so; the package redis-server
// would start one for the machine.
constexpr const char* kRedis = "/usr/bin/redis-check-rdb";
constexpr const char* kRedisBenchmark = "/usr/bin/redis-benchmark";
constexpr std::string_view kTakeOne =
    "local n = tonumber(redis.call('GET', KEYS[1])) if n < 1 then return 0 end "
    "redis.call('DECR', KEYS[1]) return 1";

bool can_run(const std::string& program) { return ::access(program.c_str(), X_OK) == 0; }

std::string output_of(const std::string& command) {
  FILE* const pipe = ::popen((command + " 2>&1").c_str(), "re");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string all;
  char buffer[4096];
  while (const size_t got = std::fread(buffer, 1, sizeof buffer, pipe)) all.append(buffer, got);
  if (::pclose(pipe) != 0) throw std::runtime_error(fmt::format("{}: {}", command, all));
  while (all.ends_with('\n')) all.pop_back();
  return all;
}

// The number that follows `mark`.
double number_after(const std::string& text, std::string_view mark) {
  const size_t at = text.find(mark);
  if (at == std::string::npos) throw std::runtime_error("no rate in: " + text);
  return std::stod(text.substr(at + mark.size()));
}

void must_be_left(const std::string& left, int64_t taken) {
  if (left != std::to_string(kThere - taken)) {
    throw std::runtime_error(fmt::format("{} are left of {} after {}", left, kThere, taken));
  }
}

}  // namespace

bool RowCounter::is_installed() {
  return store::PostgresCluster::is_installed() && can_run(store::kPostgresBinaries + "/pgbench");
}

RowCounter::RowCounter(const std::string& dir) : dir_(dir), server_(start_synced_postgres(dir)) {
  server_->run("CREATE TABLE stock(sku TEXT PRIMARY KEY, n BIGINT NOT NULL)");
  server_->run(fmt::format("INSERT INTO stock VALUES('hot', {})", kThere));
  std::ofstream(dir_ + "/take.sql") << "UPDATE stock SET n = n - 1 WHERE sku = 'hot' AND n >= 1;\n";
}

double RowCounter::take(int64_t times) {
  const int64_t each = times / kRowConnections;
  server_->run("VACUUM stock");
  server_->run("CHECKPOINT");
  const std::string told = output_of(fmt::format(
      "{} {}/pgbench -n -M prepared -c {} -j 2 -t {} -f {}/take.sql -h 127.0.0.1 -p {} "
      "-U ordo postgres",
      kMannered, store::kPostgresBinaries, kRowConnections, each, dir_, server_->port()));
  taken_ += each * kRowConnections;
  must_be_left(server_->run("SELECT n FROM stock"), taken_);
  return number_after(told, "tps = ");
}

bool KeyCounter::is_installed() {
  return can_run(kRedis) && can_run(kRedisBenchmark) && can_run("/usr/bin/redis-cli");
}

KeyCounter::KeyCounter(const std::string& dir) : port_(store::ListeningSocket().port()) {
  start(dir);
  script_ = ask(fmt::format("SCRIPT LOAD \"{}\"", kTakeOne));
  (void)ask(fmt::format("SET hot {}", kThere));
  if (ask("CONFIG GET appendonly") != "appendonly\nyes" ||
      ask("CONFIG GET appendfsync") != "appendfsync\nalways") {
    throw std::runtime_error("Redis does not sync what it answers");
  }
}

void KeyCounter::start(const std::string& dir) {
  const std::string port = std::to_string(port_), log = dir + "/redis.log";
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = ::open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::execl(kRedis, "redis-server", "--port", port.c_str(), "--bind", "127.0.0.1", "--dir",
            dir.c_str(), "--save", "", "--appendonly", "yes", "--appendfsync", "always",
            "--auto-aof-rewrite-percentage", "0", nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 100; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) break;
    try {
      if (ask("PING") == "PONG") return;
    } catch (const std::runtime_error&) {
    }
  }
  throw std::runtime_error("Redis does not start: see " + log);
}

KeyCounter::~KeyCounter() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

std::string KeyCounter::ask(const std::string& command) const {
  return output_of(fmt::format("/usr/bin/redis-cli -h 127.0.0.1 -p {} -e {}", port_, command));
}

// Its rate stands behind its name, in quotes as well.
double KeyCounter::take(int64_t times) {
  const std::string told =
      output_of(fmt::format("{} {} -h 127.0.0.1 -p {} -c {} -P 1 -n {} --csv EVALSHA {} 1 hot",
                            kMannered, kRedisBenchmark, port_, kBuyersAtOnce, times, script_));
  taken_ += times;
  must_be_left(ask("GET hot"), taken_);
  return number_after(told, script_ + " 1 hot\",\"");
}

}  // namespace ordo::bench
