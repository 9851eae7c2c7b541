#include "sim/olist.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <tuple>

#include "base/crypto.h"
#include "base/invariant.h"
#include "base/text.h"
#include "sim/signer.h"

namespace ordo::sim {
namespace {

struct ShopSpec {
  const char *code, *name, *zone;
};

constexpr std::array<ShopSpec, 5> kOlistShops = {{
    {"olist-sao-paulo", "Olist São Paulo", "America/Sao_Paulo"},
    {"olist-shanghai", "Olist Shanghai", "Asia/Shanghai"},
    {"olist-berlin", "Olist Berlin", "Europe/Berlin"},
    {"olist-new-york", "Olist New York", "America/New_York"},
    {"olist-tokyo", "Olist Tokyo", "Asia/Tokyo"},
}};

std::vector<Shop> open_shops(const Faults& faults, uint64_t seed) {
  std::vector<Shop> shops;
  for (uint32_t i = 0; i < kOlistShops.size(); ++i) {
    const ShopSpec& spec = kOlistShops[i];
    const auto zone = Zone::find(spec.zone);
    invariant(zone.has_value(), "the zones of the simulated shops exist");
    shops.emplace_back(ShopAccount{spec.code, spec.name, secret_from_seed(seed, spec.code), *zone,
                                   "BRL", std::string(spec.code)},
                       i, faults, seed * kOlistShops.size() + i);
  }
  return shops;
}

size_t shop_of(const std::string& order_id) { return sha256(order_id)[0] % kOlistShops.size(); }

BookedOrder booked(const OlistOrder& order, const std::string& number) {
  BookedOrder out;
  out.number = number;
  out.created_at = order.purchased_at;
  out.customer = {
      order.customer_unique_id, "", "", "BR", order.state, order.city, "", "", order.postcode};
  for (const OlistItem& item : order.items) {
    out.lines.push_back({item.line_no, item.product_id, item.product_id, 1, item.price});
    out.freight += item.freight;
  }
  return out;
}

// A shop's ids grow: what happened at one moment is told in the order in which it was booked.
void sort_by_time(std::vector<Message>& messages) {
  std::ranges::sort(messages, {}, [](const Message& m) {
    return std::tuple(m.at, m.shop, std::string_view(m.id));
  });
}

// One order's life as its shop tells it. A shop's own snapshots are told in strictly growing time,
// even where Olist's times contradict each other; what the carrier saw keeps the carrier's times.
class Life {
 public:
  Life(const OlistOrder& order, Shop& shop, std::vector<Message>& out)
      : order_(order), shop_(shop), out_(out), number_(clean_number(order.id).value_or("")) {}

  void tell() {
    last_ = order_.purchased_at;
    out_.push_back(shop_.place(booked(order_, number_)));
    tell_payments();
    tell_shipments();
    tell_end();
  }

 private:
  Instant later(Instant wanted) {
    last_ = std::max(wanted, last_.plus_ms(kSecondMs));
    return last_;
  }
  void show(std::string_view status) { out_.push_back(shop_.show(number_, status, later(last_))); }

  void tell_payments() {
    const Instant at = order_.approved_at.value_or(order_.purchased_at);
    for (const OlistPayment& payment : order_.payments) {
      out_.push_back(shop_.pay(number_, fmt::format("{}-{}", order_.id, payment.sequential),
                               payment.type, payment.value, at));
    }
    last_ = std::max(last_, at);
    // The platform itself says that an order is paid, also where the sum differs from the total.
    if (order_.paid() > 0) show("paid");
  }

  void ship(std::string_view status, Instant at) {
    const std::string tracking_no = "BR" + number_.substr(0, 12);
    out_.push_back(shop_.ship(number_, {tracking_no, "correios", std::string(status), "", ""}, at));
    last_ = std::max(last_, at);
  }

  void tell_shipments() {
    if (order_.handed_over_at) ship("in_transit", *order_.handed_over_at);
    if (order_.delivered_at) {
      ship("delivered", *order_.delivered_at);
    } else if (order_.status == "delivered") {
      ship("delivered", later(last_));
    }
  }

  void tell_end() {
    const std::string& status = order_.status;
    if (status == "approved" || status == "processing" || status == "invoiced") {
      show("awaiting_allocation");
    } else if (status == "shipped") {
      show("in_transit");
    } else if (status == "delivered") {
      show("delivered");
    } else if (status == "canceled" || status == "unavailable") {
      tell_cancelled();
    }
  }

  void tell_cancelled() {
    if (order_.status == "canceled") {
      out_.push_back(shop_.cancel(number_, "canceled", later(last_)));
    }
    show("cancelled");
  }

  const OlistOrder& order_;
  Shop& shop_;
  std::vector<Message>& out_;
  std::string number_;
  Instant last_;
};

}  // namespace

int64_t OlistOrder::paid() const {
  return std::accumulate(
      payments.begin(), payments.end(), int64_t{0},
      [](int64_t sum, const OlistPayment& payment) { return sum + payment.value; });
}

OlistTrade olist_trade(const std::vector<OlistOrder>& orders, const Faults& faults, uint64_t seed) {
  OlistTrade trade{open_shops(faults, seed), {}};
  trade.messages.reserve(orders.size() * 7);
  for (const OlistOrder& order : orders) {
    Life(order, trade.shops[shop_of(order.id)], trade.messages).tell();
  }
  sort_by_time(trade.messages);
  return trade;
}

void join_trade(OlistTrade& trade, std::vector<Message> messages) {
  std::ranges::move(messages, std::back_inserter(trade.messages));
  sort_by_time(trade.messages);
}

}  // namespace ordo::sim
