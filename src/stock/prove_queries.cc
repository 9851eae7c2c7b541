#include "stock/prove_queries.h"

#include <fmt/format.h>

#include <optional>

#include "base/invariant.h"
#include "stock/reservation.h"
#include "stock/stock_rows.h"

namespace ordo::stock {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kNextItem{"stock_items.next",
                        "SELECT id FROM stock_items WHERE id > :after ORDER BY id LIMIT 1"};
constexpr Sql kFigures{
    "stock_items.figures",
    "SELECT id, sku, warehouse, pool, available, locked, occupied, earmarked, frozen, incoming, "
    "promised, granted, movements FROM stock_items WHERE id = :id"};
constexpr Sql kMovementsFrom{
    "stock_movements.from",
    "SELECT item, no, kind, from_bucket, to_bucket, quantity, from_left, to_left, order_id, "
    "line_no, document, actor, reason, message, at FROM stock_movements WHERE item = :item AND no "
    "> "
    ":after ORDER BY no LIMIT :count"};
constexpr Sql kMovedBy{
    "stock_movements.of_batch",
    "SELECT item, no, kind, from_bucket, to_bucket, quantity, from_left, to_left, order_id, "
    "line_no, document, actor, reason, message, at FROM stock_movements WHERE batch = :batch AND "
    "batch > 0"};
constexpr Sql kBound{
    "stock_reservations.bound",
    "SELECT CAST(coalesce(sum(locked), 0) AS BIGINT), CAST(coalesce(sum(occupied), 0) AS BIGINT), "
    "CAST(coalesce(sum(promised), 0) AS BIGINT) FROM stock_reservations WHERE item = :item AND "
    "state < 2"};
constexpr Sql kAllReservations{
    .name = "stock_reservations.all",
    .text =
        "SELECT order_id, no, item, line_no, per_unit, shop, buyer, priority, state, placeholder, "
        "settled, quantity, locked, promised, occupied, consumed, released, returned, placed_at, "
        "expires_at, extensions FROM stock_reservations ORDER BY order_id, no",
    .walks = true};
constexpr Sql kLostMovements{
    "stock_movements.lost",
    "SELECT DISTINCT item FROM stock_movements WHERE item NOT IN (SELECT id FROM stock_items)"};
constexpr Sql kLostReservations{
    "stock_reservations.lost",
    "SELECT order_id FROM stock_reservations WHERE item NOT IN (SELECT id FROM stock_items)"};

using Complain = std::function<void(std::string)>;

bool move_on(const store::Reader& reader, StockProof& proof) {
  const auto next = reader.integer(kNextItem, {{"after", proof.behind.value}});
  proof.around = !next;
  if (!next) {
    proof.behind = {};
    return false;
  }
  proof.item = ItemId(*next);
  proof.counted = {};
  return true;
}

// How many it has read; nothing where one of them cannot have been.
std::optional<int64_t> count_on(const store::Reader& reader, StockProof& proof, int64_t most,
                                const Complain& complain) {
  int64_t read = 0;
  bool sound = true;
  reader.query(kMovementsFrom,
               {{"item", proof.item.value}, {"after", proof.counted.movements}, {"count", most}},
               [&](const Row& row) {
                 ++read;
                 try {
                   count(proof.counted, read_movement(row));
                 } catch (const std::exception& e) {  // a number out of its enum, or a breach
                   complain(fmt::format("movement {} of stock item {} cannot have been: {}",
                                        row.integer(1), proof.item.value, e.what()));
                   sound = false;
                 }
                 return sound;
               });
  return sound ? std::optional(read) : std::nullopt;
}

void compare_numbers(const store::Reader& reader, const StockProof& proof,
                     const Complain& complain) {
  Figures stored, bound;
  reader.query(kFigures, {{"id", proof.item.value}}, [&](const Row& row) {
    stored = read_figures(row);
    return false;
  });
  if (stored != proof.counted) {
    complain(fmt::format("the numbers of stock item {} are not what its {} movements make",
                         proof.item.value, proof.counted.movements));
  }
  reader.query(kBound, {{"item", proof.item.value}}, [&](const Row& row) {
    bound.units.at(static_cast<size_t>(Bucket::kLocked)) = row.integer(0);
    bound.units.at(static_cast<size_t>(Bucket::kOccupied)) = row.integer(1);
    bound.units.at(static_cast<size_t>(Bucket::kPromised)) = row.integer(2);
    return false;
  });
  for (const Bucket bucket : {Bucket::kLocked, Bucket::kOccupied, Bucket::kPromised}) {
    const int64_t held = bound.units.at(static_cast<size_t>(bucket));
    const int64_t said = stored.units.at(static_cast<size_t>(bucket));
    if (held == said) continue;
    complain(fmt::format("of stock item {} {} units are {}, and open reservations hold {}",
                         proof.item.value, said, name(bucket), held));
  }
}

}  // namespace

void prove_slice(const store::Reader& reader, StockProof& proof, int64_t movements,
                 const Complain& complain) {
  invariant(movements > 0, "a slice proves something");
  proof.around = false;
  // An item costs at least one, so that a slice of many without movements ends as well.
  for (int64_t left = movements; left > 0;) {
    if (!proof.item && !move_on(reader, proof)) return;
    const auto read = count_on(reader, proof, left, complain);
    if (read && *read == left) return;  // there may be more
    if (read) compare_numbers(reader, proof, complain);
    left -= read.value_or(0) + 1;
    proof.behind = proof.item;
    proof.item = {};
  }
}

std::vector<Movement> moved_by(const store::Reader& reader, BatchNo batch) {
  std::vector<Movement> moved;
  reader.query(kMovedBy, {{"batch", batch.value}}, [&](const Row& row) {
    moved.push_back(read_movement(row));
    return true;
  });
  return moved;
}

void prove_stock(const store::Reader& reader, const Complain& complain) {
  constexpr int64_t kSlice = 10'000;
  StockProof proof;
  while (!proof.around) prove_slice(reader, proof, kSlice, complain);
  reader.query(kAllReservations, {}, [&](const Row& row) {
    if (is_sound(read_reservation(row))) return true;
    complain(fmt::format("the parts of reservation {} of order {} are not what it asked for",
                         row.integer(1), row.integer(0)));
    return true;
  });
  reader.query(kLostMovements, {}, [&](const Row& row) {
    complain(fmt::format("movements of stock item {} stand without it", row.integer(0)));
    return true;
  });
  reader.query(kLostReservations, {}, [&](const Row& row) {
    complain(
        fmt::format("order {} has reserved stock of an item that is not there", row.integer(0)));
    return true;
  });
}

}  // namespace ordo::stock
