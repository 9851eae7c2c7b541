#include "channels/standard/contract.h"

namespace ordo::channels::standard {
namespace {

constexpr ObjectRule kContract[] = {
    {"", "", kTypeRules},
    {"", "", kEnvelopeRules},
    {"order.upserted", "/data", kOrderRules},
    {"order.upserted", "/data/buyer", kBuyerRules},
    {"order.upserted", "/data/receiver", kReceiverRules},
    {"order.upserted", "/data/lines/*", kLineRules},
    {"order.upserted", "/data/amounts", kAmountsRules},
    {"order.upserted", "/data/amounts/marketing/*", kMarketingRules},
    {"order.upserted", "/data/presale", kPresaleRules},
    {"order.paid", "/data", kPaymentRules},
    {"order.cancelled", "/data", kCancelRules},
    {"shipment.updated", "/data", kShipmentRules},
    {"shipment.updated", "/data/lines/*", kLineQuantityRules},
    {"refund.updated", "/data", kRefundRules},
    {"refund.updated", "/data/lines/*", kLineQuantityRules},
    {"stock.adjusted", "/data", kStockRules},
};

}  // namespace

std::span<const ObjectRule> contract() { return kContract; }

std::string_view expected_words(FieldType type) {
  switch (type) {
    case FieldType::kText:
    case FieldType::kLongText:
    case FieldType::kNumber: return "a string";
    case FieldType::kLabel: return "a string or an integer";
    case FieldType::kInteger: return "an integer";
    case FieldType::kMoney: return "an integer of minor units";
    case FieldType::kFlag: return "true or false";
    case FieldType::kTime: return "a time as a string";
    case FieldType::kObject: return "an object";
    case FieldType::kArray: return "an array";
  }
  return "";
}

}  // namespace ordo::channels::standard
