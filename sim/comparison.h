// Holds what a hub shows against what must come out: every order there, once, and right.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sim/hub_client.h"
#include "sim/olist.h"

namespace ordo::sim {

class Comparison {
 public:
  static constexpr size_t kDifferencesShown = 10;

  // `shop_of`: cleaned order number → code of the shop that sold it; these orders are expected.
  Comparison(const ExpectedOrders& expected, std::unordered_map<std::string, std::string> shop_of);

  void take(const ShownOrder& shown);
  // After the last order: counts what never came.
  void finish();

  [[nodiscard]] bool equal() const { return lost + twice + wrong + strange == 0; }

  struct OfShop {
    size_t expected = 0, right = 0;
  };
  std::map<std::string, OfShop> shops;  // by code

  size_t shown = 0, right = 0;
  size_t lost = 0;                       // expected, not there
  size_t twice = 0;                      // there once more
  size_t wrong = 0;                      // there, with other figures or states
  size_t strange = 0;                    // there, but never sold
  std::vector<std::string> differences;  // the first ones, in words

 private:
  void report(std::string difference);

  const ExpectedOrders& expected_;
  std::unordered_map<std::string, std::string> shop_of_;
  std::unordered_set<std::string> seen_;
};

}  // namespace ordo::sim
