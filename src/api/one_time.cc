#include "api/one_time.h"

#include "base/crypto.h"

namespace ordo::api {

Result<std::string> secret_for(const Call& call, std::string_view purpose,
                               std::initializer_list<std::string_view> parts, size_t bytes) {
  auto key = idempotency_key(call.request);
  if (!key) return std::unexpected(key.error());
  if (key->empty()) return random_token(bytes);
  std::string from(purpose);
  const auto add = [&](std::string_view part) {
    from += "/" + std::to_string(part.size()) + ":" + std::string(part);
  };
  add(call.context.caller.id);
  for (const std::string_view part : parts) add(part);
  add(*key);
  const Digest d = hmac_sha256(bytes_view(call.kit.hub.keyring().lookup()), from);
  return encode_cursor(bytes_view(d).substr(0, bytes));
}

}  // namespace ordo::api
