#include "sim/world.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "flows/dispatcher.h"
#include "sim/executor.h"
#include "sim/world_check.h"
#include "sim/world_machine.h"
#include "sim/world_people.h"
#include "sim/world_shops.h"

namespace ordo::sim::world {
namespace {

namespace json = boost::json;

constexpr int kShops = 3;
constexpr int kRoundsMax = 40;
constexpr int kQuietMax = 10;  // minutes: longer than any wait before a call is made again

// Histories differ in kind as well as in chance.
struct Weather {
  double sell = 0.25, trouble = 0.06, wish = 0.2;
  double power = 0.02, crash = 0.06, fault = 0.05, heal = 0.2;  // misfortune
  double idle = 0;                                              // the hub does not get to run
  uint64_t crash_within = 60;                                   // calls of the file system
};

constexpr Weather kOrdinary{};
constexpr Weather kStorm{
    .power = 0.05, .crash = 0.2, .fault = 0.2, .heal = 0.3, .crash_within = 25};
constexpr Weather kRush{.sell = 0.7, .wish = 0.5, .idle = 0.8};
constexpr Weather kFailingDisk{.power = 0.005, .crash = 0.01, .fault = 0.3, .heal = 0.1};

const Weather& weather_of(uint64_t draw) {
  constexpr const Weather* kAll[] = {&kOrdinary, &kStorm, &kRush, &kFailingDisk};
  return *kAll[draw % std::size(kAll)];
}

// The shop that the hub calls: it says no now and then, and is down now and then.
class Listener final : public flows::Courier {
 public:
  explicit Listener(uint64_t seed) : dice_(seed + 1) {}

  flows::Delivery deliver(const core::OutboxMessage& message, const flows::Shop&,
                          Instant) override {
    using Met = flows::Delivery::Met;
    const uint64_t met = dice_.below(100);
    if (met < 5 && !at_rest_) return {Met::kDown, "503", 0};
    if (met < 30) return {Met::kRefused, "404", 0};
    heard_[message.order.value].push_back(message.id.value);
    return {};
  }
  void come_to_rest() { at_rest_ = true; }  // from now on it is never down
  // By order, in the order in which the calls came.
  [[nodiscard]] const std::map<int64_t, std::vector<int64_t>>& heard() const { return heard_; }

 private:
  Dice dice_;
  bool at_rest_ = false;
  std::map<int64_t, std::vector<int64_t>> heard_;
};

class World {
 public:
  explicit World(const WorldOptions& options)
      : options_(options),
        dice_(options.seed),
        weather_(weather_of(dice_.next())),
        listener_(options.seed),
        machine_(options.seed, &listener_, options.store),
        shops_(dice_),
        people_(dice_, shops_),
        executor_(options.seed) {
    executor_.add("log", 3, [this] { return machine_.flush(); });
    executor_.add("lane", 3, [this] { return machine_.run_lane(); });
    executor_.add("calls", 1, [this] { return machine_.dispatch(); });
  }

  WorldResult run() {
    result_.seed = options_.seed;
    const Instant start = machine_.clock().now();
    try {
      open_shops();
      for (int i = 0; i < options_.steps; ++i) live();
      come_to_rest();
      finish_calls();
      for (std::string& failure : compare(*machine_.hub(), shops_, people_)) {
        result_.failures.push_back(std::move(failure));
      }
      take_stock();
      restart_in_peace();
    } catch (const std::exception& e) {
      result_.failures.emplace_back(std::string("the hub threw: ") + e.what());
    }
    result_.crashes = machine_.disk().crashes();
    result_.io_errors = machine_.disk().faults_injected();
    result_.restarts = machine_.restarts();
    result_.virtual_hours = (machine_.clock().now().ms - start.ms) / kHourMs;
    return std::move(result_);
  }

