// Fulfilments and refunds, alone or inside their order.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "channels/decode_kit.h"
#include "channels/shopify/contract.h"
#include "channels/shopify/decode.h"
#include "channels/shopify/status.h"

namespace ordo::channels::shopify {
namespace {

namespace dom = simdjson::dom;
using facts::RefundFact, facts::RefundStatus, facts::ShipmentFact;

// The order that a resource belongs to: that around it, or the one that it names.
template <class FieldsType>
std::string order_of(FieldsType& fields, const Within& within) {
  if (!within.order_id.empty()) return within.order_id;
  if (!fields.has("order_id")) {
    fields.problem("order_id", "required", "expected a string or an integer, found nothing");
  }
  return fields.label("order_id");
}

// A line may be named several times, as by a refund of one piece that came back and one that did not.
void add_quantity(LineQuantities& lines, std::string line_no, int64_t quantity) {
  if (quantity == 0) return;
  const auto known = std::ranges::find(lines, line_no, &LineQuantities::value_type::first);
  if (known == lines.end()) {
    lines.emplace_back(std::move(line_no), quantity);
  } else {
    known->second = std::min(known->second + quantity, kQuantityMax);
  }
}

LineQuantities read_fulfilled_lines(FieldsOf<kFulfilmentRules>& fields) {
  LineQuantities lines;
  for_each_object(fields.array("line_items"), fields.path_of("line_items"), fields.reading(),
                  [&](dom::object object, const Path& path) {
                    FieldsOf<kFulfilledLineRules> line(object, path, fields.reading());
                    add_quantity(lines, line.label("id"), line.integer("quantity"));
                  });
  return lines;
}

void add_number(std::vector<std::string>& numbers, std::string number) {
  if (number.empty() || std::ranges::find(numbers, number) != numbers.end()) return;
  numbers.push_back(std::move(number));
}

// The single number and the list repeat each other.
std::vector<std::string> read_tracking_numbers(FieldsOf<kFulfilmentRules>& fields) {
  std::vector<std::string> numbers;
  add_number(numbers, fields.number("tracking_number").clean);
  const auto list = fields.array("tracking_numbers");
  if (!list) return numbers;
  const Path list_path = fields.path_of("tracking_numbers");
  size_t index = 0;
  for (const dom::element entry : *list) {
    const Path path(list_path, index++);
    std::string_view raw;
    if (entry.get(raw)) {
      fields.reading().problems.add(path, "field_type", "expected a string");
    } else if (auto number = clean_number(raw)) {
      add_number(numbers, std::move(*number));
    } else if (number.error().code != "empty_number") {
      fields.reading().problems.add(path, number.error().code, number.error().detail);
    }
  }
  return numbers;
}

struct ParcelSaid {
  facts::ChannelWord word;
  facts::ParcelStatus status = {};
  bool exception = false;
};

// Nothing: there is no parcel.
std::optional<ParcelSaid> read_parcel_word(FieldsOf<kFulfilmentRules>& fields) {
  const std::string_view status = fields.raw_text("status");
  const std::string_view scan = fields.raw_text("shipment_status");
  const auto carried_out = is_carried_out(status);
  const auto word = parcel_status(scan);
  if (carried_out && !*carried_out) return std::nullopt;
  if (word && word->scan == Scan::kVoid) return std::nullopt;
  constexpr auto kKind = facts::WordKind::kParcel;
  if (!carried_out) {
    std::string text(status);
    if (!scan.empty()) text.append("/").append(scan);
    return ParcelSaid{unknown_channel_word(kKind, text, fields.path_of("status"))};
  }
  if (!word)
    return ParcelSaid{unknown_channel_word(kKind, scan, fields.path_of("shipment_status"))};
  return ParcelSaid{channel_word(kKind, scan.empty() ? kCarriedOut : scan), word->status,
                    word->exception};
}

struct Moved {
  int64_t done = 0;
  bool pending = false, failed = false, moved = false, real = false, test = false;
};

void read_transaction(FieldsOf<kTransactionRules>& fields, Currency currency, Moved& money) {
  if (fields.raw_text("kind") != "refund") return;
  (fields.flag("test") ? money.test : money.real) = true;
  const std::string_view named = fields.raw_text("currency");
  if (currency != Currency{} && !named.empty() && named != currency.code()) {
    // What the buyer's card is given back in is not what the order's amounts are in.
    fields.problem("currency", "currency_mismatch",
                   unknown_word(std::string(currency.code()), named));
    return;
  }
  const std::string_view status = fields.raw_text("status");
  const int64_t amount = fields.amount("amount", currency).value_or(0);
  money.pending |= status == "pending";
  money.failed |= status == "failure" || status == "error";
  if (status != "success") return;
  money.moved = true;
  money.done = std::min(money.done + amount, kMaxAmountMinor);
}

Moved read_transactions(FieldsOf<kRefundRules>& fields, Currency currency) {
  Moved money;
  for_each_object(fields.array("transactions"), fields.path_of("transactions"), fields.reading(),
                  [&](dom::object object, const Path& path) {
                    FieldsOf<kTransactionRules> transaction(object, path, fields.reading());
                    read_transaction(transaction, currency, money);
                  });
  return money;
}

// Without a movement of money a refund only puts goods back, and that is done.
RefundStatus status_of(const Moved& money) {
  if (money.pending) return RefundStatus::kInProgress;
  return money.failed && !money.moved ? RefundStatus::kRejected : RefundStatus::kDone;
}

bool read_refund_lines(FieldsOf<kRefundRules>& fields, LineQuantities& lines) {
  bool goods_come_back = false;
  for_each_object(fields.array("refund_line_items"), fields.path_of("refund_line_items"),
                  fields.reading(), [&](dom::object object, const Path& path) {
                    FieldsOf<kRefundLineRules> line(object, path, fields.reading());
                    goods_come_back |= line.raw_text("restock_type") == "return";
                    add_quantity(lines, line.label("line_item_id"), line.integer("quantity"));
                  });
  return goods_come_back;
}

// A refund that stands alone names its order's currency only here.
Currency read_own_currency(FieldsOf<kRefundRules>& fields) {
  Reading& reading = fields.reading();
  const Path at = fields.path_of("total_duties_set");
  std::string_view code;
  dom::object money;
  if (const auto set = fields.object("total_duties_set");
      set && !(*set)["shop_money"].get(money) && money["currency_code"].get(code)) {
    code = {};
  }
  return read_currency(at, code, reading);
}

}  // namespace

std::optional<int64_t> read_shop_money(dom::object set, const Path& path, Currency currency,
                                       Reading& reading) {
  if (currency == Currency{}) return std::nullopt;  // a problem already stands
  FieldsOf<kMoneySetRules> fields(set, path, reading);
  const auto money = fields.object("shop_money");
  if (!money) return std::nullopt;
  const Path money_path = fields.path_of("shop_money");
  FieldsOf<kMoneyRules> amount(*money, money_path, reading);
  const std::string_view code = amount.raw_text("currency_code");
  if (amount.has("currency_code") && code != currency.code()) {
    amount.problem("currency_code", "currency_mismatch",
                   unknown_word(std::string(currency.code()), code));
    return std::nullopt;
  }
  return amount.amount("amount", currency);
}

// A fulfilment without a tracking number is no parcel that could be followed: its order's own status
// tells of it. With several numbers nobody says which line lies in which parcel: each is given all.
void decode_fulfilment(dom::object object, const Path& path, Reading& reading, const Within& within,
                       Facts& facts) {
  FieldsOf<kFulfilmentRules> fields(object, path, reading);
  ShipmentFact shipment;
  set_order_no(shipment, order_of(fields, within));
  shipment.carrier = fields.text("tracking_company");
  const Instant created_at = required_time(fields, "created_at");
  shipment.occurred_at = fields.time("updated_at").value_or(created_at);
  shipment.lines = read_fulfilled_lines(fields);
  const auto word = read_parcel_word(fields);
  for (std::string& number : read_tracking_numbers(fields)) {
    if (!word) continue;
    shipment.tracking_no = std::move(number);
    shipment.status = word->status;
    shipment.word = word->word;
    if (word->exception) shipment.text = fields.text("shipment_status");
    facts.emplace_back(shipment);
  }
}

void decode_refund(dom::object object, const Path& path, Reading& reading, const Within& within,
                   Facts& facts) {
  FieldsOf<kRefundRules> fields(object, path, reading);
  const bool alone = within.order_id.empty();
  RefundFact refund;
  set_order_no(refund, order_of(fields, within));
  refund.refund_no = fields.label("id");
  const Instant created_at = required_time(fields, "created_at");
  refund.observed_at = fields.time("processed_at").value_or(created_at);
  refund.reason = fields.text("note");
  const Moved money =
      read_transactions(fields, alone ? read_own_currency(fields) : within.currency);
  refund.amount = money.done;
  refund.status = status_of(money);
  refund.word = channel_word(facts::WordKind::kRefund, refund_word(refund.status));
  refund.kind = read_refund_lines(fields, refund.lines) ? "return_and_refund" : "refund_only";
  const bool only_a_test = money.test && !money.real;
  if (!only_a_test) facts.emplace_back(std::move(refund));
}

}  // namespace ordo::channels::shopify
