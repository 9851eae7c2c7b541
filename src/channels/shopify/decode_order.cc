#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "channels/decode_kit.h"
#include "channels/echo.h"
#include "channels/shopify/contract.h"
#include "channels/shopify/decode.h"
#include "channels/shopify/status.h"

namespace ordo::channels::shopify {
namespace {

namespace dom = simdjson::dom;
using facts::Line, facts::OrderFact, facts::Party, facts::Status;
using OrderFields = FieldsOf<kOrderRules>;
using Quantities = std::map<std::string, int64_t, std::less<>>;

template <class FieldsType>
std::string full_name(FieldsType& fields) {
  return joined(fields.text("first_name"), fields.text("last_name"));
}

Party read_address(dom::object object, const Path& path, Reading& reading) {
  FieldsOf<kAddressRules> fields(object, path, reading);
  Party party;
  party.name = fields.text("name");
  if (party.name.empty()) party.name = full_name(fields);
  party.country = upper_ascii(fields.text("country_code"));
  const std::string& region = party.country.empty() ? reading.shop.country : party.country;
  party.phone = phone_or_text(fields.text("phone"), region);
  party.province = fields.text("province");
  party.city = fields.text("city");
  party.street =
      joined(joined(fields.text("company"), fields.text("address1")), fields.text("address2"));
  party.postcode = fields.text("zip");
  return party;
}

// A guest has no account: then the address of the bill is all that is known of the buyer.
void read_parties(OrderFields& fields, OrderFact& order) {
  Reading& reading = fields.reading();
  if (const auto address = fields.object("shipping_address")) {
    order.receiver = read_address(*address, fields.path_of("shipping_address"), reading);
  }
  Party payer;
  if (const auto address = fields.object("billing_address")) {
    payer = read_address(*address, fields.path_of("billing_address"), reading);
  }
  if (const auto object = fields.object("customer")) {
    const Path path = fields.path_of("customer");
    FieldsOf<kCustomerRules> customer(*object, path, reading);
    order.buyer.id = customer.label("id");
    order.buyer.name = full_name(customer);
    order.buyer.phone = customer.text("phone");
  }
  const std::string region = payer.country.empty() ? reading.shop.country : payer.country;
  if (order.buyer.phone.empty()) order.buyer.phone = fields.text("phone");
  order.buyer.phone = phone_or_text(std::move(order.buyer.phone), region);
  if (order.buyer.phone.empty()) order.buyer.phone = payer.phone;
  if (order.buyer.name.empty()) order.buyer.name = payer.name;
}

int64_t read_discount(FieldsOf<kLineRules>& fields, Currency currency) {
  int64_t discount = 0;
  for_each_object(fields.array("discount_allocations"), fields.path_of("discount_allocations"),
                  fields.reading(), [&](dom::object object, const Path& path) {
                    FieldsOf<kAllocationRules> share(object, path, fields.reading());
                    discount += share.amount("amount", currency).value_or(0);
                  });
  return std::min(discount, kMaxAmountMinor);
}

// What is still wanted and what was wanted and given back. What an edit took out of the order is
// neither, and what of it was paid comes back as a refund.
int64_t wanted_quantity(FieldsOf<kLineRules>& fields, const Quantities& refunded) {
  const int64_t quantity = fields.integer("quantity");
  if (!fields.has("current_quantity")) return quantity;
  const auto back = refunded.find(fields.label("id"));
  const int64_t given_back = back == refunded.end() ? 0 : back->second;
  return std::min(quantity, fields.integer("current_quantity") + given_back);
}

void check_line_total(FieldsOf<kLineRules>& fields, Line& line) {
  const auto gross = checked_multiply(line.unit_price, line.quantity);
  if (!gross || *gross > kMaxAmountMinor) {
    fields.problem("price", "out_of_range",
                   fmt::format("expected price x quantity up to {} minor units", kMaxAmountMinor));
  } else if (line.quantity < fields.integer("quantity")) {
    line.discount = std::min(line.discount, *gross);  // the share may still be that of all pieces
  } else if (line.discount > *gross && fields.has("price") && fields.has("quantity")) {
    fields.problem("discount_allocations", "out_of_range",
                   fmt::format("expected at most price x quantity = {} minor units, found {}",
                               *gross, line.discount));
  }
}

Line read_line(dom::object object, const Path& path, Reading& reading, Currency currency,
               const Quantities& refunded) {
  FieldsOf<kLineRules> fields(object, path, reading);
  Line line;
  line.line_no = fields.label("id");
  line.sku = fields.number("sku").clean;
  line.channel_sku = fields.label("variant_id");
  line.title = fields.has("name") ? fields.text("name") : fields.text("title");
  line.quantity = wanted_quantity(fields, refunded);
  line.unit_price = fields.amount("price", currency).value_or(0);
  line.discount = read_discount(fields, currency);
  check_line_total(fields, line);
  return line;
}

void read_lines(OrderFields& fields, const Quantities& refunded, OrderFact& order) {
  for_each_object(fields.array("line_items"), fields.path_of("line_items"), fields.reading(),
                  [&](dom::object object, const Path& path) {
                    Line line = read_line(object, path, fields.reading(), order.currency, refunded);
                    if (line.quantity > 0) order.lines.push_back(std::move(line));
                  });
}

void read_discount_codes(OrderFields& fields, OrderFact& order) {
  for_each_object(fields.array("discount_codes"), fields.path_of("discount_codes"),
                  fields.reading(), [&](dom::object object, const Path& path) {
                    FieldsOf<kDiscountCodeRules> code(object, path, fields.reading());
                    order.amounts.marketing.push_back(
                        {code.text("code"), code.amount("amount", order.currency).value_or(0),
                         false, "seller"});
                  });
}

// Tax that is already inside the prices is not added once more: goods, freight and tax make the total
// (with tips and duties, which have no place of their own).
void read_amounts(OrderFields& fields, OrderFact& order) {
  auto& amounts = order.amounts;
  amounts.goods = fields.amount("subtotal_price", order.currency).value_or(0);
  amounts.total = fields.amount("total_price", order.currency).value_or(0);
  const int64_t tax = fields.amount("total_tax", order.currency).value_or(0);
  amounts.tax = fields.flag("taxes_included") ? 0 : tax;
  if (const auto set = fields.object("total_shipping_price_set")) {
    amounts.freight = read_shop_money(*set, fields.path_of("total_shipping_price_set"),
                                      order.currency, fields.reading())
                          .value_or(0);
  }
  read_discount_codes(fields, order);
}

// `total_price` is that before refunds, and what is outstanding counts against it; of a financial status
// that is not known it alone tells.
int64_t paid_amount(OrderFields& fields, const OrderFact& order,
                    const std::optional<MoneyWord>& money) {
  const bool partly = !money || fields.raw_text("financial_status") == "partially_paid";
  const auto outstanding = fields.amount("total_outstanding", order.currency);
  if (!(money && money->taken) && !(partly && outstanding)) return 0;
  return std::clamp(order.amounts.total - outstanding.value_or(0), int64_t{0}, kMaxAmountMinor);
}

Goods count_goods(std::optional<dom::array> fulfilments) {
  Goods goods;
  if (!fulfilments) return goods;
  for (const dom::element fulfilment : *fulfilments) {
    std::string_view status, shipment_status;
    if (fulfilment["status"].get(status) || !is_carried_out(status).value_or(false)) continue;
    ++goods.carried_out;
    if (fulfilment["shipment_status"].get(shipment_status)) continue;
    const auto word = parcel_status(shipment_status);
    if (!word || word->scan != Scan::kParcel) continue;
    goods.delivered += word->status == facts::ParcelStatus::kDelivered;
    goods.labelled += word->status == facts::ParcelStatus::kLabelPrinted;
  }
  return goods;
}

std::string raw_status(OrderFields& fields) {
  if (fields.has("cancelled_at")) return "cancelled";
  std::string word(fields.raw_text("financial_status"));
  if (const auto shipping = fields.raw_text("fulfillment_status"); !shipping.empty()) {
    word.append("/").append(shipping);
  }
  if (fields.has("closed_at")) word += "/closed";
  return word;
}

// Told together: what one of them means may hang on the other.
facts::ChannelWord unknown_words(OrderFields& fields, bool money_known) {
  std::string text(fields.raw_text("financial_status"));
  if (const auto shipping = fields.raw_text("fulfillment_status"); !shipping.empty()) {
    text.append("/").append(shipping);
  }
  return unknown_channel_word(
      facts::WordKind::kOrder, text,
      money_known ? fields.path_of("fulfillment_status") : fields.path_of("financial_status"));
}

// While nothing has moved, or the money was given back, money is the word; else the goods are.
void read_word(OrderFields& fields, const std::optional<MoneyWord>& money, OrderFact& order) {
  const std::string_view shipping_text = fields.raw_text("fulfillment_status");
  const auto shipping = shipping_status(shipping_text);
  if (!money || !shipping) {
    order.word = unknown_words(fields, money.has_value());
  } else if (money->status == Status::kRefunded || *shipping == Shipping::kNothing) {
    order.status = money->status;
    order.word = channel_word(facts::WordKind::kOrder, fields.raw_text("financial_status"));
  } else {
    const ShippedWord word =
        shipped_word(*shipping, count_goods(fields.array("fulfillments")), fields.has("closed_at"));
    order.status = word.status;
    order.word =
        channel_word(facts::WordKind::kOrder, std::string(shipping_text).append(word.detail));
  }
}

// The moment of payment is told nowhere: an order that is paid says so at each of its changes, and the
// first that was heard stands. Of a refunded one only the refund is said, since a payment "now" would
// lie behind it.
void read_status(OrderFields& fields, OrderFact& order) {
  const auto money = money_status(fields.raw_text("financial_status"));
  read_word(fields, money, order);
  order.status_raw = raw_status(fields);
  if (money && money->taken && money->status != Status::kRefunded) {
    order.paid_at = order.observed_at;
  }
  order.amounts.paid = paid_amount(fields, order, money);
}

// What the buyer saw, for the eye only.
void read_presentment(OrderFields& fields, OrderFact& order) {
  const std::string_view code = fields.raw_text("presentment_currency");
  const auto set = fields.object("total_price_set");
  if (code.empty() || code == order.currency.code() || !set) return;
  const Path path = fields.path_of("total_price_set");
  FieldsOf<kMoneySetRules> sides(*set, path, fields.reading());
  const auto money = sides.object("presentment_money");
  if (!money) return;
  const Path money_path = sides.path_of("presentment_money");
  FieldsOf<kMoneyRules> shown(*money, money_path, fields.reading());
  const auto currency = Currency::parse(shown.raw_text("currency_code"));
  if (!currency) return;
  if (const auto minor = shown.amount("amount", *currency)) {
    order.custom.emplace_back("presentment_total", json_text(format_decimal({*minor, *currency}) +
                                                             " " + std::string(currency->code())));
  }
}

// Our own mark among the note attributes (channels/echo.h); the others are the shop's affair.
void read_echo(OrderFields& fields, OrderFact& order) {
  const auto attributes = fields.array("note_attributes");
  if (!attributes) return;
  for (const dom::element attribute : *attributes) {
    std::string_view name, value;
    if (!attribute["name"].get(name) && name == kEchoMark && !attribute["value"].get(value)) {
      return add_echo(order, value);
    }
  }
}

void read_custom(OrderFields& fields, OrderFact& order) {
  if (std::string name = fields.text("name"); !name.empty()) {
    order.custom.emplace_back("order_name", json_text(name));
  }
  if (fields.flag("taxes_included")) order.custom.emplace_back("taxes_included", "true");
  read_presentment(fields, order);
  read_echo(fields, order);
}

Facts read_refunds(OrderFields& fields, const Within& within) {
  Facts refunds;
  for_each_object(fields.array("refunds"), fields.path_of("refunds"), fields.reading(),
                  [&](dom::object object, const Path& path) {
                    decode_refund(object, path, fields.reading(), within, refunds);
                  });
  return refunds;
}

Quantities refunded_quantities(const Facts& refunds) {
  Quantities quantities;
  for (const facts::Fact& fact : refunds) {
    for (const auto& [line, quantity] : std::get<facts::RefundFact>(fact).lines) {
      quantities[line] = std::min(quantities[line] + quantity, kQuantityMax);
    }
  }
  return quantities;
}

void add_cancellation(OrderFields& fields, const std::string& id, Facts& facts) {
  const auto cancelled_at = fields.time("cancelled_at");
  if (!cancelled_at) return;
  facts::CancelFact cancel;
  set_order_no(cancel, id);
  cancel.observed_at = *cancelled_at;
  cancel.reason = fields.text("cancel_reason");
  facts.emplace_back(std::move(cancel));
}

}  // namespace

void decode_order(dom::object object, const Path& path, Reading& reading, Facts& facts) {
  OrderFields fields(object, path, reading);
  if (fields.flag("test")) return;
  OrderFact order;
  const std::string id = fields.label("id");
  set_order_no(order, id);
  order.observed_at = required_time(fields, "updated_at");
  order.created_at = required_time(fields, "created_at");
  order.created_offset_s = offset_of(fields.raw_text("created_at"));
  if (fields.has("currency")) {
    order.currency =
        read_currency(fields.path_of("currency"), fields.raw_text("currency"), reading);
  }
  const Within within{id, order.currency};
  Facts refunds = read_refunds(fields, within);
  read_parties(fields, order);
  read_lines(fields, refunded_quantities(refunds), order);
  read_amounts(fields, order);
  read_status(fields, order);
  order.note = fields.text("note");
  read_custom(fields, order);
  facts.emplace_back(std::move(order));
  add_cancellation(fields, id, facts);
  for_each_object(fields.array("fulfillments"), fields.path_of("fulfillments"), reading,
                  [&](dom::object part, const Path& part_path) {
                    decode_fulfilment(part, part_path, reading, within, facts);
                  });
  std::ranges::move(refunds, std::back_inserter(facts));
}

}  // namespace ordo::channels::shopify
