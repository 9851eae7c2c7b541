#include "flows/ledger.h"

#include "base/text.h"
#include "core/messages_store.h"
#include "orders/order_store.h"

namespace ordo::flows {
namespace {

bool is_order(const store::Reader& reader, ShopId shop, const std::string& number) {
  const std::string clean = clean_number(number).value_or(number);
  return static_cast<bool>(orders::find_order_id(reader, shop, clean));
}

bool is_settled(const store::Reader& reader, ShopId shop, const std::string& external_id) {
  return !external_id.empty() && core::find_consumer(reader, shop, external_id).has_value();
}

}  // namespace

PullWindow look_up(const store::Reader& reader, ShopId shop, const Listed& listed,
                   const Refused& refused) {
  PullWindow window;
  window.from = listed.from;
  window.to = listed.to;
  window.listed = std::ssize(listed.numbers);
  window.total = listed.total.value_or(window.listed);
  for (const auto& [number, external_id] : listed.numbers) {
    if (is_order(reader, shop, number) || is_settled(reader, shop, external_id)) {
      ++window.ours;
    } else if (!refused.contains(number)) {
      ++window.missing;
      if (window.missing_numbers.size() < kMissingKept) window.missing_numbers.push_back(number);
    }
  }
  const int64_t unlisted = window.total - window.listed;
  if (unlisted > kPullGapMax) window.missing += unlisted;
  return window;
}

PullWindow look_again(const store::Reader& reader, ShopId shop, PullWindow window,
                      const Refused& refused) {
  std::vector<std::string> missing;
  for (std::string& number : window.missing_numbers) {
    if (is_order(reader, shop, number)) {
      ++window.ours;
    } else if (!refused.contains(number)) {
      missing.push_back(std::move(number));
      continue;
    }
    --window.missing;
  }
  window.missing_numbers = std::move(missing);
  return window;
}

}  // namespace ordo::flows
