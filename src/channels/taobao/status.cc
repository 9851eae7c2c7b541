#include "channels/taobao/status.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

namespace ordo::channels::taobao {
namespace {

using facts::RefundStatus;
using facts::Status;

template <class Value>
struct Word {
  std::string_view word;
  Value value;
};

constexpr Word<Step> kSteps[] = {
    {"", Step::kNone},
    {"FRONT_NOPAID_FINAL_NOPAID", Step::kUnpaid},
    {"FRONT_PAID_FINAL_NOPAID", Step::kDepositPaid},
    {"FRONT_PAID_FINAL_PAID", Step::kPaid},
    {"FRONT_PAID_FRONT_FORFEITED", Step::kForfeited},
};

// Paid and forbidden to be sent (a group that is not full) is paid; the free fields say the rest.
constexpr Word<Status> kTrades[] = {
    {"TRADE_NO_CREATE_PAY", Status::kPendingPayment},
    {"WAIT_BUYER_PAY", Status::kPendingPayment},
    {"PAY_PENDING", Status::kPendingPayment},
    {"WAIT_PRE_AUTH_CONFIRM", Status::kPendingPayment},
    {"WAIT_SELLER_SEND_GOODS", Status::kPaid},
    {"PAID_FORBID_CONSIGN", Status::kPaid},
    {"SELLER_CONSIGNED_PART", Status::kPartiallyShipped},
    {"WAIT_BUYER_CONFIRM_GOODS", Status::kPickedUp},
    {"TRADE_BUYER_SIGNED", Status::kDelivered},
    {"TRADE_FINISHED", Status::kCompleted},
    {"TRADE_CLOSED", Status::kClosed},
    {"TRADE_CLOSED_BY_TAOBAO", Status::kCancelled},
};

// A refusal is not the end: the buyer may change what is asked or call the platform in. Only the
// platform closes a case.
constexpr Word<RefundWord> kRefunds[] = {
    {"", {false, RefundStatus::kRequested}},
    {"NO_REFUND", {false, RefundStatus::kRequested}},
    {"WAIT_SELLER_AGREE", {true, RefundStatus::kRequested}},
    {"WAIT_BUYER_RETURN_GOODS", {true, RefundStatus::kInProgress}},
    {"WAIT_SELLER_CONFIRM_GOODS", {true, RefundStatus::kInProgress}},
    {"SELLER_REFUSE_BUYER", {true, RefundStatus::kInProgress}},
    {"SUCCESS", {true, RefundStatus::kDone}},
    {"CLOSED", {true, RefundStatus::kRejected}},
};

struct Refinement {
  Status of;
  bool (*holds)(const TradeDetail&);
  std::string_view detail;
  Status means;
};

constexpr Refinement kRefinements[] = {
    // A deposit that is paid is not a trade that is paid.
    {Status::kPendingPayment, [](const TradeDetail& d) { return d.step == Step::kDepositPaid; },
     "+FRONT_PAID_FINAL_NOPAID", Status::kDepositPaid},
    // One that is forfeited ends the trade, and the money is not given back: closed would claim that.
    {Status::kClosed, [](const TradeDetail& d) { return d.step == Step::kForfeited; },
     "+FRONT_PAID_FRONT_FORFEITED", Status::kCancelled},
    // Goods of several waybills have been sent in part before, which the trade may not fall behind.
    {Status::kPickedUp, [](const TradeDetail& d) { return d.several_parcels; }, "+several_parcels",
     Status::kInTransit},
    // Cash on delivery waits for the courier, not for a payment.
    {Status::kPaid, [](const TradeDetail& d) { return d.awaits_cash; }, "+cod",
     Status::kPendingPayment},
};

std::vector<StatusWord> make_words() {
  std::vector<StatusWord> words;
  for (const auto& [word, status] : kTrades) {
    words.push_back({facts::word_key(facts::WordKind::kOrder, word), status});
    for (const Refinement& r : kRefinements) {
      if (r.of != status) continue;
      const std::string key = std::string(word).append(r.detail);
      words.push_back({facts::word_key(facts::WordKind::kOrder, key), r.means});
    }
  }
  for (const auto& [word, refund] : kRefunds) {
    if (!refund.is_refund) continue;
    words.push_back({facts::word_key(facts::WordKind::kRefund, word), refund.status});
  }
  return words;
}

template <class Value, size_t kCount>
std::optional<Value> look_up(const Word<Value> (&words)[kCount], std::string_view word) {
  const auto at = std::ranges::find(words, word, &Word<Value>::word);
  if (at == std::end(words)) return std::nullopt;
  return at->value;
}

}  // namespace

std::optional<Step> step_of(std::string_view word) { return look_up(kSteps, word); }

std::optional<TradeWord> trade_word(std::string_view word, const TradeDetail& detail) {
  const auto status = look_up(kTrades, word);
  if (!status) return std::nullopt;
  for (const Refinement& r : kRefinements) {
    if (r.of == *status && r.holds(detail)) return TradeWord{r.means, r.detail};
  }
  return TradeWord{*status, ""};
}

std::optional<RefundWord> refund_status(std::string_view word) { return look_up(kRefunds, word); }

std::span<const StatusWord> status_words() {
  static const std::vector<StatusWord> words = make_words();
  return words;
}

}  // namespace ordo::channels::taobao
