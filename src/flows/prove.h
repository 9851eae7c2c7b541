// Proof that the tables are the shape of history: rebuilds every stored projection from events and log
// and compares. Reads only. Orders are taken one at a time, log entries and rows in small pages: what
// grows with the store is a few words for each outgoing call that is kept.
//
// What is proved:
//   orders     each equals the fold of its events, keeps its invariants, and folds again to itself under
//              lifecycles that were in force during its history;
//              no part of an order stands without its order
//   messages   each log entry up to its stream's offset has exactly one row, with the same particulars;
//              batches account for each once; those who wait are exactly those in state waiting; who
//              dealt with a parked one is its replay or its dismissal
//   batches    the rows that each says it wrote (effects.h) are as it wrote them: messages, alerts,
//              outgoing calls, stored answers, configuration, movements of stock
//   money      what is paid and given back is the sum of its parts
//   resets     each transaction id, and each snapshot: the order as its events up to there make it
//   personal   each sealed row is the one that history names, and opens unless its person is forgotten
//   persons    who is the same person as who, as the audit tells it, and forgotten together
//   attachments  each is what the audit tells of it; its content is the one that history names, and opens
//              unless its person is forgotten
//   pushes     which orders were pushed where is what their events tell
//   lookups    an order is found by its number, SKUs, tracking numbers and phones, and by nothing else
//   marks      alerts stand as people moved them, orders are frozen as events tell it, calls are what
//              their answers and people made of them; receipts are of calls that were made
//   timers     those who wait, open balances and open groups of notices have theirs, and there are no
//              others
//   pulls      how far each shop was pulled, by the cursors in the log
//   peaks      the busiest minute of each hour, by the commands in the log; not of hours before a command
//              whose body was erased
//   stock      each item's numbers are what its movements make, and what is bound is what open reservations
//              hold; the parts of each reservation are what it asked for; what an order holds and lacks agrees
//              with its state, and each lock has its timer
//   papers     purchase orders, transfers and stocktakes stand as the audit tells of them
//   engine     the database's own integrity check
// What leaves by age (calls, answers, raw bodies) is compared as long as it is all there. What was
// written before batches told of their effects is proved without them. The chain of hashes, which covers
// events and effects, is core::verify_history's.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/inbox.h"
#include "store/database.h"
#include "store/keyring.h"

namespace ordo::flows {

struct ProveReport {
  int64_t orders = 0, events = 0, observations = 0;
  int64_t messages = 0, waiting = 0, unapplied = 0;  // unapplied: in the log, not yet in the cell
  int64_t batches = 0, personal = 0, lookups = 0;
  int64_t old_batches = 0;  // of those, that tell nothing of their effects
  int64_t attachments = 0;
  int64_t alerts = 0, calls = 0, answers = 0, configurations = 0, transactions = 0, snapshots = 0;
  // Sentences that name the row at fault; empty: everything holds. At most kProveComplaintsMax are
  // kept, `withheld` counts the rest.
  std::vector<std::string> complaints;
  int64_t withheld = 0;
};

inline constexpr size_t kProveComplaintsMax = 200;

// Told now and then how far a stage ("orders", "messages" …) has come.
using ProveProgress = std::function<void(std::string_view stage, int64_t done)>;

// Works on one snapshot of the database, also beside a running lane: long proofs of large stores keep
// the write-ahead log from being started anew. Throws StorageError when reading fails.
[[nodiscard]] ProveReport prove(store::Database& database, const core::Inbox& inbox,
                                const store::Keyring& keyring, const ProveProgress& progress = {});

}  // namespace ordo::flows
