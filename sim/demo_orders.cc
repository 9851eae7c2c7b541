#include "sim/demo_orders.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <string_view>

#include "sim/demo_catalogue.h"

namespace ordo::sim {
namespace {

namespace json = boost::json;

constexpr uint64_t kNeverPaidOfHundred = 8;
constexpr int64_t kFenOfCent = 7;

struct Abroad {
  const char *city, *province, *zip, *street;
};
constexpr std::array<Abroad, 6> kAbroad = {{{"Portland", "Oregon", "97205", "Elm Street"},
                                            {"Austin", "Texas", "78701", "River Road"},
                                            {"Denver", "Colorado", "80202", "Hill Avenue"},
                                            {"Madison", "Wisconsin", "53703", "Lake Street"},
                                            {"Boston", "Massachusetts", "02108", "Garden Lane"},
                                            {"Seattle", "Washington", "98101", "Harbor Way"}}};
constexpr std::array<const char*, 6> kFirstNames = {"Alice",  "Brian", "Clara",
                                                    "Daniel", "Emma",  "Frank"};
constexpr std::array<const char*, 6> kLastNames = {"Baker", "Chen",   "Diaz",
                                                   "Evans", "Fisher", "Green"};

Customer draw_abroad(Dice& dice) {
  const Abroad& place = dice.pick(kAbroad);
  Customer customer;
  customer.id = std::to_string(7'300'000'000'000 + dice.between(0, 400));
  customer.name = fmt::format("{} {}", dice.pick(kFirstNames), dice.pick(kLastNames));
  customer.phone = fmt::format("+1202555{:04}", dice.between(100, 199));  // set aside for fiction
  customer.country = "US";
  customer.province = place.province;
  customer.city = place.city;
  customer.street = fmt::format("{} {}", dice.between(1, 999), place.street);
  customer.postcode = place.zip;
  return customer;
}

Instant later(Instant t, int64_t low_s, int64_t high_s, Dice& dice) {
  return t.plus_ms(dice.between(low_s, high_s) * kSecondMs);
}

bool has_come(Instant moment, Instant at) { return moment != Instant{} && moment <= at; }

std::string in_units(int64_t minor) { return fmt::format("{}.{:02}", minor / 100, minor % 100); }

int64_t sum_of(const PlatformOrder& order) {
  int64_t sum = 0;
  for (const SoldLine& line : order.lines) sum += line.quantity * line.unit_price;
  return sum;
}

std::string tracking_of(const PlatformOrder& order) {
  return fmt::format("YT{}", 10'000'000'000 + order.number % 9'000'000'000);
}

std::string china_time(Instant t) {
  static const Zone zone = *Zone::find("Asia/Shanghai");
  return zone.format_local(t);
}

const char* trade_word(const PlatformOrder& order, Instant at) {
  if (has_come(order.cancelled_at, at)) return "TRADE_CLOSED_BY_TAOBAO";
  if (has_come(order.done_at, at)) return "TRADE_FINISHED";
  if (has_come(order.sent_at, at)) return "WAIT_BUYER_CONFIRM_GOODS";
  return has_come(order.paid_at, at) ? "WAIT_SELLER_SEND_GOODS" : "WAIT_BUYER_PAY";
}

json::array trade_orders(const PlatformOrder& order, Instant at) {
  json::array lines;
  for (const SoldLine& line : order.lines) {
    const std::string sum = in_units(line.quantity * line.unit_price);
    json::object out{{"oid", order.number + std::ssize(lines) + 1},
                     {"outer_sku_id", line.sku},
                     {"title", line.title},
                     {"num", line.quantity},
                     {"price", in_units(line.unit_price)},
                     {"payment", sum},
                     {"refund_status", "NO_REFUND"}};
    if (has_come(order.sent_at, at)) {
      out["invoice_no"] = tracking_of(order);
      out["logistics_company"] = "圆通速递";
      out["consign_time"] = china_time(order.sent_at);
    }
    lines.push_back(std::move(out));
  }
  return lines;
}

json::array shopify_items(const PlatformOrder& order, bool sent) {
  json::array items;
  for (const SoldLine& line : order.lines) {
    json::object item{{"id", order.number * 10 + std::ssize(items) + 1},
                      {"quantity", line.quantity}};
    if (!sent) {
      item["price"] = in_units(line.unit_price);
      item["sku"] = line.sku;
      item["title"] = line.title;
    }
    items.push_back(std::move(item));
  }
  return items;
}

json::array parcels(const PlatformOrder& order, Instant at) {
  if (!has_come(order.sent_at, at)) return {};
  return {
      json::object{{"id", order.number * 10 + 9},
                   {"order_id", order.number},
                   {"status", "success"},
                   {"created_at", format_rfc3339(order.sent_at)},
                   {"updated_at", format_rfc3339(at)},
                   {"tracking_company", "YunExpress"},
                   {"tracking_number", tracking_of(order)},
                   {"shipment_status", has_come(order.done_at, at) ? "delivered" : "in_transit"},
                   {"line_items", shopify_items(order, true)}}};
}

json::object address_of(const Customer& customer) {
  const size_t space = customer.name.find(' ');
  return {{"first_name", customer.name.substr(0, space)},
          {"last_name", customer.name.substr(space + 1)},
          {"address1", customer.street},
          {"city", customer.city},
          {"province", customer.province},
          {"zip", customer.postcode},
          {"country_code", customer.country},
          {"phone", customer.phone}};
}

}  // namespace

std::vector<Instant> PlatformOrder::changes() const {
  std::vector<Instant> all;
  for (const Instant moment : {created_at, paid_at, sent_at, done_at, cancelled_at}) {
    if (moment != Instant{}) all.push_back(moment);
  }
  return all;
}

PlatformOrder draw_platform_order(int64_t number, bool overseas, Instant at, Dice& dice) {
  PlatformOrder order;
  order.number = number;
  order.customer = overseas ? draw_abroad(dice) : draw_customer(dice);
  order.lines = draw_basket(dice);
  if (overseas) {
    for (SoldLine& line : order.lines) line.unit_price /= kFenOfCent;
  }
  order.created_at = Instant{at.ms / kSecondMs * kSecondMs};
  if (dice.below(100) < kNeverPaidOfHundred) {
    order.cancelled_at = later(order.created_at, 60, 120, dice);
    return order;
  }
  order.paid_at = later(order.created_at, 5, 40, dice);
  order.sent_at = later(order.paid_at, 30, 90, dice);
  order.done_at = later(order.sent_at, 60, 170, dice);
  return order;
}

// Whoever pulls sees receivers masked, as the platform has it.
std::string taobao_trade_text(const PlatformOrder& order, Instant at) {
  const Customer& customer = order.customer;
  constexpr size_t kBytesOfSurname = 3;
  json::object trade{{"tid", order.number},
                     {"status", trade_word(order, at)},
                     {"type", "fixed"},
                     {"payment", in_units(sum_of(order))},
                     {"post_fee", "0.00"},
                     {"created", china_time(order.created_at)},
                     {"modified", china_time(at)},
                     {"buyer_open_uid", "AAH" + customer.id},
                     {"receiver_name", customer.name.substr(0, kBytesOfSurname) + "**"},
                     {"receiver_mobile", "*******" + customer.phone.substr(7)},
                     {"receiver_state", customer.province},
                     {"receiver_city", customer.city},
                     {"receiver_district", customer.district},
                     {"receiver_address", "**" + std::string("号")},
                     {"receiver_zip", customer.postcode},
                     {"orders", {{"order", trade_orders(order, at)}}}};
  if (has_come(order.paid_at, at)) trade["pay_time"] = china_time(order.paid_at);
  if (has_come(order.sent_at, at)) trade["consign_time"] = china_time(order.sent_at);
  if (has_come(order.done_at, at)) trade["end_time"] = china_time(order.done_at);
  return json::serialize(trade);
}

std::string shopify_order_text(const PlatformOrder& order, Instant at) {
  const std::string total = in_units(sum_of(order));
  const bool paid = has_come(order.paid_at, at);
  json::object out{{"id", order.number},
                   {"name", fmt::format("#{}", order.number % 1'000'000)},
                   {"created_at", format_rfc3339(order.created_at)},
                   {"updated_at", format_rfc3339(at)},
                   {"currency", "USD"},
                   {"financial_status", paid ? "paid" : "pending"},
                   {"fulfillment_status", nullptr},
                   {"subtotal_price", total},
                   {"total_price", total},
                   {"total_outstanding", paid ? "0.00" : total},
                   {"customer", {{"id", order.customer.id}}},
                   {"shipping_address", address_of(order.customer)},
                   {"line_items", shopify_items(order, false)},
                   {"fulfillments", parcels(order, at)}};
  if (has_come(order.sent_at, at)) out["fulfillment_status"] = "fulfilled";
  if (has_come(order.cancelled_at, at)) {
    out["cancelled_at"] = format_rfc3339(order.cancelled_at);
    out["cancel_reason"] = "customer";
  }
  return json::serialize(out);
}

}  // namespace ordo::sim
