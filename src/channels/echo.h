// Knowing our own orders again (B24). An order that Ordo pushes to a channel carries our order number
// under kEchoMark, in whatever that channel gives back with the order: a note attribute at Shopify, a
// custom field of the standard channel, the words "ordo_order_no:SO…" in a seller's memo at Taobao.
// An adapter that finds the mark puts it into the fact's free fields under the same name. A mark is a
// claim and no proof (buyers can write note attributes): flows/echo_flow.h judges it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "facts/facts.h"

namespace ordo::channels {

inline constexpr std::string_view kEchoMark = "ordo_order_no";

// Adds the mark to the fact's free fields. A number that is none of ours in form is left out.
void add_echo(facts::OrderFact& order, std::string_view our_order_no);
// The same for a mark among other words, as a memo holds it.
void add_echo_in(facts::OrderFact& order, std::string_view words);
// Our own order's number where the channel's order bears our mark.
[[nodiscard]] std::optional<std::string> echo_of(const facts::OrderFact& order);

}  // namespace ordo::channels
