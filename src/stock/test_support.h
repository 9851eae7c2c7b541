// What the tests of this room share: a book with a stocked item, orders that ask of it, chance from a seed.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "stock/handling.h"
#include "stock/reserve.h"

namespace ordo::stock {

inline Instant minute(int64_t n) { return Instant{1'700'000'000'000 + n * kMinuteMs}; }

// Small, fast and the same everywhere.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed * 2654435761U + 1) {}
  int64_t below(int64_t n) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<int64_t>((state_ >> 33) % static_cast<uint64_t>(n));
  }

 private:
  uint64_t state_;
};

inline Origin at(int64_t minutes, std::string reason = {}) {
  return {"key:7", std::move(reason), MessageSeq(1), minute(minutes)};
}

inline constexpr ItemId kTea{1}, kCup{2}, kTeaSouth{3}, kTeaStream{4};

// Tea and cups in the north; tea in the south; tea of a live stream.
struct Shelves {
  Book book;
  StockSettings settings;

  explicit Shelves(int64_t tea = 0, int64_t cups = 0) {
    book.add(kTea, {"tea", "north", ""});
    book.add(kCup, {"cup", "north", ""});
    book.add(kTeaSouth, {"tea", "south", ""});
    book.add(kTeaStream, {"tea", "north", "stream"});
    book.put_all_of("tea");
    book.put_all_of("cup");
    stock(kTea, tea);
    stock(kCup, cups);
  }
  void stock(ItemId item, int64_t units) {
    if (units > 0) EXPECT_TRUE(receive(book, item, units, {}, at(0)));
  }
  Asker asker(int64_t order, int64_t buyer = 0) {
    book.put(OrderId(order), {});
    if (buyer != 0) {
      book.put_held(buyer, "tea", 0);
      book.put_held(buyer, "cup", 0);
    }
    return {OrderId(order), ShopId(2), "standard", buyer, 0};
  }
  Result<> place(int64_t order, const std::vector<Demand>& demands, int64_t minutes = 1,
                 int64_t buyer = 0) {
    return lock(book, settings, asker(order, buyer), demands, at(minutes));
  }
  Paid paid(int64_t order, int64_t minutes = 2) {
    return pay(book, settings, asker(order), at(minutes));
  }
  [[nodiscard]] int64_t units(ItemId item, Bucket bucket) const {
    return book.item(item).in(bucket);
  }
  [[nodiscard]] const Reservation& reservation(int64_t order, size_t index = 0) const {
    return book.order(OrderId(order)).reservations.at(index);
  }
};

inline Demand tea(int64_t quantity, std::vector<ItemId> from = {kTea}) {
  return {"1", "tea", quantity, 1, std::move(from)};
}
inline Demand cups(int64_t quantity) { return {"2", "cup", quantity, 1, {kCup}}; }

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : result.error().code;
}

}  // namespace ordo::stock
