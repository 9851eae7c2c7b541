// The simulated world's only source of chance: the same seed gives the same trade on every machine,
// which the standard library's distributions do not promise.
#pragma once

#include <cstdint>

namespace ordo::sim {

class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  // SplitMix64.
  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  // 0 .. limit - 1; 0 for a limit of 0.
  uint64_t below(uint64_t limit) { return limit == 0 ? 0 : next() % limit; }
  // Both ends included.
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low + 1)));
  }
  bool chance(double probability) {
    constexpr double kUnit = 1.0 / 9007199254740992.0;  // 2^-53
    return static_cast<double>(next() >> 11) * kUnit < probability;
  }
  template <class Items>
  const auto& pick(const Items& items) {
    return items[below(items.size())];
  }

 private:
  uint64_t state_;
};

}  // namespace ordo::sim
