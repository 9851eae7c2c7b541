#include <algorithm>
#include <array>

#include "channels/adapter.h"
#include "channels/standard/adapter.h"

namespace ordo::channels {

std::span<const Adapter* const> all_adapters() {
  static const standard::StandardAdapter standard_adapter;
  static const std::array<const Adapter*, 1> adapters{&standard_adapter};
  return adapters;
}

const Adapter* find_adapter(std::string_view channel) {
  const auto all = all_adapters();
  const auto at = std::ranges::find(all, channel, &Adapter::name);
  return at == all.end() ? nullptr : *at;
}

}  // namespace ordo::channels
