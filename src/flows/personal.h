// Personal data of an order: the buyer and the receiver, sealed together with the buyer's own data key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "core/batch.h"
#include "facts/facts.h"

namespace ordo::flows {

struct Personal {
  facts::Party buyer, receiver;
  bool operator==(const Personal&) const = default;
};

[[nodiscard]] std::string personal_json(const Personal& personal);
[[nodiscard]] std::optional<Personal> parse_personal(std::string_view json);

// Nonce first; bound to the row's id.
[[nodiscard]] std::string seal_personal(const Key256& key, const Nonce96& nonce, int64_t row,
                                        std::string_view plain);
[[nodiscard]] std::optional<Personal> open_personal(const Key256& key, int64_t row,
                                                    std::string_view sealed);
// What binds a sealed row into the chain of history.
[[nodiscard]] std::string sealed_digest(std::string_view sealed);

// The key context under which a person's data key is wrapped.
[[nodiscard]] std::string person_context(int64_t person);

// What look-up columns are hashes of; the kind keeps one kind of key from answering for another. Nobody is
// found by a telephone that names nobody (placeholder_phone.h).
[[nodiscard]] std::string buyer_key(ShopId shop, const facts::Party& buyer,
                                    const facts::Party& receiver);
[[nodiscard]] std::string phone_key(std::string_view phone_e164);
[[nodiscard]] std::string sku_key(std::string_view sku);
[[nodiscard]] std::string tracking_key(std::string_view tracking_no);
// Buyer, goods and money of an order, whatever the shop; empty where nobody or nothing is named.
[[nodiscard]] std::string fingerprint(const facts::OrderFact& fact);
[[nodiscard]] std::string fingerprint_key(const std::string& fingerprint, int64_t hour);

}  // namespace ordo::flows
