// What the demonstration trades with: shops, goods, places and people, all invented. Names are drawn
// from common syllables; telephone numbers lie in one narrow block.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sim/book.h"
#include "sim/dice.h"

namespace ordo::sim {

struct DemoShop {
  const char *code, *name, *zone, *number_prefix;
};
[[nodiscard]] std::span<const DemoShop> demo_shops();

struct DemoProduct {
  const char *sku, *title;
  int64_t price_fen;
};
// All shops sell the same goods, and therefore share their stock.
[[nodiscard]] std::span<const DemoProduct> demo_products();
[[nodiscard]] std::span<const char* const> demo_warehouses();
[[nodiscard]] std::span<const char* const> demo_carriers();

[[nodiscard]] Customer draw_customer(Dice& dice);
// One to four lines of different goods.
[[nodiscard]] std::vector<SoldLine> draw_basket(Dice& dice);
// A note that a buyer might leave; mostly empty.
[[nodiscard]] std::string draw_note(Dice& dice);

}  // namespace ordo::sim
