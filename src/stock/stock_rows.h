// How rows of the stock tables are read, by whoever selects all their columns in the order of the tables.
#pragma once

#include "stock/item.h"
#include "stock/reservation.h"
#include "store/sql.h"

namespace ordo::stock {

// id, sku, warehouse, pool, the buckets in the order of their numbers, granted, movements. Numbers that cannot
// be are an InvariantBreach.
[[nodiscard]] inline Figures read_figures(const store::Row& row) {
  Figures figures;
  for (size_t bucket = 1; bucket < kBuckets; ++bucket) {
    figures.units.at(bucket) = row.integer(static_cast<int>(bucket) + 3);
  }
  figures.granted = row.integer(11);
  figures.movements = row.integer(12);
  return figures;
}
[[nodiscard]] inline Item read_item(const store::Row& row) {
  return {ItemId(row.integer(0)),
          {std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3))},
          read_figures(row)};
}

[[nodiscard]] inline Movement read_movement(const store::Row& row) {
  return {.item = ItemId(row.integer(0)),
          .no = row.integer(1),
          .kind = static_cast<MovementKind>(row.integer(2)),
          .from = static_cast<Bucket>(row.integer(3)),
          .to = static_cast<Bucket>(row.integer(4)),
          .quantity = row.integer(5),
          .from_left = row.integer(6),
          .to_left = row.integer(7),
          .cause = {OrderId(row.integer(8)), std::string(row.text(9)), std::string(row.text(10))},
          .actor = std::string(row.text(11)),
          .reason = std::string(row.text(12)),
          .message = MessageSeq(row.integer(13)),
          .at = Instant{row.integer(14)}};
}

[[nodiscard]] inline Reservation read_reservation(const store::Row& row) {
  return {.order = OrderId(row.integer(0)),
          .no = row.integer(1),
          .item = ItemId(row.integer(2)),
          .line_no = std::string(row.text(3)),
          .per_unit = row.integer(4),
          .shop = ShopId(row.integer(5)),
          .buyer = row.integer(6),
          .priority = row.integer(7),
          .state = static_cast<ReservationState>(row.integer(8)),
          .placeholder = row.integer(9) != 0,
          .settled = row.integer(10) != 0,
          .quantity = row.integer(11),
          .locked = row.integer(12),
          .promised = row.integer(13),
          .occupied = row.integer(14),
          .consumed = row.integer(15),
          .released = row.integer(16),
          .returned = row.integer(17),
          .placed_at = Instant{row.integer(18)},
          .expires_at = Instant{row.integer(19)},
          .extensions = row.integer(20)};
}

[[nodiscard]] inline Shortage read_shortage(const store::Row& row) {
  return {.order = OrderId(row.integer(0)),
          .no = row.integer(1),
          .item = ItemId(row.integer(2)),
          .line_no = std::string(row.text(3)),
          .per_unit = row.integer(4),
          .shop = ShopId(row.integer(5)),
          .buyer = row.integer(6),
          .quantity = row.integer(7),
          .covered = row.integer(8),
          .state = static_cast<ShortageState>(row.integer(9)),
          .at = Instant{row.integer(10)},
          .reason = std::string(row.text(11))};
}

}  // namespace ordo::stock
