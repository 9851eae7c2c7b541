// What the world can tell us about trade, in words that no platform owns. An adapter turns a raw
// message into facts; flows turn facts into changes. Facts are plain values, already cleaned and
// bounded: text by base/text.h, phones as E.164, amounts as minor units of `currency`, times as
// moments. They carry personal data in clear: never log one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/money.h"
#include "base/time.h"

namespace ordo::facts {

// The headline statuses of an order, as every channel's own words are mapped to.
enum class Status : uint8_t {
  kPendingPayment,
  kDepositPaid,
  kBalanceDue,
  kPaid,
  kAwaitingAllocation,
  kLabelPrinted,
  kPickedUp,
  kInTransit,
  kPartiallyShipped,
  kDelivered,
  kCompleted,
  kRefunding,
  kRefunded,
  kCancelled,
  kClosed,
};
inline constexpr int kStatusCount = 15;
[[nodiscard]] std::string_view name(Status s);  // "pending_payment" …
[[nodiscard]] std::optional<Status> parse_status(std::string_view name);

struct Party {     // buyer or receiver; all personal
  std::string id;  // the channel's own id of the buyer; empty for a receiver
  std::string name;
  std::string phone;    // E.164; what cannot be one: cleaned text as given; or empty
  std::string country;  // ISO 3166 alpha-2, e.g. "CN"
  std::string province, city, district, street, postcode;
  bool operator==(const Party&) const = default;
};

struct Line {
  std::string line_no;
  std::string sku;  // ours where the channel knows it; may be empty (unmatched goods)
  std::string channel_sku;
  std::string title;
  int64_t quantity = 0;    // 1..1,000,000
  int64_t unit_price = 0;  // minor units, >= 0
  int64_t discount = 0;    // for the whole line, minor units, >= 0
  bool operator==(const Line&) const = default;
};

struct MarketingShare {  // one coupon or subsidy (G1, G16)
  std::string kind;
  int64_t amount = 0;
  bool tax_included = false;
  std::string borne_by;  // "seller", "platform", "shop_brand" …
  bool operator==(const MarketingShare&) const = default;
};

struct Amounts {  // minor units of the order's currency
  int64_t goods = 0, freight = 0, commission = 0, tax = 0, paid = 0, total = 0;
  std::vector<MarketingShare> marketing;
  bool operator==(const Amounts&) const = default;
};

struct Presale {
  int64_t deposit = 0, balance = 0;
  std::optional<Instant> balance_due_at;
  bool operator==(const Presale&) const = default;
};

// What the channel itself calls a status. Its adapter says what it takes the word to mean; a status map
// may say otherwise, and must where the adapter does not know the word (facts/words.h).
struct ChannelWord {
  std::string key;    // "order/WAIT_BUYER_PAY"; empty: the channel has no word for it
  bool known = true;  // false: the fact's status says nothing before a map gives the word a meaning
  std::string pointer;  // of the field that says it, where it is not known
  bool operator==(const ChannelWord&) const = default;
};

// Which parts a view of an order speaks of. What it leaves out is as it was; a part that it tells of and
// that is empty is none. Channels that always send the whole order tell of everything.
struct Told {
  bool lines = true;
  bool amounts = true;   // false: `amounts` is what the lines come to
  bool currency = true;  // false: `currency` is the shop's
  bool presale = true;
  bool operator==(const Told&) const = default;
};

// The order as a channel shows it at `observed_at`.
struct OrderFact {
  std::string order_no_raw, order_no_clean;
  Status status = Status::kPendingPayment;
  std::string status_raw;  // the channel's own word, kept in the mirror
  Instant observed_at;     // when the channel says the order took this shape
  Instant created_at;
  // East of UTC, where the channel writes its times with the offset of the shop's own zone.
  std::optional<int32_t> created_offset_s;
  std::optional<Instant> paid_at;
  Party buyer, receiver;
  std::vector<Line> lines;  // may be empty: held as unmatched goods
  Amounts amounts;
  Currency currency;
  std::optional<Presale> presale;
  Told told;
  std::string note;
  std::vector<std::pair<std::string, std::string>> custom;  // field → JSON text of its value
  ChannelWord word;
};

struct PaymentFact {
  std::string order_no_raw, order_no_clean;
  Instant paid_at;
  int64_t amount = 0;  // minor units of the order's currency, >= 0
  std::string method, payment_no;
};

struct CancelFact {
  std::string order_no_raw, order_no_clean;
  Instant observed_at;
  std::string reason;
};

enum class ParcelStatus : uint8_t {
  kLabelPrinted,
  kPickedUp,
  kInTransit,
  kDelivered,
  kRefused,
  kReturning,
  kLost,
};
inline constexpr int kParcelStatusCount = 7;
[[nodiscard]] std::string_view name(ParcelStatus s);
[[nodiscard]] std::optional<ParcelStatus> parse_parcel_status(std::string_view name);

struct ShipmentFact {
  std::string order_no_raw, order_no_clean;  // empty: found by its tracking number
  std::string tracking_no;                   // cleaned
  std::string carrier;
  ParcelStatus status = ParcelStatus::kInTransit;
  Instant occurred_at;
  std::string location, text;
  std::vector<std::pair<std::string, int64_t>> lines;  // line_no → quantity; empty: the whole order
  ChannelWord word;
};

enum class RefundStatus : uint8_t { kRequested, kInProgress, kDone, kRejected };
inline constexpr int kRefundStatusCount = 4;
[[nodiscard]] std::string_view name(RefundStatus s);  // requested, in_progress, done, rejected
[[nodiscard]] std::optional<RefundStatus> parse_refund_status(std::string_view name);

struct RefundFact {
  std::string order_no_raw, order_no_clean;
  std::string refund_no;
  std::string kind;  // "refund_only", "return_and_refund", "exchange" …
  RefundStatus status = RefundStatus::kRequested;
  Instant observed_at;
  int64_t amount = 0;
  std::string reason;
  std::vector<std::pair<std::string, int64_t>> lines;
  ChannelWord word;
};

struct StockFact {
  std::string sku, warehouse, reason;
  int64_t quantity = 0;  // signed
  Instant observed_at;
};

using Fact = std::variant<OrderFact, PaymentFact, CancelFact, ShipmentFact, RefundFact, StockFact>;

// The cleaned number of the order that a fact speaks of; empty where it names none.
[[nodiscard]] std::string_view order_no(const Fact& fact);

}  // namespace ordo::facts
