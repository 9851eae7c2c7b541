// Whitelists of transitions, as data. A lifecycle belongs to one axis: which state may follow which,
// for platforms (which may skip forward along a path: steps in between are inferred) and, more
// strictly, for people and the hub itself (A13: no skipping). Versioned configuration; the default is
// written here once as JSON and is what a new hub starts with.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "orders/axes.h"

namespace ordo::orders {

class Lifecycle {
 public:
  static constexpr int kMaxStates = 16;

  // What moving from one state to another is.
  enum class Step : uint8_t {
    kSame,
    kDirect,
    kSkip,  // legal; a skip infers the states in between
    kBack,  // the target is a state that leads to the present one
    kImpossible,
  };
  [[nodiscard]] Step step(int from, int to) const;
  // Whether any path leads there, be it around a cycle.
  [[nodiscard]] bool leads(int from, int to) const;
  // The states strictly between on a shortest path, in order; of several paths the one by `rather`.
  // Empty unless step() is kSkip.
  [[nodiscard]] std::vector<int> between(int from, int to, int rather = -1) const;
  // Whether a person may do it by hand.
  [[nodiscard]] bool allowed_by_hand(int from, int to) const;
  [[nodiscard]] int initial() const { return initial_; }
  // The states that a person may move to from here.
  [[nodiscard]] std::vector<int> next_by_hand(int from) const;

 private:
  friend class LifecycleParser;
  void close();
  int states_ = 0, initial_ = 0;
  std::array<uint16_t, kMaxStates> edges_{}, hand_{}, reach_{};
};

struct Lifecycles {
  std::array<Lifecycle, kAxisCount> axis;
  [[nodiscard]] const Lifecycle& of(Axis a) const { return axis[static_cast<size_t>(a)]; }
};

// {"payment": {"initial": "unpaid", "platform": [["unpaid", "paid"], …], "hand": […]}, …}. Unknown
// axis or state, a missing axis, an initial state that cannot be: errors with a pointer.
[[nodiscard]] Result<std::shared_ptr<const Lifecycles>> parse_lifecycles(std::string_view json);
[[nodiscard]] std::string_view default_lifecycles_json();
[[nodiscard]] const std::shared_ptr<const Lifecycles>& default_lifecycles();

}  // namespace ordo::orders
