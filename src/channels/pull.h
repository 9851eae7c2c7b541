// Asking a platform for what it has. A Puller is stateless, thread-safe and pure: it builds requests
// and reads answers; whoever drives it owns the network, the clock, the credentials and the cursor.
//
//   cursor = puller.first_cursor(from);
//   forever: call = puller.next(credentials, cursor, now); answer = send(call);
//            page = puller.read(answer, call.cursor, now);
//            append page.messages and page.cursor in one transaction; cursor = page.cursor;
//            wait page.wait_ms, and until the next round is due unless page.more.
//
// After an error the cursor stays as it was, and the same call is made again. Time is walked in
// windows which overlap, so that rows which a platform shows late are still met: what was met before
// has the same message id and is dropped by the log's own rule.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "base/time.h"

namespace ordo::channels {

// Holds credentials, in its headers or its body: never log one.
struct HttpCall {
  std::string method;  // "GET" or "POST"
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string cursor;  // what read() is to be given together with this call's answer
};

struct HttpAnswer {
  int status = 0;  // 0: none came (no connection, or a time-out)
  std::span<const std::pair<std::string_view, std::string_view>> headers;
  std::string_view body;
  [[nodiscard]] std::string_view header(std::string_view name) const;  // empty when absent
};

// One thing as the platform has it now, to be appended to the log under route_of(channel, topic).
struct PulledMessage {
  std::string external_id;  // the same for the same state of the same thing, another for another
  std::string topic;
  std::string body;      // exactly as the platform sent it
  std::string order_no;  // the order that it is the whole of, as `listed` names it; empty: of none
};

// A row that the platform lists and whose details it does not give.
struct Unreadable {
  std::string order_no;
  std::string code;     // the platform's own
  bool denied = false;  // it says that there is no such thing: nothing of it lacks
};

// A stretch of time that was read to its end.
struct PulledWindow {
  Instant from, to;              // by the platform's time of change, both included
  std::optional<int64_t> total;  // how many rows the platform counts in it, where it tells
};

struct PullPage {
  std::vector<PulledMessage> messages;
  std::vector<std::string> listed;  // raw numbers of the orders that this answer lists
  std::vector<Unreadable> unreadable;
  std::string cursor;   // the next one; empty: one order was read, and that was all
  bool more = false;    // go on at once; else nothing newer was to be had
  int64_t wait_ms = 0;  // for the platform's quota, before the next call
  std::optional<PulledWindow> finished;  // the window that this answer completed
};

// `error.code` is one of kPullErrors; `error.detail` never repeats a credential.
struct PullFailure {
  Error error;
  std::optional<int64_t> retry_after_ms;  // where the platform says it
  bool signature = false;  // of "permission_denied": the app's key or the signature is not accepted
};
using PullResult = std::expected<PullPage, PullFailure>;

inline constexpr std::string_view kPullErrors[] = {
    "rate_limited",       // kLimited: wait and ask again
    "token_expired",      // kUnauthorised: a person must authorise the shop anew
    "permission_denied",  // kForbidden: wrong credentials, or too few rights
    "platform_down",      // kUnavailable: ask again later
    "request_refused",    // kRefused: the platform rejects what was asked
    "malformed_answer",   // kInternal: the answer is not what the platform documents
    "cursor_invalid",     // kInvalid: not a cursor of this channel
};

class Puller {
 public:
  virtual ~Puller() = default;
  // A cursor that has seen everything before `from`.
  [[nodiscard]] virtual std::string first_cursor(Instant from) const = 0;
  // The next call. Errors: "cursor_invalid"; the codes of check_credentials, and
  // "credentials_incomplete" (kInvalid) where they suffice for messages but not for calls.
  [[nodiscard]] virtual Result<HttpCall> next(const Secret& credentials, std::string_view cursor,
                                              Instant now) const = 0;
  // Reads the answer to a call; `cursor` is that call's own.
  [[nodiscard]] virtual PullResult read(const HttpAnswer& answer, std::string_view cursor,
                                        Instant now) const = 0;
  // Everything that changed before this moment has been read.
  [[nodiscard]] virtual Result<Instant> watermark(std::string_view cursor) const = 0;
  // A cursor that reads one order, named as `listed` names it, and comes to its end. One that the platform
  // does not have is `unreadable`. Empty where the platform cannot be asked for a number.
  [[nodiscard]] virtual std::string cursor_for(std::string_view /*order_no*/) const { return {}; }
  // Whose allowance of calls these credentials use up, where several shops may share one (an app's key);
  // no secret. Empty: each shop has its own.
  [[nodiscard]] virtual std::string allowance_of(const Secret& /*credentials*/) const { return {}; }
  // How many calls a minute are made of one allowance where nobody has said it; none: as many as the
  // answers allow.
  [[nodiscard]] virtual std::optional<int64_t> usual_quota_per_minute() const {
    return std::nullopt;
  }
};

// "<kind>:<number>:<first half of SHA-256 over the body>": a PulledMessage's id. The body must hold a
// time of change, so that a state which comes back is still another message.
[[nodiscard]] std::string pulled_id(std::string_view kind, std::string_view number,
                                    std::string_view body);

// A JSON value's own text without the white space that a reader may leave behind it.
[[nodiscard]] std::string_view without_trailing_space(std::string_view json);

[[nodiscard]] std::unexpected<PullFailure> pull_failed(
    ErrorClass kind, std::string_view code, std::string detail,
    std::optional<int64_t> retry_after_ms = std::nullopt);

}  // namespace ordo::channels
