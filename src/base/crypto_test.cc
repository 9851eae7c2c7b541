#include "base/crypto.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <set>
#include <type_traits>

#include "base/ids.h"

namespace ordo {
namespace {

class Crypto : public testing::Test {
 protected:
  static void SetUpTestSuite() { crypto_init(); }
};

std::string unhex(std::string_view text) { return from_hex(text).value(); }

Key256 key_of(std::string_view hex_text) {
  Key256 key{};
  const std::string raw = unhex(hex_text);
  std::copy_n(raw.begin(), key.size(), key.begin());
  return key;
}

template <class T>
concept Comparable = requires(const T& a, const T& b) { a == b; };

TEST_F(Crypto, a_secret_can_be_neither_compared_nor_converted) {
  static_assert(!Comparable<Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string_view>);
  static_assert(!std::is_convertible_v<std::string, Secret>);
}

TEST_F(Crypto, a_secret_moves_and_copies_whole) {
  Secret a("short");
  Secret b = std::move(a);
  EXPECT_EQ(b.reveal(), "short");
  Secret c(std::string(100, 'x'));
  c = b;
  EXPECT_EQ(c.reveal(), "short");
  EXPECT_EQ(b.reveal(), "short");
  c = Secret("other");
  EXPECT_EQ(c.reveal(), "other");
  EXPECT_TRUE(Secret().empty());
}

TEST_F(Crypto, init_may_be_called_again) { EXPECT_NO_THROW(crypto_init()); }

TEST_F(Crypto, sha256_gives_the_standard_answers) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256({"a", "", "bc"}), sha256("abc"));
  EXPECT_EQ(sha256(std::string_view{}), sha256(""));
}

struct HmacCase {
  std::string key;
  std::string data;
  const char* expected;
};

std::vector<HmacCase> rfc4231() {
  const std::string long_key(131, '\xaa');
  return {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {long_key, "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {long_key,
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
}

TEST_F(Crypto, hmac_gives_the_answers_of_rfc_4231) {
  for (const auto& c : rfc4231()) {
    EXPECT_EQ(hex(hmac_sha256(c.key, c.data)), c.expected);
    HmacSha256 keyed(c.key);
    EXPECT_EQ(hex(keyed({c.data})), c.expected);
    const std::string_view data = c.data;
    EXPECT_EQ(hex(keyed({data.substr(0, 3), data.substr(3)})), c.expected) << "when used again";
  }
}

TEST_F(Crypto, an_empty_hmac_key_is_a_key) {
  EXPECT_EQ(hex(hmac_sha256("", "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  EXPECT_EQ(hmac_sha256({}, "x"), hmac_sha256("", "x"));
}

TEST_F(Crypto, a_keyed_hmac_keeps_its_key_when_moved) {
  HmacSha256 first("key one");
  HmacSha256 second("key two");
  second = std::move(first);
  EXPECT_EQ(second({"x"}), hmac_sha256("key one", "x"));
  HmacSha256 third = std::move(second);
  EXPECT_EQ(third({"x"}), hmac_sha256("key one", "x"));
}

TEST_F(Crypto, equality_in_constant_time_is_equality) {
  EXPECT_TRUE(equal_constant_time("", {}));
  EXPECT_TRUE(equal_constant_time("token", std::string("token")));
  EXPECT_FALSE(equal_constant_time("token", "tokeN"));
  EXPECT_FALSE(equal_constant_time("token", "toke"));
  EXPECT_FALSE(equal_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

TEST_F(Crypto, passwords_are_verified_against_their_own_hash_only) {
  const std::string hash = password_hash("正确的密码");
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(password_verify(hash, "正确的密码"));
  EXPECT_FALSE(password_verify(hash, "wrong"));
  EXPECT_FALSE(password_verify("", "正确的密码"));
  EXPECT_FALSE(password_verify(std::string(500, 'x'), "正确的密码"));
  EXPECT_NE(password_hash("正确的密码"), hash) << "each hash carries its own salt";
}

TEST_F(Crypto, ed25519_gives_the_answers_of_rfc_8032) {
  const Key256 seed = key_of("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  const Key256 open = ed25519_public(seed);
  EXPECT_EQ(hex(open), "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const std::string signature = ed25519_sign(seed, "\xaf\x82");
  EXPECT_EQ(hex(signature),
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  EXPECT_TRUE(ed25519_verify(open, "\xaf\x82", signature));
}

TEST_F(Crypto, ed25519_notices_any_change) {
  const Key256 seed = key_of("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  const Key256 open = ed25519_public(seed);
  const std::string signature = ed25519_sign(seed, "head 42");
  EXPECT_FALSE(ed25519_verify(open, "head 43", signature));
  EXPECT_FALSE(ed25519_verify(open, "head 42", signature.substr(1)));
  EXPECT_FALSE(ed25519_verify(open, "head 42", ""));
  EXPECT_FALSE(ed25519_verify(ed25519_public(Key256{}), "head 42", signature));
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string forged = signature;
    forged[i] = static_cast<char>(forged[i] ^ 1);
    EXPECT_FALSE(ed25519_verify(open, "head 42", forged)) << i;
  }
}

TEST_F(Crypto, keyed_hashes_are_siphash_and_positive) {
  // The reference vector of SipHash-2-4 for the key 00..0f and the input 00..0e.
  const Key256 key = key_of("000102030405060708090a0b0c0d0e0f" + std::string(32, '0'));
  const std::string input = unhex("000102030405060708090a0b0c0d0e");
  EXPECT_EQ(keyed_hash63(key, input), 0xa129ca6149be45e5 & INT64_MAX);
  std::mt19937_64 random(63);
  for (int i = 0; i < 1000; ++i) {
    const std::string text = std::to_string(random());
    ASSERT_GT(keyed_hash63(key, text), 0);
    ASSERT_NE(keyed_hash63(key, text), keyed_hash63(Key256{}, text));
  }
}

TEST_F(Crypto, random_bytes_differ_each_time) {
  std::array<uint8_t, 16> a{};
  std::array<uint8_t, 16> b{};
  random_bytes(a);
  random_bytes(b);
  EXPECT_NE(a, b);
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) tokens.insert(random_token(16));
  EXPECT_EQ(tokens.size(), 100u);
}

TEST_F(Crypto, a_forked_process_draws_bytes_of_its_own) {
  std::array<uint8_t, 16> ours{}, theirs{};
  random_bytes(ours);
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    random_bytes(theirs);
    ::_exit(::write(ends[1], theirs.data(), theirs.size()) == 16 ? 0 : 1);
  }
  ::close(ends[1]);
  EXPECT_EQ(::read(ends[0], theirs.data(), theirs.size()), 16);
  ::close(ends[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  random_bytes(ours);
  EXPECT_NE(ours, theirs);
}

}  // namespace
}  // namespace ordo
