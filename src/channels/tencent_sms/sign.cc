#include "channels/tencent_sms/sign.h"

#include <fmt/format.h>

#include "base/time.h"

namespace ordo::channels::tencent_sms {
namespace {

std::string day_of(int64_t timestamp_s) {
  return format_rfc3339(Instant{timestamp_s * kSecondMs}).substr(0, 10);
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string signed_headers(const SignedCall& call) {
  return call.action.empty() ? "content-type;host" : "content-type;host;x-tc-action";
}

std::string canonical_request(const SignedCall& call) {
  std::string headers = fmt::format("content-type:{}\nhost:{}\n", kContentType, call.host);
  if (!call.action.empty()) headers += "x-tc-action:" + lower(call.action) + "\n";
  return fmt::format("POST\n/\n\n{}\n{}\n{}", headers, signed_headers(call),
                     hex(sha256(call.body)));
}

Secret day_key(const Secret& secret_key, std::string_view day) {
  std::string key = "TC3" + secret_key.reveal();
  for (const std::string_view part :
       {day, std::string_view("sms"), std::string_view("tc3_request")}) {
    key = std::string(bytes_view(hmac_sha256(key, part)));
  }
  return Secret(std::move(key));
}

std::string scope_of(const SignedCall& call) {
  return day_of(call.timestamp_s) + "/sms/tc3_request";
}

}  // namespace

std::string signature(const SignedCall& call, const Secret& secret_key) {
  const std::string text = fmt::format("TC3-HMAC-SHA256\n{}\n{}\n{}", call.timestamp_s,
                                       scope_of(call), hex(sha256(canonical_request(call))));
  return hex(hmac_sha256(day_key(secret_key, day_of(call.timestamp_s)).reveal(), text));
}

std::string authorization(const SignedCall& call, std::string_view secret_id,
                          const Secret& secret_key) {
  return fmt::format("TC3-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}", secret_id,
                     scope_of(call), signed_headers(call), signature(call, secret_key));
}

}  // namespace ordo::channels::tencent_sms
