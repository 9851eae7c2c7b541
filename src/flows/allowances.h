// How fast platforms may be asked. What a platform allows belongs to a shop, or to the app that several
// shops use (Puller::allowance_of): those take turns. Pure: who drives it has the clock.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "flows/settings.h"

namespace ordo::flows {

// Whether there is anything to ask with. The credentials may still turn out not to suffice for it.
[[nodiscard]] bool can_be_pulled(const Shop& shop);

class Allowances {
 public:
  // Who shares what, of the shops that can be pulled. Where shops of one allowance name different quotas,
  // the least holds. What had to wait before goes on waiting.
  void learn(const Settings& settings);

  // From when on the shop may call, of a monotonic clock. 0 where it is not known.
  [[nodiscard]] int64_t next_ms(ShopId shop) const;
  // A call of the shop is made now: the next one of its allowance keeps the pace.
  void count(ShopId shop, int64_t now_ms);
  // None of its allowance is made before that.
  void hold(ShopId shop, int64_t until_ms);

 private:
  struct Allowance {
    int64_t pace_ms = 0;  // from one call to the next
    int64_t next_ms = 0;
  };
  using Key =
      std::pair<std::string, std::string>;  // channel, and what the adapter says; or the shop

  [[nodiscard]] Allowance* find(ShopId shop);

  std::map<Key, Allowance> allowances_;
  std::map<int64_t, Key> shops_;
};

}  // namespace ordo::flows
