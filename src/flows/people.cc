#include "flows/people.h"

#include <algorithm>

#include "flows/config_commands.h"
#include "flows/personal.h"
#include "flows/words.h"

namespace ordo::flows {
namespace {

// Nobody: 0.
int64_t known_buyer(const World& world, int64_t buyer) {
  int64_t person = 0;
  for (const int64_t known : world.under(buyer)) {
    if (world.person_key(PersonId(known))) person = known;
  }
  return person;
}

// Whether the order's person, who is there, is known by this hash.
bool is_named(const World& world, const orders::Order& order, int64_t buyer) {
  const PersonId own = world.same_person(PersonId(order.person));
  return std::ranges::any_of(
      world.under(buyer), [&](int64_t known) { return world.same_person(PersonId(known)) == own; });
}

// Of those who are found by the hash, who was forgotten after the order was made. Nobody: 0, and where it is
// a person who names the buyer by hand: that is said today.
int64_t forgotten_since(const World& world, const Context& context, const orders::Order& order,
                        int64_t buyer) {
  if (!context.prepared) return 0;
  for (const int64_t known : world.under(buyer)) {
    if (world.forgotten_at(PersonId(known)) > order.occurred_at) return known;
  }
  return 0;
}

// A purchase after somebody was forgotten is a new person's. One of before was forgotten with him, and does
// not come back by a message that was parked, or by being met late.
bool stays_forgotten(World& world, Context& context, orders::Order& order,
                     const PreparedPersonal& personal) {
  if (order.person != 0 &&
      (!world.person_key(PersonId(order.person)) || is_named(world, order, personal.buyer))) {
    return false;
  }
  const int64_t forgotten = forgotten_since(world, context, order, personal.buyer);
  if (forgotten == 0) return false;
  if (order.person == 0) order.person = forgotten;
  if (personal.mark != order.personal_mark) {
    audit(context, kPersonStaysForgotten, {{"person", std::to_string(forgotten)}}, order.id);
  }
  order.personal_mark = personal.mark;  // told once
  return true;
}

// Found by the hash `buyer` from now on, unless that is 0.
int64_t make_person(World& world, const store::Keyring& keyring, Context& context, int64_t buyer) {
  const int64_t person = context.batch.next_id();
  const std::string key_context = person_context(person);
  const Key256 data_key = keyring.derive_data_key(context.chance.entropy(), key_context);
  world.add_person(PersonId(person), data_key,
                   keyring.wrap(data_key, context.chance.nonce(), key_context));
  if (buyer) world.add_lookup(buyer, person);
  return person;
}

}  // namespace

void name_buyer(World& world, const store::Keyring& keyring, Context& context,
                const orders::Order& order, int64_t buyer) {
  if (!buyer || order.person == 0 || !world.person_key(PersonId(order.person))) return;
  if (is_named(world, order, buyer) || forgotten_since(world, context, order, buyer)) return;
  int64_t known = known_buyer(world, buyer);
  // A new one, since the order's person may be found by another hash already, and each is found by one.
  if (known == 0) known = make_person(world, keyring, context, buyer);
  const PersonId own = world.same_person(PersonId(order.person));
  const PersonId same_as = world.same_person(PersonId(known));
  world.join(own, same_as);
  audit(context, kPersonJoined, {{"person", own.str()}, {"same_as", same_as.str()}}, order.id);
}

const Key256* person_key_of(World& world, const store::Keyring& keyring, Context& context,
                            orders::Order& order, int64_t buyer) {
  if (order.person == 0 && buyer) order.person = known_buyer(world, buyer);
  if (order.person == 0) order.person = make_person(world, keyring, context, buyer);
  return world.person_key(PersonId(order.person));
}

void take_personal(World& world, const store::Keyring& keyring, Context& context,
                   orders::Order& order, const PreparedPersonal& personal) {
  if (personal.plain.empty() || stays_forgotten(world, context, order, personal)) return;
  name_buyer(world, keyring, context, order, personal.buyer);
  if (personal.mark == order.personal_mark) return;
  const Key256* data_key = person_key_of(world, keyring, context, order, personal.buyer);
  if (!data_key) return;  // forgotten: what comes later of this person is not kept either
  order.personal = context.batch.next_id();
  order.personal_mark = personal.mark;
  std::string sealed =
      seal_personal(*data_key, context.chance.nonce(), order.personal, personal.plain);
  order.personal_digest = sealed_digest(sealed);
  world.add_personal(order.personal, {PersonId(order.person), std::move(sealed)});
  for (const int64_t phone : personal.phones) world.add_lookup(phone, order.id.value);
}

void take_words(World& world, const store::Keyring& keyring, Context& context, orders::Order& order,
                std::string& words) {
  if (words.empty()) return;
  const Key256* key = person_key_of(world, keyring, context, order, 0);
  if (key && open_words(*key, words)) return;
  words = key ? seal_words(*key, words) : std::string();
}

void take_custom(World& world, const store::Keyring& keyring, Context& context,
                 orders::Order& order) {
  if (order.person != 0) take_words(world, keyring, context, order, order.custom);
}

}  // namespace ordo::flows
