#include "channels/standard/adapter.h"

#include <array>

#include "channels/standard/contract.h"
#include "channels/standard/credentials.h"
#include "channels/standard/decode.h"
#include "channels/standard/own_call.h"
#include "channels/standard/verify.h"

namespace ordo::channels::standard {

std::span<const CredentialRule> StandardAdapter::credential_rules() const {
  static constexpr std::array<CredentialRule, 2> kRules = {{
      {"secret", true, false, false,
       "whsec_ and 24 to 64 bytes in base64: what messages are signed with; or give secrets"},
      {"secrets", true, false, true,
       "several such secrets, while one is being replaced by another"},
  }};
  return kRules;
}

std::span<const ObjectRule> StandardAdapter::contract() const { return standard::contract(); }

Result<> StandardAdapter::check_credentials(std::string_view credentials_json) const {
  if (auto keys = parse_credentials(credentials_json); !keys) {
    return std::unexpected(std::move(keys.error()));
  }
  return {};
}

Result<Verified> StandardAdapter::verify(const Request& request, const Secret& credentials_json,
                                         Instant now) const {
  return verify_request(request, credentials_json, now);
}

Result<std::optional<SignedMessage>> StandardAdapter::self_test(const Secret& credentials_json,
                                                                std::string_view token,
                                                                Instant now) const {
  return sign_self_test(credentials_json, token, now);
}

// Arrival decides nothing here: a time from the future is a matter for the flows, which hold it.
Result<std::vector<facts::Fact>> StandardAdapter::decode(const Raw& raw, const ShopContext& shop,
                                                         Instant /*received_at*/) const {
  return decode_event(raw.body, shop);
}

}  // namespace ordo::channels::standard
