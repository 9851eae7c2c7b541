// One stock item: so much of one SKU, in one warehouse, for one pool. Its numbers are changed by movements and
// by nothing else, and are never negative. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "stock/movement.h"

namespace ordo::stock {

struct ItemKey {
  std::string sku, warehouse;
  std::string pool;  // empty: what is set aside for nobody
  bool operator==(const ItemKey&) const = default;
};

// An item's numbers, as its row keeps them.
struct Figures {
  std::array<int64_t, kBuckets> units{};  // by bucket; outside is 0
  // What a pool was given and has not given back, sold or not.
  int64_t granted = 0;
  int64_t movements = 0;  // how many there have been: the number of the newest
  bool operator==(const Figures&) const = default;
};

class Item {
 public:
  Item(ItemId id, ItemKey key, const Figures& figures = {});

  [[nodiscard]] ItemId id() const { return id_; }
  [[nodiscard]] const ItemKey& key() const { return key_; }
  [[nodiscard]] const Figures& figures() const { return figures_; }
  [[nodiscard]] int64_t in(Bucket bucket) const {
    return figures_.units.at(static_cast<size_t>(bucket));
  }
  // Where units lie that may be sold: `available`, of a pool `earmarked`.
  [[nodiscard]] Bucket shelf() const {
    return key_.pool.empty() ? Bucket::kAvailable : Bucket::kEarmarked;
  }
  [[nodiscard]] int64_t sellable() const { return in(shelf()); }
  // What stands in the warehouse, sold and frozen included.
  [[nodiscard]] int64_t on_hand() const;

  // Moves units and returns the movement, which its caller keeps. What the kind does not permit, what the
  // bucket does not hold and a quantity out of 1 to kUnitsMax are InvariantBreaches: rules ask first.
  Movement move(MovementKind kind, Bucket from, Bucket to, int64_t quantity, const Cause& cause,
                const Origin& origin);

 private:
  ItemId id_;
  ItemKey key_;
  Figures figures_;
};

// What `movement` makes of the numbers; breaches where it could not have been. The one place that counts,
// used by items, by their proof and by whoever explains them.
void count(Figures& figures, const Movement& movement);

}  // namespace ordo::stock
