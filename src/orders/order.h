// The order: one to one with what a channel sold. Parcels stand below it, many to many over lines;
// payments and after-sale cases beside it. A plain value: rules change it (rules.h), deltas record the
// change (delta.h), stores keep it (order_store.cc). It holds no personal data in clear: `personal`
// names a sealed row.
//
// Invariants, checked before every write (check): axes and headline agree; counters never exceed what
// was ordered; a refund never exceeds what was paid unless the channel itself reported both.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "facts/facts.h"
#include "orders/axes.h"

namespace ordo::orders {

enum class Verdict : uint8_t {
  kMoved,      // moved its axis when it occurred
  kRepeat,     // said what was so already
  kLate,       // fills history in; the axis had already passed it
  kRefused,    // contradicts the whitelist; recorded and alerted
  kDuplicate,  // the same scan again within ten minutes
};
[[nodiscard]] std::string_view name(Verdict v);

// What some system or person said about one axis at one moment.
struct Observation {
  int64_t no = 0;  // within the order, in order of arrival
  Axis axis = Axis::kPayment;
  std::string subject;  // tracking number or refund number on those axes
  int to = 0;
  int from = -1;  // the state before it, by the fold; -1 where it did not move
  Instant occurred_at;
  Instant recorded_at;
  bool implied = false;  // follows from a headline status, was not said itself
  bool by_hand = false;
  bool reset = false;    // sets the state whatever it was
  bool settled = false;  // a person has looked at its refusal
  Verdict verdict = Verdict::kMoved;
  std::string via;             // inferred states between from and to, comma-separated
  std::string source;          // "standard:shop-a", "console"
  std::string actor;           // "platform", "key:7"
  std::string transaction_id;  // UUID
  MessageSeq message;
  std::string reason;  // a person's reason, or why it was refused
  std::string detail;  // what a scan said: location and text; the status that a person asked for
  bool operator==(const Observation&) const = default;
};

struct Line {
  std::string line_no, sku, channel_sku, title;
  int64_t quantity = 0, unit_price = 0, discount = 0;
  int64_t allocated = 0, packed = 0, shipped = 0, delivered = 0, returned = 0, refunded = 0;
  bool operator==(const Line&) const = default;
};

struct Parcel {
  std::string tracking_no, carrier;
  facts::ParcelStatus status = facts::ParcelStatus::kLabelPrinted;
  Instant last_scan_at;
  std::vector<std::pair<std::string, int64_t>> lines;  // empty: the whole order
  bool operator==(const Parcel&) const = default;
};

struct PaymentPart {
  std::string payment_no, method;
  int64_t amount = 0;
  Instant paid_at;
  bool operator==(const PaymentPart&) const = default;
};

struct RefundCase {
  std::string refund_no, kind, reason;
  facts::RefundStatus status = facts::RefundStatus::kRequested;
  int64_t amount = 0;
  std::vector<std::pair<std::string, int64_t>> lines;
  bool operator==(const RefundCase&) const = default;
};

// What one connected system last said of the order.
struct Mirror {
  std::string system;      // "standard:shop-a"
  std::string status_raw;  // its own word
  std::string status;      // ours for it
  Instant said_at;
  MessageSeq message;
  bool operator==(const Mirror&) const = default;
};

inline constexpr Instant kNoContent{-1};

struct Order {
  OrderId id;
  ShopId shop;
  std::string channel;
  std::string order_no;          // ours
  std::string channel_order_no;  // raw, for calls back
  std::string order_no_clean;    // identity with shop
  Axes axes;
  facts::Status status = facts::Status::kPendingPayment;
  bool balance_open = false;

  // Five clocks, never mixed.
  Instant occurred_at;          // the order was placed
  Instant updated_at_platform;  // the newest view of it
  Instant received_at;          // first message of it arrived
  Instant committed_at;         // last change was recorded
  int32_t business_day = 0;     // yyyymmdd of occurred_at in the shop's zone

  std::string currency;
  facts::Amounts amounts;  // as the channel declared them
  int64_t paid = 0;        // sum of payment parts, or what was declared where none came
  int64_t refunded = 0;    // sum of finished cases
  std::optional<facts::Presale> presale;
  int64_t person = 0;           // PersonId of the buyer
  int64_t personal = 0;         // row of the sealed buyer and receiver
  std::string personal_digest;  // of the sealed bytes, hex: binds them into the chain
  int64_t personal_mark = 0;    // keyed hash of what is sealed: tells whether it changed
  std::string note;
  std::string custom;  // JSON object text
  std::vector<std::string> tags, holds;
  std::vector<std::string> by_hand;  // fields that a person has set: no channel overwrites them
  // Of the content taken over, of which a view need not tell. Its moment: 0 where it is that of the newest
  // view, kNoContent where none told of any.
  Instant content_at;
  facts::Status content_status = facts::Status::kPendingPayment;
  int64_t content_key = 0;  // keyed hash of the message that it came with
  int64_t version = 0;

  std::vector<Line> lines;
  std::vector<Observation> observations;
  std::vector<Parcel> parcels;
  std::vector<PaymentPart> payments;
  std::vector<RefundCase> refunds;
  std::vector<Mirror> mirrors;
  bool operator==(const Order&) const = default;

  [[nodiscard]] Parcel* parcel(std::string_view tracking_no);
  [[nodiscard]] RefundCase* refund(std::string_view refund_no);
};

// What the headline must know of it besides its axes. Goods are back when each piece of each line is;
// where no line is known, when every parcel is on its way back.
[[nodiscard]] Circumstances circumstances(const Order& order);
// When the balance of a presale is due; none for other orders.
[[nodiscard]] inline std::optional<Instant> balance_due(const Order& order) {
  return order.presale ? order.presale->balance_due_at : std::nullopt;
}

// Throws InvariantBreach when the order contradicts itself.
void check(const Order& order);

}  // namespace ordo::orders
