// Rows of outgoing calls.
#pragma once

#include <vector>

#include "core/batch.h"
#include "core/entry.h"
#include "store/database.h"

namespace ordo::core {

// States of an outbox row: 0 to be sent, 1 delivered, 2 with a person.
// `down` names targets that are not to be asked for, as "|a|b|": what waits for one that does not
// answer must not stand before the others.
// Heads that may be sent now: the oldest open row of each (target, order), unless it is with a person.
[[nodiscard]] std::vector<OutboxMessage> load_sendable(const store::Reader& reader, Instant now,
                                                       size_t limit, std::string_view down = {});
[[nodiscard]] std::optional<Instant> next_outbox_due(const store::Reader& reader);
void write_outbox_result(store::UnitOfWork& uow, const OutboxResult& result);

// An entry of kind kResult, as JSON, to a batch's result; anything malformed is parked.
[[nodiscard]] std::string encode_result(const OutboxResult& result);
[[nodiscard]] Outcome apply_result(const Entry& entry, Batch& batch);

}  // namespace ordo::core
