#include "sim/comparison.h"

#include <fmt/format.h>

namespace ordo::sim {
namespace {

template <class Value>
void compare(std::string& out, const char* field, const Value& wanted, const Value& got) {
  if (wanted == got) return;
  out += fmt::format("{}{}: {} instead of {}", out.empty() ? "" : ", ", field, got, wanted);
}

std::string difference_of(const ExpectedOrder& wanted, const std::string& shop,
                          const ShownOrder& got) {
  std::string out;
  compare(out, "shop", shop, got.shop);
  compare(out, "units", wanted.units, got.units);
  compare(out, "goods", wanted.goods, got.goods);
  compare(out, "freight", wanted.freight, got.freight);
  compare(out, "paid", wanted.paid, got.paid);
  compare(out, "payment", wanted.payment, got.payment);
  compare(out, "fulfilment", wanted.fulfilment, got.fulfilment);
  compare(out, "headline", wanted.headline, got.headline);
  return out;
}

}  // namespace

Comparison::Comparison(const ExpectedOrders& expected,
                       std::unordered_map<std::string, std::string> shop_of)
    : expected_(expected), shop_of_(std::move(shop_of)) {
  for (const auto& [number, code] : shop_of_) ++shops[code].expected;
}

void Comparison::report(std::string difference) {
  if (differences.size() < kDifferencesShown) differences.push_back(std::move(difference));
}

void Comparison::take(const ShownOrder& got) {
  ++shown;
  const auto shop = shop_of_.find(got.number_clean);
  const auto wanted = expected_.find(got.number_clean);
  if (shop == shop_of_.end() || wanted == expected_.end()) {
    ++strange;
    return report(fmt::format("{}: nobody sold it", got.number_clean));
  }
  if (!seen_.insert(got.number_clean).second) {
    ++twice;
    return report(fmt::format("{}: there twice", got.number_clean));
  }
  const std::string difference = difference_of(wanted->second, shop->second, got);
  if (difference.empty()) {
    ++right;
    ++shops[shop->second].right;
    return;
  }
  ++wrong;
  report(fmt::format("{}: {}", got.number_clean, difference));
}

void Comparison::finish() {
  for (const auto& [number, shop] : shop_of_) {
    if (seen_.contains(number)) continue;
    ++lost;
    report(fmt::format("{}: not there, though {} sold it", number, shop));
  }
}

}  // namespace ordo::sim
