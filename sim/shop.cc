#include "sim/shop.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdlib>

#include "base/invariant.h"

namespace ordo::sim {

namespace json = boost::json;

// A closed type, so that the header stays free of Boost.
struct Shop::Json {
  json::object object;
};

namespace {

void put(json::object& object, std::string_view name, const std::string& value) {
  if (!value.empty()) object.emplace(name, value);
}

json::object buyer_of(const Customer& customer) {
  json::object buyer;
  put(buyer, "id", customer.id);
  put(buyer, "name", customer.name);
  put(buyer, "phone", customer.phone);
  return buyer;
}

json::object receiver_of(const Customer& customer) {
  json::object receiver;
  put(receiver, "name", customer.name);
  put(receiver, "phone", customer.phone);
  put(receiver, "country", customer.country);
  put(receiver, "province", customer.province);
  put(receiver, "city", customer.city);
  put(receiver, "district", customer.district);
  put(receiver, "street", customer.street);
  put(receiver, "postcode", customer.postcode);
  return receiver;
}

json::array lines_of(const BookedOrder& order) {
  json::array lines;
  for (const SoldLine& line : order.lines) {
    lines.push_back({{"line_no", line.line_no},
                     {"sku", line.sku},
                     {"title", line.title},
                     {"quantity", line.quantity},
                     {"unit_price", line.unit_price}});
  }
  return lines;
}

json::object amounts_of(const BookedOrder& order) {
  return {{"goods", order.goods()},
          {"freight", order.freight},
          {"paid", order.paid()},
          {"total", order.total()}};
}

std::string event(std::string_view type, std::string timestamp, json::object data) {
  return json::serialize(
      json::object{{"type", type}, {"timestamp", std::move(timestamp)}, {"data", std::move(data)}});
}

}  // namespace

std::string rfc3339_in_zone(Instant t, const Zone& zone) {
  std::string text = zone.format_local(t);
  text[10] = 'T';
  const int32_t minutes = zone.offset_seconds(t) / 60;
  const int32_t size = std::abs(minutes);
  return text + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

Shop::Shop(ShopAccount account, uint32_t index, const Faults& faults, uint64_t seed)
    : account_(std::move(account)), index_(index), faults_(faults), dice_(seed) {
  invariant(account_.id_prefix.find('.') == std::string::npos, "a message id has no dot");
}

std::string Shop::time(Instant t) const {
  return faults_.own_zone ? rfc3339_in_zone(t, account_.zone) : format_rfc3339(t);
}

std::string Shop::written(std::string_view number) {
  if (!dice_.chance(faults_.decorate)) return std::string(number);
  return decorate_number(number, dice_);
}

Message Shop::raw(std::string body, Instant at) {
  return {index_, fmt::format("{}_{:06}", account_.id_prefix, ++sent_), std::move(body), at};
}

void Shop::write_order(Json& out, const BookedOrder& order) {
  out.object["created_at"] = time(order.created_at);
  if (order.paid_at) out.object["paid_at"] = time(*order.paid_at);
  if (json::object buyer = buyer_of(order.customer); !buyer.empty()) out.object["buyer"] = buyer;
  out.object["receiver"] = receiver_of(order.customer);
  out.object["lines"] = lines_of(order);
  out.object["amounts"] = amounts_of(order);
  out.object["currency"] = account_.currency;
  put(out.object, "note", order.note);
}

Message Shop::place(BookedOrder order) {
  const BookedOrder& booked = book_.open(std::move(order));
  return show(booked.number, "pending_payment", booked.created_at);
}

Message Shop::show(std::string_view number, std::string_view status, Instant at) {
  BookedOrder& order = book_.order(number);
  order.history.emplace_back(at, status);
  Json data;
  data.object = {{"channel_order_no", written(number)}, {"status", status}};
  write_order(data, order);
  return raw(event("order.upserted", time(at), std::move(data.object)), at);
}

Message Shop::pay(std::string_view number, std::string_view payment_no, std::string_view method,
                  int64_t amount, Instant at) {
  BookedOrder& order = book_.order(number);
  invariant(order.payments.emplace(payment_no, amount).second, "a payment is booked once");
  if (amount > 0 && !order.paid_at) order.paid_at = at;
  return raw(event("order.paid", time(at),
                   {{"channel_order_no", written(number)},
                    {"paid_at", time(at)},
                    {"amount", amount},
                    {"method", method},
                    {"payment_no", payment_no}}),
             at);
}

Message Shop::ship(std::string_view number, const Shipment& shipment, Instant at) {
  json::object data{{"channel_order_no", written(number)},
                    {"tracking_no", shipment.tracking_no},
                    {"carrier", shipment.carrier},
                    {"status", shipment.status},
                    {"occurred_at", time(at)}};
  put(data, "location", shipment.location);
  put(data, "text", shipment.text);
  book_.order(number).history.emplace_back(at, shipment.status);
  return raw(event("shipment.updated", time(at), std::move(data)), at);
}

Message Shop::cancel(std::string_view number, std::string_view reason, Instant at) {
  book_.order(number).history.emplace_back(at, "cancelled");
  return raw(event("order.cancelled", time(at),
                   {{"channel_order_no", written(number)}, {"reason", reason}}),
             at);
}

Message Shop::refund(std::string_view number, const Refund& refund, Instant at) {
  book_.order(number).refunds[refund.refund_no] = {refund.kind, refund.status, refund.amount};
  json::object data{{"channel_order_no", written(number)},
                    {"refund_no", refund.refund_no},
                    {"kind", refund.kind},
                    {"status", refund.status},
                    {"amount", refund.amount}};
  put(data, "reason", refund.reason);
  return raw(event("refund.updated", time(at), std::move(data)), at);
}

Message Shop::adjust_stock(std::string_view sku, std::string_view warehouse, int64_t quantity,
                           std::string_view reason, Instant at) {
  return raw(
      event("stock.adjusted", time(at),
            {{"sku", sku}, {"warehouse", warehouse}, {"quantity", quantity}, {"reason", reason}}),
      at);
}

}  // namespace ordo::sim
