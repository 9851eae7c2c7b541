// What became of a text message after its gateway had taken it: asked for a few times over some minutes,
// and kept beside the notice's call. Pure but for its store (receipt_store.cc).
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"
#include "store/database.h"

namespace ordo::flows {

enum class ReceiptState : uint8_t { kAccepted = 0, kDelivered = 1, kFailed = 2 };
[[nodiscard]] std::string_view name(ReceiptState state);

struct NoticeReceipt {
  OutboxId call;  // of the notice
  std::string receiver, reference;
  bool test = false;  // of a test: nobody's alert
  ReceiptState state = ReceiptState::kAccepted;
  std::string detail;  // who did not get it, with the operator's code; or that no report came
  Instant sent;        // when the gateway took it
  int64_t tries = 0;
  Instant next_at;  // when to ask again; 0: never
  bool operator==(const NoticeReceipt&) const = default;
};

// After 15, 30, 60, 120, 240 and 480 s: a quarter of an hour in all.
inline constexpr int64_t kReceiptFirstWaitMs = 15 * kSecondMs, kReceiptTriesMax = 6;

// What one round of questions has found.
struct Reported {
  size_t awaited = 0, delivered = 0;
  std::vector<std::string> failed;
};
// The receipt as it stands after that round. One that some did not get has failed, as soon as all are
// known or nobody asks any more.
[[nodiscard]] NoticeReceipt after_asking(NoticeReceipt receipt, const Reported& reported,
                                         Instant now);

// "notify.receipt": the whole receipt, by the dispatcher only. One that failed is the alert notify_gave_up.
inline constexpr const char* kReceiptRoute = "notify.receipt";
[[nodiscard]] std::string receipt_body(const NoticeReceipt& receipt);
[[nodiscard]] core::Outcome apply_receipt(World& world, Context& context,
                                          const boost::json::object& body);

// Those that are to be asked about now, the longest due first.
[[nodiscard]] std::vector<NoticeReceipt> load_due_receipts(const store::Reader& reader, Instant now,
                                                           size_t limit);
[[nodiscard]] std::optional<NoticeReceipt> load_receipt(const store::Reader& reader, OutboxId call);
// One that has come to its end stays as it is. Those that are older than settled calls are kept leave.
void save_receipt(store::UnitOfWork& uow, const NoticeReceipt& receipt, Instant at);

}  // namespace ordo::flows
