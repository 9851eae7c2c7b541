// The part of `prove` that knows who is the same person as who. Internal to it.
#pragma once

#include <map>

#include "flows/prove_kit.h"

namespace ordo::flows {

// Who is said to be the same person (flows/people.h) is whom the audit names, and whoever is the same was
// forgotten together.
void prove_persons(Proof& proof);

// Own person → buyer: as the rows have it, and as the audit tells it.
[[nodiscard]] std::map<int64_t, int64_t> joined_rows(const store::Reader& reader);
void each_join_told(const store::Reader& reader,
                    const std::function<void(std::string_view payload)>& visit);
// Of those who are the same, whose keys were not destroyed together.
[[nodiscard]] std::vector<int64_t> half_forgotten(const store::Reader& reader);

}  // namespace ordo::flows
