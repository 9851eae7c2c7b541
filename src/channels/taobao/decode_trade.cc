#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "channels/decode_kit.h"
#include "channels/echo.h"
#include "channels/taobao/contract.h"
#include "channels/taobao/decode_parts.h"
#include "channels/taobao/status.h"

namespace ordo::channels::taobao {
namespace {

namespace dom = simdjson::dom;
using facts::Line, facts::OrderFact, facts::Party, facts::ShipmentFact, facts::Status;
using TradeFields = FieldsOf<kTradeRules>;
using OrderFields = FieldsOf<kOrderRules>;

// A masked number stays as it came: it must not be taken for a short one.
std::string read_phone(TradeFields& fields) {
  std::string text = fields.text("receiver_mobile");
  if (text.empty()) text = fields.text("receiver_phone");
  return text.find('*') == std::string::npos ? phone_or_text(std::move(text), "CN") : text;
}

void read_parties(TradeFields& fields, OrderFact& order) {
  order.buyer.id = fields.text("buyer_open_uid");
  order.buyer.name = fields.text("buyer_nick");
  Party& receiver = order.receiver;
  receiver.name = fields.text("receiver_name");
  receiver.phone = read_phone(fields);
  receiver.country = "CN";
  receiver.province = fields.text("receiver_state");
  receiver.city = fields.text("receiver_city");
  receiver.district = fields.text("receiver_district");
  receiver.street = joined(fields.text("receiver_town"), fields.text("receiver_address"));
  receiver.postcode = fields.text("receiver_zip");
}

// What the sub-order is worth after every discount: `divide_order_fee` holds its share of those on the
// whole trade as well, `payment` only its own. A seller may also raise a price; then no discount is
// said, and the trade's own sums stand.
int64_t read_discount(OrderFields& fields, int64_t gross, Currency yuan) {
  auto worth = fields.amount("divide_order_fee", yuan);
  const auto own = fields.amount("payment", yuan);
  if (!worth) worth = own;
  return worth ? std::max<int64_t>(0, gross - *worth) : 0;
}

Line read_line(OrderFields& fields, Currency yuan) {
  Line line;
  line.line_no = fields.label("oid");
  line.sku = fields.number("outer_sku_id").clean;
  if (line.sku.empty()) line.sku = fields.number("outer_iid").clean;
  line.channel_sku = fields.label("sku_id");
  if (line.channel_sku.empty()) line.channel_sku = fields.label("num_iid");
  line.title = joined(fields.text("title"), fields.text("sku_properties_name"));
  line.quantity = fields.integer("num");
  line.unit_price = fields.amount("price", yuan).value_or(0);
  const auto gross = checked_multiply(line.unit_price, line.quantity);
  if (!gross || *gross > kMaxAmountMinor) {
    fields.problem("price", "out_of_range",
                   fmt::format("expected price x num up to {} minor units", kMaxAmountMinor));
    return line;
  }
  line.discount = read_discount(fields, *gross, yuan);
  return line;
}

// Sub-orders under one waybill number are one parcel. That somebody entered the number is all that is
// known of it: couriers tell the rest.
void read_parcel(OrderFields& fields, const Line& line, std::vector<ShipmentFact>& parcels) {
  const std::string number = fields.number("invoice_no").clean;
  if (number.empty()) return;
  auto known = std::ranges::find(parcels, number, &ShipmentFact::tracking_no);
  if (known == parcels.end()) {
    ShipmentFact parcel;
    parcel.tracking_no = number;
    parcel.carrier = fields.text("logistics_company");
    parcel.status = facts::ParcelStatus::kPickedUp;
    parcels.push_back(std::move(parcel));
    known = std::prev(parcels.end());
  }
  if (const auto at = fields.time("consign_time")) {
    known->occurred_at = std::max(known->occurred_at, *at);
  }
  known->lines.emplace_back(line.line_no, line.quantity);
}

struct Content {
  std::vector<Line> lines;
  std::vector<ShipmentFact> parcels;
};

Content read_orders(TradeFields& fields, Currency yuan) {
  Content content;
  const auto wrapper = fields.object("orders");
  if (!wrapper) return content;
  const Path path = fields.path_of("orders");
  FieldsOf<kOrdersRules> orders(*wrapper, path, fields.reading());
  for_each_object(orders.array("order"), orders.path_of("order"), fields.reading(),
                  [&](dom::object object, const Path& order_path) {
                    OrderFields order(object, order_path, fields.reading());
                    content.lines.push_back(read_line(order, yuan));
                    read_parcel(order, content.lines.back(), content.parcels);
                  });
  return content;
}

void read_promotions(TradeFields& fields, Currency yuan, OrderFact& order) {
  const auto wrapper = fields.object("promotion_details");
  if (!wrapper) return;
  const Path path = fields.path_of("promotion_details");
  FieldsOf<kPromotionsRules> list(*wrapper, path, fields.reading());
  for_each_object(list.array("promotion_detail"), list.path_of("promotion_detail"),
                  fields.reading(), [&](dom::object object, const Path& entry) {
                    FieldsOf<kPromotionRules> share(object, entry, fields.reading());
                    order.amounts.marketing.push_back(
                        {share.text("promotion_name"),
                         share.amount("discount_fee", yuan).value_or(0), false, ""});
                  });
}

// `payment` is what the buyer pays in the end: goods after every discount, and the freight, of which a
// coupon may have taken a part.
void read_amounts(TradeFields& fields, Currency yuan, OrderFact& order) {
  auto& amounts = order.amounts;
  amounts.total = fields.amount("payment", yuan).value_or(0);
  amounts.freight = std::min(fields.amount("post_fee", yuan).value_or(0), amounts.total);
  amounts.commission = fields.amount("commission_fee", yuan).value_or(0);
  amounts.goods = amounts.total - amounts.freight;
  read_promotions(fields, yuan, order);
}

// Nothing: a half that is not known.
std::optional<Step> read_step(TradeFields& fields) {
  return step_of(fields.raw_text("step_trade_status"));
}

// A status or a half that is not known is told with the other: together they are the word.
facts::ChannelWord unknown_trade(TradeFields& fields, bool status_known) {
  std::string text(fields.raw_text("status"));
  if (const auto half = fields.raw_text("step_trade_status"); !half.empty()) {
    text.append("+").append(half);
  }
  return unknown_channel_word(
      facts::WordKind::kOrder, text,
      status_known ? fields.path_of("step_trade_status") : fields.path_of("status"));
}

void read_status(TradeFields& fields, std::optional<Step> step, size_t parcels, OrderFact& order) {
  order.status_raw = fields.raw_text("status");
  const auto word =
      trade_word(order.status_raw, {step.value_or(Step::kNone), parcels > 1,
                                    fields.raw_text("type") == "cod" && !fields.has("pay_time")});
  if (word) order.status = word->status;
  if (word && step) {
    order.word =
        channel_word(facts::WordKind::kOrder, order.status_raw + std::string(word->detail));
  } else {
    order.word = unknown_trade(fields, word.has_value());
  }
}

// A presale's time of payment may be that of its deposit alone. Where the trade's status is not known, the
// time of payment stands: it is read by whatever the status is taken to mean.
void read_payment(TradeFields& fields, std::optional<Step> step, Currency yuan, OrderFact& order) {
  const auto deposit = fields.amount("step_paid_fee", yuan);
  const bool partly =
      !step || *step == Step::kUnpaid || *step == Step::kDepositPaid || *step == Step::kForfeited;
  const bool waits = order.word.known && (order.status == Status::kPendingPayment ||
                                          order.status == Status::kCancelled);
  if (partly) {
    order.amounts.paid = deposit.value_or(0);
  } else if (const auto paid_at = fields.time("pay_time"); paid_at && !waits) {
    order.paid_at = paid_at;
    order.amounts.paid = order.amounts.total;
  }
  if (step == Step::kNone || !deposit) return;
  const int64_t balance = std::max<int64_t>(0, order.amounts.total - *deposit);
  if (step != Step::kPaid) order.presale = facts::Presale{*deposit, balance, std::nullopt};
}

void read_custom(TradeFields& fields, std::optional<Step> step, OrderFact& order) {
  if (std::string oaid = fields.text("oaid"); !oaid.empty()) {
    order.custom.emplace_back("oaid", json_text(oaid));
  }
  if (std::string number = fields.text("alipay_no"); !number.empty()) {
    order.custom.emplace_back("alipay_no", json_text(number));
  }
  if (fields.raw_text("status") == "PAID_FORBID_CONSIGN") {
    order.custom.emplace_back("consign_forbidden", "true");
  }
  if (step == Step::kForfeited) order.custom.emplace_back("deposit_forfeited", "true");
  add_echo_in(order, fields.raw_text("seller_memo"));
}

void add_parcels(TradeFields& fields, const OrderFact& order, std::vector<ShipmentFact> parcels,
                 Facts& facts) {
  const Instant sent_at = fields.time("consign_time").value_or(order.observed_at);
  for (ShipmentFact& parcel : parcels) {
    parcel.order_no_raw = order.order_no_raw;
    parcel.order_no_clean = order.order_no_clean;
    if (parcel.occurred_at == Instant{}) parcel.occurred_at = sent_at;
    facts.emplace_back(std::move(parcel));
  }
}

}  // namespace

void decode_trade(dom::object object, const Path& path, Reading& reading, Facts& facts) {
  TradeFields fields(object, path, reading);
  OrderFact order;
  order.currency = *Currency::parse(kCurrency);
  order.order_no_raw = order.order_no_clean = fields.label("tid");
  order.observed_at = required_time(fields, "modified");
  order.created_at = required_time(fields, "created");
  read_parties(fields, order);
  Content content = read_orders(fields, order.currency);
  order.lines = std::move(content.lines);
  read_amounts(fields, order.currency, order);
  const auto step = read_step(fields);
  read_status(fields, step, content.parcels.size(), order);
  read_payment(fields, step, order.currency, order);
  order.note = fields.text("buyer_message");
  read_custom(fields, step, order);
  facts.reserve(1 + content.parcels.size());
  facts.emplace_back(std::move(order));
  add_parcels(fields, std::get<OrderFact>(facts.front()), std::move(content.parcels), facts);
}

}  // namespace ordo::channels::taobao
