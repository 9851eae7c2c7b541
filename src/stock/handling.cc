#include "stock/handling.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/invariant.h"

namespace ordo::stock {
namespace {

Result<> check_quantity(int64_t quantity) {
  if (quantity >= 1 && quantity <= kUnitsMax) return {};
  return invalid("/quantity", fmt::format("must be 1 to {} units", kUnitsMax), "invalid_quantity");
}

Result<> check_reason(const Origin& origin) {
  if (!origin.reason.empty()) return {};
  return invalid("/reason", "must say why", "reason_required");
}

Result<> check_pool(const Item& item) {
  if (item.key().pool.empty()) return {};
  return fail(ErrorClass::kRefused, "not_of_a_pool",
              fmt::format("{} in pool {}: goods come in and go out without a pool, and are then "
                          "earmarked",
                          item.key().sku, item.key().pool));
}

Result<> check_there(const Item& item, Bucket bucket, int64_t quantity) {
  if (item.in(bucket) >= quantity) return {};
  return fail(ErrorClass::kRefused, "not_enough",
              fmt::format("{} in {}: {} are asked for and {} are {}", item.key().sku,
                          item.key().warehouse, quantity, item.in(bucket), name(bucket)));
}

// The first that refuses.
Result<> all_of(std::initializer_list<Result<>> checks) {
  for (const Result<>& check : checks) {
    if (!check) return check;
  }
  return {};
}

Result<> check_count(const Item& item, const Count& count) {
  invariant(count.on_hand >= 0, "what was on hand is noted when it is counted");
  if (count.counted < 0 || count.counted > kUnitsMax) {
    return invalid("/counted", fmt::format("must be 0 to {} units", kUnitsMax), "invalid_quantity");
  }
  if (count.frozen < 0 || count.frozen > item.in(Bucket::kFrozen)) {
    return fail(ErrorClass::kRefused, "not_enough",
                fmt::format("{} units were frozen by this count and {} are frozen", count.frozen,
                            item.in(Bucket::kFrozen)));
  }
  return check_pool(item);
}

void post_difference(Book& book, ItemId id, int64_t difference, const Cause& cause,
                     const Origin& origin) {
  const int64_t missing = difference < 0 ? -difference : 0;
  const int64_t of_shelf = std::min(missing, book.item(id).sellable());
  const auto post = [&](Bucket from, Bucket to, int64_t units) {
    if (units > 0) book.move(id, MovementKind::kStocktake, from, to, units, cause, origin);
  };
  post(Bucket::kOutside, Bucket::kAvailable, std::max<int64_t>(difference, 0));
  post(Bucket::kAvailable, Bucket::kOutside, of_shelf);
  post(Bucket::kFrozen, Bucket::kOutside, missing - of_shelf);
}

void check_neighbours(const Item& main, const Item& pool) {
  invariant(main.key().pool.empty() && !pool.key().pool.empty() &&
                main.key().sku == pool.key().sku && main.key().warehouse == pool.key().warehouse,
            "a pool is given stock of its own SKU and warehouse");
}

}  // namespace

Result<> receive(Book& book, ItemId id, int64_t quantity, const Cause& cause,
                 const Origin& origin) {
  const auto sane = all_of({check_quantity(quantity), check_pool(book.item(id))});
  if (!sane) return sane;
  book.move(id, MovementKind::kReceive, Bucket::kOutside, Bucket::kAvailable, quantity, cause,
            origin);
  return {};
}

Result<> adjust(Book& book, ItemId id, int64_t difference, const Cause& cause,
                const Origin& origin) {
  const Item& item = book.item(id);
  const bool fewer = difference < 0;
  if (difference == 0 || difference > kUnitsMax || difference < -kUnitsMax) {
    return invalid("/difference", fmt::format("must be 1 to {} units more or fewer", kUnitsMax),
                   "invalid_quantity");
  }
  const int64_t quantity = fewer ? -difference : difference;
  auto sane = check_reason(origin);
  if (sane) sane = fewer ? check_there(item, item.shelf(), quantity) : check_pool(item);
  if (!sane) return sane;
  book.move(id, MovementKind::kAdjust, fewer ? item.shelf() : Bucket::kOutside,
            fewer ? Bucket::kOutside : item.shelf(), quantity, cause, origin);
  return {};
}

Result<> freeze(Book& book, ItemId id, int64_t quantity, const Cause& cause, const Origin& origin) {
  const Item& item = book.item(id);
  const auto sane = all_of(
      {check_quantity(quantity), check_reason(origin), check_there(item, item.shelf(), quantity)});
  if (!sane) return sane;
  book.move(id, MovementKind::kFreeze, item.shelf(), Bucket::kFrozen, quantity, cause, origin);
  return {};
}

Result<> unfreeze(Book& book, ItemId id, int64_t quantity, const Cause& cause,
                  const Origin& origin) {
  const Item& item = book.item(id);
  const auto sane = all_of({check_quantity(quantity), check_reason(origin),
                            check_there(item, Bucket::kFrozen, quantity)});
  if (!sane) return sane;
  book.move(id, MovementKind::kUnfreeze, Bucket::kFrozen, item.shelf(), quantity, cause, origin);
  return {};
}

Result<int64_t> begin_count(Book& book, ItemId main, const Cause& cause, const Origin& origin) {
  const Item& item = book.item(main);
  if (auto sane = check_pool(item); !sane) return std::unexpected(std::move(sane.error()));
  const int64_t units = item.sellable();
  if (units > 0) {
    book.move(main, MovementKind::kFreeze, Bucket::kAvailable, Bucket::kFrozen, units, cause,
              origin);
  }
  return units;
}

int64_t on_hand_of(const Book& book, ItemId main, std::span<const ItemId> pools) {
  int64_t units = book.item(main).on_hand();
  for (const ItemId pool : pools) {
    check_neighbours(book.item(main), book.item(pool));
    units += book.item(pool).on_hand();
  }
  return units;
}

Result<int64_t> post_count(Book& book, const Count& count, const Cause& cause,
                           const Origin& origin) {
  const Item& item = book.item(count.main);
  if (auto sane = check_count(item, count); !sane) return std::unexpected(std::move(sane.error()));
  const int64_t difference = count.counted - count.on_hand;
  const int64_t unbound = item.sellable() + item.in(Bucket::kFrozen);
  if (unbound + difference < 0) {
    return fail(ErrorClass::kRefused, "counted_below_bound",
                fmt::format("{} of {} were counted, and of what is missing only {} are bound to no "
                            "order and no pool: see to those first",
                            count.counted, count.on_hand, unbound));
  }
  if (count.frozen > 0) {
    book.move(count.main, MovementKind::kUnfreeze, Bucket::kFrozen, Bucket::kAvailable,
              count.frozen, cause, origin);
  }
  post_difference(book, count.main, difference, cause, origin);
  return difference;
}

Result<> earmark(Book& book, ItemId main, ItemId pool, int64_t quantity,
                 const PoolSettings& settings, const Cause& cause, const Origin& origin) {
  check_neighbours(book.item(main), book.item(pool));
  const auto sane = all_of(
      {check_quantity(quantity), check_there(book.item(main), Bucket::kAvailable, quantity)});
  if (!sane) return sane;
  const int64_t given = book.item(pool).figures().granted;
  if (given + quantity > settings.quota) {
    return fail(ErrorClass::kRefused, "pool_quota",
                fmt::format("pool {} may be given {} of {}, has {} and is to get {}",
                            book.item(pool).key().pool, settings.quota, book.item(pool).key().sku,
                            given, quantity));
  }
  book.move(main, MovementKind::kEarmark, Bucket::kAvailable, Bucket::kOutside, quantity, cause,
            origin);
  book.move(pool, MovementKind::kEarmark, Bucket::kOutside, Bucket::kEarmarked, quantity, cause,
            origin);
  return {};
}

Result<> give_back(Book& book, ItemId pool, ItemId main, int64_t quantity, const Cause& cause,
                   const Origin& origin) {
  check_neighbours(book.item(main), book.item(pool));
  const Item& from = book.item(pool);
  const auto sane =
      all_of({check_quantity(quantity), check_there(from, Bucket::kEarmarked, quantity)});
  if (!sane) return sane;
  book.move(pool, MovementKind::kGiveBack, Bucket::kEarmarked, Bucket::kOutside, quantity, cause,
            origin);
  book.move(main, MovementKind::kGiveBack, Bucket::kOutside, Bucket::kAvailable, quantity, cause,
            origin);
  return {};
}

Result<> expect(Book& book, ItemId id, int64_t quantity, const Cause& cause, const Origin& origin) {
  const auto sane = all_of({check_quantity(quantity), check_pool(book.item(id))});
  if (!sane) return sane;
  book.move(id, MovementKind::kExpect, Bucket::kOutside, Bucket::kIncoming, quantity, cause,
            origin);
  return {};
}

Result<> cancel_expected(Book& book, ItemId id, int64_t quantity, const Cause& cause,
                         const Origin& origin) {
  const auto sane =
      all_of({check_quantity(quantity), check_there(book.item(id), Bucket::kIncoming, quantity)});
  if (!sane) return sane;
  book.move(id, MovementKind::kCancelExpected, Bucket::kIncoming, Bucket::kOutside, quantity, cause,
            origin);
  return {};
}

Result<> send(Book& book, ItemId from, ItemId to, int64_t quantity, const Cause& cause,
              const Origin& origin) {
  const Item &here = book.item(from), &there = book.item(to);
  invariant(here.key().sku == there.key().sku && from != to, "one SKU goes from place to place");
  const auto sane = all_of({check_quantity(quantity), check_pool(here), check_pool(there),
                            check_there(here, Bucket::kAvailable, quantity)});
  if (!sane) return sane;
  book.move(from, MovementKind::kTransferOut, Bucket::kAvailable, Bucket::kOutside, quantity, cause,
            origin);
  book.move(to, MovementKind::kTransferSent, Bucket::kOutside, Bucket::kIncoming, quantity, cause,
            origin);
  return {};
}

Result<> lose_in_transit(Book& book, ItemId to, int64_t quantity, const Cause& cause,
                         const Origin& origin) {
  const auto sane = all_of({check_quantity(quantity), check_reason(origin),
                            check_there(book.item(to), Bucket::kIncoming, quantity)});
  if (!sane) return sane;
  book.move(to, MovementKind::kTransferLoss, Bucket::kIncoming, Bucket::kOutside, quantity, cause,
            origin);
  return {};
}

}  // namespace ordo::stock
