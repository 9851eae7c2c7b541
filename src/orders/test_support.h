// What the tests of this room share: orders, facts and chance from a seed.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "orders/rules.h"

namespace ordo::orders {

inline const Lifecycles& defaults() { return *default_lifecycles(); }

inline Instant minute(int64_t n) { return Instant{1'700'000'000'000 + n * kMinuteMs}; }

// Small, fast and the same everywhere.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed * 2654435761u + 1) {}
  int64_t below(int64_t n) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int64_t>((state_ >> 33) % static_cast<uint64_t>(n));
  }
  bool heads() { return below(2) == 0; }

 private:
  uint64_t state_;
};

inline Origin origin(int64_t message, const std::string& source = "standard:shop-a") {
  return {source,      "platform",  "tx-" + std::to_string(message), MessageSeq(message),
          minute(900), minute(1000)};
}

inline Origin by_person(const std::string& transaction, Instant at = minute(1000)) {
  return {"console", "key:7", transaction, MessageSeq(99), at, at};
}

inline Order bare_order() {
  Order o;
  o.id = OrderId(1);
  o.shop = ShopId(2);
  o.channel = "standard";
  o.order_no = "SO1";
  o.order_no_clean = "A-1";
  return o;
}

inline facts::OrderFact order_fact(facts::Status status, Instant at, int64_t total = 1000) {
  facts::OrderFact f;
  f.order_no_raw = f.order_no_clean = "A-1";
  f.status = status;
  f.status_raw = facts::name(status);
  f.observed_at = at;
  f.created_at = minute(0);
  f.currency = *Currency::parse("CNY");
  f.amounts.total = f.amounts.goods = f.amounts.paid = total;
  f.lines = {{"1", "SKU-1", "", "tea", 2, 300, 0}, {"2", "SKU-2", "", "cup", 4, 100, 0}};
  return f;
}

inline facts::PaymentFact payment(const std::string& no, int64_t amount, Instant at) {
  return {"A-1", "A-1", at, amount, "card", no};
}

inline facts::ShipmentFact scan(const std::string& tracking_no, facts::ParcelStatus status,
                                Instant at, const std::string& text = "",
                                std::vector<std::pair<std::string, int64_t>> lines = {}) {
  facts::ShipmentFact f;
  f.order_no_raw = f.order_no_clean = "A-1";
  f.tracking_no = tracking_no;
  f.carrier = "SF";
  f.status = status;
  f.occurred_at = at;
  f.text = text;
  f.lines = std::move(lines);
  return f;
}

inline facts::RefundFact refund(const std::string& no, facts::RefundStatus status, Instant at,
                                int64_t amount,
                                std::vector<std::pair<std::string, int64_t>> lines = {}) {
  facts::RefundFact f;
  f.order_no_raw = f.order_no_clean = "A-1";
  f.refund_no = no;
  f.kind = "refund_only";
  f.status = status;
  f.observed_at = at;
  f.amount = amount;
  f.lines = std::move(lines);
  return f;
}

struct Taker {
  Order& order;
  const Origin& from;
  Noticed& noticed;
  void operator()(const facts::OrderFact& f) const {
    take_snapshot(order, f, from, defaults(), noticed);
  }
  void operator()(const facts::PaymentFact& f) const {
    take_payment(order, f, from, defaults(), noticed);
  }
  void operator()(const facts::CancelFact& f) const {
    take_cancellation(order, f, from, defaults(), noticed);
  }
  void operator()(const facts::ShipmentFact& f) const {
    take_shipment(order, f, from, defaults(), noticed);
  }
  void operator()(const facts::RefundFact& f) const {
    take_refund(order, f, from, defaults(), noticed);
  }
  void operator()(const facts::StockFact&) const {}
};

inline Noticed take(Order& order, const facts::Fact& fact, int64_t message,
                    const std::string& source = "standard:shop-a") {
  Noticed noticed;
  Origin from = origin(message, source);
  // The key belongs to what is said, as a hash of the message would.
  if (const auto* view = std::get_if<facts::OrderFact>(&fact)) {
    from.content_key = view->amounts.total;
  }
  std::visit(Taker{order, from, noticed}, fact);
  return noticed;
}

// An order that a channel calls `status` at minute 10.
inline Order placed(facts::Status status) {
  Order o = bare_order();
  take(o, order_fact(status, minute(10)), 1);
  return o;
}

inline bool held(const Order& o, std::string_view hold) {
  return std::ranges::find(o.holds, hold) != o.holds.end();
}

// Any fact that a world of two payments, two parcels and one case may tell, each at a moment of its
// own. Parcels and cases always name the same lines.
inline facts::Fact any_fact(Dice& dice, int64_t at) {
  using facts::ParcelStatus, facts::RefundStatus, facts::Status;
  const Instant t = minute(at);
  const int64_t n = dice.below(3);
  switch (dice.below(6)) {
    case 0: return payment("p" + std::to_string(n), 100 + 450 * n, t);
    case 1: return facts::CancelFact{"A-1", "A-1", t, "buyer changed his mind"};
    case 2:
      return refund("r" + std::to_string(n), static_cast<RefundStatus>(dice.below(4)), t, 200 * n,
                    {{"1", 1}});
    case 3:
      return order_fact(static_cast<Status>(dice.below(facts::kStatusCount)), t,
                        800 + 50 * dice.below(5));
    default:
      return scan("t" + std::to_string(n),
                  static_cast<ParcelStatus>(dice.below(facts::kParcelStatusCount)), t,
                  dice.heads() ? "hub" : "",
                  n == 0 ? decltype(facts::ShipmentFact::lines){}
                         : decltype(facts::ShipmentFact::lines){{std::to_string(n), n}});
  }
}

}  // namespace ordo::orders
