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

}  // namespace ordo::channels::standard
