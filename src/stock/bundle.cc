#include "stock/bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace ordo::stock {

Result<> check_bundle(const Bundle& bundle,
                      const std::function<bool(std::string_view)>& is_bundle) {
  std::vector<FieldError> problems;
  if (bundle.components.empty() || bundle.components.size() > kComponentsMax) {
    problems.push_back({"/components", fmt::format("must be 1 to {}", kComponentsMax)});
  }
  size_t index = 0;
  for (const Component& c : bundle.components) {
    const std::string at = fmt::format("/components/{}", index++);
    if (c.sku.empty()) problems.push_back({at + "/sku", "must be a SKU"});
    if (c.sku == bundle.sku) problems.push_back({at + "/sku", "is the bundle itself"});
    if (c.sku != bundle.sku && is_bundle(c.sku)) {
      problems.push_back({at + "/sku", "is a bundle: name what that one is made of"});
    }
    if (std::ranges::count(bundle.components, c.sku, &Component::sku) > 1) {
      problems.push_back({at + "/sku", "stands in this bundle twice: say how many units"});
    }
    if (c.units < 1 || c.units > kComponentUnitsMax) {
      problems.push_back({at + "/units", fmt::format("must be 1 to {}", kComponentUnitsMax)});
    }
  }
  if (problems.empty()) return {};
  std::string first = problems.front().pointer + " " + problems.front().detail;
  return fail(ErrorClass::kInvalid, "bundle_invalid", std::move(first), std::move(problems));
}

int64_t buildable(const Bundle& bundle, const std::function<int64_t(std::string_view)>& sellable) {
  if (bundle.components.empty()) return 0;
  int64_t most = std::numeric_limits<int64_t>::max();
  for (const Component& c : bundle.components) most = std::min(most, sellable(c.sku) / c.units);
  return most;
}

}  // namespace ordo::stock
