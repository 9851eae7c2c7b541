#include "channels/shopify/contract.h"

namespace ordo::channels::shopify {
namespace {

constexpr std::string_view kOrders = "orders/*";
constexpr std::string_view kFulfilmentList = "fulfillments/*";
constexpr std::string_view kRefundList = "refunds/*";

// An order carries its fulfilments and refunds; each also comes alone, under a topic of its own.
constexpr ObjectRule kContract[] = {
    {kOrders, "", kOrderRules},
    {kOrders, "/customer", kCustomerRules},
    {kOrders, "/shipping_address", kAddressRules},
    {kOrders, "/billing_address", kAddressRules},
    {kOrders, "/line_items/*", kLineRules},
    {kOrders, "/line_items/*/discount_allocations/*", kAllocationRules},
    {kOrders, "/discount_codes/*", kDiscountCodeRules},
    {kOrders, "/total_price_set", kMoneySetRules},
    {kOrders, "/total_price_set/presentment_money", kMoneyRules},
    {kOrders, "/total_shipping_price_set", kMoneySetRules},
    {kOrders, "/total_shipping_price_set/shop_money", kMoneyRules},
    {kOrders, "/fulfillments/*", kFulfilmentRules},
    {kOrders, "/fulfillments/*/line_items/*", kFulfilledLineRules},
    {kOrders, "/refunds/*", kRefundRules},
    {kOrders, "/refunds/*/transactions/*", kTransactionRules},
    {kOrders, "/refunds/*/refund_line_items/*", kRefundLineRules},
    {kFulfilmentList, "", kFulfilmentRules},
    {kFulfilmentList, "/line_items/*", kFulfilledLineRules},
    {kRefundList, "", kRefundRules},
    {kRefundList, "/total_duties_set", kMoneySetRules},
    {kRefundList, "/total_duties_set/shop_money", kMoneyRules},
    {kRefundList, "/transactions/*", kTransactionRules},
    {kRefundList, "/refund_line_items/*", kRefundLineRules},
};

}  // namespace

std::span<const ObjectRule> contract() { return kContract; }

}  // namespace ordo::channels::shopify
