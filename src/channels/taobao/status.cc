#include "channels/taobao/status.h"

#include <algorithm>
#include <iterator>

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

template <class Value, size_t kCount>
std::optional<Value> look_up(const Word<Value> (&words)[kCount], std::string_view word) {
  const auto at = std::ranges::find(words, word, &Word<Value>::word);
  if (at == std::end(words)) return std::nullopt;
  return at->value;
}

}  // namespace

std::optional<Step> step_of(std::string_view word) { return look_up(kSteps, word); }

// A deposit that is paid is not a trade that is paid. One that is forfeited ends the trade, and the
// money is not given back: closed would claim that.
std::optional<Status> trade_status(std::string_view word, Step step) {
  const auto status = look_up(kTrades, word);
  if (status == Status::kPendingPayment && step == Step::kDepositPaid) return Status::kDepositPaid;
  if (status == Status::kClosed && step == Step::kForfeited) return Status::kCancelled;
  return status;
}

std::optional<RefundWord> refund_status(std::string_view word) { return look_up(kRefunds, word); }

}  // namespace ordo::channels::taobao
