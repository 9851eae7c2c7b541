// What a platform's folder offers to the street. An adapter is stateless and thread-safe; it sees
// facts and nothing of orders, stores or the network. Adding a platform means adding a folder and one
// line in registry.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "base/time.h"
#include "facts/facts.h"

namespace ordo::channels {

// A request as it came in. Views live as long as the request; header names are compared without case.
struct Request {
  std::span<const std::pair<std::string_view, std::string_view>> headers;
  std::string_view body;
  [[nodiscard]] std::string_view header(std::string_view name) const;  // empty when absent
};

// What the gateway needs to know of a message before it is stored.
struct Verified {
  std::string external_id;  // the platform's message id, for duplicates; empty where it has none
};

struct Acknowledgement {
  int status = 200;
  std::string content_type;  // empty: no body
  std::string body;
};

// What a shop's account has declared: needed to read its messages.
struct ShopContext {
  std::string code;
  std::string currency;  // default currency of messages that name none
  std::string zone;      // IANA zone of times without a zone; empty: such times are refused
  std::string country;   // region of phone numbers without a country code, e.g. "CN"
};

class Adapter {
 public:
  virtual ~Adapter() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  // Checks the form of write-only credentials when a shop is configured (JSON object text).
  [[nodiscard]] virtual Result<> check_credentials(std::string_view credentials_json) const = 0;
  // Checks the signature exactly as the platform defines it, in constant time. Codes:
  // "signature_missing", "signature_invalid", "timestamp_out_of_tolerance" (kUnauthorised).
  [[nodiscard]] virtual Result<Verified> verify(const Request& request,
                                                const Secret& credentials_json,
                                                Instant now) const = 0;
  // Exactly what the platform wants to hear once the message is durable, and for a refusal.
  [[nodiscard]] virtual Acknowledgement accepted() const = 0;
  // Raw body to facts. Errors name the field by JSON pointer; several fields at once where possible.
  // An event type that concerns nothing of ours: no facts (the message is `ignored`).
  [[nodiscard]] virtual Result<std::vector<facts::Fact>> decode(std::string_view body,
                                                                const ShopContext& shop,
                                                                Instant received_at) const = 0;
};

// The adapter of that name, or nullptr. Names: "standard".
[[nodiscard]] const Adapter* find_adapter(std::string_view channel);
[[nodiscard]] std::span<const Adapter* const> all_adapters();

}  // namespace ordo::channels
