#include <algorithm>
#include <array>

#include "channels/adapter.h"
#include "channels/shopify/adapter.h"
#include "channels/standard/adapter.h"
#include "channels/taobao/adapter.h"

namespace ordo::channels {

std::span<const Adapter* const> all_adapters() {
  static const standard::StandardAdapter standard_adapter;
  static const shopify::ShopifyAdapter shopify_adapter;
  static const taobao::TaobaoAdapter taobao_adapter;
  static const std::array<const Adapter*, 3> adapters{&standard_adapter, &shopify_adapter,
                                                      &taobao_adapter};
  return adapters;
}

const Adapter* find_adapter(std::string_view channel) {
  const auto all = all_adapters();
  const auto at = std::ranges::find(all, channel, &Adapter::name);
  return at == all.end() ? nullptr : *at;
}

}  // namespace ordo::channels
