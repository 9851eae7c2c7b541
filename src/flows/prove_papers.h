// The part of `prove` that makes papers of stock again from the audit. Internal to it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "store/database.h"

namespace ordo::flows {

// Each row is what the newest line of the audit about it tells, and each line has left its row. Complaints are
// sentences that name the document at fault.
void prove_papers(const store::Reader& reader,
                  const std::function<void(std::string sentence)>& complain);

// What the audit tells of papers, oldest first.
void each_paper_event(const store::Reader& reader,
                      const std::function<void(std::string_view payload)>& visit);

}  // namespace ordo::flows
