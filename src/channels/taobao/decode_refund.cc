#include "channels/decode_kit.h"
#include "channels/taobao/contract.h"
#include "channels/taobao/decode_parts.h"
#include "channels/taobao/status.h"

namespace ordo::channels::taobao {
namespace {

using facts::RefundFact;
using RefundFields = FieldsOf<kRefundRules>;

std::string kind_of(std::string_view dispute_type) {
  if (dispute_type == "REFUND_AND_RETURN") return "return_and_refund";
  if (dispute_type == "TMALL_EXCHANGE") return "exchange";
  return "refund_only";
}

// Pieces count as given back where goods come back or nothing of the sub-order's price stays with the
// seller; what is only paid off leaves them with the buyer.
void read_line(RefundFields& fields, Currency yuan, RefundFact& refund) {
  const int64_t left = fields.amount("payment", yuan).value_or(0);
  const int64_t pieces = fields.has("num") ? fields.integer("num") : 1;
  const bool whole = refund.kind != "refund_only" || left == 0;
  if (whole && pieces > 0) refund.lines.emplace_back(fields.label("oid"), pieces);
}

}  // namespace

void decode_refund(simdjson::dom::object object, const Path& path, Reading& reading, Facts& facts) {
  RefundFields fields(object, path, reading);
  const Currency yuan = *Currency::parse(kCurrency);
  RefundFact refund;
  refund.order_no_raw = refund.order_no_clean = fields.label("tid");
  refund.refund_no = fields.label("refund_id");
  refund.kind = kind_of(fields.raw_text("dispute_type"));
  refund.observed_at = required_time(fields, "modified");
  refund.amount = fields.amount("refund_fee", yuan).value_or(0);
  refund.reason = fields.text("reason");
  read_line(fields, yuan, refund);
  const std::string_view said = fields.raw_text("status");
  if (const auto word = refund_status(said); word && word->is_refund) {
    refund.status = word->status;
    refund.word = channel_word(facts::WordKind::kRefund, said);
  } else {
    refund.word = unknown_channel_word(facts::WordKind::kRefund, said, fields.path_of("status"));
  }
  facts.emplace_back(std::move(refund));
}

}  // namespace ordo::channels::taobao
