// The part of `prove` that rebuilds which orders were pushed where. Internal to it.
#pragma once

#include <functional>
#include <string>

#include "store/database.h"

namespace ordo::flows {

// Each row is what the events of its order make of it, and each event has left its row. Complaints are
// sentences that name the order at fault.
void prove_pushes(const store::Reader& reader,
                  const std::function<void(std::string sentence)>& complain);

}  // namespace ordo::flows
