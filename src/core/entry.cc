#include "core/entry.h"

namespace ordo::core {

std::string_view name(MessageState s) {
  switch (s) {
    case MessageState::kReceived: return "received";
    case MessageState::kApplied: return "applied";
    case MessageState::kDuplicate: return "duplicate";
    case MessageState::kIgnored: return "ignored";
    case MessageState::kWaiting: return "waiting";
    case MessageState::kParked: return "parked";
  }
  return "received";
}

}  // namespace ordo::core
