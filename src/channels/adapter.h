// What a platform's folder offers to the street. An adapter is stateless and thread-safe; it sees
// facts and nothing of orders, stores or the network. Adding a platform means adding a folder and one
// line in registry.cc.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "base/time.h"
#include "channels/field_rules.h"
#include "channels/own_call.h"
#include "facts/facts.h"
#include "facts/words.h"

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
  // What the body is: from a header ("orders/paid"), or from the body itself where that is cheap
  // ("order.paid"); empty where neither tells. At most kTopicBytesMax of a-z, 0-9, '_', '-', '.' and
  // '/'. A decoder trusts it as little as the body.
  std::string topic;
};
inline constexpr size_t kTopicBytesMax = 64;
[[nodiscard]] bool is_topic(std::string_view text);  // empty is one too

// A stored message as a decoder gets it.
struct Raw {
  std::string_view topic, body;
};

// An entry's route is "<channel>" or "<channel>/<topic>", so that the topic survives in the log.
[[nodiscard]] std::string route_of(std::string_view channel, std::string_view topic);
[[nodiscard]] std::string_view topic_of(std::string_view route);

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

// A word of the platform for a status, and what it is taken to mean where no status map says otherwise.
struct StatusWord {
  std::string key;
  facts::Sense sense;
};

class Puller;  // pull.h

class Adapter {
 public:
  virtual ~Adapter() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  // What the credentials are made of, and what is read of a message: for whoever sets a shop up or
  // writes its sender. The reader enforces exactly these rules.
  [[nodiscard]] virtual std::span<const CredentialRule> credential_rules() const { return {}; }
  [[nodiscard]] virtual std::span<const ObjectRule> contract() const { return {}; }
  // Checks the form of write-only credentials when a shop is configured (JSON object text).
  [[nodiscard]] virtual Result<> check_credentials(std::string_view credentials_json) const = 0;
  // Checks the signature exactly as the platform defines it, in constant time. Codes:
  // "signature_missing", "signature_invalid", "timestamp_out_of_tolerance" (kUnauthorised).
  [[nodiscard]] virtual Result<Verified> verify(const Request& request,
                                                const Secret& credentials_json,
                                                Instant now) const = 0;
  // A self-test as this platform would send it with these credentials; nothing where it sends nothing by
  // HTTP. Errors: those of check_credentials.
  [[nodiscard]] virtual Result<std::optional<SignedMessage>> self_test(
      const Secret& /*credentials_json*/, std::string_view /*token*/, Instant /*now*/) const {
    return std::nullopt;
  }
  // Headers, in lower case, that are worth keeping beside the body: none that holds a credential.
  [[nodiscard]] virtual std::span<const std::string_view> kept_headers() const { return {}; }
  // The zone that this platform's times are in whatever its shops are told; empty: as they declare.
  [[nodiscard]] virtual std::string_view fixed_zone() const { return {}; }
  // Exactly what the platform wants to hear once the message is durable, and for a refusal.
  [[nodiscard]] virtual Acknowledgement accepted() const = 0;
  // Raw message to facts. Errors name the field by JSON pointer; several fields at once where possible.
  // An event type that concerns nothing of ours: no facts (the message is `ignored`). A status in a word
  // that the adapter does not know is no error: its fact says that it is not known.
  [[nodiscard]] virtual Result<std::vector<facts::Fact>> decode(const Raw& raw,
                                                                const ShopContext& shop,
                                                                Instant received_at) const = 0;
  // Every word that decode() knows; an adapter's own, for ever.
  [[nodiscard]] virtual std::span<const StatusWord> words() const { return {}; }
  // How this platform is asked for what it has; nullptr where it cannot be.
  [[nodiscard]] virtual const Puller* puller() const { return nullptr; }
};

// The adapter of that name, or nullptr. Names: "standard", "shopify", "taobao".
[[nodiscard]] const Adapter* find_adapter(std::string_view channel);
[[nodiscard]] std::span<const Adapter* const> all_adapters();

}  // namespace ordo::channels
