#include "base/legacy_digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/crypto.h"
#include "base/invariant.h"

namespace ordo {
namespace {

constexpr size_t kMd5BlockBytes = 64;

struct FreeMd5 {
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
};

const EVP_MD* md5_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "MD5", nullptr);
  invariant(algorithm != nullptr, "OpenSSL offers no MD5");
  return algorithm;
}

}  // namespace

Md5Digest md5(std::initializer_list<std::string_view> parts) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeMd5> context(EVP_MD_CTX_new());
  bool fine = EVP_DigestInit_ex2(context.get(), md5_algorithm(), nullptr) == 1;
  for (const auto part : parts) {
    fine = fine && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  Md5Digest out;
  fine = fine && EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1;
  invariant(fine, "MD5 failed");
  return out;
}

// RFC 2104.
Md5Digest hmac_md5(std::string_view key, std::string_view data) {
  const Md5Digest short_key = key.size() > kMd5BlockBytes ? md5({key}) : Md5Digest{};
  const std::string_view fitting = key.size() > kMd5BlockBytes ? bytes_view(short_key) : key;
  std::string inner(kMd5BlockBytes, '\x36'), outer(kMd5BlockBytes, '\x5c');
  for (size_t i = 0; i < fitting.size(); ++i) {
    inner[i] = static_cast<char>(inner[i] ^ fitting[i]);
    outer[i] = static_cast<char>(outer[i] ^ fitting[i]);
  }
  const Md5Digest inside = md5({inner, data});
  const Md5Digest out = md5({outer, bytes_view(inside)});
  std::ranges::fill(inner, '\0');
  std::ranges::fill(outer, '\0');
  return out;
}

}  // namespace ordo
