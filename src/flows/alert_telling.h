// The one place where rules of alerts run: when the lane writes a batch, and all of its alerts are known.
#pragma once

#include <vector>

#include "core/batch.h"
#include "flows/settings.h"
#include "store/database.h"

namespace ordo::flows {

// Groups of notices that come to their end in this batch.
struct GroupEnds {
  std::vector<int64_t> ended;     // their timers fired
  std::vector<int64_t> dropped;   // their timers will never fire
  std::vector<AlertRule> edited;  // rules that were to be edited or removed, as they stood before
};

// Adds what is to be told to the batch's outgoing calls and timers, and remembers it. What a group of a
// rule that this batch has edited counted is told as the rule stood, and the group is closed; one whose
// timer was dropped is closed, or it would count for ever and tell nobody.
void tell_alerts(store::UnitOfWork& uow, const Settings& settings, core::Batch& batch,
                 const GroupEnds& ends);

}  // namespace ordo::flows
