#include "stock/movement.h"

#include <algorithm>
#include <array>

namespace ordo::stock {
namespace {

using enum Bucket;
using Kind = MovementKind;

struct Way {
  Kind kind;
  Bucket from, to;
};

// All that may happen to a unit. What may be sold lies in `available`, of a pool in `earmarked`.
constexpr Way kWays[] = {
    {Kind::kReceive, kOutside, kAvailable},     {Kind::kAdjust, kOutside, kAvailable},
    {Kind::kAdjust, kAvailable, kOutside},      {Kind::kAdjust, kEarmarked, kOutside},
    {Kind::kStocktake, kOutside, kAvailable},   {Kind::kStocktake, kAvailable, kOutside},
    {Kind::kStocktake, kFrozen, kOutside},      {Kind::kLock, kAvailable, kLocked},
    {Kind::kLock, kEarmarked, kLocked},         {Kind::kPost, kLocked, kOccupied},
    {Kind::kOccupy, kAvailable, kOccupied},     {Kind::kOccupy, kEarmarked, kOccupied},
    {Kind::kVoid, kLocked, kAvailable},         {Kind::kVoid, kLocked, kEarmarked},
    {Kind::kVoid, kOccupied, kAvailable},       {Kind::kVoid, kOccupied, kEarmarked},
    {Kind::kVoid, kPromised, kIncoming},        {Kind::kExpire, kLocked, kAvailable},
    {Kind::kExpire, kLocked, kEarmarked},       {Kind::kExpire, kPromised, kIncoming},
    {Kind::kConsume, kOccupied, kOutside},      {Kind::kRestock, kOutside, kAvailable},
    {Kind::kRestock, kOutside, kEarmarked},     {Kind::kRestock, kOutside, kFrozen},
    {Kind::kFreeze, kAvailable, kFrozen},       {Kind::kFreeze, kEarmarked, kFrozen},
    {Kind::kUnfreeze, kFrozen, kAvailable},     {Kind::kUnfreeze, kFrozen, kEarmarked},
    {Kind::kEarmark, kAvailable, kOutside},     {Kind::kEarmark, kOutside, kEarmarked},
    {Kind::kGiveBack, kEarmarked, kOutside},    {Kind::kGiveBack, kOutside, kAvailable},
    {Kind::kExpect, kOutside, kIncoming},       {Kind::kCancelExpected, kIncoming, kOutside},
    {Kind::kArrive, kIncoming, kAvailable},     {Kind::kPlaceholder, kIncoming, kPromised},
    {Kind::kKeepPromise, kPromised, kLocked},   {Kind::kKeepPromise, kPromised, kOccupied},
    {Kind::kTransferOut, kAvailable, kOutside}, {Kind::kTransferSent, kOutside, kIncoming},
    {Kind::kTransferIn, kIncoming, kAvailable}, {Kind::kTransferLoss, kIncoming, kOutside},
};

constexpr std::array<std::string_view, kBuckets> kBucketNames{
    "outside", "available", "locked", "occupied", "earmarked", "frozen", "incoming", "promised"};

constexpr std::array<std::string_view, kMovementKinds> kKindNames{
    "receive",         "adjust",      "stocktake",    "lock",         "post",
    "occupy",          "void",        "expire",       "consume",      "restock",
    "freeze",          "unfreeze",    "earmark",      "give_back",    "expect",
    "cancel_expected", "arrive",      "placeholder",  "keep_promise", "transfer_out",
    "transfer_sent",   "transfer_in", "transfer_loss"};

// By kind, from and to, so that asking costs nothing however long the table is.
constexpr auto kPermitted = [] {
  std::array<std::array<uint8_t, kBuckets>, kMovementKinds + 1> ways{};
  for (const Way& way : kWays) {
    ways[static_cast<size_t>(way.kind)][static_cast<size_t>(way.from)] |=
        static_cast<uint8_t>(1U << static_cast<unsigned>(way.to));
  }
  return ways;
}();

}  // namespace

std::string_view name(Bucket bucket) { return kBucketNames.at(static_cast<size_t>(bucket)); }

std::string_view name(MovementKind kind) { return kKindNames.at(static_cast<size_t>(kind) - 1); }

std::optional<MovementKind> parse_movement_kind(std::string_view text) {
  const auto at = std::ranges::find(kKindNames, text);
  if (at == kKindNames.end()) return std::nullopt;
  return static_cast<Kind>(at - kKindNames.begin() + 1);
}

bool permits(MovementKind kind, Bucket from, Bucket to) {
  const uint8_t ways = kPermitted.at(static_cast<size_t>(kind)).at(static_cast<size_t>(from));
  return static_cast<size_t>(to) < kBuckets && (ways >> static_cast<unsigned>(to) & 1U) != 0;
}

}  // namespace ordo::stock
