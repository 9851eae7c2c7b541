// ordo-replay: pushes a real data set at a hub that is killed again and again, and compares every
// order in the end. Exit code 0: all is equal; 1: something differs; 2: it could not be run.
#include <fmt/format.h>
#include <getopt.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "flows/settings.h"
#include "sim/replay.h"

namespace {

using ordo::sim::ReplayOptions;
using ordo::sim::ReplayProgress;
using ordo::sim::ReplayReport;

constexpr const char* kHelp = R"(ordo-replay --data DIR [options]

Sells the orders of the Olist data set, as shops of three protocols, to a hub of its own; loses, repeats, reorders
and disguises messages on the way; kills the hub at random moments; then compares every order with
what must come out, and lets the hub prove its books and its history.

  --data DIR          the folder with olist_*.csv.gz and expected.csv.gz (required)
  --ordo PATH         the program to test              (default: ordo beside this program)
  --dir DIR           where the hub keeps its data     (default: a temporary folder)
  --duplicates P      share of messages sent again     (0.10)
  --drop P            share of pushes lost on the way  (0.05)
  --reorder P         share of messages overtaken      (0.10)
  --decorate P        share of order numbers disguised (0.10)
  --protocols P       all: a Shopify and a Taobao shop beside five of the standard form,
                      pushed and pulled; standard: the five alone       (all)
  --taobao-quota N    calls a minute of the Taobao app, which the platform sets by the
                      app's level: here that of a large seller's        (12000)
  --kills N           how often the hub is killed      (10)
  --connections N     pushes in flight at once         (256)
  --seed N            another seed, other faults       (1)
  --limit N           only the first N orders
  --keep              leave the temporary folder behind
  --json              print the result as JSON
  --help              this text

Every ten seconds a line on standard error tells how far it is, and what it waits for.
Exit code: 0 all is equal, 1 something differs, 2 it could not be run.
)";

struct Arguments {
  ReplayOptions options;
  bool json = false;
  bool help = false;
};

template <class Number>
bool read_number(const char* text, Number& out) {
  const std::string_view view(text);
  const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), out);
  return error == std::errc{} && end == view.data() + view.size() && out >= 0;
}

bool read_share(const char* text, double& out) { return read_number(text, out) && out <= 1; }

bool read_protocols(std::string_view text, bool& platforms) {
  platforms = text == "all";
  return platforms || text == "standard";
}

bool take(int option, Arguments& arguments) {
  ReplayOptions& o = arguments.options;
  switch (option) {
    case 'd': o.data = optarg; return true;
    case 'o': o.ordo = optarg; return true;
    case 'w': o.dir = optarg; return true;
    case 'u': return read_share(optarg, o.faults.duplicate);
    case 'p': return read_share(optarg, o.faults.drop);
    case 'r': return read_share(optarg, o.faults.reorder);
    case 'c': return read_share(optarg, o.faults.decorate);
    case 'P': return read_protocols(optarg, o.platforms);
    case 'q':
      return read_number(optarg, o.taobao_calls_per_minute) && o.taobao_calls_per_minute > 0 &&
             o.taobao_calls_per_minute <= ordo::flows::kQuotaPerMinuteMax;
    case 'k': return read_number(optarg, o.kills);
    case 'n': return read_number(optarg, o.connections) && o.connections > 0;
    case 's': return read_number(optarg, o.seed);
    case 'l': return read_number(optarg, o.limit);
    case 'K': o.keep = true; return true;
    case 'j': arguments.json = true; return true;
    case 'h': arguments.help = true; return true;
    default: return false;
  }
}

std::string beside(const char* program) {
  const std::string path(program);
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "./ordo" : path.substr(0, slash + 1) + "ordo";
}

std::optional<Arguments> parse(int argc, char** argv) {
  static const option kOptions[] = {{"data", required_argument, nullptr, 'd'},
                                    {"ordo", required_argument, nullptr, 'o'},
                                    {"dir", required_argument, nullptr, 'w'},
                                    {"duplicates", required_argument, nullptr, 'u'},
                                    {"drop", required_argument, nullptr, 'p'},
                                    {"reorder", required_argument, nullptr, 'r'},
                                    {"decorate", required_argument, nullptr, 'c'},
                                    {"protocols", required_argument, nullptr, 'P'},
                                    {"taobao-quota", required_argument, nullptr, 'q'},
                                    {"kills", required_argument, nullptr, 'k'},
                                    {"connections", required_argument, nullptr, 'n'},
                                    {"seed", required_argument, nullptr, 's'},
                                    {"limit", required_argument, nullptr, 'l'},
                                    {"keep", no_argument, nullptr, 'K'},
                                    {"json", no_argument, nullptr, 'j'},
                                    {"help", no_argument, nullptr, 'h'},
                                    {nullptr, 0, nullptr, 0}};
  Arguments arguments;
  arguments.options.ordo = beside(argv[0]);
  int at = 0;
  while (true) {
    const int option = getopt_long(argc, argv, "", kOptions, &at);
    if (option == -1) break;
    if (take(option, arguments)) continue;
    if (option != '?') {
      fmt::print(stderr, "--{} {}: not a value it takes\n", kOptions[at].name, optarg);
    }
    return std::nullopt;
  }
  if (optind < argc || (arguments.options.data.empty() && !arguments.help)) {
    fmt::print(stderr, "--data DIR is required, and nothing but options; see --help\n");
    return std::nullopt;
  }
  return arguments;
}

