// Where demands can be met. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "stock/reserve.h"

namespace ordo::stock {

// So many units of a demand out of one item.
struct Portion {
  size_t demand = 0;
  ItemId item;
  int64_t quantity = 0;
  bool placeholder = false;
};

struct Plan {
  std::vector<Portion> portions;
  std::vector<Missing> missing;
  std::string code = "insufficient_stock";  // of what is missing
};

// Each demand from the first place that has all of it, else from several. Places are asked once for what was not
// planned yet, so that two lines never share a unit.
class Planner {
 public:
  Planner(const Book& book, const StockSettings& settings) : book_(book), settings_(settings) {}

  Plan plan(std::span<const Demand> demands);
  // Of what was planned.
  void give_up(const Portion& portion, int64_t quantity);

 private:
  int64_t& taken(ItemId item, bool placeholder);
  int64_t there(ItemId item, bool placeholder);
  void take(Plan& plan, const Demand& demand, size_t index);
  int64_t take_up_to(Plan& plan, const Demand& demand, size_t index, int64_t most,
                     bool placeholder);
  int64_t room_below(const Presale& presale, const std::string& sku);
  std::vector<ItemId> places(const Demand& demand, int64_t quantity, bool placeholder);

  const Book& book_;
  const StockSettings& settings_;
  std::unordered_map<int64_t, int64_t> taken_,
      promised_;  // by item: of its shelf, of what it expects
  std::unordered_map<std::string, int64_t> placeholders_;  // by SKU
};

}  // namespace ordo::stock
