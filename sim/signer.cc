#include "sim/signer.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/invariant.h"

namespace ordo::sim {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr size_t kMacBytes = 32;
constexpr size_t kMacBase64Bytes = 44;

using Mac = std::array<unsigned char, kMacBytes>;

Mac mac_of(const std::string& key, std::string_view text) {
  Mac mac;
  unsigned int length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes,
                          text.size(), mac.data(), &length);
  invariant(done != nullptr && length == kMacBytes, "OpenSSL computes an HMAC-SHA256");
  return mac;
}

}  // namespace

Result<Signer> Signer::from_secret(std::string_view secret) {
  auto key =
      secret.starts_with(kPrefix) ? from_base64(secret.substr(kPrefix.size())) : std::nullopt;
  if (!key || key->empty()) {
    return fail(ErrorClass::kInvalid, "invalid_secret", "a secret is whsec_ and padded base64");
  }
  return Signer(Secret(std::move(*key)));
}

std::string Signer::sign(std::string_view id, int64_t timestamp_seconds, std::string_view body) {
  signed_text_.assign(id).append(".").append(std::to_string(timestamp_seconds)).append(".");
  signed_text_.append(body);
  const Mac mac = mac_of(key_.reveal(), signed_text_);
  std::array<unsigned char, kMacBase64Bytes + 1> text;
  EVP_EncodeBlock(text.data(), mac.data(), kMacBytes);
  return "v1," + std::string(reinterpret_cast<const char*>(text.data()), kMacBase64Bytes);
}

std::string secret_from_seed(uint64_t seed, std::string_view name) {
  const Digest digest = sha256({"ordo simulated shop", std::to_string(seed), name});
  return std::string(kPrefix) + base64(bytes_view(digest));
}

}  // namespace ordo::sim
