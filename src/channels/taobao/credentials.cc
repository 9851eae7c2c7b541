#include "channels/taobao/credentials.h"

#include "channels/credential_fields.h"
#include "channels/web_text.h"

namespace ordo::channels::taobao {

Result<Credentials> parse_credentials(std::string_view credentials_json) {
  CredentialFields fields(credentials_json);
  Credentials credentials;
  credentials.app_key = fields.required("app_key");
  credentials.app_secret = Secret(fields.required("app_secret"));
  credentials.session = Secret(fields.required("session"));
  if (const std::string word = fields.text("sign_method"); !word.empty()) {
    const auto method = parse_sign_method(word);
    if (!method) fields.problem("sign_method", "expected md5, hmac or hmac-sha256");
    credentials.sign_method = method.value_or(SignMethod::kHmacSha256);
  }
  credentials.gateway = fields.text("gateway");
  if (credentials.gateway.empty()) credentials.gateway = kGateway;
  if (!is_base_url(credentials.gateway)) {
    fields.problem("gateway", "expected an http or https address");
  }
  if (auto ok = fields.ok(); !ok) return std::unexpected(std::move(ok.error()));
  return credentials;
}

}  // namespace ordo::channels::taobao
