#include "sim/world_order.h"

#include <algorithm>
#include <array>

namespace ordo::sim::world {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 8> kFulfilment = {
    "none",       "awaiting_allocation", "label_printed", "picked_up", "partially_shipped",
    "in_transit", "delivered",           "completed"};
constexpr std::array<std::string_view, 4> kPayment = {"unpaid", "deposit_paid", "partially_paid",
                                                      "paid"};
// A parcel either arrives, or nobody takes it and it goes back.
constexpr std::array<std::string_view, 6> kScans = {"label_printed", "picked_up", "in_transit",
                                                    "delivered",     "refused",   "returning"};
constexpr size_t kArrived = 4;  // scans of a parcel that arrives

int rank(const auto& words, std::string_view word) {
  const auto at = std::ranges::find(words, word);
  return at == words.end() ? -1 : static_cast<int>(at - words.begin());
}

// Moments of one order are never equal, so that "newest" has one meaning.
Instant later(Dice& dice, Instant& at, int64_t most_ms) {
  at = at.plus_ms(1 + dice.between(0, most_ms));
  return at;
}

json::array quantities(const std::vector<std::pair<std::string, int64_t>>& lines) {
  json::array list;
  for (const auto& [line, quantity] : lines) {
    list.push_back(json::object{{"line_no", line}, {"quantity", quantity}});
  }
  return list;
}

}  // namespace

std::string headline_of(const std::string& payment, const std::string& fulfilment,
                        const std::string& after_sale, bool balance_open, bool all_returned) {
  const bool held = payment != "unpaid" && payment != "refunded";
  const bool open_case = after_sale == "requested" || after_sale == "in_progress";
  if (payment == "refunded") {
    return fulfilment == "cancelled" || all_returned ? "closed" : "refunded";
  }
  if (fulfilment == "cancelled") return held ? "refunding" : "cancelled";
  if (held && open_case) return "refunding";
  if (fulfilment != "none") return fulfilment;
  if (payment == "paid" || payment == "partially_refunded") return "paid";
  if (payment == "deposit_paid") return balance_open ? "balance_due" : "deposit_paid";
  return "pending_payment";
}

