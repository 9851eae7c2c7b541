#include "stock/plan.h"

#include <algorithm>

#include "base/invariant.h"

namespace ordo::stock {

Plan Planner::plan(std::span<const Demand> demands) {
  Plan plan;
  for (size_t i = 0; i < demands.size(); ++i) take(plan, demands[i], i);
  return plan;
}

void Planner::take(Plan& plan, const Demand& demand, size_t index) {
  const Presale* presale = settings_.presale_of(demand.sku);
  const bool placeholder = presale && presale->mode == PresaleMode::kPlaceholder;
  const Bucket promised = Bucket::kIncoming;
  int64_t left = demand.quantity;
  if (placeholder) {
    const int64_t room = room_below(*presale, demand);
    if (room < left) plan.code = "presale_ceiling";
    left = std::min(left, room);
  }
  const int64_t wanted = left;
  for (const ItemId id : places(demand, left, placeholder)) {
    const Item& item = book_.item(id);
    const int64_t there = item.in(placeholder ? promised : item.shelf()) - taken_[id.value];
    const int64_t part = std::min(left, there);
    if (part <= 0) continue;
    plan.portions.push_back({index, id, part, placeholder});
    taken_[id.value] += part;
    left -= part;
  }
  if (placeholder) placeholders_[demand.sku] += wanted - left;
  const int64_t missing = demand.quantity - (wanted - left);
  if (missing > 0) plan.missing.push_back({demand.line_no, demand.sku, demand.quantity, missing});
}

int64_t Planner::room_below(const Presale& presale, const Demand& demand) {
  int64_t held = placeholders_[demand.sku];
  for (const ItemId id : demand.from) held += book_.item(id).in(Bucket::kPromised);
  return std::max<int64_t>(0, presale.ceiling - held);
}

// The one place that has it all, or all of them.
std::vector<ItemId> Planner::places(const Demand& demand, int64_t quantity, bool placeholder) {
  for (const ItemId id : demand.from) {
    const Item& item = book_.item(id);
    invariant(item.key().sku == demand.sku, "a demand is met by its own SKU");
    const int64_t there =
        item.in(placeholder ? Bucket::kIncoming : item.shelf()) - taken_[id.value];
    if (there >= quantity) return {id};
  }
  return demand.from;
}

}  // namespace ordo::stock
