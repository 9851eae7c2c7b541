#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "base/crypto.h"

namespace ordo {
namespace {

constexpr Key256 kKey{1, 2, 3};
constexpr Nonce96 kNonce{4, 5, 6};

TEST(Aead, gives_the_standard_answers_for_a_zero_key) {
  // Test cases 13 and 14 of the GCM specification.
  EXPECT_EQ(hex(aead_seal(Key256{}, Nonce96{}, "", "")), "530f8afbc74536b9a963b4f1c4cb738b");
  EXPECT_EQ(hex(aead_seal(Key256{}, Nonce96{}, std::string(16, '\0'), "")),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

TEST(Aead, opens_what_it_sealed) {
  std::mt19937_64 random(96);
  for (const size_t size : {0u, 1u, 15u, 16u, 17u, 1500u, 100'000u}) {
    std::string plain(size, '\0');
    for (char& c : plain) c = static_cast<char>(random());
    const std::string sealed = aead_seal(kKey, kNonce, plain, "order 1");
    ASSERT_EQ(sealed.size(), size + 16);
    EXPECT_EQ(aead_open(kKey, kNonce, sealed, "order 1"), plain) << size;
  }
}

TEST(Aead, answers_nothing_when_anything_was_touched) {
  const std::string sealed = aead_seal(kKey, kNonce, "张三 13812345678", "person 7");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string forged = sealed;
    forged[i] = static_cast<char>(forged[i] ^ 0x80);
    EXPECT_EQ(aead_open(kKey, kNonce, forged, "person 7"), std::nullopt) << i;
  }
  EXPECT_EQ(aead_open(kKey, kNonce, sealed, "person 8"), std::nullopt);
  EXPECT_EQ(aead_open(kKey, kNonce, sealed, ""), std::nullopt);
  EXPECT_EQ(aead_open(Key256{}, kNonce, sealed, "person 7"), std::nullopt);
  EXPECT_EQ(aead_open(kKey, Nonce96{}, sealed, "person 7"), std::nullopt);
  EXPECT_EQ(aead_open(kKey, kNonce, sealed.substr(1), "person 7"), std::nullopt);
  EXPECT_EQ(aead_open(kKey, kNonce, sealed + "x", "person 7"), std::nullopt);
  EXPECT_EQ(aead_open(kKey, kNonce, "", "person 7"), std::nullopt);
  EXPECT_EQ(aead_open(kKey, kNonce, sealed.substr(0, 15), "person 7"), std::nullopt);
}

TEST(Aead, a_failed_opening_leaves_the_next_one_whole) {
  const std::string sealed = aead_seal(kKey, kNonce, "whole", "");
  EXPECT_EQ(aead_open(kKey, kNonce, "forged forged forged", ""), std::nullopt);
  EXPECT_EQ(aead_open(kKey, kNonce, sealed, ""), "whole");
}

TEST(Aead, keys_may_alternate_and_come_back) {
  constexpr Key256 kOther{9};
  const std::string first = aead_seal(kKey, kNonce, "one", "");
  const std::string second = aead_seal(kOther, kNonce, "one", "");
  EXPECT_NE(first, second);
  EXPECT_EQ(aead_seal(kKey, kNonce, "one", ""), first);
  EXPECT_EQ(aead_seal(kKey, kNonce, "one", ""), first) << "with the key schedule kept";
  EXPECT_EQ(aead_open(kKey, kNonce, first, ""), "one");
  EXPECT_EQ(aead_open(kOther, kNonce, second, ""), "one");
  EXPECT_EQ(aead_open(kOther, kNonce, first, ""), std::nullopt);
  EXPECT_EQ(aead_open(kKey, kNonce, second, ""), std::nullopt);
}

TEST(Aead, threads_do_not_disturb_each_other) {
  const auto work = [](uint8_t seed) {
    for (int i = 0; i < 500; ++i) {
      const Key256 key{seed, static_cast<uint8_t>(i)};
      const std::string plain(static_cast<size_t>(i), static_cast<char>(seed));
      const std::string sealed = aead_seal(key, kNonce, plain, "");
      ASSERT_EQ(aead_open(key, kNonce, sealed, ""), plain);
      ASSERT_EQ(sha256(plain), sha256({plain, ""}));
    }
  };
  std::thread other(work, 1);
  work(2);
  other.join();
}

}  // namespace
}  // namespace ordo
