#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/crypto.h"
#include "base/invariant.h"

namespace ordo {
namespace {

struct FreeDigest {
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
};
struct FreeMac {
  void operator()(EVP_MAC_CTX* p) const { EVP_MAC_CTX_free(p); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeDigest>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

// Fetching searches the providers under a lock, so each algorithm is fetched once for the process.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  invariant(algorithm != nullptr, "OpenSSL offers no SHA-256");
  return algorithm;
}

EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  invariant(algorithm != nullptr, "OpenSSL offers no HMAC");
  return algorithm;
}

EVP_MD_CTX* digest_context() {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  return context.get();
}

const uint8_t* data_of(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

}  // namespace

Digest sha256(std::string_view data) { return sha256({data}); }

Digest sha256(std::initializer_list<std::string_view> parts) {
  EVP_MD_CTX* context = digest_context();
  bool fine = EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1;
  for (const auto part : parts) {
    fine = fine && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
  }
  Digest out;
  fine = fine && EVP_DigestFinal_ex(context, out.data(), nullptr) == 1;
  invariant(fine, "SHA-256 failed");
  return out;
}

Digest hmac_sha256(std::string_view key, std::string_view data) { return HmacSha256(key)({data}); }

struct HmacSha256::Impl {
  MacContext context;
};

HmacSha256::HmacSha256(std::string_view key) : impl_(std::make_unique<Impl>()) {
  char name[] = "SHA256";
  const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                 OSSL_PARAM_construct_end()};
  impl_->context.reset(EVP_MAC_CTX_new(hmac_algorithm()));
  // A null key would mean "the key you have"; an empty one is a key of its own.
  const uint8_t* bytes = key.empty() ? data_of("") : data_of(key);
  const bool fine = EVP_MAC_init(impl_->context.get(), bytes, key.size(), settings) == 1;
  invariant(fine, "HMAC refused its key");
}

HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;
HmacSha256::~HmacSha256() = default;

Digest HmacSha256::operator()(std::initializer_list<std::string_view> parts) {
  EVP_MAC_CTX* context = impl_->context.get();
  bool fine = EVP_MAC_init(context, nullptr, 0, nullptr) == 1;
  for (const auto part : parts) {
    fine = fine && EVP_MAC_update(context, data_of(part), part.size()) == 1;
  }
  Digest out;
  size_t written = 0;
  fine = fine && EVP_MAC_final(context, out.data(), &written, out.size()) == 1;
  invariant(fine && written == out.size(), "HMAC failed");
  return out;
}

}  // namespace ordo
