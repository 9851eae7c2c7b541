// Stock that is bound to an order's line, in two phases: pending, while the order is not paid (its units are
// locked), then posted (occupied), or voided, or expired when its time is over. A presale's placeholder is
// bound to units that are still to come. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "stock/movement.h"

namespace ordo::stock {

// The numbers are stored; the first two are open.
enum class ReservationState : uint8_t {
  kPending = 0,
  kPosted = 1,
  kVoided = 2,    // its order let go of it
  kExpired = 3,   // it was not paid in time
  kConsumed = 4,  // all that was not let go of was shipped
};
[[nodiscard]] std::string_view name(ReservationState state);

struct Reservation {
  OrderId order;
  int64_t no = 0;  // 1, 2, 3 … of its order
  ItemId item;
  std::string line_no;  // of the order
  int64_t per_unit =
      1;  // units of the item for one of the line: of a bundle's component often more
  ShopId shop;
  int64_t buyer = 0;     // keyed hash; 0: unknown
  int64_t priority = 0;  // of placeholders, the higher ones are served first
  ReservationState state = ReservationState::kPending;
  bool placeholder = false;
  // It had expired when its payment came, which took it again or is owed back; or its line was taken anew.
  bool settled = false;

  int64_t quantity = 0;  // asked for; what follows are its parts
  int64_t locked = 0, promised = 0, occupied = 0, consumed = 0, released = 0;
  int64_t returned = 0;  // of what was consumed
  Instant placed_at, expires_at;
  int64_t extensions = 0;
  bool operator==(const Reservation&) const = default;

  [[nodiscard]] bool is_open() const { return state <= ReservationState::kPosted; }
  // A payment may still come for it.
  [[nodiscard]] bool is_late() const { return state == ReservationState::kExpired && !settled; }
  [[nodiscard]] int64_t held() const { return locked + promised + occupied; }
};

// Whether its parts are of this world, and fit its state.
[[nodiscard]] bool is_sound(const Reservation& reservation);

// What a platform sold and we do not have: seen by people until it is covered or its order is cancelled.
enum class ShortageState : uint8_t { kOpen = 0, kCovered = 1, kDropped = 2 };
[[nodiscard]] std::string_view name(ShortageState state);

struct Shortage {
  OrderId order;
  int64_t no = 0;  // 1, 2, 3 … of its order
  ItemId item;     // where it is to come from
  std::string line_no;
  int64_t per_unit = 1;
  ShopId shop;
  int64_t buyer = 0;
  int64_t quantity = 0, covered = 0;
  ShortageState state = ShortageState::kOpen;
  Instant at;
  std::string reason;  // why it was dropped
  bool operator==(const Shortage&) const = default;

  [[nodiscard]] int64_t missing() const {
    return state == ShortageState::kOpen ? quantity - covered : 0;
  }
};

}  // namespace ordo::stock
