// What of an order fact costs processor time and needs no state: worked out by the decode workers, so
// that the lane, of which there is one, need not.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "facts/facts.h"
#include "flows/personal.h"

namespace ordo::flows {

struct PreparedPersonal {
  std::string plain;  // personal_json; empty when there is nobody
  int64_t mark = 0;   // keyed hash of it: has it changed?
  int64_t buyer = 0;  // keyed hash of who buys; 0 when nobody is named
  std::vector<int64_t> phones;
};

struct PreparedOrder {
  PreparedPersonal personal;
  std::array<int64_t, 3>
      twins{};  // fingerprints of this hour, the one before, the one after; 0: none
  std::vector<int64_t> skus;
  int64_t content_key = 0;  // keyed hash of the message's bytes, see orders::Origin
};

[[nodiscard]] PreparedPersonal prepare_personal(const Key256& lookup, ShopId shop,
                                                const std::string& order_no,
                                                const Personal& personal);
[[nodiscard]] PreparedOrder prepare_order(const Key256& lookup, ShopId shop,
                                          const facts::OrderFact& fact);
// One for each fact of a message, empty for those that are not orders.
[[nodiscard]] std::vector<PreparedOrder> prepare(const Key256& lookup, ShopId shop,
                                                 const std::vector<facts::Fact>& facts,
                                                 std::string_view body);

}  // namespace ordo::flows
