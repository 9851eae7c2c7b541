#include "sim/executor.h"

#include <algorithm>

#include "base/invariant.h"

namespace ordo::sim {

void Executor::add(std::string_view name, uint64_t weight, Turn turn) {
  parts_.push_back({name, weight, std::move(turn)});
  weights_ += weight;
}

Executor::Part& Executor::draw() {
  invariant(weights_ > 0, "an executor has parts to run");
  uint64_t drawn = dice_.below(weights_);
  for (Part& part : parts_) {
    if (drawn < part.weight) return part;
    drawn -= part.weight;
  }
  breach("what was drawn lies among the weights");
}

bool Executor::run_one() {
  Part& part = draw();
  const bool busy = part.turn();
  // What one part did may be work for every other.
  if (busy) {
    for (Part& other : parts_) other.idle = false;
  } else {
    part.idle = true;
  }
  return busy;
}

bool Executor::run_until_idle(int turns) {
  for (Part& part : parts_) part.idle = false;
  for (int i = 0; i < turns; ++i) {
    (void)run_one();
    if (std::ranges::all_of(parts_, &Part::idle)) return true;
  }
  return false;
}

}  // namespace ordo::sim
