// POST /hooks/{channel}/{shop}: the door for what platforms send. Verified as the platform defines,
// kept raw, and answered with exactly the acknowledgement that it expects once the log has it.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth.h"
#include "api/http.h"
#include "base/crypto.h"
#include "base/time.h"
#include "core/entry.h"
#include "flows/callback_tests.h"
#include "flows/settings.h"
#include "watch/load_meter.h"

namespace ordo::api {

inline constexpr size_t kRefusedKept = 200;  // of each shop: as many as one page shows
inline constexpr int kShedRetryAfterSeconds = 5;

// A message whose signature was not right.
struct Refused {
  Instant at;
  std::string shop;
  std::string code;
  std::string body_digest;  // SHA-256, hex
  std::string remote;
};

// Each shop's by itself: who knows one shop's address must not push out what others were sent.
// Thread-safe.
class RefusedLog {
 public:
  // Where the program's log shall tell of this one (about one a second): how many it left out before.
  [[nodiscard]] std::optional<int64_t> add(Refused refused);
  [[nodiscard]] int64_t count() const { return count_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::vector<Refused> recent(std::string_view shop) const;  // newest first

 private:
  std::atomic<int64_t> count_{0};
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Refused>, std::less<>> recent_;
  std::optional<Instant> told_at_;
  int64_t left_out_ = 0;
};

class Gateway {
 public:
  // Appends to the log; the error is what a caller hears whose message was not taken.
  using Submit = std::function<Result<>(core::InboundPtr)>;
  Gateway(SettingsSource settings, Submit submit, Clock& clock);

  // On an I/O thread; never blocks. `respond` is called from the log's thread once the message is
  // durable, and from this one for a refusal.
  void handle(const HttpRequest& request, std::string_view channel, std::string_view shop,
              const Respond& respond);
  [[nodiscard]] const RefusedLog& refused() const { return refused_; }
  // Messages of self-tests that are awaited here.
  [[nodiscard]] flows::CallbackTests& callback_tests() { return callback_tests_; }
  // Of every door: what is written over the API is counted here too.
  [[nodiscard]] const std::shared_ptr<watch::LoadMeter>& load() const { return load_; }

 private:
  [[nodiscard]] HttpResponse try_credentials(const HttpRequest& request, flows::CallbackTest& test);
  void accept(const HttpRequest& request, const flows::Shop& shop, channels::Verified verified,
              const flows::CallbackTestPtr& test, const Respond& respond);
  [[nodiscard]] HttpResponse refuse(const HttpRequest& request, const flows::Shop& shop,
                                    const Error& error);

  SettingsSource settings_;
  Submit submit_;
  Clock& clock_;
  RefusedLog refused_;
  flows::CallbackTests callback_tests_;
  // Shared with messages on their way, which may come to their end later than this does.
  std::shared_ptr<watch::LoadMeter> load_ = std::make_shared<watch::LoadMeter>();
};

}  // namespace ordo::api
