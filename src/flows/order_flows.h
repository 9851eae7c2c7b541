// Facts of channels, applied to orders.
#pragma once

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"
#include "orders/rules.h"

namespace ordo::flows {

// The code of an applied message whose only word was refused before and left nothing but the alert.
inline constexpr std::string_view kRefusedAgain = "refused_again";

// Applies one fact: places or changes an order, waits for one not yet known, or refuses.
[[nodiscard]] core::Outcome apply_fact(World& world, const store::Keyring& keyring,
                                       Context& context, const facts::Fact& fact);

// Every change of an order ends here: version, event, outgoing notice. `kind` names the event.
// Nothing happens when the order is as it was.
void record_change(World& world, Context& context, OrderId id, std::string_view kind,
                   const std::string& transaction_id, const std::string& actor);

[[nodiscard]] orders::Origin origin_of(const Context& context, std::string transaction_id);

}  // namespace ordo::flows
