#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <climits>

#include "base/crypto.h"
#include "base/invariant.h"

namespace ordo {
namespace {

constexpr int kTagBytes = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const EVP_CIPHER* algorithm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  invariant(cipher != nullptr, "OpenSSL offers no AES-256-GCM");
  return cipher;
}

enum Direction : int { kOpen = 0, kSeal = 1 };

// One context for each direction: turning a context round would set it up anew. Bodies come in runs
// under one key, so that the schedule of the last key is kept and only the nonce changes.
class Context {
 public:
  explicit Context(Direction direction) : context_(EVP_CIPHER_CTX_new()), direction_(direction) {
    invariant(init(algorithm(), nullptr, nullptr), "AES-256-GCM cannot be set up");
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { OPENSSL_cleanse(key_.data(), key_.size()); }

  bool begin(const Key256& key, const Nonce96& nonce) {
    const bool same = keyed_ && CRYPTO_memcmp(key.data(), key_.data(), key.size()) == 0;
    keyed_ = init(nullptr, same ? nullptr : key.data(), nonce.data());
    key_ = key;
    return keyed_;
  }
  [[nodiscard]] EVP_CIPHER_CTX* get() const { return context_.get(); }

 private:
  bool init(const EVP_CIPHER* cipher, const uint8_t* key, const uint8_t* nonce) {
    return EVP_CipherInit_ex2(context_.get(), cipher, key, nonce, direction_, nullptr) == 1;
  }

  CipherContext context_;
  Direction direction_;
  Key256 key_{};
  bool keyed_ = false;
};

uint8_t* bytes(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }
const uint8_t* bytes(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

// OpenSSL counts in int, and nothing that Ordo seals comes near that.
int length(std::string_view text) {
  invariant(text.size() <= INT_MAX - kTagBytes, "too much to seal at once");
  return static_cast<int>(text.size());
}

bool feed(EVP_CIPHER_CTX* context, uint8_t* out, std::string_view in) {
  int written = 0;
  return in.empty() || EVP_CipherUpdate(context, out, &written, bytes(in), length(in)) == 1;
}

EVP_CIPHER_CTX* begin(Context& context, const Key256& key, const Nonce96& nonce,
                      std::string_view associated) {
  const bool fine = context.begin(key, nonce) && feed(context.get(), nullptr, associated);
  invariant(fine, "AES-256-GCM refused its key");
  return context.get();
}

bool finish(EVP_CIPHER_CTX* context) {
  // GCM writes nothing here, but OpenSSL asks for a place to write to.
  uint8_t nowhere[kTagBytes];
  int written = 0;
  return EVP_CipherFinal_ex(context, nowhere, &written) == 1;
}

}  // namespace

std::string aead_seal(const Key256& key, const Nonce96& nonce, std::string_view plain,
                      std::string_view associated) {
  thread_local Context sealing(kSeal);
  EVP_CIPHER_CTX* context = begin(sealing, key, nonce, associated);
  std::string sealed(plain.size() + kTagBytes, '\0');
  const bool fine = feed(context, bytes(sealed), plain) && finish(context) &&
                    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                                        bytes(sealed) + plain.size()) == 1;
  invariant(fine, "AES-256-GCM failed to seal");
  return sealed;
}

std::optional<std::string> aead_open(const Key256& key, const Nonce96& nonce,
                                     std::string_view sealed, std::string_view associated) {
  if (sealed.size() < kTagBytes) return std::nullopt;
  const std::string_view hidden = sealed.substr(0, sealed.size() - kTagBytes);
  std::string tag(sealed.substr(hidden.size()));
  std::string plain(hidden.size(), '\0');
  thread_local Context opening(kOpen);
  EVP_CIPHER_CTX* context = begin(opening, key, nonce, associated);
  const bool fine =
      feed(context, bytes(plain), hidden) &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, bytes(tag)) == 1 &&
      finish(context);
  if (!fine) return std::nullopt;
  return plain;
}

}  // namespace ordo
