// ordo-simulate: lives through many seeded histories of a merchant under faults and holds each against
// the books.
#include <fmt/format.h>
#include <getopt.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/json.hpp>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <new>
#include <optional>
#include <stdexcept>

#include "base/crypto.h"
#include "base/log.h"
#include "sim/world.h"
#include "sim/world_engines.h"
#include "store/postgres_cluster.h"

namespace {

namespace json = boost::json;
using ordo::sim::world::run_on_both;
using ordo::sim::world::run_world;
using ordo::sim::world::WorldOptions;
using ordo::sim::world::WorldResult;

struct Options {
  uint64_t seeds = 100, from = 1;
  int steps = 300, jobs = 2;
  bool verbose = false, as_json = false, check_determinism = false, no_faults = false;
  std::string store;  // where each history is lived once more
};

constexpr std::string_view kPrivate = "private";  // a store of its own, for as long as it runs

json::object describe(const WorldResult& r, const std::string& repeat) {
  json::array failures(r.failures.begin(), r.failures.end());
  return {{"seed", r.seed},
          {"ok", r.failures.empty()},
          {"history", r.history},
          {"orders", r.orders},
          {"messages", r.messages},
          {"commands", r.commands},
          {"crashes", r.crashes},
          {"io_errors", r.io_errors},
          {"restarts", r.restarts},
          {"virtual_hours", r.virtual_hours},
          {"failures", std::move(failures)},
          {"repeat", repeat}};
}

std::string repeat_line(const Options& options, uint64_t seed) {
  // An address is not repeated: it may hold a password.
  return fmt::format("ordo-simulate --seeds 1 --from {} --steps {}{}{} --verbose", seed,
                     options.steps, options.no_faults ? " --no-faults" : "",
                     options.store.empty() ? "" : " --store …");
}

bool live(const Options& options, uint64_t seed) {
  const WorldOptions world{seed, options.steps, !options.no_faults};
  WorldResult result = options.store.empty() ? run_world(world) : run_on_both(world, options.store);
  if (options.check_determinism && options.store.empty() &&
      run_world(world).history != result.history) {
    result.failures.emplace_back("the same seed gave another history");
  }
  const bool ok = result.failures.empty();
  const std::string repeat = repeat_line(options, seed);
  std::string text;
  if (options.as_json) {
    text = json::serialize(describe(result, repeat)) + "\n";
  } else if (!ok || options.verbose) {
    text = fmt::format(
        "seed {}: {} ({} orders, {} messages, {} commands, {} crashes, {} I/O errors, {} starts, "
        "{} h) {}\n",
        seed, ok ? "ok" : "FAILED", result.orders, result.messages, result.commands, result.crashes,
        result.io_errors, result.restarts, result.virtual_hours, result.history.substr(0, 16));
    for (const std::string& failure : result.failures) text += "  " + failure + "\n";
    if (!ok) text += "  repeat: " + repeat + "\n";
  }
  // One write a seed, so that the lines of several processes do not mix.
  (void)!::write(STDOUT_FILENO, text.data(), text.size());
  return ok;
}

// One of the processes among which the seeds are dealt, each taking the next when it is done with one. A
// seed that kills its process is found by its number.
int share(const Options& options, std::atomic<uint64_t>& next, int progress_fd) {
  int failed = 0;
  for (uint64_t i = 0; (i = next.fetch_add(1)) < options.seeds;) {
    const uint64_t seed = options.from + i;
    (void)!::write(progress_fd, &seed, sizeof seed);
    failed += !live(options, seed);
  }
  return failed > 0 ? 1 : 0;
}

struct Child {
  pid_t pid = 0;
  int progress = -1;
};

Child start(const Options& options, std::atomic<uint64_t>& next) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return {};
  std::fflush(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[0]);
    std::_Exit(share(options, next, ends[1]));
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

bool finish(const Options& options, const Child& child) {
  uint64_t seed = 0, last = 0;
  while (::read(child.progress, &seed, sizeof seed) == sizeof seed) last = seed;
  int status = 0;
  ::waitpid(child.pid, &status, 0);
  ::close(child.progress);
  const bool judged = WIFEXITED(status) && WEXITSTATUS(status) <= 1;
  if (!judged) {
    fmt::print("seed {}: FAILED, the process died\n  repeat: {}\n", last,
               repeat_line(options, last));
  }
  return judged && WEXITSTATUS(status) == 0;
}

constexpr const char* kHelp = R"(ordo-simulate [options]

Lives through seeded histories of a merchant on a failing machine and holds each against the books.

