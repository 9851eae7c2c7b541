// Rows of outgoing calls, as the lane writes them and the dispatcher sends them. Calls of one order to one
// target are made in the order in which they came: only the oldest open one, the head, may be sent. A
// head that was given up stays the head and holds its followers until a person has it tried again or
// discards it; nothing overtakes it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/batch.h"
#include "core/entry.h"
#include "store/database.h"

namespace ordo::core {

// As rows keep it. Waiting and given-up calls are open; the others have come to their end.
enum class OutboxState : uint8_t { kWaiting = 0, kDelivered = 1, kGivenUp = 2, kDiscarded = 3 };

// Heads that may be sent now: the oldest open row of each (target, order), unless it was given up.
// `down` names targets that are not to be asked for, as "|a|b|": what waits for one that does not
// answer must not stand before the others.
[[nodiscard]] std::vector<OutboxMessage> load_sendable(const store::Reader& reader, Instant now,
                                                       size_t limit, std::string_view down = {});
[[nodiscard]] std::optional<Instant> next_outbox_due(const store::Reader& reader);

// A failure that ends the call (OutboxResult::discard) frees what follows it.
// A result that comes late changes nothing of a call that has come to its end, and a failure nothing of
// one that was given up.
void write_outbox_result(store::UnitOfWork& uow, const OutboxResult& result, Instant at);

// What a person decided about a call that was given up: it is tried again from its first attempt on, or
// discarded. Any other call stays as it is.
void retry_call(store::UnitOfWork& uow, OutboxId id, Instant at);
void discard_call(store::UnitOfWork& uow, OutboxId id, Instant at);

// Removes the calls that were settled longest ago, at most `most`, all of them kOutboxKeptMs before
// `now`, the batch's time.
void purge_settled_calls(store::UnitOfWork& uow, Instant now, size_t most);

// An entry of kind kResult, as JSON, to a batch's result; anything malformed is parked.
[[nodiscard]] std::string encode_result(const OutboxResult& result);
// What such an entry says; nothing when it is malformed.
[[nodiscard]] std::optional<OutboxResult> decode_result(std::string_view text);
[[nodiscard]] Outcome apply_result(const Entry& entry, Batch& batch);

}  // namespace ordo::core