TradeOrder::TradeOrder(std::string number, Buyer buyer, Instant created, Dice& dice)
    : number_(std::move(number)), buyer_(std::move(buyer)), created_(created) {
  const int64_t lines = dice.between(1, 3);
  for (int64_t i = 1; i <= lines; ++i) {
    const std::string sku = "SKU-" + std::to_string(dice.below(40));
    lines_.push_back(
        {std::to_string(i), sku, "thing " + sku, dice.between(1, 3), dice.between(100, 90'000)});
  }
  freight_ = dice.chance(0.5) ? dice.between(0, 1500) : 0;
  plan_life(dice);
}

int64_t TradeOrder::total() const {
  int64_t sum = freight_;
  for (const TradeLine& line : lines_) sum += line.quantity * line.unit_price;
  return sum;
}

Happening TradeOrder::snapshot(Instant at, const std::string& status) const {
  json::array lines;
  for (const TradeLine& l : lines_) {
    lines.push_back(json::object{{"line_no", l.line_no},
                                 {"sku", l.sku},
                                 {"title", l.title},
                                 {"quantity", l.quantity},
                                 {"unit_price", l.unit_price}});
  }
  json::object data{
      {"status", status},
      {"created_at", format_rfc3339(created_)},
      {"buyer", {{"id", buyer_.id}, {"name", buyer_.name}}},
      {"receiver", {{"name", buyer_.name}, {"phone", buyer_.phone}, {"city", buyer_.city}}},
      {"lines", std::move(lines)},
      {"amounts",
       {{"goods", total() - freight_},
        {"freight", freight_},
        {"paid", declared_paid_},
        {"total", total()}}},
      {"currency", "CNY"}};
  if (balance_due_) {
    data["presale"] = {{"deposit", deposit_},
                       {"balance", total() - deposit_},
                       {"balance_due_at", format_rfc3339(*balance_due_)}};
  }
  return {at, "order.upserted", std::move(data)};
}

void TradeOrder::say(Instant at, const std::string& status, bool truth) {
  Happening happening = snapshot(at, status);
  happening.truth = truth;
  script_.push_back(std::move(happening));
}

void TradeOrder::scan(Instant at, const std::string& tracking, const std::string& status,
                      const std::vector<std::pair<std::string, int64_t>>& lines, bool numbered,
                      bool truth) {
  json::object data{{"tracking_no", tracking},
                    {"carrier", "SF"},
                    {"status", status},
                    {"occurred_at", format_rfc3339(at)},
                    {"location", "depot " + std::to_string(at.ms % 7)}};
  if (!lines.empty()) data["lines"] = quantities(lines);
  script_.push_back({at, "shipment.updated", std::move(data), numbered, truth});
}

void TradeOrder::refund(Instant at, const std::string& no, const std::string& status,
                        int64_t amount, bool truth) {
  script_.push_back(
      {at,
       "refund.updated",
       {{"refund_no", no}, {"kind", "refund_only"}, {"status", status}, {"amount", amount}},
       true,
       truth});
}

void TradeOrder::plan_presale(Dice& dice, Instant& at) {
  deposit_ = std::max<int64_t>(1, total() / 10);
  balance_due_ = at.plus_ms(dice.between(kHourMs, 30 * kHourMs));
  say(at, "pending_payment");
  declared_paid_ = deposit_;
  say(later(dice, at, kHourMs), "deposit_paid");
  if (dice.chance(0.2)) return;
  at = std::max(at, *balance_due_);
  say(later(dice, at, kHourMs), "balance_due");
  if (dice.chance(0.3)) return;
  declared_paid_ = total();
  say(later(dice, at, 3 * kHourMs), "paid");
}

void TradeOrder::plan_payment(Dice& dice, Instant& at) {
  const int64_t parts = dice.chance(0.3) ? 2 : 1;
  int64_t left = total();
  for (int64_t i = 1; i <= parts; ++i) {
    const int64_t amount = i == parts ? left : dice.between(1, std::max<int64_t>(1, left - 1));
    left -= amount;
    const Instant paid = later(dice, at, kHourMs);
    script_.push_back({paid,
                       "order.paid",
                       {{"paid_at", format_rfc3339(paid)},
                        {"amount", amount},
                        {"method", "wallet"},
                        {"payment_no", "P" + number_ + "-" + std::to_string(i)}}});
  }
  declared_paid_ = total();
  if (dice.chance(0.6)) say(later(dice, at, kHourMs), "paid");
  if (dice.chance(0.4)) say(later(dice, at, 2 * kHourMs), "awaiting_allocation");
}

void TradeOrder::plan_parcels(Dice& dice, Instant& at) {
  const bool split = lines_.size() > 1 && dice.chance(0.4);
  const size_t parcels = split ? 2 : 1;
  std::vector<Instant> clocks(parcels, at);
  for (size_t p = 0; p < parcels; ++p) {
    const std::string tracking = "T" + number_ + std::to_string(p);
    std::vector<std::pair<std::string, int64_t>> inside;
    for (size_t l = 0; split && l < lines_.size(); ++l) {
      if ((l == 0) == (p == 0)) inside.emplace_back(lines_[l].line_no, lines_[l].quantity);
    }
    const size_t reaches = dice.chance(0.7) ? kArrived : 1 + dice.below(kArrived);
    for (size_t s = 0; s < reaches; ++s) {
      const bool numbered = s == 0 || dice.chance(0.5);
      scan(later(dice, clocks[p], 8 * kHourMs), tracking, std::string(kScans[s]), inside, numbered,
           true);
    }
    if (reaches == kArrived && dice.chance(0.1)) {
      scan(later(dice, clocks[p], kHourMs), tracking, "picked_up", inside, true, false);
    }
    at = std::max(at, clocks[p]);
  }
}

void TradeOrder::plan_refund(Dice& dice, Instant& at, bool whole) {
  const std::string no = "R" + number_;
  const int64_t amount = whole ? total() : dice.between(1, std::max<int64_t>(1, total() - 1));
  refund(later(dice, at, kHourMs), no, "requested", amount, true);
  if (dice.chance(0.2)) {
    refund(later(dice, at, kHourMs), no, "rejected", amount, true);
    if (dice.chance(0.5)) return;
    refund(later(dice, at, kHourMs), no, "requested", amount, true);
  }
  if (dice.chance(0.7)) refund(later(dice, at, kHourMs), no, "in_progress", amount, true);
  if (dice.chance(0.2)) return;
  refund(later(dice, at, 20 * kHourMs), no, "done", amount, true);
  if (dice.chance(0.2)) refund(later(dice, at, kHourMs), no, "requested", amount, false);
}

void TradeOrder::plan_return(Dice& dice, Instant& at) {
  for (const std::string_view status : kScans) {
    if (status == "delivered" || (status == "refused" && dice.chance(0.5))) continue;
    const bool numbered = status == kScans.front() || dice.chance(0.5);
    scan(later(dice, at, 8 * kHourMs), "T" + number_ + "0", std::string(status), {}, numbered,
         true);
  }
  plan_refund(dice, at, true);
}

void TradeOrder::plan_life(Dice& dice) {
  Instant at = created_;
  if (dice.chance(0.15)) {
    plan_presale(dice, at);
  } else {
    say(at, "pending_payment");
    if (dice.chance(0.15)) {  // the buyer changes his mind about the goods before he pays
      lines_.front().quantity += 1;
      lines_.front().sku = "SKU-" + std::to_string(100 + dice.below(40));
      say(later(dice, at, kHourMs), "pending_payment");
    }
    if (dice.chance(0.1)) {
      const Instant cancelled = later(dice, at, 20 * kHourMs);
      script_.push_back({cancelled, "order.cancelled", {{"reason", "not wanted"}}});
      return;
    }
    if (dice.chance(0.1)) return;
    plan_payment(dice, at);
    if (dice.chance(0.1)) {
      const Instant cancelled = later(dice, at, 20 * kHourMs);
      script_.push_back({cancelled, "order.cancelled", {{"reason", "out of stock"}}});
      plan_refund(dice, at, true);
    } else if (dice.chance(0.15)) {
      plan_return(dice, at);
    } else {
      plan_parcels(dice, at);
      if (dice.chance(0.3)) plan_refund(dice, at, dice.chance(0.3));
      plan_lies(dice, at);
    }
  }
  std::ranges::sort(script_, {},
                    [](const Happening& h) { return std::pair(h.at, std::string_view(h.type)); });
}

void TradeOrder::plan_lies(Dice& dice, Instant at) {
  if (dice.chance(0.5)) {
    say(later(dice, at, 10 * kHourMs), "completed");
    if (dice.chance(0.2)) say(later(dice, at, kHourMs), "cancelled", false);
  }
  if (dice.chance(0.2)) say(later(dice, at, kHourMs), "pending_payment", false);
}

std::vector<Happening> TradeOrder::until(Instant now) {
  std::vector<Happening> due;
  while (next_ < script_.size() && script_[next_].at <= now) {
    count(script_[next_]);
    due.push_back(script_[next_++]);
  }
  return due;
}

void TradeOrder::count_word(const std::string& status) {
  told_ = true;
  if (status == "deposit_paid" || status == "balance_due")
    said_payment_ = std::max(said_payment_, 1);
  if (status == "balance_due") balance_said_ = true;
  if (status == "paid" || status == "awaiting_allocation") said_payment_ = 3;
  if (status == "cancelled") cancelled_ = true;
  said_fulfilment_ = std::max(said_fulfilment_, rank(kFulfilment, status));
}

void TradeOrder::count(const Happening& h) {
  if (h.type == "order.upserted") {
    told_ = true;
    told_paid_ = h.data.at("amounts").at("paid").as_int64();
    told_total_ = h.data.at("amounts").at("total").as_int64();
  }
  if (!h.truth) return;
  const auto word = [&] { return std::string(h.data.at("status").as_string()); };
  if (h.type == "order.upserted") count_word(word());
  if (h.type == "order.cancelled") cancelled_ = true;
  if (h.type == "order.paid") {
    payments_[std::string(h.data.at("payment_no").as_string())] = h.data.at("amount").as_int64();
  }
  if (h.type == "shipment.updated") {
    ParcelTold& parcel = parcels_[std::string(h.data.at("tracking_no").as_string())];
    if (rank(kScans, word()) > parcel.rank) {
      parcel.status = word();
      parcel.rank = rank(kScans, word());
    }
    if (const auto* lines = h.data.if_contains("lines")) {
      for (const json::value& line : lines->as_array()) {
        parcel.lines[std::string(line.at("line_no").as_string())] = line.at("quantity").as_int64();
      }
    }
  }
  if (h.type == "refund.updated") {
    refunds_[std::string(h.data.at("refund_no").as_string())] = {word(),
                                                                 h.data.at("amount").as_int64()};
  }
}

std::string TradeOrder::seen_parcels() const {
  if (parcels_.empty()) return "none";
  int lowest = 3, highest = 0;
  std::map<std::string, int64_t> shipped;
  bool whole = false;
  for (const auto& [tracking, parcel] : parcels_) {
    // What goes back is still on its way.
    const int seen = parcel.rank < static_cast<int>(kArrived) ? parcel.rank : 2;
    lowest = std::min(lowest, seen);
    highest = std::max(highest, seen);
    whole |= parcel.lines.empty();
    for (const auto& [line, quantity] : parcel.lines) shipped[line] += quantity;
  }
  const bool everything = whole || std::ranges::all_of(lines_, [&](const TradeLine& l) {
                            return shipped[l.line_no] >= l.quantity;
                          });
  if (highest == 0) return "label_printed";
  if (lowest == 0) return "partially_shipped";
  if (highest == 1) return "picked_up";
  if (!everything) return "partially_shipped";
  return lowest == 3 ? "delivered" : "in_transit";
}

bool TradeOrder::all_returned() const {
  return !parcels_.empty() && std::ranges::all_of(parcels_, [](const auto& told) {
    return told.second.status == kScans.back() && told.second.lines.empty();
  });
}

std::string TradeOrder::payment_of(int64_t paid, int64_t refunded) const {
  int state = said_payment_;
  if (!payments_.empty()) state = std::max(state, paid >= told_total_ ? 3 : 2);
  if (state > 0 && refunded > 0) return refunded >= paid ? "refunded" : "partially_refunded";
  return std::string(kPayment[static_cast<size_t>(state)]);
}

std::string TradeOrder::cases() const {
  std::string state = "none";
  for (const auto& [no, refund] : refunds_) state = refund.status;  // an order has one case here
  return state;
}

Expected TradeOrder::expected(Instant now) const {
  Expected e;
  e.total = told_total_;
  for (const auto& [no, amount] : payments_) e.paid += amount;
  if (payments_.empty()) e.paid = told_paid_;
  for (const auto& [no, refund] : refunds_) {
    if (refund.status == "done") e.refunded += refund.amount;
  }
  e.payment = payment_of(e.paid, e.refunded);
  const std::string seen = seen_parcels();
  const bool parcels_lead = rank(kFulfilment, seen) >= said_fulfilment_;
  e.fulfilment = cancelled_     ? "cancelled"
                 : parcels_lead ? seen
                                : std::string(kFulfilment[static_cast<size_t>(said_fulfilment_)]);
  e.after_sale = cases();
  const bool balance_open = balance_said_ || (balance_due_ && *balance_due_ <= now);
  e.headline = headline_of(e.payment, e.fulfilment, e.after_sale, balance_open, all_returned());
  return e;
}

}  // namespace ordo::sim::world
