// What the log holds: one entry for everything that enters, and its companion in memory on the way
// through the street.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"

namespace ordo::core {

enum class EntryKind : uint8_t {
  kWebhook = 1,  // a platform's message; route = adapter, or adapter/topic
  kCommand = 2,  // an API call, a console edit, a configuration edit; route = command name
  kReplay = 3,   // a stored message again, or amended; route as it was, replay_of set
  kResult = 4,   // the answer to an outgoing call; route = "outbox"
};

using Entropy = std::array<uint8_t, 16>;

struct Entry {
  MessageSeq seq;       // given by the log
  ShopId stream;        // the shop; kSystemStream for what belongs to none
  Instant received_at;  // given by the log, never decreasing within a stream
  EntryKind kind = EntryKind::kWebhook;
  std::string route;
  std::string external_id;  // the platform's message id, or the caller's idempotency key
  std::string caller;       // "ip:203.0.113.9", "key:7", "cli"
  std::string headers;      // JSON object text, credentials dropped
  MessageSeq replay_of;
  Entropy entropy{};  // all the chance that applying this entry may use
  std::string body;   // raw bytes
};

inline constexpr ShopId kSystemStream{1};

// What a message came to. Only `applied` and `ignored` consume a platform's message id.
enum class MessageState : uint8_t {
  kReceived = 0,
  kApplied = 1,
  kDuplicate = 2,
  kIgnored = 3,
  kWaiting = 4,
  kParked = 5,
};
[[nodiscard]] std::string_view name(MessageState s);

// The answer to a command's caller; stored with an idempotency key.
struct Answer {
  int status = 200;
  std::string body;  // JSON
  bool replayed = false;
};

// What applying one message came to.
struct Outcome {
  MessageState state = MessageState::kApplied;
  std::string code;  // stable reason when not simply applied, e.g. "contract_breach"
  std::string detail;
  std::string pointer;   // JSON pointer to the field at fault
  OrderId order;         // where one is concerned
  std::string wait_key;  // with kWaiting: the key that will wake it
  Answer answer;         // for commands
};

// A message decoded by the cell, whatever that means to it.
struct Decoded {
  virtual ~Decoded() = default;
};

// An entry in flight. Owned by the inbox's queue, then the feed, then the lane's batch.
struct Inbound {
  Entry entry;
  std::unique_ptr<Decoded> decoded;
  std::atomic<bool> ready{false};                  // decoded; set by a decode worker
  int64_t body_hash = 0;                           // keyed; 0 until decoded
  bool page_goes_on = false;                       // durable together with the entry after it
  std::function<void(MessageSeq)> on_durable;      // on the log's thread
  std::function<void(const Outcome&)> on_applied;  // on the lane's thread, after the commit
};
using InboundPtr = std::unique_ptr<Inbound>;

}  // namespace ordo::core
