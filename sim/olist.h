// The Olist data set (orders of Brazilian shops, 2016 to 2018) as trade of five simulated shops, and
// what a hub must show of it in the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "sim/faults.h"
#include "sim/shop.h"

namespace ordo::sim {

struct OlistItem {
  std::string line_no, product_id;
  int64_t price = 0, freight = 0;  // centavos
};

struct OlistPayment {
  std::string sequential, type;
  int64_t value = 0;  // centavos
};

struct OlistOrder {
  std::string id;      // as in the files: 32 lower-case hex digits
  std::string status;  // Olist's word
  std::string customer_unique_id, postcode, city, state;
  Instant purchased_at;
  std::optional<Instant> approved_at, handed_over_at, delivered_at;
  std::vector<OlistItem> items;
  std::vector<OlistPayment> payments;

  [[nodiscard]] int64_t paid() const;
};

// The first `limit` orders (0: all) by time of purchase, from the folder's csv.gz files. Local times
// are read in America/Sao_Paulo. Errors name the file and the row at fault.
[[nodiscard]] Result<std::vector<OlistOrder>> read_olist(const std::string& folder, size_t limit);

struct OlistTrade {
  std::vector<Shop> shops;
  std::vector<Message> messages;  // by the time of what they tell
};

// Every order goes to the shop that its id's hash names. Deterministic.
[[nodiscard]] OlistTrade olist_trade(const std::vector<OlistOrder>& orders, const Faults& faults,
                                     uint64_t seed);
// Messages of other shops take their place among the trade's by the time of what they tell.
void join_trade(OlistTrade& trade, std::vector<Message> messages);

// One row of expected.csv.gz.
struct ExpectedOrder {
  int64_t units = 0, goods = 0, freight = 0, paid = 0;  // centavos
  std::string payment, fulfilment, headline;
};

// By cleaned order number.
using ExpectedOrders = std::unordered_map<std::string, ExpectedOrder>;
[[nodiscard]] Result<ExpectedOrders> read_expected(const std::string& folder);

}  // namespace ordo::sim
