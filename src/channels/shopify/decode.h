// From Shopify's resources to facts. The topic says what a body is:
//   orders/create, updated, paid, partially_fulfilled, fulfilled, cancelled: an order, which also
//     holds its fulfilments and refunds; a pull answers the same form
//   fulfillments/create, update: one fulfilment        refunds/create: one refund
// Other topics concern nothing of ours. orders/edited is one of them: its body is the edit and not the
// order, of which orders/updated tells.
//
// An order is known by its id; its name ("#1042") is for people and goes into the free fields. Amounts
// are those in the shop's currency, never mixed with what the buyer saw. Test orders give no facts.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "channels/adapter.h"
#include "channels/fields.h"
#include "facts/facts.h"

namespace ordo::channels::shopify {

// Errors as channels/field_rules.h describes them, and "topic_missing". Pure; thread-safe.
[[nodiscard]] Result<std::vector<facts::Fact>> decode_message(const Raw& raw,
                                                              const ShopContext& shop);

// What a resource inside an order need not say again.
struct Within {
  std::string order_id;  // empty: the resource stands alone and must name its order
  Currency currency;     // of the order; none: the resource stands alone
};

using Facts = std::vector<facts::Fact>;
using LineQuantities = std::vector<std::pair<std::string, int64_t>>;

// Each appends what its resource tells; what is wrong goes to the reading's problems.
void decode_order(simdjson::dom::object order, const Path& path, Reading& reading, Facts& facts);
void decode_fulfilment(simdjson::dom::object fulfilment, const Path& path, Reading& reading,
                       const Within& within, Facts& facts);
void decode_refund(simdjson::dom::object refund, const Path& path, Reading& reading,
                   const Within& within, Facts& facts);

// The amount in the shop's currency of a money set such as total_shipping_price_set.
[[nodiscard]] std::optional<int64_t> read_shop_money(simdjson::dom::object set, const Path& path,
                                                     Currency currency, Reading& reading);

template <class Fact>
void set_order_no(Fact& fact, const std::string& id) {
  fact.order_no_raw = id;
  fact.order_no_clean = id;  // digits need no cleaning
}

}  // namespace ordo::channels::shopify
