#include "stock/plan.h"

#include <algorithm>

#include "base/invariant.h"

namespace ordo::stock {

Plan Planner::plan(std::span<const Demand> demands) {
  Plan plan;
  for (size_t i = 0; i < demands.size(); ++i) take(plan, demands[i], i);
  return plan;
}

void Planner::give_up(const Portion& portion, int64_t quantity) {
  taken(portion.item, portion.placeholder) -= quantity;
  if (portion.placeholder) placeholders_[book_.item(portion.item).key().sku] -= quantity;
}

int64_t& Planner::taken(ItemId item, bool placeholder) {
  return (placeholder ? promised_ : taken_)[item.value];
}

int64_t Planner::there(ItemId id, bool placeholder) {
  const Item& item = book_.item(id);
  return item.in(placeholder ? Bucket::kIncoming : item.shelf()) - taken(id, placeholder);
}

// Of a presale's goods some may have come already, and be held by nobody: they are sold first.
void Planner::take(Plan& plan, const Demand& demand, size_t index) {
  for (const ItemId id : demand.from) {
    invariant(book_.item(id).key().sku == demand.sku, "a demand is met by its own SKU");
  }
  int64_t left = demand.quantity - take_up_to(plan, demand, index, demand.quantity, false);
  const Presale* presale = settings_.presale_of(demand.sku);
  if (left > 0 && presale && presale->mode == PresaleMode::kPlaceholder) {
    const int64_t room = room_below(*presale, demand.sku);
    if (room < left) plan.code = "presale_ceiling";
    const int64_t held = take_up_to(plan, demand, index, std::min(left, room), true);
    placeholders_[demand.sku] += held;
    left -= held;
  }
  if (left > 0) plan.missing.push_back({demand.line_no, demand.sku, demand.quantity, left});
}

int64_t Planner::take_up_to(Plan& plan, const Demand& demand, size_t index, int64_t most,
                            bool placeholder) {
  int64_t left = most;
  for (const ItemId id : places(demand, most, placeholder)) {
    const int64_t part = std::min(left, there(id, placeholder));
    if (part <= 0) continue;
    plan.portions.push_back({index, id, part, placeholder});
    taken(id, placeholder) += part;
    left -= part;
  }
  return most - left;
}

int64_t Planner::room_below(const Presale& presale, const std::string& sku) {
  return std::max<int64_t>(0, presale.ceiling - book_.promised(sku) - placeholders_[sku]);
}

// The one place that has it all, or all of them.
std::vector<ItemId> Planner::places(const Demand& demand, int64_t quantity, bool placeholder) {
  for (const ItemId id : demand.from) {
    if (there(id, placeholder) >= quantity) return {id};
  }
  return demand.from;
}

}  // namespace ordo::stock