void draw(const ReplayProgress& progress) {
  constexpr size_t kWidth = 30;
  const size_t filled =
      progress.messages == 0 ? 0 : kWidth * progress.acknowledged / progress.messages;
  fmt::print(stderr, "\r[{:<{}}] {}/{}  kills {}  {:<32}", std::string(filled, '#'), kWidth,
             progress.acknowledged, progress.messages, progress.kills, progress.step);
  std::fflush(stderr);
}

// How far before the last change, or that it is past it.
std::string behind(ordo::Instant at, ordo::Instant end) {
  if (at == ordo::Instant{}) return "nothing";
  if (at > end) return "the end";
  return fmt::format("{} s before the end", (end.ms - at.ms) / ordo::kSecondMs);
}

std::string shop_line(const ordo::sim::PlatformShop& shop, ordo::Instant end) {
  std::string line =
      fmt::format("\n         {}: read to {}, complete to {}, {} calls, {} limits met", shop.code,
                  behind(shop.pulled.watermark, end), behind(shop.pulled.complete_until, end),
                  shop.calls, shop.limits_met);
  return shop.pulled.error.empty() ? line : line + ", last answer " + shop.pulled.error;
}

// A line every ten seconds, and at each new step.
class Reporter {
 public:
  void take(const ReplayProgress& p) {
    if (p.step == step_ && p.seconds < next_s_) return;
    step_ = p.step;
    next_s_ = p.seconds + kEverySeconds;
    std::string line = fmt::format("[{:>4.0f} s] {}, {}/{} pushed, {} kills", p.seconds, p.step,
                                   p.acknowledged, p.messages, p.kills);
    if (!p.waiting.empty()) line += "; waits for " + p.waiting;
    if (p.platforms.changes_planned) {
      line += fmt::format("\n         platforms: {} of {} changes", p.platforms.changes,
                          p.platforms.changes_planned);
    }
    for (const auto& shop : p.platforms.shops) line += shop_line(shop, p.platforms.end);
    fmt::print(stderr, "{}{}\n", ::isatty(STDERR_FILENO) ? "\r\x1b[K" : "", line);
    std::fflush(stderr);
  }

 private:
  static constexpr double kEverySeconds = 10;
  std::string step_;
  double next_s_ = 0;
};

double rate(const ReplayReport& r) {
  return r.push.seconds > 0 ? static_cast<double>(r.push.requests) / r.push.seconds : 0;
}

std::string clock_time(ordo::Instant t) {
  return t == ordo::Instant{} ? "-" : ordo::format_rfc3339(t).substr(11, 8);
}

const ordo::sim::PlatformShop* find_platform(const ReplayReport& r, const std::string& code) {
  const auto at = std::ranges::find(r.platforms.shops, code, &ordo::sim::PlatformShop::code);
  return at == r.platforms.shops.end() ? nullptr : &*at;
}

void print_shops(const ReplayReport& r) {
  fmt::print("\n{:<16}{:>10}{:>10}{:>12}{:>16}{:>9}{:>12}\n", "shop", "expected", "equal",
             "watermark", "complete until", "calls", "limits met");
  for (const auto& [code, orders] : r.shops) {
    fmt::print("{:<16}{:>10}{:>10}", code, orders.expected, orders.right);
    if (const auto* pulled = find_platform(r, code)) {
      fmt::print("{:>12}{:>16}{:>9}{:>12}", clock_time(pulled->pulled.watermark),
                 clock_time(pulled->pulled.complete_until), pulled->calls, pulled->limits_met);
    }
    fmt::print("\n");
  }
}

