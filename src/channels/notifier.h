// Telling people: one Notifier for each kind of receiver, a group bot, an SMS gateway or mail. A Notifier
// is stateless, thread-safe and pure: it words requests and reads answers; whoever drives it owns the
// network, the clock and the credentials.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "channels/pull.h"

namespace ordo::channels {

enum class Severity : uint8_t { kInfo, kWarning, kCritical };
[[nodiscard]] std::string_view name(Severity severity);
[[nodiscard]] std::optional<Severity> parse_severity(std::string_view name);

// Plain words of any content, valid UTF-8: each Notifier cuts and escapes as its receiver needs it.
struct Notice {
  std::string id;  // ours, the same when it is sent again; for gateways and readers that compare
  std::string title;
  std::vector<std::string> lines;
  Severity severity = Severity::kWarning;
};

// A message as SMTP takes it. Holds credentials: never log one.
struct Mail {
  std::string url;  // smtps://host[:port], or smtp://host[:port] with STARTTLS
  std::string user, password;
  std::string from;
  std::vector<std::string> to;
  std::string text;  // headers and body, lines end with CRLF
};

using NotifyCall = std::variant<HttpCall, Mail>;

// What became of it.
struct Told {
  enum class Met : uint8_t {
    kDelivered,  // `detail`, where there is one, says who did not get it
    kRefused,    // the receiver said no
    kLimited,    // too much: not before `retry_after_ms`
    kDown,       // not reachable, time-out, 5xx
  };
  Met met = Met::kDelivered;
  std::string detail;  // never repeats a credential or a whole number of a person
  int64_t retry_after_ms = 0;
  // What a gateway that reports later knows the message by; empty: nothing more is to be heard of it.
  std::string reference = {};
};

// How a gateway is asked, one call for each telephone, and how many reports there are to come.
struct ArrivalQuestion {
  std::vector<HttpCall> calls;
  size_t awaited = 0;
};

// What one answer of a gateway says of telephones that a message was sent to.
struct Arrivals {
  size_t delivered = 0;
  std::vector<std::string> failed;  // the end of each number, and the operator's code
};

class Notifier {
 public:
  virtual ~Notifier() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  // Members of the credentials that are no secrets: where and under which name is sent.
  [[nodiscard]] virtual std::span<const std::string_view> shown() const = 0;
  // Code "invalid_credentials", with the pointer within them.
  [[nodiscard]] virtual Result<> check_credentials(std::string_view credentials_json) const = 0;
  // Errors: those of check_credentials. `nonce`: fresh printable chance, for signatures that want it.
  [[nodiscard]] virtual Result<NotifyCall> request(const Secret& credentials, const Notice& notice,
                                                   Instant now, std::string_view nonce) const = 0;
  // Reads the answer; of a mail, `status` is SMTP's last code.
  [[nodiscard]] virtual Told read(const HttpAnswer& answer) const = 0;

  // Of gateways that report later whether a message arrived. `sent`: when it was taken. What is not known of a number yet is in no answer's Arrivals. Nothing to ask: there are no
  // receipts of this kind.
  [[nodiscard]] virtual Result<ArrivalQuestion> ask_arrivals(const Secret& /*credentials*/,
                                                             std::string_view /*reference*/,
                                                             Instant /*sent*/, Instant /*now*/,
                                                             std::string_view /*nonce*/) const {
    return ArrivalQuestion();
  }
  [[nodiscard]] virtual Arrivals read_arrivals(const HttpAnswer& /*answer*/,
                                               std::string_view /*reference*/) const {
    return {};
  }
};

[[nodiscard]] std::span<const Notifier* const> all_notifiers();
[[nodiscard]] const Notifier* find_notifier(std::string_view name);  // null: there is none

}  // namespace ordo::channels
