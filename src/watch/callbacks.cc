#include "watch/callbacks.h"

#include <algorithm>

namespace ordo::watch {
namespace {

constexpr int64_t kStretches = kCallbacksKeptMs / kStretchMs;

int64_t stretch_of(Instant at) { return at.ms / kStretchMs; }

size_t place_of(int64_t stretch) { return static_cast<size_t>(stretch % kStretches); }

}  // namespace

void CallbackBook::count(ShopId id, Instant at, int64_t calls) {
  const int64_t stretch = stretch_of(at);
  Shop& shop = shops_[id.value];
  if (shop.calls.empty()) {
    shop.calls.assign(kStretches, 0);
    shop.oldest = shop.newest = stretch;
  }
  if (stretch <= shop.newest - kStretches) return;
  // The places of what is passed over are those of a time that is no longer kept.
  const int64_t passed = std::min(stretch - shop.newest, kStretches);
  for (int64_t i = 0; i < passed; ++i) shop.calls[place_of(stretch - i)] = 0;
  shop.newest = std::max(shop.newest, stretch);
  shop.oldest = std::clamp(std::min(shop.oldest, stretch), shop.newest - kStretches + 1, stretch);
  shop.calls[place_of(stretch)] += calls;
}

int64_t CallbackBook::between(ShopId id, Instant from, Instant to) const {
  const auto shop = shops_.find(id.value);
  if (shop == shops_.end()) return 0;
  const int64_t begin = std::max((from.ms + kStretchMs - 1) / kStretchMs, shop->second.oldest);
  const int64_t end = std::min(stretch_of(to), shop->second.newest + 1);
  int64_t calls = 0;
  for (int64_t stretch = begin; stretch < end; ++stretch) {
    calls += shop->second.calls[place_of(stretch)];
  }
  return calls;
}

std::optional<Usual> CallbackBook::usual_if_not_quiet(ShopId id, Instant since, Instant now) const {
  const auto shop = shops_.find(id.value);
  if (shop == shops_.end()) return std::nullopt;
  const Instant until = std::min(now, since.plus_ms(kDayMs));
  const bool a_week = shop->second.oldest <= stretch_of(since.plus_ms(-7 * kDayMs));
  Usual usual{{1, a_week ? 7 : 2}, {}};
  for (int i : {0, 1}) {
    const int64_t back_ms = -usual.days_ago[i] * kDayMs;
    usual.calls[i] = between(id, since.plus_ms(back_ms), until.plus_ms(back_ms));
    if (usual.calls[i] < kNotQuiet) return std::nullopt;
  }
  return usual;
}

}  // namespace ordo::watch
