#include "sim/olist_platforms.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <tuple>

#include "base/crypto.h"
#include "base/invariant.h"
#include "base/text.h"

namespace ordo::sim {
namespace {

namespace json = boost::json;

// Beyond what a floating-point number holds exactly, as the platforms' own are.
constexpr int64_t kTradeBase = 2'600'000'000'000'000'000;
constexpr int64_t kShopifyBase = 6'129'384'715'000'000;
constexpr int64_t kPastMs = 2 * kHourMs;
constexpr size_t kPastTenths = 7;

enum class Step : uint8_t { kPlaced, kPaid, kSent, kDelivered, kCancelled };

bool is_cancelled(const OlistOrder& order) {
  return order.status == "canceled" || order.status == "unavailable";
}

// What is held back for want of money, or called off before it was sent, needs no payment.
bool stands_without_money(const OlistOrder& order) {
  return order.paid() == 0 && (is_cancelled(order) || order.status == "created");
}

int64_t total_of(const OlistOrder& order) {
  int64_t total = 0;
  for (const OlistItem& item : order.items) total += item.price + item.freight;
  return total;
}

// Both have one word for an order that is paid, whether or not anybody has taken it up yet.
bool is_paid_and_taken_up(const OlistOrder& order) {
  return order.paid() > 0 && order.status != "created";
}

bool shopify_can_say(const OlistOrder& order) {
  const bool on_its_way = is_cancelled(order) && order.handed_over_at;
  return !on_its_way && (is_paid_and_taken_up(order) || stands_without_money(order));
}

// A trade is paid as a whole or not at all, and one that is closed with its money has given it back.
bool taobao_can_say(const OlistOrder& order) {
  const bool paid =
      is_paid_and_taken_up(order) && order.paid() == total_of(order) && !is_cancelled(order);
  return paid || (stands_without_money(order) && !order.handed_over_at);
}

struct Moment {
  Instant at;
  size_t order;
  Step step;
};

void add_moments(const OlistOrder& order, size_t index, std::vector<Moment>& out) {
  const size_t first = out.size();
  out.push_back({order.purchased_at, index, Step::kPlaced});
  if (order.paid() > 0) {
    out.push_back({order.approved_at.value_or(order.purchased_at), index, Step::kPaid});
  }
  if (order.handed_over_at) out.push_back({*order.handed_over_at, index, Step::kSent});
  const Instant last = out.back().at;
  if (order.status == "shipped" && !order.handed_over_at) out.push_back({last, index, Step::kSent});
  if (order.status == "delivered") {
    out.push_back({order.delivered_at.value_or(last), index, Step::kDelivered});
  }
  if (is_cancelled(order)) out.push_back({last, index, Step::kCancelled});
  // A platform goes through them in this order, whatever the data set's clocks say.
  for (size_t i = first + 1; i < out.size(); ++i) out[i].at = std::max(out[i].at, out[i - 1].at);
}

std::string decimal(int64_t cents) { return fmt::format("{}.{:02}", cents / 100, cents % 100); }

std::string tracking_no(const OlistOrder& order) {
  return "BR" + clean_number(order.id).value_or("").substr(0, 12);
}

std::string wall(Instant t) {
  static const Zone zone = *Zone::find("Asia/Shanghai");
  return zone.format_local(t);
}

const char* trade_status(const OlistOrder& order, Step step) {
  switch (step) {
    case Step::kPlaced: return "WAIT_BUYER_PAY";
    case Step::kPaid: return "WAIT_SELLER_SEND_GOODS";
    case Step::kSent: return "WAIT_BUYER_CONFIRM_GOODS";
    case Step::kDelivered: return "TRADE_BUYER_SIGNED";
    case Step::kCancelled: return order.paid() > 0 ? "TRADE_CLOSED" : "TRADE_CLOSED_BY_TAOBAO";
  }
  return "";
}

json::array trade_lines(const OlistOrder& order, int64_t tid, Step step) {
  json::array lines;
  int64_t position = 0;
  for (const OlistItem& item : order.items) {
    json::object line{{"oid", tid + ++position},
                      {"num_iid", 700'000'000'001 + position},
                      {"outer_sku_id", item.product_id},
                      {"title", item.product_id},
                      {"num", 1},
                      {"price", decimal(item.price)},
                      {"payment", decimal(item.price)},
                      {"refund_status", "NO_REFUND"}};
    if (step == Step::kSent || step == Step::kDelivered) {
      line["invoice_no"] = tracking_no(order);
      line["logistics_company"] = "correios";
      if (order.handed_over_at) line["consign_time"] = wall(*order.handed_over_at);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string trade_text(const OlistOrder& order, int64_t tid, Step step, Instant modified) {
  int64_t freight = 0;
  for (const OlistItem& item : order.items) freight += item.freight;
  json::object trade{{"tid", tid},
                     {"status", trade_status(order, step)},
                     {"type", "fixed"},
                     {"payment", decimal(total_of(order))},
                     {"post_fee", decimal(freight)},
                     {"created", wall(order.purchased_at)},
                     {"modified", wall(modified)},
                     {"buyer_open_uid", order.customer_unique_id},
                     {"receiver_state", order.state},
                     {"receiver_city", order.city},
                     {"receiver_zip", order.postcode},
                     {"orders", {{"order", trade_lines(order, tid, step)}}}};
  if (step != Step::kPlaced && order.paid() > 0) {
    trade["pay_time"] = wall(order.approved_at.value_or(order.purchased_at));
  }
  return json::serialize(trade);
}

json::array shopify_lines(const OlistOrder& order, int64_t id, bool fulfilled) {
  json::array lines;
  int64_t position = 0;
  for (const OlistItem& item : order.items) {
    json::object line{{"id", id * 100 + ++position}, {"quantity", 1}};
    if (!fulfilled) {
      line["price"] = decimal(item.price);
      line["sku"] = item.product_id;
      line["title"] = item.product_id;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

json::array fulfilments(const OlistOrder& order, int64_t id, Step step, Instant updated) {
  if (step != Step::kSent && step != Step::kDelivered) return {};
  const std::string sent = format_rfc3339(order.handed_over_at.value_or(order.purchased_at));
  return {json::object{{"id", id * 10 + 1},
                       {"order_id", id},
                       {"status", "success"},
                       {"created_at", sent},
                       {"updated_at", format_rfc3339(updated)},
                       {"tracking_company", "correios"},
                       {"tracking_number", tracking_no(order)},
                       {"shipment_status", step == Step::kSent ? "in_transit" : "delivered"},
                       {"line_items", shopify_lines(order, id, true)}}};
}

std::string signed_decimal(int64_t cents) {
  return cents < 0 ? "-" + decimal(-cents) : decimal(cents);
}

std::string shopify_text(const OlistOrder& order, int64_t id, Step step, Instant updated) {
  int64_t goods = 0;
  for (const OlistItem& item : order.items) goods += item.price;
  const int64_t total = total_of(order);
  const bool paid = step != Step::kPlaced && order.paid() > 0;
  const json::value fulfilled =
      step == Step::kSent || step == Step::kDelivered ? json::value("fulfilled") : nullptr;
  json::object out{
      {"id", id},
      {"name", fmt::format("#{}", id)},
      {"created_at", format_rfc3339(order.purchased_at)},
      {"updated_at", format_rfc3339(updated)},
      {"currency", "BRL"},
      {"financial_status", paid ? "paid" : "pending"},
      {"fulfillment_status", fulfilled},
      {"subtotal_price", decimal(goods)},
      {"total_price", decimal(total)},
      {"total_outstanding", signed_decimal(paid ? total - order.paid() : total)},
      {"total_shipping_price_set",
       {{"shop_money", {{"amount", decimal(total - goods)}, {"currency_code", "BRL"}}}}},
      {"shipping_address",
       {{"city", order.city},
        {"province", order.state},
        {"zip", order.postcode},
        {"country_code", "BR"}}},
      {"line_items", shopify_lines(order, id, false)},
      {"fulfillments", fulfilments(order, id, step, updated)}};
  if (step == Step::kCancelled) {
    out["cancelled_at"] = format_rfc3339(updated);
    out["cancel_reason"] = "inventory";
  }
  return json::serialize(out);
}

// Rank among all moments to a moment of the run.
class Schedule {
 public:
  Schedule(Instant now, int64_t live_ms, size_t moments)
      : now_(now), live_ms_(live_ms), past_(moments * kPastTenths / 10), moments_(moments) {}

  Instant at(size_t rank) const {
    if (rank < past_) return whole(now_.plus_ms(-kPastMs + span(kPastMs, rank, past_)));
    return whole(now_.plus_ms(span(live_ms_, rank - past_, moments_ - past_)));
  }

 private:
  static int64_t span(int64_t ms, size_t rank, size_t of) {
    return static_cast<int64_t>(static_cast<uint64_t>(ms) * rank / std::max<size_t>(of, 1));
  }
  static Instant whole(Instant t) { return Instant{t.ms / kSecondMs * kSecondMs}; }

  Instant now_;
  int64_t live_ms_;
  size_t past_, moments_;
};

}  // namespace

Protocol said_by(const OlistOrder& order) {
  const uint8_t lot = sha256(order.id)[1] % 5;
  if (lot == 3 && shopify_can_say(order)) return Protocol::kShopify;
  if (lot == 4 && taobao_can_say(order)) return Protocol::kTaobao;
  return Protocol::kStandard;
}

PlatformTrade platform_trade(const std::vector<OlistOrder>& orders, uint32_t shop, Instant now,
                             int64_t live_ms) {
  std::vector<Moment> moments;
  for (size_t i = 0; i < orders.size(); ++i) {
    if (said_by(orders[i]) != Protocol::kStandard) add_moments(orders[i], i, moments);
  }
  std::ranges::sort(moments, {}, [](const Moment& m) { return std::tuple(m.at, m.order, m.step); });
  const Schedule schedule(now, live_ms, moments.size());
  PlatformTrade trade;
  std::map<size_t, Instant> last;
  for (size_t rank = 0; rank < moments.size(); ++rank) {
    const auto& [at, index, step] = moments[rank];
    const OlistOrder& order = orders[index];
    const Protocol platform = said_by(order);
    const int64_t number = static_cast<int64_t>(index) * 64 +
                           (platform == Protocol::kTaobao ? kTradeBase : kShopifyBase);
    Instant& before = last.try_emplace(index, Instant{}).first->second;
    before = std::max(schedule.at(rank), before.plus_ms(kSecondMs));
    std::string text = platform == Protocol::kTaobao ? trade_text(order, number, step, before)
                                                     : shopify_text(order, number, step, before);
    if (platform == Protocol::kShopify) {
      trade.webhooks.push_back(
          {shop, fmt::format("shopify-{}-{}", number, static_cast<int>(step)), text, at});
    }
    trade.numbers.emplace(std::to_string(number), clean_number(order.id).value_or(""));
    trade.end = std::max(trade.end, before);
    trade.changes.push_back({before, platform, number, std::move(text)});
  }
  std::ranges::sort(trade.changes, {},
                    [](const PlatformChange& c) { return std::tuple(c.at, c.number); });
  return trade;
}

}  // namespace ordo::sim
