#include "sim/faults.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace ordo::sim {
namespace {

constexpr int kInvisibleMax = 4;  // a decorated number stays well within the contract's raw length

std::string full_width(char c) {
  const unsigned code = 0xff00u + static_cast<unsigned char>(c) - 0x20u;
  return {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3f)),
          static_cast<char>(0x80 | (code & 0x3f))};
}

std::string another_spelling(char c, Dice& dice) {
  static const std::array<std::string, 3> kDashes = {"_", "\xe2\x80\x90", "\xe2\x80\x93"};
  if (c == '-') return dice.pick(kDashes);
  const bool letter = c >= 'A' && c <= 'Z';
  if (letter && dice.chance(0.5)) return {static_cast<char>(c - 'A' + 'a')};
  return letter || (c >= '0' && c <= '9') ? full_width(c) : std::string(1, c);
}

const std::string& invisible(Dice& dice) {
  // Zero-width space, no-break space, byte order mark, soft hyphen, ideographic space.
  static const std::array<std::string, 5> kInvisible = {"\xe2\x80\x8b", "\xc2\xa0", "\xef\xbb\xbf",
                                                        "\xc2\xad", "\xe3\x80\x80"};
  return dice.pick(kInvisible);
}

struct Placed {
  uint64_t place = 0;
  Delivery delivery;
};

uint64_t shift(double probability, const Faults& faults, Dice& dice) {
  return dice.chance(probability) ? dice.below(uint64_t{faults.reorder_window} + 1) : 0;
}

Delivery first_delivery(uint32_t message, const Faults& faults, Dice& dice) {
  Delivery delivery{message, false, Fate::kArrives, 0};
  if (dice.chance(faults.drop)) {
    delivery.fate = dice.chance(0.5) ? Fate::kLostBefore : Fate::kAnswerLost;
  }
  if (dice.chance(faults.delay)) {
    delivery.delay_ms = static_cast<uint32_t>(dice.below(uint64_t{faults.delay_ms_max} + 1));
  }
  return delivery;
}

}  // namespace

std::string decorate_number(std::string_view clean, Dice& dice) {
  std::string out;
  int invisible_left = kInvisibleMax;
  for (const char c : clean) {
    if (invisible_left > 0 && dice.chance(0.1)) {
      out += invisible(dice);
      --invisible_left;
    }
    out += dice.chance(0.3) ? another_spelling(c, dice) : std::string(1, c);
  }
  return out;
}

std::vector<Delivery> plan_deliveries(size_t messages, const Faults& faults, Dice& dice) {
  std::vector<Placed> placed;
  placed.reserve(messages + messages / 4);
  for (uint32_t i = 0; i < messages; ++i) {
    const uint64_t place = i + shift(faults.reorder, faults, dice);
    placed.push_back({place, first_delivery(i, faults, dice)});
    if (!dice.chance(faults.duplicate)) continue;
    // Half of the duplicates come at the heels of the first, perhaps on another connection at once.
    placed.push_back({place + shift(0.5, faults, dice), {i, true, Fate::kArrives, 0}});
  }
  std::ranges::sort(placed, {}, [](const Placed& p) {
    return std::tuple(p.place, p.delivery.message, p.delivery.duplicate);
  });
  std::vector<Delivery> plan;
  plan.reserve(placed.size());
  for (const Placed& p : placed) plan.push_back(p.delivery);
  return plan;
}

}  // namespace ordo::sim
