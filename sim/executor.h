// Who runs next. With threads the operating system decides that; in the simulator the seed does, so that
// every order of turns of the log's writer, the lane and the sender of calls is a history that can be
// lived again.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "sim/dice.h"

namespace ordo::sim {

class Executor {
 public:
  // Runs a part once; false when it had nothing to do.
  using Turn = std::function<bool()>;

  explicit Executor(uint64_t seed) : dice_(seed) {}
  // `weight`: how often it gets its turn, beside the others.
  void add(std::string_view name, uint64_t weight, Turn turn);
  // One turn of one part. False when that part had nothing to do.
  bool run_one();
  // Turns, until every part has had nothing to do since any part last had something; at most `turns`.
  // False when it did not come to that.
  bool run_until_idle(int turns);

 private:
  struct Part {
    std::string_view name;
    uint64_t weight;
    Turn turn;
    bool idle = false;
  };
  Part& draw();
  Dice dice_;
  std::vector<Part> parts_;
  uint64_t weights_ = 0;
};

}  // namespace ordo::sim
