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

// Seals buyer and receiver anew when they differ from what is held.
void take_personal(World& world, const store::Keyring& keyring, Context& context,
                   orders::Order& order, const PreparedPersonal& personal);

// The data key of the order's person, who is found by the hash `buyer` (0: nobody to look for) or made.
// Nothing once forgotten.
[[nodiscard]] const Key256* person_key_of(World& world, const store::Keyring& keyring,
                                          Context& context, orders::Order& order, int64_t buyer);

// Seals words that stand in the clear (see words.h) with the key of the order's person, who is made
// when there is none. Words of a person who is forgotten are dropped.
void take_words(World& world, const store::Keyring& keyring, Context& context, orders::Order& order,
                std::string& words);

// The same of custom fields, which do not make a person: those of an order without one are about nobody.
void take_custom(World& world, const store::Keyring& keyring, Context& context,
                 orders::Order& order);

[[nodiscard]] orders::Origin origin_of(const Context& context, std::string transaction_id);

}  // namespace ordo::flows
