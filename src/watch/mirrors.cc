#include "watch/mirrors.h"

#include <algorithm>
#include <utility>

#include "flows/push_store.h"
#include "watch/mirror_queries.h"

namespace ordo::watch {
namespace {

bool calls_off(facts::Status status) {
  using enum facts::Status;
  return status == kRefunding || status == kRefunded || status == kCancelled || status == kClosed;
}

// "standard:shop-a"
const flows::Shop* shop_of_system(const flows::Settings& settings, std::string_view system) {
  const size_t colon = system.find(':');
  return colon == std::string_view::npos ? nullptr : settings.shop(system.substr(colon + 1));
}

bool should_follow(const store::Reader& reader, const flows::Shop& shop,
                   const OrderMirror& mirror) {
  if (shop.paused) return false;
  if (shop.id == mirror.shop) return !shop.callback_url.empty();
  return flows::load_push(reader, shop.id, mirror.order).has_value();
}

std::optional<Differing> first_that_differs(const store::Reader& reader,
                                            const flows::Settings& settings, OrderId order,
                                            Instant before) {
  for (const OrderMirror& mirror : mirrors_of(reader, order, before)) {
    const auto theirs = facts::parse_status(mirror.said);
    if (!theirs || agree(mirror.ours, *theirs, settings.status_groups)) continue;
    const flows::Shop* shop = shop_of_system(settings, mirror.system);
    if (!shop || !should_follow(reader, *shop, mirror)) continue;
    if (has_told_since(reader, shop->id, order, mirror.message)) continue;
    return Differing{mirror.shop,  order,         mirror.order_no, mirror.ours,
                     mirror.since, mirror.system, *theirs,         mirror.said_at};
  }
  return std::nullopt;
}

}  // namespace

bool agree(facts::Status ours, facts::Status theirs, const orders::StatusGroups& groups) {
  if (ours == theirs || (calls_off(ours) && calls_off(theirs))) return true;
  return std::ranges::any_of(groups, [&](const orders::StatusGroup& group) {
    const auto holds = [&](facts::Status status) {
      return std::ranges::find(group.statuses, status) != group.statuses.end();
    };
    return holds(ours) && holds(theirs);
  });
}

std::vector<Differing> MirrorWatch::look(const store::Reader& reader,
                                         const flows::Settings& settings, Instant before) {
  if (looked_at_ < 0) looked_at_ = first_event_to_compare(reader);
  // Those for which a round had no room are looked at in the next.
  std::set<int64_t> candidates = std::exchange(later_, {});
  if (candidates.size() < static_cast<size_t>(kMirrorEventsMax)) {
    const ChangedOrders changed = orders_changed(reader, looked_at_, before);
    looked_at_ = changed.last_event;
    candidates.insert(changed.orders.begin(), changed.orders.end());
  }
  for (const auto& [order, differing] : differing_) candidates.insert(order);
  std::map<int64_t, Differing> differing;
  std::vector<Differing> found;
  for (const int64_t order : candidates) {
    if (differing.size() == kDifferingMax) {
      later_.insert(order);
      continue;
    }
    auto one = first_that_differs(reader, settings, OrderId(order), before);
    if (!one) continue;
    found.push_back(*one);
    differing.emplace(order, std::move(*one));
  }
  differing_ = std::move(differing);
  return found;
}

}  // namespace ordo::watch
