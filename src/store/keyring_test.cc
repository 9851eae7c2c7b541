#include "store/keyring.h"

#include <sys/stat.h>

#include <fstream>
#include <set>

#include "store/test_support.h"

namespace ordo::store {
namespace {

Keyring sample() {
  Key256 master{};
  master.fill(7);
  return Keyring::from_master(master);
}

constexpr Nonce96 kNonce = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
constexpr Key256 kDataKey = {42, 43, 44};

TEST(Keyring, a_created_key_is_private_and_found_again) {
  const TempDir dir;
  const auto first = Keyring::open_or_create(dir.file("deep/keys"));
  ASSERT_TRUE(first) << first.error().detail;
  const auto second = Keyring::open_or_create(dir.file("deep/keys"));
  ASSERT_TRUE(second);
  EXPECT_EQ(first->lookup(), second->lookup());
  struct stat info{};
  ASSERT_EQ(::stat(dir.file("deep/keys/master.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  EXPECT_EQ(info.st_size, 32);
  ASSERT_EQ(::stat(dir.file("deep/keys").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
}

TEST(Keyring, two_merchants_have_two_keys) {
  const TempDir dir;
  EXPECT_NE(Keyring::open_or_create(dir.file("a"))->lookup(),
            Keyring::open_or_create(dir.file("b"))->lookup());
}

TEST(Keyring, a_draft_that_a_crash_left_behind_is_replaced) {
  const TempDir dir;
  std::filesystem::create_directory(dir.file("k"));
  std::ofstream(dir.file("k/master.key.new")) << "half";
  EXPECT_TRUE(Keyring::open_or_create(dir.file("k")));
  EXPECT_FALSE(std::filesystem::exists(dir.file("k/master.key.new")));
}

TEST(Keyring, a_key_that_others_may_read_is_refused) {
  const TempDir dir;
  ASSERT_TRUE(Keyring::open_or_create(dir.file("k")));
  ASSERT_EQ(::chmod(dir.file("k/master.key").c_str(), 0640), 0);
  const auto opened = Keyring::open_or_create(dir.file("k"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "key_file_exposed");
  EXPECT_NE(opened.error().detail.find("chmod 600"), std::string::npos);
}

TEST(Keyring, a_key_of_the_wrong_size_is_refused_and_kept) {
  const TempDir dir;
  ASSERT_TRUE(Keyring::open_or_create(dir.file("k")));
  std::ofstream(dir.file("k/master.key"), std::ios::app) << "x";
  const auto opened = Keyring::open_or_create(dir.file("k"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "key_file_size");
  EXPECT_EQ(std::filesystem::file_size(dir.file("k/master.key")), 33U);
}

TEST(Keyring, purposes_have_keys_of_their_own) {
  const Keyring ring = sample();
  const std::set<Key256> keys = {ring.lookup(), ring.signing_seed(),
                                 ring.derive_data_key("entropy", "person:1")};
  EXPECT_EQ(keys.size(), 3U);
}

TEST(Keyring, a_wrapped_key_comes_back_under_its_own_context_only) {
  const std::string wrapped = sample().wrap(kDataKey, kNonce, "person:17");
  EXPECT_EQ(wrapped.size(), 60U);
  EXPECT_EQ(sample().unwrap(wrapped, "person:17").value(), kDataKey);
  EXPECT_EQ(sample().unwrap(wrapped, "person:18").error().code, "unseal_failed");
}

TEST(Keyring, a_change_of_any_byte_is_noticed) {
  const std::string wrapped = sample().wrap(kDataKey, kNonce, "person:17");
  for (size_t i = 0; i < wrapped.size(); ++i) {
    std::string changed = wrapped;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(sample().unwrap(changed, "person:17")) << i;
    EXPECT_FALSE(sample().unwrap(wrapped.substr(0, i), "person:17")) << i;
  }
}

TEST(Keyring, another_master_opens_nothing) {
  const std::string wrapped = sample().wrap(kDataKey, kNonce, "person:17");
  EXPECT_FALSE(Keyring::from_master(Key256{}).unwrap(wrapped, "person:17"));
}

TEST(Keyring, small_secrets_are_sealed_and_opened) {
  const std::string sealed = sample().seal("app secret", kNonce, "shop:3");
  EXPECT_EQ(sealed.find("app secret"), std::string::npos);
  EXPECT_EQ(sample().open(sealed, "shop:3").value(), "app secret");
  EXPECT_FALSE(sample().open(sealed, "shop:4"));
}

TEST(Keyring, a_sealed_text_is_not_taken_for_a_key) {
  EXPECT_FALSE(sample().unwrap(sample().seal("short", kNonce, "x"), "x"));
}

TEST(Keyring, data_keys_follow_from_entropy_and_context) {
  EXPECT_EQ(sample().derive_data_key("e", "c"), sample().derive_data_key("e", "c"));
  EXPECT_NE(sample().derive_data_key("e", "c"), sample().derive_data_key("f", "c"));
  EXPECT_NE(sample().derive_data_key("e", "c"), sample().derive_data_key("e", "d"));
}

}  // namespace
}  // namespace ordo::store
