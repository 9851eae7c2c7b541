// Holding the hub against the books, and hashes over all that it keeps.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/world_people.h"
#include "sim/world_shops.h"
#include "store/digest.h"

namespace ordo::sim::world {

// Everything that contradicts the books, the accounts of messages, or the proofs.
[[nodiscard]] std::vector<std::string> compare(flows::Hub& hub, Shops& shops, const People& people);

// Outgoing calls against what the shop heard: by order, ids as they came.
[[nodiscard]] std::vector<std::string> compare_calls(
    flows::Hub& hub, const std::map<int64_t, std::vector<int64_t>>& delivered);

// Every row of the merchant's state, and every entry of the log as one table more: the same whichever engine
// holds them.
[[nodiscard]] store::StoreDigest history_digest(flows::Hub& hub);

}  // namespace ordo::sim::world
