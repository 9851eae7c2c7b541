#include "channels/taobao/contract.h"

#include "channels/taobao/decode.h"

namespace ordo::channels::taobao {
namespace {

constexpr ObjectRule kContract[] = {
    {kTradeTopic, "", kTradeRules},
    {kTradeTopic, "/orders", kOrdersRules},
    {kTradeTopic, "/orders/order/*", kOrderRules},
    {kTradeTopic, "/promotion_details", kPromotionsRules},
    {kTradeTopic, "/promotion_details/promotion_detail/*", kPromotionRules},
    {kRefundTopic, "", kRefundRules},
};

}  // namespace

std::span<const ObjectRule> contract() { return kContract; }

}  // namespace ordo::channels::taobao