  --seeds N            how many histories      (100)
  --from S             the first seed          (1)
  --steps K            the length of each      (300)
  --jobs N             processes               (2)
  --check-determinism  live each twice; both must end byte for byte alike
  --no-faults          trade without crashes and I/O errors
  --store ADDRESS      live each once more in a new schema of postgres://user@host/database, with no
                       other misfortune than lost power; both must end alike, row by row.
                       "private": of a server that is started for it, and gone with it
  --verbose            a line for each seed; with one seed also the hub's own log
  --json               a JSON object for each seed
Exit code 0: all agree with the books; 1: some do not, and how to repeat them; 2: wrong options.
)";

constexpr option kOptions[] = {{"seeds", required_argument, nullptr, 's'},
                               {"from", required_argument, nullptr, 'f'},
                               {"steps", required_argument, nullptr, 'k'},
                               {"jobs", required_argument, nullptr, 'j'},
                               {"check-determinism", no_argument, nullptr, 'd'},
                               {"no-faults", no_argument, nullptr, 'n'},
                               {"store", required_argument, nullptr, 'S'},
                               {"verbose", no_argument, nullptr, 'v'},
                               {"json", no_argument, nullptr, 'J'},
                               {"help", no_argument, nullptr, 'h'},
                               {nullptr, 0, nullptr, 0}};

template <class Number>
bool read_number(const char* text, Number low, Number& out) {
  const char* const end = text + std::strlen(text);
  const auto [at, error] = std::from_chars(text, end, out);
  return error == std::errc{} && at == end && out >= low;
}

// Each history has a schema of its own.
bool is_server(std::string_view address) {
  return (address.starts_with("postgres://") || address.starts_with("postgresql://")) &&
         address.find("schema=") == std::string_view::npos;
}

bool take_option(int option, Options& o) {
  switch (option) {
    case 's': return read_number<uint64_t>(optarg, 1, o.seeds);
    case 'f': return read_number<uint64_t>(optarg, 0, o.from);
    case 'k': return read_number(optarg, 1, o.steps);
    case 'j': return read_number(optarg, 1, o.jobs);
    case 'd': return o.check_determinism = true;
    case 'n': return o.no_faults = true;
    case 'S': return (o.store = optarg) == kPrivate || is_server(o.store);
    case 'v': return o.verbose = true;
    case 'J': return o.as_json = true;
    default: return false;
  }
}

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  for (int o = 0; (o = ::getopt_long(argc, argv, "", kOptions, nullptr)) != -1;) {
    if (!take_option(o, options)) return std::nullopt;
  }
  return optind == argc ? std::optional(options) : std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Options> read = read_options(argc, argv);
  if (!read) {
    fmt::print(stderr, "{}", kHelp);
    return 2;
  }
  ordo::crypto_init();
  std::optional<ordo::store::PostgresCluster> server;
  Options options = *read;
  if (options.store == kPrivate) {
    try {
      server.emplace();
    } catch (const std::runtime_error& e) {
      fmt::print(stderr, "{}\n", e.what());
      return 2;
    }
    options.store = fmt::format("postgres://ordo@127.0.0.1:{}/postgres", server->port());
  }
  ordo::log::set_level(options.verbose && options.seeds == 1 ? ordo::log::Level::kDebug
                                                             : ordo::log::Level::kOff);
  void* const shared = ::mmap(nullptr, sizeof(std::atomic<uint64_t>), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    fmt::print(stderr, "no memory to share among processes\n");
    return 2;
  }
  auto* const next = new (shared) std::atomic<uint64_t>(0);
  std::vector<Child> children;
  for (int i = 0; i < options.jobs; ++i) children.push_back(start(options, *next));
  bool ok = true;
  for (const Child& child : children) ok &= finish(options, child);
  if (!options.as_json) {
    fmt::print("{} histories: {}\n", options.seeds, ok ? "all agree with the books" : "FAILED");
  }
  return ok ? 0 : 1;
}
