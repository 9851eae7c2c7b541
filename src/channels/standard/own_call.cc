#include "channels/standard/own_call.h"

#include "channels/standard/credentials.h"
#include "channels/standard/verify.h"

namespace ordo::channels::standard {

Result<SignedMessage> sign_self_test(const Secret& credentials_json, std::string_view token,
                                     Instant now) {
  auto keys = parse_credentials(credentials_json.reveal());
  if (!keys) return std::unexpected(std::move(keys.error()));
  HmacSha256 key(keys->front().reveal());
  const std::string id = "self_test_" + std::string(token);
  const std::string timestamp = std::to_string(now.ms / kSecondMs);
  SignedMessage message;
  message.body = self_test_body(token, now);
  message.headers = {{"Content-Type", "application/json"},
                     {"webhook-id", id},
                     {"webhook-timestamp", timestamp},
                     {"webhook-signature", v1_signature(key, id, timestamp, message.body)}};
  return message;
}

}  // namespace ordo::channels::standard
