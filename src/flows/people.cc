#include "flows/people.h"

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

// A file or words came before anybody knew whose order it is, and a person of its own was made: that is
// the buyer, who is to be forgotten with all of it.
void name_own_person(World& world, Context& context, const orders::Order& order, int64_t buyer) {
  if (!buyer || !world.person_key(PersonId(order.person))) return;
  const int64_t known = known_buyer(world, buyer);
  if (known == 0) return world.add_lookup(buyer, order.person);
  if (known == order.person) return;
  world.join(PersonId(order.person), PersonId(known));
  audit(context, kPersonJoined,
        {{"person", std::to_string(order.person)}, {"same_as", std::to_string(known)}}, order.id);
}

}  // namespace

const Key256* person_key_of(World& world, const store::Keyring& keyring, Context& context,
                            orders::Order& order, int64_t buyer) {
  if (order.person == 0 && buyer) order.person = known_buyer(world, buyer);
  if (order.person == 0) {
    order.person = context.batch.next_id();
    const std::string key_context = person_context(order.person);
    const Key256 data_key = keyring.derive_data_key(context.chance.entropy(), key_context);
    world.add_person(PersonId(order.person), data_key,
                     keyring.wrap(data_key, context.chance.nonce(), key_context));
    if (buyer) world.add_lookup(buyer, order.person);
  }
  return world.person_key(PersonId(order.person));
}

void take_personal(World& world, const store::Keyring& keyring, Context& context,
                   orders::Order& order, const PreparedPersonal& personal) {
  if (personal.plain.empty() || personal.mark == order.personal_mark) return;
  if (order.person != 0 && order.personal == 0) {
    name_own_person(world, context, order, personal.buyer);
  }
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
