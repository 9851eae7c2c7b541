#include "stock/reservation.h"

#include <array>

namespace ordo::stock {
namespace {

constexpr std::array<std::string_view, 5> kReservationStates{"pending", "posted", "voided",
                                                             "expired", "consumed"};
constexpr std::array<std::string_view, 3> kShortageStates{"open", "covered", "dropped"};

}  // namespace

std::string_view name(ReservationState state) {
  return kReservationStates.at(static_cast<size_t>(state));
}

std::string_view name(ShortageState state) {
  return kShortageStates.at(static_cast<size_t>(state));
}

bool is_sound(const Reservation& r) {
  for (const int64_t part :
       {r.locked, r.promised, r.occupied, r.consumed, r.released, r.returned}) {
    if (part < 0 || part > r.quantity) return false;
  }
  if (r.quantity < 1 || r.quantity > kUnitsMax || r.per_unit < 1) return false;
  if (r.held() + r.consumed + r.released != r.quantity || r.returned > r.consumed) return false;
  if (r.promised > 0 && !r.placeholder) return false;
  if (r.settled && r.state != ReservationState::kExpired) return false;
  switch (r.state) {
    case ReservationState::kPending: return r.locked + r.promised > 0 && r.occupied == 0;
    case ReservationState::kPosted: return r.occupied + r.promised > 0 && r.locked == 0;
    case ReservationState::kConsumed: return r.held() == 0 && r.consumed > 0;
    case ReservationState::kVoided:
    case ReservationState::kExpired: return r.held() == 0 && r.consumed == 0;
  }
  return false;
}

}  // namespace ordo::stock
