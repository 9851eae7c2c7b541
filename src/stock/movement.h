// What moves stock. Every change of a number is a movement: so many units of one item go from one bucket to
// another, or come from outside, or leave. Nothing is ever added or taken away otherwise, so that each figure
// is the sum of the movements that made it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"

namespace ordo::stock {

using ItemId = Id<struct StockItemTag>;

// Where a unit is. The numbers are stored.
enum class Bucket : uint8_t {
  kOutside = 0,    // not ours yet, or not any more; never counted
  kAvailable = 1,  // on hand and bound to nothing
  kLocked = 2,     // held for an order that is not paid yet
  kOccupied = 3,   // bound to a paid order
  kEarmarked = 4,  // set aside for a pool, and not sold yet
  kFrozen = 5,     // not to be sold, with a reason
  kIncoming = 6,   // expected, and promised to nobody
  kPromised = 7,   // expected, and held by placeholders of a presale
};
inline constexpr size_t kBuckets = 8;

// Why. The numbers are stored.
enum class MovementKind : uint8_t {
  kReceive = 1,          // came without having been expected
  kAdjust = 2,           // a person's or a system's correction
  kStocktake = 3,        // the difference that a count has found
  kLock = 4,             // an order was placed
  kPost = 5,             // what was locked is paid
  kOccupy = 6,           // an order that was paid already took it
  kVoid = 7,             // an order let go of it
  kExpire = 8,           // the time of a lock was over
  kConsume = 9,          // it was shipped
  kRestock = 10,         // it came back
  kFreeze = 11,          // taken out of sale
  kUnfreeze = 12,        // and back
  kEarmark = 13,         // given to a pool: leaves one item and enters another
  kGiveBack = 14,        // and back
  kExpect = 15,          // was ordered from a supplier
  kCancelExpected = 16,  // and will not come
  kArrive = 17,          // it came
  kPlaceholder = 18,     // a presale took it before it came
  kKeepPromise = 19,     // and it came
  kTransferOut = 20,     // left for another warehouse
  kTransferSent = 21,    // is on its way here
  kTransferIn = 22,      // it came
  kTransferLoss = 23,    // it was lost on its way
};
inline constexpr int kMovementKinds = 23;

// "available", "lock" …: stable, for interfaces and logs.
[[nodiscard]] std::string_view name(Bucket bucket);
[[nodiscard]] std::string_view name(MovementKind kind);
[[nodiscard]] std::optional<MovementKind> parse_movement_kind(std::string_view text);

// Whether a movement of this kind may go from here to there: one table.
[[nodiscard]] bool permits(MovementKind kind, Bucket from, Bucket to);

// The most units that one movement takes, and a bound against absurd input: sums of millions of them stay far
// from overflow.
inline constexpr int64_t kUnitsMax = 1'000'000'000;

// What a movement belongs to.
struct Cause {
  OrderId order;         // none: it is no order's
  std::string line_no;   // of the order
  std::string document;  // "purchase/PO-7", "stocktake/4"
  bool operator==(const Cause&) const = default;
};

// Who moves, why, by which message, when.
struct Origin {
  std::string actor;   // "key:7", "platform", "timer"
  std::string reason;  // of a person; may be empty where the kind says it all
  MessageSeq message;
  Instant at;  // recorded time
};

struct Movement {
  ItemId item;
  int64_t no = 0;  // 1, 2, 3 … of its item
  MovementKind kind = MovementKind::kReceive;
  Bucket from = Bucket::kOutside, to = Bucket::kOutside;
  int64_t quantity = 0;                // more than nothing
  int64_t from_left = 0, to_left = 0;  // what the two buckets held after it; of outside 0
  Cause cause;
  std::string actor, reason;
  MessageSeq message;
  Instant at;
  bool operator==(const Movement&) const = default;
};

}  // namespace ordo::stock
