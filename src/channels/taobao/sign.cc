#include "channels/taobao/sign.h"

#include <algorithm>

#include "base/legacy_digest.h"

namespace ordo::channels::taobao {
namespace {

std::string upper_hex(std::string_view bytes) {
  std::string text = hex(bytes);
  for (char& c : text) {
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace

std::string_view name(SignMethod method) {
  switch (method) {
    case SignMethod::kMd5: return "md5";
    case SignMethod::kHmacMd5: return "hmac";
    case SignMethod::kHmacSha256: return "hmac-sha256";
  }
  return "";
}

std::optional<SignMethod> parse_sign_method(std::string_view text) {
  for (const auto method : {SignMethod::kMd5, SignMethod::kHmacMd5, SignMethod::kHmacSha256}) {
    if (text == name(method)) return method;
  }
  return std::nullopt;
}

std::string text_to_sign(const Params& params) {
  std::vector<const Params::value_type*> sorted;
  for (const auto& param : params) {
    if (!param.first.empty() && !param.second.empty() && param.first != "sign") {
      sorted.push_back(&param);
    }
  }
  std::ranges::sort(sorted, {}, [](const auto* param) { return std::string_view(param->first); });
  std::string text;
  for (const auto* param : sorted) text.append(param->first).append(param->second);
  return text;
}

std::string sign(const Params& params, const Secret& secret, SignMethod method) {
  const std::string text = text_to_sign(params);
  const std::string& key = secret.reveal();
  switch (method) {
    case SignMethod::kMd5: return upper_hex(bytes_view(md5({key, text, key})));
    case SignMethod::kHmacMd5: return upper_hex(bytes_view(hmac_md5(key, text)));
    case SignMethod::kHmacSha256: return upper_hex(bytes_view(hmac_sha256(key, text)));
  }
  return {};
}

}  // namespace ordo::channels::taobao