void print_table(const ReplayReport& r, const ReplayOptions& options) {
  const auto row = [](const char* name, const auto& value) {
    fmt::print("{:<32}{:>26}\n", name, value);
  };
  row("orders", r.orders);
  row("messages", r.push.messages);
  row("requests sent", r.push.requests);
  row("duplicates", r.push.duplicates);
  row("drops", r.push.dropped);
  row("kills", r.kills);
  row("requests broken by kills", r.push.broken);
  row("answered with come later", r.push.busy);
  row("given up", r.push.given_up);
  row("crashes", r.crashes);
  row("right", r.right);
  row("lost", r.lost);
  row("twice", r.twice);
  row("wrong", r.wrong);
  row("never sold", r.strange);
  row("still waiting", r.last_stats.waiting);
  row("parked", r.last_stats.parked);
  if (r.platforms.changes) {
    row("changes at platforms", r.platforms.changes);
    row("calls a minute of the Taobao app", options.taobao_calls_per_minute);
    row("last change", ordo::format_rfc3339(r.platforms.end));
    row("our signatures refused", r.platforms.bad_signatures);
  }
  row("seconds of pushing", fmt::format("{:.1f}", r.push.seconds));
  row("seconds of settling", fmt::format("{:.1f}", r.settle_seconds));
  row("requests a second", fmt::format("{:.0f}", rate(r)));
  row("data folder, MiB", fmt::format("{:.1f}", static_cast<double>(r.database_bytes) / 1048576));
  row("peak memory, MiB", fmt::format("{:.1f}", static_cast<double>(r.peak_memory_kib) / 1024));
  row("exit code of SIGTERM", r.stop_exit);
  row("exit code of prove", r.prove_exit);
  row("exit code of verify-history", r.verify_exit);
  row("seconds of the whole run", fmt::format("{:.1f}", r.seconds));
  print_shops(r);
  for (const std::string& difference : r.differences) fmt::print("  {}\n", difference);
  if (!r.prove_output.empty()) fmt::print("\n{}\n", r.prove_output);
  if (!r.dir.empty()) fmt::print("folder: {}\n", r.dir);
  fmt::print("{}\n", r.equal() ? "All is equal." : "NOT equal.");
}

boost::json::object shops_json(const ReplayReport& r) {
  boost::json::object out;
  for (const auto& [code, orders] : r.shops) {
    boost::json::object shop{{"expected", orders.expected}, {"equal", orders.right}};
    if (const auto* pulled = find_platform(r, code)) {
      shop["watermark"] = ordo::format_rfc3339(pulled->pulled.watermark);
      shop["complete_until"] = ordo::format_rfc3339(pulled->pulled.complete_until);
      shop["calls"] = pulled->calls;
      shop["limits_met"] = pulled->limits_met;
    }
    out[code] = std::move(shop);
  }
  return out;
}

void print_json(const ReplayReport& r, const ReplayOptions& options) {
  const boost::json::object out{{"equal", r.equal()},
                                {"orders", r.orders},
                                {"messages", r.push.messages},
                                {"requests", r.push.requests},
                                {"duplicates", r.push.duplicates},
                                {"drops", r.push.dropped},
                                {"kills", r.kills},
                                {"crashes", r.crashes},
                                {"broken", r.push.broken},
                                {"busy", r.push.busy},
                                {"given_up", r.push.given_up},
                                {"right", r.right},
                                {"lost", r.lost},
                                {"twice", r.twice},
                                {"wrong", r.wrong},
                                {"never_sold", r.strange},
                                {"waiting", r.last_stats.waiting},
                                {"parked", r.last_stats.parked},
                                {"platform_changes", r.platforms.changes},
                                {"taobao_calls_per_minute", options.taobao_calls_per_minute},
                                {"bad_signatures", r.platforms.bad_signatures},
                                {"platforms_complete", r.platforms.complete()},
                                {"shops", shops_json(r)},
                                {"seconds", r.seconds},
                                {"push_seconds", r.push.seconds},
                                {"settle_seconds", r.settle_seconds},
                                {"requests_per_second", rate(r)},
                                {"data_bytes", r.database_bytes},
                                {"peak_memory_kib", r.peak_memory_kib},
                                {"stop_exit", r.stop_exit},
                                {"prove_exit", r.prove_exit},
                                {"verify_exit", r.verify_exit},
                                {"differences", boost::json::value_from(r.differences)}};
  fmt::print("{}\n", boost::json::serialize(out));
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse(argc, argv);
  if (!arguments) return 2;
  if (arguments->help) {
    fmt::print("{}", kHelp);
    return 0;
  }
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  Reporter reporter;
  const auto report = ordo::sim::replay(arguments->options, [&](const ReplayProgress& p) {
    reporter.take(p);
    if (terminal) draw(p);
  });
  if (terminal) fmt::print(stderr, "\r{:<100}\r", "");
  if (!report) {
    fmt::print(stderr, "ordo-replay: {} ({})\n", report.error().detail, report.error().code);
    return 2;
  }
  if (arguments->json) {
    print_json(*report, arguments->options);
  } else {
    print_table(*report, arguments->options);
  }
  return report->equal() ? 0 : 1;
}