 private:
  void open_shops() {
    machine_.start();
    if (machine_.hub() == nullptr) machine_.settle();  // or say why it does not start
    for (int i = 1; i <= kShops; ++i) {
      const std::string code = fmt::format("shop-{}", i);
      json::object shop{{"code", code},
                        {"channel", "standard"},
                        {"credentials", {{"secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}}};
      if (i == 1) shop["callback_url"] = "https://shop.example/hook";
      auto inbound = std::make_unique<core::Inbound>();
      inbound->entry.stream = core::kSystemStream;
      inbound->entry.kind = core::EntryKind::kCommand;
      inbound->entry.route = "config.shop";
      inbound->entry.caller = "cli";
      inbound->entry.entropy = shops_.entropy();
      inbound->entry.body = json::serialize(shop);
      (void)machine_.hub()->submit(std::move(inbound));
      machine_.settle();
      shops_.open_shop(machine_.hub()->settings()->shop(code)->id, code);
    }
  }

  void live() {
    pass_time();
    machine_.start();
    if (dice_.chance(weather_.sell)) shops_.sell(machine_.clock().now());
    if (dice_.chance(weather_.trouble)) shops_.make_trouble(machine_.clock().now());
    shops_.tell(machine_.clock().now());
    shops_.post(machine_);
    if (dice_.chance(weather_.wish)) people_.want_something(machine_);
    people_.post(machine_);
    if (options_.faults) misfortune();
    const uint64_t turns = dice_.chance(weather_.idle) ? 0 : dice_.below(9);
    for (uint64_t i = 0; i < turns; ++i) (void)executor_.run_one();
    if (dice_.chance(0.02)) (void)people_.put_right(machine_, false);
    if (dice_.chance(0.05)) {
      (void)machine_.attempt([](flows::Hub& hub) { (void)hub.database().checkpoint(); });
    }
  }

  // Mostly seconds, sometimes the night; now and then somebody sets the clock back.
  void pass_time() {
    const uint64_t kind = dice_.below(100);
    machine_.clock().advance_ms(kind < 70   ? dice_.between(0, 30 * kSecondMs)
                                : kind < 95 ? dice_.between(0, 20 * kMinuteMs)
                                : kind < 99 ? dice_.between(0, 10 * kHourMs)
                                            : -dice_.between(0, 60 * kSecondMs));
  }

  void misfortune() {
    if (dice_.chance(weather_.power)) machine_.lose_power(dice_.chance(0.7));
    if (options_.power_only) return;
    if (dice_.chance(weather_.crash)) {
      machine_.crash_soon(1 + dice_.below(weather_.crash_within), dice_.chance(0.7));
    }
    if (dice_.chance(0.01)) machine_.stop();
    if (dice_.chance(weather_.fault)) {
      machine_.set_faults({.write_error = dice_.chance(0.5) ? 0.02 : 0,
                           .sync_error = dice_.chance(0.5) ? 0.05 : 0,
                           .read_error = dice_.chance(0.3) ? 0.02 : 0,
                           .disk_full = dice_.chance(0.2) ? 0.1 : 0});
    } else if (dice_.chance(weather_.heal)) {
      machine_.set_faults({});
    }
  }

  // No more misfortune: everything that was begun is finished.
  void come_to_rest() {
    machine_.settle();
    for (int round = 0; round < kRoundsMax; ++round) {
      machine_.clock().advance_ms(kHourMs);
      shops_.hurry(machine_.clock().now());
      people_.hurry(machine_.clock().now());
      shops_.post(machine_);
      people_.post(machine_);
      machine_.settle();
      if (!shops_.all_acknowledged() || !people_.all_answered()) continue;
      if (people_.put_right(machine_, round > kRoundsMax / 2)) continue;
      machine_.settle();
      if (round > kRoundsMax * 3 / 4) return;
      machine_.clock().advance_ms(core::kWaitingMs);  // whoever still waits gives up now
      machine_.settle();
    }
    result_.failures.push_back(fmt::format("the world does not come to rest (shops {}, people {})",
                                           shops_.all_acknowledged(), people_.all_answered()));
  }

  // The shop hears of an order's changes in the order in which they happened, each at least once.
  void finish_calls() {
    listener_.come_to_rest();
    for (int quiet = 0; quiet < kQuietMax;) {
      machine_.clock().advance_ms(kMinuteMs);
      quiet = machine_.dispatch() ? 0 : quiet + 1;
      machine_.settle();
    }
    for (const auto& [order, ids] : listener_.heard()) {
      std::set<int64_t> heard;
      for (const int64_t id : ids) {
        if (heard.insert(id).second && *heard.rbegin() != id) {
          result_.failures.push_back(fmt::format("call {} of order {} came late", id, order));
        }
      }
    }
    for (std::string& failure : compare_calls(*machine_.hub(), listener_.heard())) {
      result_.failures.push_back(std::move(failure));
    }
  }

  // What a restart finds is what was there, and it changes nothing.
  void restart_in_peace() {
    machine_.stop();
    machine_.settle();
    if (history_digest(*machine_.hub()) != result_.tables) {
      result_.failures.emplace_back("a restart in peace changed something");
    }
  }

  void take_stock() {
    flows::Hub& hub = *machine_.hub();
    result_.tables = history_digest(hub);
    result_.history = result_.tables.sha256();
    for (const Shop& shop : shops_.shops()) result_.orders += std::ssize(shop.orders);
    result_.messages = hub.inbox().last().value;
    result_.commands = std::ssize(people_.errands());
    result_.batches = static_cast<int64_t>(hub.lane().metrics().batches.load());
  }

  const WorldOptions options_;
  Dice dice_;
  const Weather& weather_;
  Listener listener_;
  Machine machine_;
  Shops shops_;
  People people_;
  Executor executor_;
  WorldResult result_;
};

}  // namespace

WorldResult run_world(const WorldOptions& options) { return World(options).run(); }

}  // namespace ordo::sim::world
