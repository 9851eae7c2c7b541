#include "sim/world_machine.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "base/invariant.h"
#include "base/log.h"

namespace ordo::sim::world {
namespace {

constexpr Instant kStart{1'780'000'000'000};  // in 2026
constexpr int kFailuresMax = 4;
constexpr int kStepsMax = 20'000;
constexpr int kTriesMax = 200;
constexpr int kWaitsMax = 500;
// Entries a file of the log holds: the last is more than a history has.
constexpr int64_t kSegments[] = {25, 120, 1'000'000};

// SQLite knows its file systems by name, for the whole process.
std::string disk_name(uint64_t seed) {
  static std::atomic<int> disks{0};
  return "world-" + std::to_string(seed) + "-" + std::to_string(++disks);
}

// The server may need a moment to notice that the last process is gone, which is none in the history.
Result<std::unique_ptr<flows::Hub>> open_on_server(const flows::HubOptions& options) {
  auto opened = flows::Hub::open(options);
  for (int i = 0; i < kWaitsMax && !opened && opened.error().code == "data_in_use"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    opened = flows::Hub::open(options);
  }
  return opened;
}

}  // namespace

// What the dying process wrote last stays; what the simulation still does in its name, until the
// failing calls have unwound, does not count.
class Machine::SurvivingMarker final : public core::CrashMarker {
 public:
  explicit SurvivingMarker(Machine& machine) : machine_(machine) {}
  void open(std::span<const core::Suspect> suspects) override {
    if (!machine_.dead()) machine_.page_->open(suspects);
  }
  void close() override {
    if (!machine_.dead()) machine_.page_->close();
  }
  size_t begin_decoding(MessageSeq message) override {
    return machine_.dead() ? SIZE_MAX : machine_.page_->begin_decoding(message);
  }
  void end_decoding(size_t place) override {
    if (!machine_.dead()) machine_.page_->end_decoding(place);
  }
  std::vector<Left> recover() override { return machine_.page_->recover(); }

 private:
  Machine& machine_;
};

Machine::Machine(uint64_t seed, flows::Courier* courier, std::string store)
    : disk_(disk_name(seed), seed),
      clock_(kStart),
      page_(core::memory_crash_marker()),
      marker_(std::make_unique<SurvivingMarker>(*this)),
      courier_(courier),
      segment_entries_(kSegments[seed % std::size(kSegments)]),
      store_(std::move(store)) {}

Machine::~Machine() = default;

void Machine::start() {
  if (hub_) return;
  crashes_at_start_ = disk_.crashes();
  flows::HubOptions options;
  options.data_dir = store_.empty() ? "data" : "simulated";
  options.threads = false;
  options.vfs = disk_.vfs_name();
  options.store = store_;
  options.master = Key256{7};
  options.marker = marker_.get();
  options.clock = &clock_;
  options.segment_entries = segment_entries_;
  auto opened = store_.empty() ? flows::Hub::open(std::move(options)) : open_on_server(options);
  if (!opened) {
    ++tries_;
    last_fault_ = opened.error().detail;
    return;
  }
  hub_ = std::move(*opened);
  if (courier_) dispatcher_ = std::make_unique<flows::Dispatcher>(*hub_, *courier_);
  ++restarts_;
  failures_ = 0;
  if (dead()) go_down();
}

void Machine::go_down() {
  dispatcher_.reset();
  hub_.reset();
}

void Machine::stop() { go_down(); }

void Machine::lose_power(bool unsynced_too) {
  faults_.lose_unsynced = unsynced_too;
  disk_.set_faults(faults_);
  disk_.crash();
  go_down();
}

void Machine::crash_soon(uint64_t calls, bool unsynced_too) {
  faults_.lose_unsynced = unsynced_too;
  disk_.set_faults(faults_);
  disk_.crash_after(calls);
}

void Machine::set_faults(const store::SimFaults& faults) {
  const bool unsynced_too = faults_.lose_unsynced;
  faults_ = faults;
  faults_.lose_unsynced = unsynced_too;
  disk_.set_faults(faults_);
}

bool Machine::attempt(const std::function<void(flows::Hub&)>& act) {
  if (!hub_) return false;
  bool done = false;
  try {
    act(*hub_);
    failures_ = 0;
    tries_ = 0;
    done = true;
  } catch (const store::StorageError& e) {
    log::debug("storage_fault", {{"detail", e.what()}});
    ++tries_;
    last_fault_ = e.what();
    const bool fatal = e.fault() == store::Fault::kFatal;
    if (fatal || ++failures_ > kFailuresMax) go_down();
  }
  if (hub_ && dead()) go_down();
  return done;
}

bool Machine::step() {
  bool busy = false;
  const bool done = attempt([&](flows::Hub& hub) { busy = hub.step(); });
  return done ? busy : true;
}

bool Machine::flush() {
  bool busy = false;
  (void)attempt([&](flows::Hub& hub) { busy = hub.inbox().flush(); });
  return busy;
}

bool Machine::run_lane() {
  bool busy = false;
  (void)attempt([&](flows::Hub& hub) { busy = hub.lane().step(); });
  return busy;
}

bool Machine::dispatch() {
  bool busy = false;
  (void)attempt([&](flows::Hub&) { busy = dispatcher_ && dispatcher_->dispatch_due() > 0; });
  return busy;
}

void Machine::settle() {
  set_faults({});
  disk_.crash_after(UINT64_MAX / 2);  // whatever was to come does not come
  tries_ = 0;
  for (int i = 0; i < kStepsMax && tries_ < kTriesMax; ++i) {
    start();
    if (hub_ && !step()) return;
  }
  breach("on a sound disk the hub does not come to rest: " + last_fault_);
}

}  // namespace ordo::sim::world
