#include "flows/allowances.h"

#include <algorithm>
#include <optional>

#include "channels/pull.h"

namespace ordo::flows {
namespace {

std::pair<std::string, std::string> allowance_key(const Shop& shop) {
  std::string shared = shop.adapter->puller()->allowance_of(shop.credentials);
  // An app's key is never empty, and a shop's id never another's.
  return shared.empty() ? std::pair(std::string(), shop.id.str())
                        : std::pair(shop.channel, std::move(shared));
}

int64_t pace_of(std::optional<int64_t> quota_per_minute) {
  if (!quota_per_minute) return 0;
  return (kMinuteMs + *quota_per_minute - 1) / *quota_per_minute;
}

}  // namespace

bool can_be_pulled(const Shop& shop) {
  return shop.adapter && shop.adapter->puller() && !shop.credentials.empty();
}

void Allowances::learn(const Settings& settings) {
  std::map<Key, Allowance> learnt;
  std::map<Key, int64_t> said;  // the least quota that a person has set
  shops_.clear();
  for (const auto& [code, shop] : settings.shops) {
    if (!can_be_pulled(shop)) continue;
    const Key& key = shops_[shop.id.value] = allowance_key(shop);
    if (shop.quota_per_minute) {
      int64_t& least = said.try_emplace(key, *shop.quota_per_minute).first->second;
      least = std::min(least, *shop.quota_per_minute);
    }
    const auto quota = said.contains(key) ? std::optional(said.at(key))
                                          : shop.adapter->puller()->usual_quota_per_minute();
    const auto before = allowances_.find(key);
    learnt[key] = {pace_of(quota), before == allowances_.end() ? 0 : before->second.next_ms};
  }
  allowances_ = std::move(learnt);
}

Allowances::Allowance* Allowances::find(ShopId shop) {
  const auto key = shops_.find(shop.value);
  return key == shops_.end() ? nullptr : &allowances_.at(key->second);
}

int64_t Allowances::next_ms(ShopId shop) const {
  const auto key = shops_.find(shop.value);
  return key == shops_.end() ? 0 : allowances_.at(key->second).next_ms;
}

void Allowances::count(ShopId shop, int64_t now_ms) {
  if (Allowance* allowance = find(shop)) allowance->next_ms = now_ms + allowance->pace_ms;
}

void Allowances::hold(ShopId shop, int64_t until_ms) {
  if (Allowance* allowance = find(shop)) {
    allowance->next_ms = std::max(allowance->next_ms, until_ms);
  }
}

}  // namespace ordo::flows
