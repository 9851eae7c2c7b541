// Whether a shop's connection works, found out step by step: what was looked at, what it came to, and what
// to do about it. Pure: whoever makes the calls (self_tester.h) hands in what they came to.
//
// Calls, where the hub asks the platform, and callbacks, where the platform pushes, are checked apart. A
// step that failed skips those that stand on it.
#pragma once

#include <boost/json.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "channels/adapter.h"
#include "channels/pull.h"
#include "flows/fetcher.h"

namespace ordo::flows {

// The hub's own clock is wrong by more than this: signatures with a time would be refused.
inline constexpr int64_t kClockToleranceMs = 2 * kMinuteMs;

// The code of a message that is ignored because it is one.
inline constexpr std::string_view kSelfTestCode = "self_test";
// The command that writes down that one was run: of a shop's stream, or of the system's for a shop that is
// not saved. {"name", "channel", "saved", "report"}; answers the report.
inline constexpr std::string_view kSelfTestRoute = "shops.self_test";

enum class StepState : uint8_t { kOk, kFailed, kSkipped };
[[nodiscard]] std::string_view name(StepState state);

struct SelfTestStep {
  std::string_view check;  // "calls", "callbacks"
  std::string_view name;  // "credentials", "address", "name", "connection", "encryption", "answer",
                          // "clock", "signature", "token", "permission", "arrival", "record"
  StepState state = StepState::kOk;
  std::string code;    // stable; empty where there is nothing to say
  std::string detail;  // never repeats a credential
  int64_t ms = 0;
};

struct SelfTestReport {
  std::vector<SelfTestStep> steps;
  std::string address;                         // that was called back; empty: none was
  std::string_view address_from;               // "configured", "given"; empty: nobody said one
  MessageSeq message;                          // that the callback became; none: it was not kept
  std::optional<int64_t> clock_difference_ms;  // the platform's clock less ours
  Instant expires_at;                          // of the credentials, as the shop says; 0: not known
  Instant at;
  int64_t ms = 0;
  // Nothing failed, and something was found to work.
  [[nodiscard]] bool ok() const;
};
[[nodiscard]] boost::json::object report_json(const SelfTestReport& report);
// What to do about a code; empty where nothing is known.
[[nodiscard]] std::string_view advice_for(std::string_view code);

// Adds the steps of one check.
class Steps {
 public:
  Steps(SelfTestReport& report, std::string_view check) : report_(report), check_(check) {}
  void ok(std::string_view name, std::string detail, int64_t ms = 0);
  void failed(std::string_view name, std::string_view code, std::string detail, int64_t ms = 0);
  void skipped(std::string_view name, std::string_view code, std::string detail = "");
  // Steps that stand on one that failed.
  void skip_rest(std::initializer_list<std::string_view> names);

 private:
  SelfTestReport& report_;
  std::string_view check_;
};

// Name, connection and encryption. False: the call came no further.
[[nodiscard]] bool judge_trip(Steps& steps, const Trip& trip, bool encrypted);
// What a platform answered to a call with these credentials, heard at `now`.
void judge_call(SelfTestReport& report, const Fetched& fetched, const channels::PullResult& result,
                bool encrypted, Instant now);

// What was seen of a callback where it came in.
struct Arrival {
  bool seen = false;
  bool verified = false;
  std::string code, detail;  // why it was not verified or not stored
  MessageSeq message;        // none: it was not stored
};
// Where it went to answered; whether the message was found ignored as it should be is judged by judge_record.
// True: it was seen and verified.
[[nodiscard]] bool judge_callback(SelfTestReport& report, const Fetched& fetched,
                                  const Arrival& arrival, bool encrypted);
// Why what came in is not what was sent: code and what differs. For a message whose signature does not hold.
[[nodiscard]] Error difference(const channels::SignedMessage& sent, const channels::Request& came,
                               const Error& refusal);

// "Sun, 06 Nov 1994 08:49:37 GMT" of a Date header.
[[nodiscard]] std::optional<Instant> parse_http_date(std::string_view text);

// https://hub.example/hooks/{channel}/{shop}
[[nodiscard]] std::string callback_address(std::string_view public_url, std::string_view channel,
                                           std::string_view shop);

}  // namespace ordo::flows
