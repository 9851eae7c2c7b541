#include "flows/prepared.h"

#include "flows/placeholder_phone.h"

namespace ordo::flows {
namespace {

// 31 bits tell two messages of one second apart, and are short in every event.
constexpr int kContentKeyShift = 32;

}  // namespace

PreparedPersonal prepare_personal(const Key256& lookup, ShopId shop, const std::string& order_no,
                                  const Personal& personal) {
  PreparedPersonal p;
  if (personal == Personal{}) return p;
  p.plain = personal_json(personal);
  p.mark = keyed_hash63(lookup, "mark:" + order_no + "/" + p.plain);
  const std::string buyer = buyer_key(shop, personal.buyer, personal.receiver);
  if (!buyer.empty()) p.buyer = keyed_hash63(lookup, buyer);
  for (const std::string* phone : {&personal.receiver.phone, &personal.buyer.phone}) {
    if (!is_placeholder_phone(*phone)) p.phones.push_back(keyed_hash63(lookup, phone_key(*phone)));
    if (personal.buyer.phone == personal.receiver.phone) break;
  }
  return p;
}

PreparedOrder prepare_order(const Key256& lookup, ShopId shop, const facts::OrderFact& fact) {
  PreparedOrder p;
  p.personal = prepare_personal(lookup, shop, fact.order_no_clean, {fact.buyer, fact.receiver});
  if (const std::string print = fingerprint(fact); !print.empty()) {
    const int64_t hour = fact.created_at.ms / kHourMs;
    p.twins = {keyed_hash63(lookup, fingerprint_key(print, hour)),
               keyed_hash63(lookup, fingerprint_key(print, hour - 1)),
               keyed_hash63(lookup, fingerprint_key(print, hour + 1))};
  }
  for (const facts::Line& line : fact.lines) {
    if (!line.sku.empty()) p.skus.push_back(keyed_hash63(lookup, sku_key(line.sku)));
  }
  return p;
}

std::vector<PreparedOrder> prepare(const Key256& lookup, ShopId shop,
                                   const std::vector<facts::Fact>& facts, std::string_view body) {
  std::vector<PreparedOrder> prepared(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    if (const auto* order = std::get_if<facts::OrderFact>(&facts[i])) {
      prepared[i] = prepare_order(lookup, shop, *order);
      prepared[i].content_key = keyed_hash63(lookup, body) >> kContentKeyShift;
    }
  }
  return prepared;
}

}  // namespace ordo::flows
