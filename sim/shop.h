// A simulated shop: it keeps its own book and says what happens in the words of the `standard`
// channel. What it returns is ready to be signed and pushed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "sim/book.h"
#include "sim/dice.h"
#include "sim/faults.h"

namespace ordo::sim {

struct ShopAccount {
  std::string code, name;
  std::string secret;  // whsec_…
  Zone zone = Zone::utc();
  std::string currency;
  std::string id_prefix;  // of message ids; unique for each shop and run, without '.'
};

// Never changed once made: retries and duplicates carry the same id and the same bytes.
struct Message {
  uint32_t shop = 0;  // index among the shops that trade together
  std::string id;
  std::string body;
  Instant at;  // when what it tells of happened
};

struct Shipment {
  std::string tracking_no, carrier, status;
  std::string location, text;  // may be empty
};

struct Refund {
  std::string refund_no, kind, status;
  int64_t amount = 0;
  std::string reason;
};

class Shop {
 public:
  // Of the faults only `decorate` and `own_zone` concern a shop; the rest is the network's.
  Shop(ShopAccount account, uint32_t index, const Faults& faults, uint64_t seed);

  // Books a new order and tells of it as `pending_payment`.
  Message place(BookedOrder order);
  // Books a payment (order.paid); says nothing of the order's status.
  Message pay(std::string_view number, std::string_view payment_no, std::string_view method,
              int64_t amount, Instant at);
  // The whole order with this status word, as it stands in the book (order.upserted).
  Message show(std::string_view number, std::string_view status, Instant at);
  Message ship(std::string_view number, const Shipment& shipment, Instant at);
  Message cancel(std::string_view number, std::string_view reason, Instant at);
  Message refund(std::string_view number, const Refund& refund, Instant at);
  Message adjust_stock(std::string_view sku, std::string_view warehouse, int64_t quantity,
                       std::string_view reason, Instant at);
  // A message of this shop with any body: how bad ones are made.
  Message raw(std::string body, Instant at);

  [[nodiscard]] const ShopAccount& account() const { return account_; }
  [[nodiscard]] const Book& book() const { return book_; }

 private:
  struct Json;
  [[nodiscard]] std::string time(Instant t) const;
  [[nodiscard]] std::string written(std::string_view number);
  void write_order(Json& json, const BookedOrder& order);

  ShopAccount account_;
  uint32_t index_;
  Faults faults_;
  Dice dice_;
  Book book_;
  uint64_t sent_ = 0;
};

// RFC 3339 with the zone's own offset: 2018-02-17T20:30:00-03:00.
[[nodiscard]] std::string rfc3339_in_zone(Instant t, const Zone& zone);

}  // namespace ordo::sim
