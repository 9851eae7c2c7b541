// The catalogue of stock, and what a batch goes by, read from configuration.
#pragma once

#include "core/configuration.h"
#include "flows/settings.h"

namespace ordo::flows {

// Sets `catalogue` and `stock`; shops have been read. What has not been edited since `before` is taken from there.
void read_stock(const core::Configuration& config, const Settings* before, Settings& settings);

// "<shop>/<its SKU>", as documents "product" are called.
[[nodiscard]] std::string product_name(std::string_view shop, std::string_view channel_sku);

}  // namespace ordo::flows
