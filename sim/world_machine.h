// The machine that the hub runs on: a disk that fails, power that fails, and someone who starts the
// program again.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/time.h"
#include "core/crash_marker.h"
#include "flows/dispatcher.h"
#include "flows/hub.h"
#include "store/sim_vfs.h"

namespace ordo::sim::world {

class Machine {
 public:
  // `courier` makes the hub's calls; none: nobody does. `store`: the hub keeps everything there, and
  // nothing on the disk.
  explicit Machine(uint64_t seed, flows::Courier* courier = nullptr, std::string store = {});
  ~Machine();

  [[nodiscard]] ManualClock& clock() { return clock_; }
  [[nodiscard]] store::SimDisk& disk() { return disk_; }
  // The running hub. Null while the program is down.
  [[nodiscard]] flows::Hub* hub() { return hub_.get(); }
  [[nodiscard]] uint64_t restarts() const { return restarts_; }

  // Starts the program when it is down; it may fail to start while the disk fails.
  void start();
  // Everything in memory is gone; what the disk keeps is the disk's affair.
  void lose_power(bool unsynced_too);
  void crash_soon(uint64_t calls, bool unsynced_too);
  void stop();  // cleanly
  void set_faults(const store::SimFaults& faults);

  // Runs `act` on the hub, treating storage faults as the hub's own threads do: try again, and after
  // a while start the program again. False when it did not succeed this time.
  bool attempt(const std::function<void(flows::Hub&)>& act);
  bool step();  // one step of the hub; false when it was idle or down
  // One turn of one of its parts; false when that had nothing to do, or the program is down.
  bool flush();     // the log's writer
  bool run_lane();  // the lane
  bool dispatch();  // the sender of calls
  void settle();    // heals the disk, starts the program and runs it until nothing is left

 private:
  class SurvivingMarker;
  [[nodiscard]] bool dead() const { return disk_.crashes() != crashes_at_start_; }
  void go_down();

  store::SimDisk disk_;
  ManualClock clock_;
  std::unique_ptr<core::CrashMarker> page_;
  std::unique_ptr<SurvivingMarker> marker_;
  std::unique_ptr<flows::Hub> hub_;
  flows::Courier* courier_;
  std::unique_ptr<flows::Dispatcher> dispatcher_;  // of the hub that runs
  int64_t segment_entries_;
  const std::string store_;
  store::SimFaults faults_;
  uint64_t crashes_at_start_ = 0;
  uint64_t restarts_ = 0;
  int failures_ = 0;  // in a row, of this process
  int tries_ = 0;     // in a row, over its restarts
  std::string last_fault_;
};

}  // namespace ordo::sim::world
