#include "sim/book.h"

#include <numeric>

#include "base/invariant.h"

namespace ordo::sim {

int64_t BookedOrder::units() const {
  return std::accumulate(lines.begin(), lines.end(), int64_t{0},
                         [](int64_t sum, const SoldLine& line) { return sum + line.quantity; });
}

int64_t BookedOrder::goods() const {
  return std::accumulate(
      lines.begin(), lines.end(), int64_t{0},
      [](int64_t sum, const SoldLine& line) { return sum + line.quantity * line.unit_price; });
}

int64_t BookedOrder::paid() const {
  return std::accumulate(payments.begin(), payments.end(), int64_t{0},
                         [](int64_t sum, const auto& payment) { return sum + payment.second; });
}

int64_t BookedOrder::refunded() const {
  int64_t sum = 0;
  for (const auto& [number_of_refund, refund] : refunds) {
    if (refund.status == "done") sum += refund.amount;
  }
  return sum;
}

BookedOrder& Book::open(BookedOrder order) {
  invariant(!order.number.empty(), "a sold order has a number");
  std::string number = order.number;
  const auto [at, fresh] = orders_.emplace(std::move(number), std::move(order));
  invariant(fresh, "a shop gives each order number once");
  return at->second;
}

BookedOrder& Book::order(std::string_view number) {
  const auto at = orders_.find(number);
  invariant(at != orders_.end(), "the order stands in the shop's book");
  return at->second;
}

const BookedOrder* Book::find(std::string_view number) const {
  const auto at = orders_.find(number);
  return at == orders_.end() ? nullptr : &at->second;
}

}  // namespace ordo::sim
