// Writes: checked at the boundary, appended to the log, answered when they are applied.
//
// Before the append a write may be refused (422, 429, 503). After it, nobody hears of failure: a write
// that is durable but not applied in time answers 202 with its message's id, and will be applied.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "api/http.h"
#include "api/router.h"
#include "base/result.h"
#include "core/entry.h"
#include "flows/hub.h"
#include "watch/load_meter.h"

namespace ordo::api {

// What a handler makes of a request: a command, or a stored message sent into the street again.
struct Write {
  std::string route;
  std::string body;
  ShopId stream = core::kSystemStream;
  core::EntryKind kind = core::EntryKind::kCommand;
  std::string external_id;  // of a replay; a command has the caller's idempotency key
  MessageSeq replay_of;
  bool administers = false;  // is applied at once whatever the mode: it may be what ends the mode
  std::string strip;         // a prefix of error pointers that the caller did not send
  // Completes the answer of a write that succeeded, e.g. by Location. May be empty.
  std::function<void(HttpResponse&, const core::Outcome&)> finish;
};

// How long a write waits to be applied before it answers 202.
inline constexpr int64_t kWriteWaitMs = 5'000;

// Calls back what has waited too long. One thread, for all writes of a service.
class Deadlines {
 public:
  Deadlines();
  ~Deadlines();  // as stop()
  void after(int64_t ms, std::function<void()> act);
  // Calls back at once all that still waits. Nothing may be added any more.
  void stop();

 private:
  void run(const std::stop_token& stopping);
  using Moment = std::chrono::steady_clock::time_point;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::multimap<Moment, std::function<void()>> due_;
  std::jthread thread_;
};

class Writer {
 public:
  Writer(flows::Hub& hub, std::shared_ptr<watch::LoadMeter> load, int64_t wait_ms = kWriteWaitMs)
      : hub_(hub), load_(std::move(load)), wait_ms_(wait_ms) {}
  void send(const HttpRequest& request, const Context& context, Write write, Respond respond);
  // Nothing waits any more: what is durable is answered now, the rest as soon as it is. The hub may then
  // outlive whatever an answer goes through. Requires that nobody sends.
  void stop() { deadlines_.stop(); }

 private:
  flows::Hub& hub_;
  const std::shared_ptr<watch::LoadMeter> load_;
  const int64_t wait_ms_;
  Deadlines deadlines_;
};

// The caller's idempotency key, or empty. More than 255 bytes, or not text: an error.
[[nodiscard]] Result<std::string> idempotency_key(const HttpRequest& request);

// A UUID for this command: the same again when the caller repeats it under an idempotency key.
[[nodiscard]] Result<std::string> command_uuid(const HttpRequest& request, const Context& context,
                                               std::string_view purpose);

}  // namespace ordo::api
