#include "channels/taobao/adapter.h"

#include <array>

#include "channels/taobao/contract.h"
#include "channels/taobao/credentials.h"
#include "channels/taobao/decode.h"

namespace ordo::channels::taobao {

std::span<const CredentialRule> TaobaoAdapter::credential_rules() const {
  static constexpr std::array<CredentialRule, 5> kRules = {{
      {"app_key", false, true, false, "the app's key on the open platform"},
      {"app_secret", true, true, false, "the app's secret: what calls are signed with"},
      {"session", true, true, false, "the token by which the seller authorised the app"},
      {"sign_method", false, false, false,
       "md5, hmac or hmac-sha256, which holds where none is given"},
      {"gateway", false, false, false, "the platform's address, where it is not the usual one"},
  }};
  return kRules;
}

std::span<const ObjectRule> TaobaoAdapter::contract() const { return taobao::contract(); }

Result<> TaobaoAdapter::check_credentials(std::string_view credentials_json) const {
  if (auto read = parse_credentials(credentials_json); !read) {
    return std::unexpected(std::move(read.error()));
  }
  return {};
}

Result<Verified> TaobaoAdapter::verify(const Request& /*request*/, const Secret& /*credentials*/,
                                       Instant /*now*/) const {
  return fail(ErrorClass::kUnauthorised, "signature_missing",
              "this channel sends nothing here; its orders are pulled");
}

Result<std::vector<facts::Fact>> TaobaoAdapter::decode(const Raw& raw, const ShopContext& shop,
                                                       Instant /*received_at*/) const {
  return decode_message(raw, shop);
}

}  // namespace ordo::channels::taobao
