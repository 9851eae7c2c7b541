#include "flows/receipts.h"

#include <array>

#include "base/json_read.h"
#include "flows/commands.h"
#include "flows/raise.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> kStates = {"accepted", "delivered", "failed"};

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

NoticeReceipt read_receipt(const json::object& body) {
  NoticeReceipt receipt;
  receipt.call = OutboxId(body.at("call").as_int64());
  receipt.receiver = body.at("receiver").as_string();
  receipt.reference = body.at("reference").as_string();
  receipt.test = body.at("test").as_bool();
  receipt.state = static_cast<ReceiptState>(body.at("state").as_int64());
  receipt.detail = body.at("detail").as_string();
  receipt.sent = Instant{body.at("sent").as_int64()};
  receipt.tries = body.at("tries").as_int64();
  receipt.next_at = Instant{body.at("next_at").as_int64()};
  return receipt;
}

}  // namespace

std::string_view name(ReceiptState state) { return kStates.at(static_cast<size_t>(state)); }

NoticeReceipt after_asking(NoticeReceipt receipt, const Reported& reported, Instant now) {
  ++receipt.tries;
  const size_t known = reported.delivered + reported.failed.size();
  const bool all = known > 0 && known >= reported.awaited;
  const bool last = receipt.tries >= kReceiptTriesMax;
  receipt.next_at = all || last ? Instant{} : now.plus_ms(kReceiptFirstWaitMs << receipt.tries);
  if (!all && !last) return receipt;
  if (!reported.failed.empty()) {
    receipt.state = ReceiptState::kFailed;
    receipt.detail = joined(reported.failed);
  } else if (all) {
    receipt.state = ReceiptState::kDelivered;
  } else {
    receipt.detail = "the operator has not reported";
  }
  return receipt;
}

std::string receipt_body(const NoticeReceipt& receipt) {
  return json::serialize(json::object{{"call", receipt.call.value},
                                      {"receiver", receipt.receiver},
                                      {"reference", receipt.reference},
                                      {"test", receipt.test},
                                      {"state", static_cast<int64_t>(receipt.state)},
                                      {"detail", receipt.detail},
                                      {"sent", receipt.sent.ms},
                                      {"tries", receipt.tries},
                                      {"next_at", receipt.next_at.ms}});
}

// Only the dispatcher makes such commands: a member that is not there is a mistake of ours, and throws.
core::Outcome apply_receipt(World& world, Context& context, const json::object& body) {
  NoticeReceipt receipt = read_receipt(body);
  if (receipt.state == ReceiptState::kFailed && !receipt.test) {
    raise(context, AlertKind::kNotifyGaveUp,
          {{"receiver", receipt.receiver}, {"error", receipt.detail}},
          {{}, "notify_gave_up/" + receipt.receiver, {}});
  }
  world.also([receipt = std::move(receipt)](store::UnitOfWork& uow, Instant at) {
    save_receipt(uow, receipt, at);
  });
  return answered(200, {});
}

}  // namespace ordo::flows
