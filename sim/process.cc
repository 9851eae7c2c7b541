#include "sim/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <fstream>
#include <optional>

namespace ordo::sim {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kCannotRun = 127;

struct Child {
  pid_t pid = -1;
  int output = -1;  // we read its standard output here
};

// Only calls that are safe between fork and exec in a program with threads. posix_spawn cannot ask
// for a parent-death signal, hence fork.
[[noreturn]] void become(char* const* arguments, int output, int errors, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kCannotRun);
  ::dup2(output, STDOUT_FILENO);
  if (errors >= 0) ::dup2(errors, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execv(arguments[0], arguments);
  ::_exit(kCannotRun);
}

std::vector<char*> pointers(const std::vector<std::string>& arguments) {
  std::vector<char*> out;
  for (const std::string& a : arguments) out.push_back(const_cast<char*>(a.c_str()));
  out.push_back(nullptr);
  return out;
}

int open_errors(const std::string& path) {
  if (path.empty()) return -1;
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

Result<Child> spawn(const std::vector<std::string>& arguments, const std::string& errors_path) {
  if (::access(arguments.front().c_str(), X_OK) != 0) {
    return fail(ErrorClass::kNotFound, "not_started", arguments.front() + " cannot be run");
  }
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    return fail(ErrorClass::kInternal, "not_started", "no pipe");
  }
  const int errors = open_errors(errors_path);
  const std::vector<char*> argv = pointers(arguments);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(argv.data(), pipe[1], errors, parent);
  ::close(pipe[1]);
  if (errors >= 0) ::close(errors);
  if (pid < 0) {
    ::close(pipe[0]);
    return fail(ErrorClass::kInternal, "not_started", "no process");
  }
  return Child{pid, pipe[0]};
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string read_all(int file) {
  std::string text;
  std::array<char, 4096> piece;
  while (true) {
    const ssize_t got = ::read(file, piece.data(), piece.size());
    if (got > 0) text.append(piece.data(), static_cast<size_t>(got));
    if (got == 0 || (got < 0 && errno != EINTR)) return text;
  }
}

// Reads up to a line end; nothing at the end of the stream or when time is up.
std::optional<std::string> read_line(int file, SteadyClock::time_point until) {
  std::string line;
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(until - SteadyClock::now()).count();
    pollfd wanted{file, POLLIN, 0};
    if (left <= 0 || ::poll(&wanted, 1, static_cast<int>(left)) <= 0) return std::nullopt;
    char c = 0;
    if (::read(file, &c, 1) != 1) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
}

}  // namespace

Result<Finished> run_program(const std::vector<std::string>& arguments,
                             const std::string& errors_path) {
  auto child = spawn(arguments, errors_path);
  if (!child) return std::unexpected(std::move(child.error()));
  Finished finished;
  finished.output = read_all(child->output);
  ::close(child->output);
  finished.exit_code = exit_code_of(wait_for(child->pid));
  return finished;
}

Result<Address> parse_ready(std::string_view line) {
  constexpr std::string_view kReady = "ready http://";
  const size_t colon = line.rfind(':');
  uint16_t port = 0;
  if (line.starts_with(kReady) && colon > kReady.size()) {
    std::from_chars(line.data() + colon + 1, line.data() + line.size(), port);
  }
  if (port == 0) {
    return fail(ErrorClass::kInternal, "not_ready", fmt::format("not a ready line: {}", line));
  }
  return Address{std::string(line.substr(kReady.size(), colon - kReady.size())), port};
}

HubProcess::HubProcess(std::string program, std::string data_dir, std::string log_path)
    : program_(std::move(program)),
      data_dir_(std::move(data_dir)),
      log_path_(std::move(log_path)) {}

HubProcess::~HubProcess() { kill(); }

std::string HubProcess::base_url() const { return fmt::format("http://{}:{}", host_, port_); }

Result<> HubProcess::start(int wait_ms) {
  kill();
  auto child = spawn(
      {program_, "serve", "--data", data_dir_, "--listen", fmt::format("{}:{}", host_, port_)},
      log_path_);
  if (!child) return std::unexpected(std::move(child.error()));
  pid_ = child->pid;
  output_ = child->output;
  auto ready = read_ready(wait_ms);
  if (!ready) kill();
  return ready;
}

Result<> HubProcess::read_ready(int wait_ms) {
  const auto until = SteadyClock::now() + milliseconds(wait_ms);
  while (const auto line = read_line(output_, until)) {
    auto address = parse_ready(*line);
    if (!address) continue;
    host_ = address->host;
    port_ = address->port;
    return {};
  }
  return fail(ErrorClass::kUnavailable, "not_ready",
              fmt::format("{} serve did not become ready; its log is {}", program_, log_path_));
}

int64_t HubProcess::peak_memory_kib() {
  if (pid_ <= 0) return peak_kib_;
  std::ifstream status(fmt::format("/proc/{}/status", pid_));
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with("VmHWM:")) continue;
    peak_kib_ = std::max(peak_kib_, static_cast<int64_t>(std::atoll(line.c_str() + 6)));
  }
  return peak_kib_;
}

void HubProcess::reap(int status) {
  exit_code_ = exit_code_of(status);
  pid_ = -1;
  ::close(output_);
  output_ = -1;
}

void HubProcess::kill() {
  if (pid_ <= 0) return;
  (void)peak_memory_kib();
  ::kill(pid_, SIGKILL);
  reap(wait_for(pid_));
}

bool HubProcess::running() {
  int status = 0;
  if (pid_ > 0 && ::waitpid(pid_, &status, WNOHANG) == pid_) reap(status);
  return pid_ > 0;
}

int HubProcess::terminate(int wait_ms) {
  if (!running()) return exit_code_;
  (void)peak_memory_kib();
  ::kill(pid_, SIGTERM);
  const auto until = SteadyClock::now() + milliseconds(wait_ms);
  // Its standard output ends with the process: no need to ask again and again.
  while (read_line(output_, until)) {
  }
  while (running()) {
    if (SteadyClock::now() < until) {
      ::poll(nullptr, 0, 5);
      continue;
    }
    kill();
    return -1;
  }
  return exit_code_;
}

}  // namespace ordo::sim
