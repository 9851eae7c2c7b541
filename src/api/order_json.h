// An order as callers see it.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "flows/access.h"
#include "flows/personal.h"
#include "flows/settings.h"
#include "orders/order.h"
#include "store/database.h"
#include "store/keyring.h"

namespace ordo::api {

// Buyer and receiver of an order, as far as they can still be read.
struct HeldPersonal {
  std::optional<flows::Personal> personal;
  bool forgotten = false;  // there was a person, whose key is destroyed
};
// Opens the order's free words in place (flows/words.h).
[[nodiscard]] HeldPersonal unseal(const store::Reader& reader, const store::Keyring& keyring,
                                  orders::Order& order);

// As `view` shows it: without `people`, names and phones are masked; without `address`, street and
// postcode are null; without `notes`, and once its person is forgotten, free words (note, custom fields,
// reasons) are empty. Other parts that it does not show are left out.
[[nodiscard]] boost::json::object order_json(const orders::Order& order, const HeldPersonal& held,
                                             const flows::Settings& settings,
                                             const flows::View& view);

[[nodiscard]] boost::json::object money_json(int64_t minor, const std::string& currency);
// RFC 3339, or null for the moment 0.
[[nodiscard]] boost::json::value time_json(Instant t);
// A decimal string, or null for no id.
template <class Tag>
[[nodiscard]] boost::json::value id_json(Id<Tag> id) {
  if (!id) return nullptr;
  return boost::json::value(id.str());
}

}  // namespace ordo::api
