// Whose an order is: what names people, or may, is sealed with the data key of the order's person, so
// that it goes when that person is forgotten.
#pragma once

#include <string>
#include <string_view>

#include "flows/cell.h"
#include "flows/world.h"

namespace ordo::flows {

// A line of the audit: the person for whom an order was sealed before its buyer was known, or known by
// this, is the same as the buyer. {"person", "same_as"}
inline constexpr std::string_view kPersonJoined = "person.joined";

// A line of the audit: what was told of the order's people is not kept, since the order was made before its
// buyer was forgotten; the message was late, or the order is met only now. {"person"}
inline constexpr std::string_view kPersonStaysForgotten = "person.stays_forgotten";

// Whatever was sealed for the order before it was told this buyer is his from then on: forgetting him by
// another order forgets it. Nothing where it has no person, or one who is forgotten, or where the buyer was
// forgotten since it was made.
void name_buyer(World& world, const store::Keyring& keyring, Context& context,
                const orders::Order& order, int64_t buyer);

// Seals buyer and receiver anew when they differ from what is held, and names the buyer. Seals nothing of an
// order that was made before its buyer was forgotten: one of nobody is the forgotten person's from then on.
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

}  // namespace ordo::flows
