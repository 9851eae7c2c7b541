#include "channels/aliyun_sms/sign.h"

#include <fmt/format.h>

#include <algorithm>

#include "channels/web_text.h"

namespace ordo::channels::aliyun_sms {
namespace {

constexpr std::string_view kSignedHeaders =
    "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

std::string hash_of(std::string_view text) { return hex(sha256(text)); }

}  // namespace

std::string acs_date(Instant at) { return format_rfc3339(at).substr(0, 19) + "Z"; }

std::string canonical_query(const SignedCall& call) {
  auto sorted = call.query;
  std::ranges::sort(sorted);
  return encode_parameters(sorted);
}

std::string canonical_request(const SignedCall& call) {
  const std::string empty_hash = hash_of("");
  return fmt::format(
      "POST\n/\n{}\nhost:{}\nx-acs-action:{}\nx-acs-content-sha256:{}\nx-acs-date:{}\n"
      "x-acs-signature-nonce:{}\nx-acs-version:{}\n\n{}\n{}",
      canonical_query(call), call.host, call.action, empty_hash, acs_date(call.at), call.nonce,
      call.version, kSignedHeaders, empty_hash);
}

std::string authorization(const SignedCall& call, std::string_view access_key_id,
                          const Secret& access_key_secret) {
  const std::string text = "ACS3-HMAC-SHA256\n" + hash_of(canonical_request(call));
  return fmt::format("ACS3-HMAC-SHA256 Credential={},SignedHeaders={},Signature={}", access_key_id,
                     kSignedHeaders, hex(hmac_sha256(access_key_secret.reveal(), text)));
}

}  // namespace ordo::channels::aliyun_sms
