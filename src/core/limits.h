// Every queue, batch, retry and wait of the street, in one place.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.h"

namespace ordo::core {

inline constexpr size_t kBatchMax = 1000;            // commands a batch
inline constexpr size_t kLogGroupMax = 512;          // entries a log commit
inline constexpr size_t kLogPageMax = kLogGroupMax;  // entries that must be durable together
// While several streams are alive a batch and a log group are this small: who comes just after one has been
// taken waits for all of it. A stream is alive while something came within kLiveMs. One that is alone has
// the larger ones to itself.
inline constexpr size_t kSharedBatchMax = 128;
inline constexpr size_t kSharedGroupMax = 128;
// A stream floods others from which so many times as much comes, or waits, as from any other, and at least
// kFloodMin a second. It is the one that waits: beside others it gets kFloodSlice places of a batch; what it
// brings is gathered for kGatherMs before it takes the log, or the lane, for a commit of its own. Such a batch
// of the lane is taken kFloodPiece at a time, up to kFloodBatchMax, and is open to whoever else comes; after it
// the lane rests for others kFloodRest times as long as it took. Once a flood lags kFloodLagMs behind it shares
// a batch as others do: it catches up in the end.
inline constexpr size_t kFloodRatio = 4;
inline constexpr size_t kFloodMin = 100;
inline constexpr size_t kFloodSlice = 1;
inline constexpr size_t kFloodPiece = 4;
inline constexpr size_t kFloodBatchMax = 12;
inline constexpr int64_t kFloodRest = 2;
inline constexpr int64_t kGatherMs = 20;
inline constexpr int64_t kFloodLagMs = 30 * kSecondMs;
inline constexpr int64_t kLiveMs = kSecondMs;
inline constexpr size_t kInboxQueueMax = 20'000;  // entries not yet durable; then callers hear 503
inline constexpr size_t kInboxQueueBytesMax = 64u << 20;
// The log takes nothing more when nothing became durable for so long though something waits: who is told
// yes waits with it, and holds a connection.
inline constexpr int64_t kLogLateMs = 2 * kSecondMs;
inline constexpr size_t kSharedRefillMax =
    500;  // read from the log at once while several are alive
inline constexpr size_t kStreamMemoryMax = 5'000;  // durable entries of one stream kept in memory
// Their bodies, of one stream and of all; decoded they take several times as much.
inline constexpr size_t kStreamMemoryBytesMax = 16u << 20;
inline constexpr size_t kFeedMemoryBytesMax = 64u << 20;
inline constexpr int64_t kSegmentEntriesMax = 250'000;  // then the log goes on in a new file
inline constexpr int64_t kWaitingMs = 24 * kHourMs;  // an observation waits so long for its order
inline constexpr int64_t kIdempotencyMs = 7 * kDayMs;
inline constexpr size_t kIdempotencyPurge = 8;   // expired answers removed a batch, beyond its size
inline constexpr int kCrashesMax = 2;            // then the message that crashed us is parked
inline constexpr size_t kRecentIdsMax = 50'000;  // message ids remembered in memory
inline constexpr int64_t kReviewQueueMax = 50;   // messages waiting for a person; beyond: an alert
inline constexpr int64_t kHeadExportMs = kHourMs;
inline constexpr int64_t kRetentionEveryMs = kHourMs;

// What people add to an order. A file travels the log as base64 in its command, so that a few of the largest
// fill what is kept of one stream in memory; more wait in the log.
inline constexpr size_t kAttachmentBytesMax = 5u << 20;
inline constexpr size_t kAttachmentsMax = 20;  // of one order, those that were removed not counted
inline constexpr size_t kAttachmentNameMax = 120;  // code points

// Outbox, where the merchant has set nothing else: a refused call is made again after 3, 6, 12, 24 and
// 48 s, then a person is asked.
inline constexpr int kOutboxAttemptsMax = 6;  // in all, the first one included
inline constexpr int64_t kOutboxFirstWaitMs = 3 * kSecondMs;
inline constexpr int kOutboxFactor = 2;
inline constexpr int64_t kOutboxWaitMaxMs = kDayMs;  // however the waits grow
// A call that was delivered or discarded stays readable so long; one that is open is never purged.
inline constexpr int64_t kOutboxKeptMs = 30 * kDayMs;
inline constexpr size_t kOutboxPurge = 8;  // settled calls removed a batch, beyond its size

// The log of the calls that the hub makes. Records that the disk does not take in time are dropped and
// counted: no caller waits for it.
inline constexpr size_t kCallBodyKept = 16u << 10;  // of a request or an answer; no more is kept
inline constexpr size_t kCallQueueMax = 1'000;      // records not yet written
inline constexpr int64_t kCallWriteEveryMs = 500;
inline constexpr int64_t kCallBytesMax = int64_t{256} << 20;  // then the oldest leave
inline constexpr int64_t kCallDays = 14;  // where the merchant has set nothing else
inline constexpr int64_t kCallDaysMax = 90;
inline constexpr size_t kCallPurge = 256;  // records removed at a time

}  // namespace ordo::core
