// What a simulated shop itself knows that it sold: the other party's books, against which a hub's
// can be held.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace ordo::sim {

struct SoldLine {
  std::string line_no, sku, title;
  int64_t quantity = 1;
  int64_t unit_price = 0;  // minor units
};

struct Customer {  // what the shop tells of buyer and receiver; empty fields are not sent
  std::string id, name, phone;
  std::string country, province, city, district, street, postcode;
};

struct BookedRefund {
  std::string kind, status;
  int64_t amount = 0;
};

struct BookedOrder {
  std::string number;  // cleaned
  Instant created_at;
  Customer customer;
  std::vector<SoldLine> lines;
  int64_t freight = 0;
  std::string note;
  std::optional<Instant> paid_at;           // of the first payment
  std::map<std::string, int64_t> payments;  // by payment number
  std::vector<std::pair<Instant, std::string>>
      history;                                  // status words, as the shop went through them
  std::map<std::string, BookedRefund> refunds;  // by refund number

  [[nodiscard]] int64_t units() const;
  [[nodiscard]] int64_t goods() const;
  [[nodiscard]] int64_t total() const { return goods() + freight; }
  [[nodiscard]] int64_t paid() const;
  [[nodiscard]] int64_t refunded() const;  // of refunds that are done
};

class Book {
 public:
  // The number must be new; what is not a number or already stands breaks an invariant.
  BookedOrder& open(BookedOrder order);
  // The order must stand in the book.
  [[nodiscard]] BookedOrder& order(std::string_view number);
  [[nodiscard]] const BookedOrder* find(std::string_view number) const;
  [[nodiscard]] const std::map<std::string, BookedOrder, std::less<>>& orders() const {
    return orders_;
  }

 private:
  std::map<std::string, BookedOrder, std::less<>> orders_;
};

}  // namespace ordo::sim
