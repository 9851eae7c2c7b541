#include "channels/standard/decode.h"
#include "channels/standard/decode_common.h"

namespace ordo::channels::standard {
namespace {

template <class Fact>
void set_order_no(Fact& fact, Number number) {
  fact.order_no_raw = std::move(number.raw);
  fact.order_no_clean = std::move(number.clean);
}

}  // namespace

facts::Fact decode_payment(const Event& event) {
  FieldsOf<kPaymentRules> fields(event.data, event.path, event.reading);
  facts::PaymentFact payment;
  set_order_no(payment, fields.number("channel_order_no"));
  payment.paid_at = required_time(fields, "paid_at");
  payment.amount = fields.integer("amount");
  payment.method = fields.text("method");
  payment.payment_no = fields.text("payment_no");
  return payment;
}

facts::Fact decode_cancel(const Event& event) {
  FieldsOf<kCancelRules> fields(event.data, event.path, event.reading);
  facts::CancelFact cancel;
  set_order_no(cancel, fields.number("channel_order_no"));
  cancel.observed_at = event.timestamp;
  cancel.reason = fields.text("reason");
  return cancel;
}

facts::Fact decode_shipment(const Event& event) {
  FieldsOf<kShipmentRules> fields(event.data, event.path, event.reading);
  facts::ShipmentFact shipment;
  set_order_no(shipment, fields.number("channel_order_no"));
  shipment.tracking_no = fields.number("tracking_no").clean;
  shipment.carrier = fields.text("carrier");
  read_status(fields, "status", facts::WordKind::kParcel, facts::parse_parcel_status, shipment);
  shipment.occurred_at = required_time(fields, "occurred_at");
  shipment.location = fields.text("location");
  shipment.text = fields.text("text");
  shipment.lines =
      read_line_quantities(fields.array("lines"), fields.path_of("lines"), event.reading);
  return shipment;
}

facts::Fact decode_refund(const Event& event) {
  FieldsOf<kRefundRules> fields(event.data, event.path, event.reading);
  facts::RefundFact refund;
  set_order_no(refund, fields.number("channel_order_no"));
  refund.refund_no = fields.text("refund_no");
  refund.kind = fields.text("kind");
  read_status(fields, "status", facts::WordKind::kRefund, facts::parse_refund_status, refund);
  refund.observed_at = event.timestamp;
  refund.amount = fields.integer("amount");
  refund.reason = fields.text("reason");
  refund.lines =
      read_line_quantities(fields.array("lines"), fields.path_of("lines"), event.reading);
  return refund;
}

// A movement of nothing is a mistake of the sender, not a movement.
facts::Fact decode_stock(const Event& event) {
  FieldsOf<kStockRules> fields(event.data, event.path, event.reading);
  facts::StockFact stock;
  stock.sku = fields.number("sku").clean;
  stock.warehouse = fields.text("warehouse");
  stock.quantity = fields.integer("quantity");
  stock.reason = fields.text("reason");
  stock.observed_at = event.timestamp;
  if (fields.has("quantity") && stock.quantity == 0) {
    fields.problem("quantity", "out_of_range", "expected a quantity other than 0, found 0");
  }
  return stock;
}

}  // namespace ordo::channels::standard
