// A bundle: sold under one SKU, made of others. It has no stock of its own; what can be sold of it is what can
// be built of its components. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ordo::stock {

struct Component {
  std::string sku;
  int64_t units = 1;  // in one bundle
  bool gift = false;  // added free of charge; reserved like any other
  bool operator==(const Component&) const = default;
};

struct Bundle {
  std::string sku;
  std::vector<Component> components;
  bool operator==(const Bundle&) const = default;
};

inline constexpr size_t kComponentsMax = 50;
inline constexpr int64_t kComponentUnitsMax = 10'000;

// A bundle that can be reserved: one to kComponentsMax components, each a SKU of its own and none a bundle
// itself (`is_bundle`). Code "bundle_invalid" with every field at fault.
[[nodiscard]] Result<> check_bundle(const Bundle& bundle,
                                    const std::function<bool(std::string_view)>& is_bundle);

// The whole bundles that can be built where so many units of each component are sellable.
[[nodiscard]] int64_t buildable(const Bundle& bundle,
                                const std::function<int64_t(std::string_view)>& sellable);

}  // namespace ordo::stock
