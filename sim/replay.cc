#include "sim/replay.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"

namespace ordo::sim {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kStep{20};
constexpr int kStepsBetweenProgress = 5;
// A shop that reads once more what it has read already moves nothing that shows for a minute or two.
constexpr auto kStandstillMax = std::chrono::seconds(240);
constexpr auto kLookEvery = std::chrono::seconds(1);
constexpr auto kLookWhilePushing = std::chrono::seconds(5);
constexpr uint32_t kReplayShops = 5;

// The folder of one replay; removed at the end unless it shall be kept or was the caller's own.
class WorkFolder {
 public:
  explicit WorkFolder(const ReplayOptions& options)
      : path_(options.dir), remove_(options.dir.empty() && !options.keep) {
    if (path_.empty()) {
      std::string pattern = (fs::temp_directory_path() / "ordo-replay-XXXXXX").string();
      if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    std::error_code ignored;
    fs::create_directories(path_ + "/data", ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder() {
    std::error_code ignored;
    if (remove_ && !path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string data() const { return path_ + "/data"; }
  [[nodiscard]] std::string log() const { return path_ + "/ordo.log"; }

 private:
  std::string path_;
  bool remove_;
};

int64_t bytes_under(const std::string& folder) {
  int64_t sum = 0;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) sum += static_cast<int64_t>(entry.file_size(error));
  }
  return sum;
}

Result<Secret> create_key(const std::string& ordo, const WorkFolder& folder) {
  auto made = run_program(
      {ordo, "key", "create", "--data", folder.data(), "--role", "owner", "--json"}, folder.log());
  if (!made) return std::unexpected(std::move(made.error()));
  boost::system::error_code error;
  const boost::json::value root = boost::json::parse(made->output, error);
  const auto* object = root.if_object();
  const auto* key = object != nullptr ? object->if_contains("key") : nullptr;
  if (error || made->exit_code != 0 || key == nullptr || !key->is_string()) {
    return fail(ErrorClass::kInternal, "key_not_created",
                fmt::format("{} key create ended with {}; its log is {}", ordo, made->exit_code,
                            folder.log()));
  }
  return Secret(std::string(key->as_string()));
}

class Run {
 public:
  Run(const ReplayOptions& options, const std::function<void(const ReplayProgress&)>& progress)
      : options_(options),
        progress_(progress),
        folder_(options),
        hub_(options.ordo, folder_.data(), folder_.log()) {}

  Result<ReplayReport> go() {
    for (const auto step : {&Run::load, &Run::open_hub, &Run::open_shops, &Run::push, &Run::settle,
                            &Run::compare, &Run::prove}) {
      if (auto done = (this->*step)(); !done) return std::unexpected(std::move(done.error()));
    }
    if (options_.keep || !options_.dir.empty()) report_.dir = folder_.path();
    report_.seconds = seconds();
    return std::move(report_);
  }

 private:
  Result<> load() {
    show("reading");
    auto orders = read_olist(options_.data, options_.limit);
    if (!orders) return std::unexpected(std::move(orders.error()));
    auto expected = read_expected(options_.data);
    if (!expected) return std::unexpected(std::move(expected.error()));
    expected_ = std::move(*expected);
    if (options_.limit == 0 && orders->size() != expected_.size()) {
      return fail(
          ErrorClass::kInvalid, "data_incomplete",
          fmt::format("{} holds {} orders and expects {}; --limit replays the first ones only",
                      options_.data, orders->size(), expected_.size()));
    }
    report_.orders = orders->size();
    if (options_.platforms) open_platforms(*orders);
    trade_ = olist_trade(*orders, options_.faults, options_.seed);
    join_trade(trade_, std::move(webhooks_));
    return {};
  }

  // Takes what the platforms sell out of `orders`.
  void open_platforms(std::vector<OlistOrder>& orders) {
    PlatformTrade trade =
        platform_trade(orders, kReplayShops, system_clock().now(), options_.live_ms);
    webhooks_ = std::exchange(trade.webhooks, {});
    for (const OlistOrder& order : orders) {
      const Protocol protocol = said_by(order);
      if (protocol == Protocol::kStandard) continue;
      sold_by_platforms_.emplace(clean_number(order.id).value_or(""),
                                 protocol == Protocol::kTaobao ? kTaobaoCode : kShopifyCode);
    }
    std::erase_if(orders, [](const auto& o) { return said_by(o) != Protocol::kStandard; });
    numbers_ = trade.numbers;
    platforms_ = std::make_unique<ReplayPlatforms>(
        std::move(trade),
        PlatformPlan{options_.faults.drop > 0, options_.seed, options_.taobao_calls_per_minute});
  }

  Result<> open_hub() {
    if (folder_.path().empty()) {
      return fail(ErrorClass::kInternal, "no_folder", "no temporary folder could be made");
    }
    auto key = create_key(options_.ordo, folder_);
    if (!key) return std::unexpected(std::move(key.error()));
    if (auto started = hub_.start(); !started) return started;
    client_ = std::make_unique<HubClient>(hub_.base_url(), std::move(*key));
    return {};
  }

  Result<> open_shops() {
    for (const Shop& shop : trade_.shops) {
      if (auto made = client_->ensure_shop(shop.account()); !made) return made;
    }
    return platforms_ ? platforms_->open_shops(*client_) : Result<>{};
  }

  Result<std::unique_ptr<Pusher>> make_pusher() {
    const PusherOptions options{.host = hub_.host(),
                                .port = hub_.port(),
                                .connections = options_.connections,
                                .faults = options_.faults,
                                .seed = options_.seed};
    std::vector<std::unique_ptr<Envelope>> envelopes;
    for (const Shop& shop : trade_.shops) {
      auto envelope = standard_envelope(shop.account());
      if (!envelope) return std::unexpected(std::move(envelope.error()));
      envelopes.push_back(std::move(*envelope));
    }
    if (platforms_) envelopes.push_back(platforms_->envelope());
    return Pusher::create(std::move(envelopes), options);
  }

  Result<> push() {
    if (platforms_) platforms_->play();
    auto pusher = make_pusher();
    if (!pusher) return std::unexpected(std::move(pusher.error()));
    std::atomic<bool> pushed = false;
    // The hub is started from this thread, which outlives it, and the pushing has its own.
    std::thread thread([&] {
      report_.push = (*pusher)->push(trade_.messages);
      pushed = true;
    });
    Result<> watched = watch(**pusher, pushed);
    if (!watched) (*pusher)->stop();
    thread.join();
    return watched;
  }

  Result<> watch(const Pusher& pusher, const std::atomic<bool>& pushed) {
    const auto moments = kill_moments(options_.kills, trade_.messages.size(), options_.seed);
    for (int steps = 0; !pushed || report_.kills < options_.kills; ++steps) {
      std::this_thread::sleep_for(kStep);
      const auto next = static_cast<size_t>(report_.kills);
      if (next < moments.size() && (pushed || pusher.acknowledged() >= moments[next])) {
        hub_.kill();
        ++report_.kills;
        if (auto started = hub_.start(); !started) return started;
      }
      if (auto alive = keep_alive(); !alive) return alive;
      if (steps % kStepsBetweenProgress != 0) continue;
      // For the eye: a hub that is busy or just being killed may owe the answer.
      (void)look_at_platforms(kLookWhilePushing);
      show("pushing", pusher.acknowledged());
    }
    return {};
  }

  Result<> keep_alive() {
    if (hub_.running()) return {};
    ++report_.crashes;
    return hub_.start();
  }

  Result<> look_at_platforms(std::chrono::seconds every) {
    const auto now = SteadyClock::now();
    if (!platforms_ || now - looked_ < every) return {};
    looked_ = now;
    auto looked = platforms_->look(*client_);
    if (!looked && looked.error().code != "hub_unreachable") return looked;
    return {};
  }

  // What still moves; two of them alike mean that nothing does.
  std::string standing(const PlatformReport& platforms) const {
    const HubStats& s = report_.last_stats;
    std::string all = fmt::format("{} {} {} {}", s.backlog, s.waiting, s.parked, s.orders);
    for (const PlatformShop& shop : platforms.shops) {
      all += fmt::format(" {} {}", shop.pulled.watermark.ms, shop.pulled.complete_until.ms);
    }
    return all;
  }

  std::string waits_for(const PlatformReport& platforms) const {
    const HubStats& s = report_.last_stats;
    if (platforms.changes < platforms.changes_planned) return "the platforms' trade to end";
    std::string all;
    const auto add = [&all](const std::string& what) { all += (all.empty() ? "" : ", ") + what; };
    for (const PlatformShop& shop : platforms.shops) {
      if (shop.pulled.watermark <= platforms.end) {
        add(shop.code + " to be read");
      } else if (shop.pulled.complete_until <= platforms.end) {
        add(shop.code + " to be complete");
      }
    }
    if (s.backlog > 0) add(fmt::format("{} to be applied", s.backlog));
    if (s.waiting > 0) add(fmt::format("the orders of {} that wait", s.waiting));
    return all;
  }

  // Done when nothing is on its way any more, twice in a row; or when nothing moves for minutes.
  Result<> settle() {
    const auto started = SteadyClock::now();
    auto moved = started;
    std::string before;
    for (int quiet = 0; quiet < 2 && SteadyClock::now() - moved < kStandstillMax;) {
      if (auto alive = keep_alive(); !alive) return alive;
      auto stats = client_->stats();
      if (!stats && stats.error().code != "hub_unreachable") {
        return std::unexpected(std::move(stats.error()));
      }
      if (stats) report_.last_stats = *stats;
      if (auto looked = look_at_platforms(kLookEvery); !looked) return looked;
      if (platforms_) report_.platforms = platforms_->report();
      std::string now = standing(report_.platforms);
      if (now != before) moved = SteadyClock::now();
      before = std::move(now);
      const bool rests = stats && stats->backlog == 0 && stats->waiting == 0;
      quiet = rests && report_.platforms.complete() ? quiet + 1 : 0;
      show("settling", trade_.messages.size(), waits_for(report_.platforms));
      std::this_thread::sleep_for(kStep * kStepsBetweenProgress);
    }
    report_.settle_seconds = std::chrono::duration<double>(SteadyClock::now() - started).count();
    return {};
  }

  Result<> compare() {
    std::unordered_map<std::string, std::string> shop_of;
    for (const Shop& shop : trade_.shops) {
      for (const auto& [number, order] : shop.book().orders()) {
        shop_of.emplace(number, shop.account().code);
      }
    }
    shop_of.merge(sold_by_platforms_);
    Comparison comparison(expected_, std::move(shop_of));
    auto read = client_->each_order([this, &comparison](ShownOrder order) {
      if (const auto ours = numbers_.find(order.number_clean); ours != numbers_.end()) {
        order.number_clean = ours->second;
      }
      comparison.take(order);
      if (comparison.shown % 1000 == 0) show("comparing", trade_.messages.size());
    });
    if (!read) return read;
    comparison.finish();
    report_.shown = comparison.shown;
    report_.right = comparison.right;
    report_.lost = comparison.lost;
    report_.twice = comparison.twice;
    report_.wrong = comparison.wrong;
    report_.strange = comparison.strange;
    report_.differences = std::move(comparison.differences);
    report_.shops = std::move(comparison.shops);
    if (platforms_) report_.platforms = platforms_->report();
    return {};
  }

  Result<> prove() {
    show("proving", trade_.messages.size());
    report_.stop_exit = hub_.terminate();
    report_.peak_memory_kib = hub_.peak_memory_kib();
    report_.database_bytes = bytes_under(folder_.data());
    auto proved = run_program({options_.ordo, "prove", "--data", folder_.data()}, folder_.log());
    if (!proved) return std::unexpected(std::move(proved.error()));
    report_.prove_exit = proved->exit_code;
    report_.prove_output = proved->output;
    auto verified =
        run_program({options_.ordo, "verify-history", "--data", folder_.data()}, folder_.log());
    if (!verified) return std::unexpected(std::move(verified.error()));
    report_.verify_exit = verified->exit_code;
    return {};
  }

  double seconds() const {
    return std::chrono::duration<double>(SteadyClock::now() - began_).count();
  }

  void show(std::string step, uint64_t acknowledged = 0, std::string waiting = "") const {
    progress_({acknowledged, trade_.messages.size(), report_.kills, std::move(step),
               std::move(waiting), seconds(),
               platforms_ ? platforms_->report() : PlatformReport{}});
  }

  const SteadyClock::time_point began_ = SteadyClock::now();
  SteadyClock::time_point looked_;
  const ReplayOptions& options_;
  const std::function<void(const ReplayProgress&)>& progress_;
  WorkFolder folder_;
  HubProcess hub_;
  std::unique_ptr<HubClient> client_;
  ExpectedOrders expected_;
  OlistTrade trade_;
  std::vector<Message> webhooks_;
  std::unordered_map<std::string, std::string> sold_by_platforms_, numbers_;
  std::unique_ptr<ReplayPlatforms> platforms_;
  ReplayReport report_;
};

}  // namespace

bool ReplayReport::equal() const {
  return lost + twice + wrong + strange == 0 && right == orders && push.given_up == 0 &&
         push.acknowledged == push.messages && crashes == 0 && platforms.complete() &&
         platforms.bad_signatures == 0 && last_stats.backlog == 0 && last_stats.parked == 0 &&
         last_stats.waiting == 0 && stop_exit == 0 && prove_exit == 0 && verify_exit == 0;
}

std::vector<uint64_t> kill_moments(int kills, uint64_t messages, uint64_t seed) {
  Dice dice(seed ^ 0x6b696c6cULL);
  std::vector<uint64_t> moments;
  moments.reserve(static_cast<size_t>(kills));
  for (int i = 0; i < kills; ++i) moments.push_back(dice.below(messages));
  std::ranges::sort(moments);
  return moments;
}

Result<ReplayReport> replay(const ReplayOptions& options,
                            const std::function<void(const ReplayProgress&)>& progress) {
  return Run(options, progress).go();
}

}  // namespace ordo::sim
