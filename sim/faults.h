// What goes wrong between a platform and the hub, as knobs; and the plan of deliveries that follows
// from them. All of it is drawn before the first push, so that a seed repeats a run's faults.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/dice.h"

namespace ordo::sim {

struct Faults {
  double duplicate = 0;  // a message is sent once more
  double drop = 0;       // its first push is lost: half before the hub sees it, half the answer
  double delay = 0;      // it leaves late by up to delay_ms_max
  uint32_t delay_ms_max = 0;
  double reorder = 0;  // it is overtaken by up to reorder_window messages
  uint32_t reorder_window = 0;
  double decorate = 0;    // an order number is written with characters that must be cleaned away
  bool own_zone = false;  // times carry the shop's offset, otherwise Z
};

// Another spelling of `clean` (a cleaned number): zero-width and no-break characters, full width,
// lower case, '_' and long dashes for '-'. clean_number() of it is `clean` again.
[[nodiscard]] std::string decorate_number(std::string_view clean, Dice& dice);

enum class Fate : uint8_t { kArrives, kLostBefore, kAnswerLost };

struct Delivery {
  uint32_t message = 0;  // index
  bool duplicate = false;
  Fate fate = Fate::kArrives;
  uint32_t delay_ms = 0;
};

// The order in which `messages` messages leave. Each message once, and its duplicates; no message is
// moved by more than the window.
[[nodiscard]] std::vector<Delivery> plan_deliveries(size_t messages, const Faults& faults,
                                                    Dice& dice);

}  // namespace ordo::sim
