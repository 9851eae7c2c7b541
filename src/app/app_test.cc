// The commands as a script would use them: exit codes, and what is left behind.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "app/commands.h"
#include "app/local_client.h"
#include "app/serve.h"
#include "base/crypto.h"
#include "flows/head_export.h"
#include "store/test_engine.h"

namespace ordo::app {
namespace {

class AppTest : public testing::Test {
 protected:
  AppTest() {
    std::string pattern = testing::TempDir() + "ordo-app-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    options_.data = folder_;
    options_.store = store::unused_test_store();
  }
  ~AppTest() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
  CommonOptions options_;
};

TEST_F(AppTest, a_key_can_be_made_before_the_first_start_and_only_its_hash_is_kept) {
  testing::internal::CaptureStdout();
  options_.json = true;
  ASSERT_EQ(key_create(options_, {}), kOk);
  const auto printed = boost::json::parse(testing::internal::GetCapturedStdout());
  const std::string key(printed.at("key").as_string());
  auto hub = open_offline(options_);
  ASSERT_TRUE(hub);
  const auto settings = (*hub)->settings();
  const auto found = settings->keys_by_hash.find(hex(std::span<const uint8_t>(sha256(key))));
  ASSERT_NE(found, settings->keys_by_hash.end());
  EXPECT_EQ(found->second.access.role, "owner");
  EXPECT_EQ(found->second.access.per_minute, 0) << "it is for programs of the machine's owner";
}

TEST_F(AppTest, a_key_is_limited_as_the_command_line_says) {
  KeyOptions wanted;
  wanted.scopes = {"orders:read"};
  wanted.view = {"installer"};
  wanted.expires_days = 30;
  wanted.per_minute = 120;
  ASSERT_EQ(key_create(options_, wanted), kOk);
  {
    auto hub = open_offline(options_);
    ASSERT_TRUE(hub);
    const flows::Access access = (*hub)->settings()->keys_by_hash.begin()->second.access;
    EXPECT_EQ(access.role, "");
    EXPECT_EQ(*access.scopes, std::vector<std::string>{"orders:read"});
    EXPECT_EQ(*access.view, (flows::View{.address = true, .goods = true}));
    EXPECT_EQ(access.per_minute, 120);
    EXPECT_GT(access.expires_at, (*hub)->clock().now());
  }
  wanted.shops = {"no-such-shop"};
  EXPECT_EQ(key_create(options_, wanted), kFailed);
}

TEST_F(AppTest, a_proxy_is_named_by_its_address) {
  ServeOptions serve_options;
  serve_options.common = options_;
  serve_options.trusted_proxies = {"127.0.0.1", "proxy.example"};
  EXPECT_EQ(serve(serve_options), kUsage);
}

TEST_F(AppTest, a_folder_in_use_is_refused_with_its_own_exit_code) {
  auto hub = open_offline(options_);
  ASSERT_TRUE(hub);
  EXPECT_EQ(prove(options_), kUnavailable);
  EXPECT_EQ(verify_history(options_, ""), kUnavailable);
}

TEST_F(AppTest, a_mistyped_folder_is_not_proved) {
  options_.data += "/elsewhere";
  EXPECT_EQ(prove(options_), kFailed);
  EXPECT_EQ(verify_history(options_, ""), kFailed);
  EXPECT_EQ(retain(options_), kFailed);
  EXPECT_FALSE(std::filesystem::exists(options_.data));
}

TEST_F(AppTest, an_empty_hub_proves_itself_and_is_well) {
  ASSERT_TRUE(open_offline(options_));
  EXPECT_EQ(prove(options_), kOk);
  EXPECT_EQ(verify_history(options_, ""), kOk);
  EXPECT_EQ(doctor(options_), kOk);
}

TEST_F(AppTest, history_is_verified_against_a_copy_of_the_heads_kept_elsewhere) {
  const std::string own = options_.data + "/heads.jsonl", copy = options_.data + "/kept.jsonl";
  {
    auto hub = open_offline(options_);
    ASSERT_TRUE(hub);
    ASSERT_TRUE(create_key(**hub, {}));
    flows::HeadExport heads(**hub);
    ASSERT_TRUE(heads.export_now());
    (*hub)->drain();
  }
  const auto verdict = [&](const std::string& heads) {
    options_.json = true;
    testing::internal::CaptureStdout();
    const int code = verify_history(options_, heads);
    const auto printed = boost::json::parse(testing::internal::GetCapturedStdout());
    EXPECT_EQ(printed.at("complaints").as_array().empty(), code == kOk);
    EXPECT_EQ(printed.at("batches").as_int64(),
              printed.at("covered").as_int64() + printed.at("not_covered").as_int64());
    return code;
  };
  EXPECT_EQ(verdict(""), kOk);
  std::filesystem::copy_file(own, copy);
  std::ofstream(own, std::ios::app) << "{\"torn";
  EXPECT_EQ(verdict(""), kOk) << "a crash leaves that";
  std::filesystem::remove(own);
  EXPECT_EQ(verdict(""), kFailed);
  EXPECT_EQ(verdict(copy), kOk);
  std::ofstream(own) << "nonsense\n";
  EXPECT_EQ(verdict(copy), kFailed);
}

TEST_F(AppTest, what_is_due_can_be_archived_and_erased_by_hand) {
  ASSERT_TRUE(open_offline(options_));
  EXPECT_EQ(retain(options_), kOk);
}

TEST_F(AppTest, data_without_its_key_is_not_opened_and_no_new_key_is_made) {
  ASSERT_TRUE(open_offline(options_));
  std::filesystem::remove(options_.data + "/keys/master.key");
  EXPECT_EQ(prove(options_), kConfig);
  EXPECT_FALSE(std::filesystem::exists(options_.data + "/keys/master.key"));
}

TEST_F(AppTest, a_file_that_is_no_database_is_named_and_left_alone) {
  ASSERT_TRUE(open_offline(options_));
  for (const char* suffix : {"-wal", "-shm"})
    std::filesystem::remove(options_.data + "/ordo.db" + suffix);
  const std::string junk(20'000, 'x');
  std::ofstream(options_.data + "/ordo.db") << junk;
  EXPECT_EQ(prove(options_), kConfig);
  std::ifstream file(options_.data + "/ordo.db");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), junk);
}

TEST_F(AppTest, forgetting_needs_an_order_that_exists) {
  EXPECT_EQ(forget(options_, "not-a-number", "asked"), kFailed);
  EXPECT_EQ(forget(options_, "12345", "asked"), kFailed);
}

TEST_F(AppTest, an_address_that_makes_no_sense_is_a_usage_error) {
  for (const char* address : {"", "8080", "127.0.0.1:", "127.0.0.1:99999", ":80", "host:port"}) {
    ServeOptions serve_options;
    serve_options.common = options_;
    serve_options.listen = address;
    EXPECT_EQ(serve(serve_options), kUsage) << address;
  }
}

TEST_F(AppTest, what_a_command_throws_is_told_with_an_exit_code) {
  EXPECT_EQ(guarded([]() -> int { throw store::StorageError(store::Fault::kFatal, 0, "damaged"); }),
            kConfig);
  for (const store::Fault again :
       {store::Fault::kRetryable, store::Fault::kAmbiguous, store::Fault::kTakenOver}) {
    EXPECT_EQ(guarded([again]() -> int { throw store::StorageError(again, 0, "not now"); }),
              kUnavailable);
  }
  EXPECT_EQ(guarded([]() -> int { throw std::out_of_range("at"); }), kFailed);
  EXPECT_EQ(guarded([] { return kUsage; }), kUsage);
}

TEST_F(AppTest, a_call_that_is_stored_and_not_applied_is_made_again_some_times) {
  int calls = 0;
  const auto answered_by = [&](int nth) {
    calls = 0;
    return until_applied([&calls, nth]() -> Result<LocalAnswer> {
      return LocalAnswer{++calls < nth ? 202 : 201, ""};
    });
  };
  EXPECT_EQ(answered_by(3)->status, 201);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(answered_by(1'000)->status, 202);
  EXPECT_LT(calls, 10);
}

TEST_F(AppTest, a_server_that_does_not_run_is_said_to_be_so) {
  const auto answer = call_local(control_socket(options_), "GET", "/healthz", "");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "not_running");
}

}  // namespace
}  // namespace ordo::app
