#include <fmt/format.h>

#include "base/text.h"
#include "channels/standard/custom.h"
#include "channels/standard/decode.h"
#include "channels/standard/decode_common.h"

namespace ordo::channels::standard {
namespace {

namespace dom = simdjson::dom;
using facts::Amounts, facts::Line, facts::MarketingShare, facts::OrderFact, facts::Party,
    facts::Presale;

std::string read_country(FieldsOf<kReceiverRules>& fields) {
  std::string country = upper_ascii(fields.text("country"));
  if (!country.empty() && !is_country(country)) {
    fields.problem("country", "invalid_country", unknown_word("two letters of ISO 3166", country));
  }
  return country;
}

std::string region_of(const Party& receiver, const ShopContext& shop) {
  if (!receiver.country.empty()) return receiver.country;
  return shop.country.empty() ? "CN" : shop.country;
}

Party read_receiver(dom::object object, const Path& path, Reading& reading) {
  FieldsOf<kReceiverRules> fields(object, path, reading);
  Party party;
  party.name = fields.text("name");
  party.country = read_country(fields);
  party.phone = phone_or_text(fields.text("phone"), region_of(party, reading.shop));
  party.province = fields.text("province");
  party.city = fields.text("city");
  party.district = fields.text("district");
  party.street = fields.text("street");
  party.postcode = fields.text("postcode");
  return party;
}

Party read_buyer(dom::object object, const Path& path, const std::string& region,
                 Reading& reading) {
  FieldsOf<kBuyerRules> fields(object, path, reading);
  Party party;
  party.id = fields.text("id");
  party.name = fields.text("name");
  party.phone = phone_or_text(fields.text("phone"), region);
  return party;
}

// What the buyer owes for the line, before freight and tax; kept within the limit of one amount.
void check_line_total(FieldsOf<kLineRules>& fields, const Line& line) {
  const auto gross = checked_multiply(line.unit_price, line.quantity);
  if (!gross || *gross > kMaxAmountMinor) {
    fields.problem("unit_price", "out_of_range",
                   fmt::format("expected unit_price x quantity up to {}", kMaxAmountMinor));
  } else if (line.discount > *gross && fields.has("unit_price") && fields.has("quantity")) {
    fields.problem("discount", "out_of_range",
                   fmt::format("expected at most unit_price x quantity = {}, found {}", *gross,
                               line.discount));
  }
}

Line read_line(dom::element entry, size_t index, const Path& path, Reading& reading) {
  const auto object = entry_object(entry, path, reading.problems);
  if (!object) return {};
  FieldsOf<kLineRules> fields(*object, path, reading);
  Line line;
  line.line_no = fields.has("line_no") ? fields.label("line_no") : std::to_string(index + 1);
  line.sku = fields.number("sku").clean;
  line.channel_sku = fields.text("channel_sku");
  line.title = fields.text("title");
  line.quantity = fields.integer("quantity");
  line.unit_price = fields.integer("unit_price");
  line.discount = fields.integer("discount");
  check_line_total(fields, line);
  return line;
}

std::vector<Line> read_lines(dom::array entries, const Path& path, Reading& reading) {
  std::vector<Line> lines;
  lines.reserve(entries.size());
  for (const dom::element entry : entries) {
    if (reading.problems.full()) return lines;
    const Path entry_path(path, lines.size());
    lines.push_back(read_line(entry, lines.size(), entry_path, reading));
  }
  std::vector<std::string_view> numbers;
  numbers.reserve(lines.size());
  for (const Line& line : lines) numbers.push_back(line.line_no);
  check_unique_line_numbers(numbers, path, reading.problems);
  return lines;
}

MarketingShare read_share(dom::element entry, const Path& path, Reading& reading) {
  const auto object = entry_object(entry, path, reading.problems);
  if (!object) return {};
  FieldsOf<kMarketingRules> fields(*object, path, reading);
  return {fields.text("kind"), fields.integer("amount"), fields.flag("tax_included"),
          fields.text("borne_by")};
}

std::vector<MarketingShare> read_marketing(dom::array entries, const Path& path, Reading& reading) {
  std::vector<MarketingShare> shares;
  for (const dom::element entry : entries) {
    const Path entry_path(path, shares.size());
    shares.push_back(read_share(entry, entry_path, reading));
  }
  return shares;
}

Amounts read_amounts(dom::object object, const Path& path, Reading& reading) {
  FieldsOf<kAmountsRules> fields(object, path, reading);
  Amounts amounts;
  amounts.goods = fields.integer("goods");
  amounts.freight = fields.integer("freight");
  amounts.commission = fields.integer("commission");
  amounts.tax = fields.integer("tax");
  amounts.paid = fields.integer("paid");
  amounts.total = fields.integer("total");
  if (const auto marketing = fields.array("marketing")) {
    amounts.marketing = read_marketing(*marketing, fields.path_of("marketing"), reading);
  }
  return amounts;
}

// Without stated amounts the lines say what is owed, and freight and tax are 0. Nothing is said of
// what was paid: money is never invented here. Each line is checked, so the sum cannot overflow.
Amounts amounts_of_lines(const std::vector<Line>& lines, const Path& path, Reading& reading) {
  if (!reading.problems.empty()) return {};
  Amounts amounts;
  for (const Line& line : lines) amounts.goods += line.unit_price * line.quantity - line.discount;
  amounts.total = amounts.goods;
  if (amounts.goods > kMaxAmountMinor) {
    reading.problems.add(path, "out_of_range",
                         fmt::format("expected a sum up to {}", kMaxAmountMinor));
  }
  return amounts;
}

Presale read_presale(dom::object object, const Path& path, Reading& reading) {
  FieldsOf<kPresaleRules> fields(object, path, reading);
  return {fields.integer("deposit"), fields.integer("balance"), fields.time("balance_due_at")};
}

void read_parties(FieldsOf<kOrderRules>& fields, OrderFact& order) {
  Reading& reading = fields.reading();
  if (const auto receiver = fields.object("receiver")) {
    order.receiver = read_receiver(*receiver, fields.path_of("receiver"), reading);
  }
  if (const auto buyer = fields.object("buyer")) {
    order.buyer = read_buyer(*buyer, fields.path_of("buyer"),
                             region_of(order.receiver, reading.shop), reading);
  }
}

void read_goods_and_money(FieldsOf<kOrderRules>& fields, OrderFact& order) {
  Reading& reading = fields.reading();
  const Path lines_path = fields.path_of("lines");
  const auto lines = fields.array("lines");
  const auto amounts = fields.object("amounts");
  const auto presale = fields.object("presale");
  const std::string_view currency = fields.raw_text("currency");
  order.told = {lines.has_value(), amounts.has_value(), !currency.empty(), presale.has_value()};
  if (lines) order.lines = read_lines(*lines, lines_path, reading);
  order.amounts = amounts ? read_amounts(*amounts, fields.path_of("amounts"), reading)
                          : amounts_of_lines(order.lines, lines_path, reading);
  if (presale) order.presale = read_presale(*presale, fields.path_of("presale"), reading);
  order.currency = read_currency(fields.path_of("currency"), currency, reading);
}

}  // namespace

facts::Fact decode_order(const Event& event) {
  FieldsOf<kOrderRules> fields(event.data, event.path, event.reading);
  OrderFact order;
  Number number = fields.number("channel_order_no");
  order.order_no_raw = std::move(number.raw);
  order.order_no_clean = std::move(number.clean);
  read_status(fields, "status", facts::WordKind::kOrder, facts::parse_status, order);
  order.status_raw = fields.raw_text("status");
  order.observed_at = event.timestamp;
  order.created_at = required_time(fields, "created_at");
  order.paid_at = fields.time("paid_at");
  read_parties(fields, order);
  read_goods_and_money(fields, order);
  order.note = fields.text("note");
  if (const auto custom = fields.object("custom")) {
    order.custom = read_custom(*custom, fields.path_of("custom"), event.reading);
  }
  return order;
}

}  // namespace ordo::channels::standard
