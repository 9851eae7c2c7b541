#include "app/first_start.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/options.h"
#include "store/test_engine.h"

namespace ordo::app {
namespace {

class FirstStart : public testing::Test {
 protected:
  FirstStart() {
    std::string pattern = testing::TempDir() + "ordo-first-XXXXXX";
    options_.data = mkdtemp(pattern.data());
    options_.store = store::unused_test_store();
    hub_ = std::move(*open_offline(options_));
  }
  ~FirstStart() override {
    hub_.reset();
    std::filesystem::remove_all(options_.data);
  }
  void start() {
    testing::internal::CaptureStderr();
    const auto started = first_start(*hub_);
    told_ = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(started) << started.error().detail;
  }
  core::Outcome command(const char* route, const char* body) {
    return *hub_->command_now({.route = route, .body = body, .caller = "user:1"});
  }

  CommonOptions options_;
  std::unique_ptr<flows::Hub> hub_;
  std::string told_;
};

TEST_F(FirstStart, makes_an_administrator_and_a_rule_that_tells_phones_and_mailboxes) {
  start();
  EXPECT_NE(told_.find("login admin, one-time password"), std::string::npos);
  EXPECT_TRUE(hub_->settings()->users.at("admin").one_time);
  ASSERT_EQ(hub_->settings()->alert_rules.size(), 1u);
  const flows::AlertRule& rule = hub_->settings()->alert_rules.front();
  EXPECT_TRUE(flows::matches(rule, "orders_missing", "", ""));
  EXPECT_EQ(rule.target_kinds, (std::vector<std::string>{"aliyun_sms", "tencent_sms", "email"}));
}

TEST_F(FirstStart, is_the_first_only_once) {
  start();
  ASSERT_EQ(command("config.alert_rule", R"({"remove":"critical-sms-email"})").answer.status, 200);
  start();
  EXPECT_TRUE(told_.empty());
  EXPECT_TRUE(hub_->settings()->alert_rules.empty()) << "who removed it does not want it";
}

TEST_F(FirstStart, goes_on_where_it_was_cut_short) {
  boost::json::object rule = flows::first_alert_rule();
  ASSERT_EQ(command("config.alert_rule", boost::json::serialize(rule).c_str()).answer.status, 201);
  start();
  EXPECT_EQ(hub_->settings()->users.size(), 1u);
  EXPECT_EQ(hub_->settings()->alert_rules.size(), 1u);
}

TEST_F(FirstStart, an_installation_that_has_users_keeps_its_rules_as_they_are) {
  ASSERT_LT(
      command("config.user", R"({"login":"an","role":"owner","password_hash":"x"})").answer.status,
      300);
  start();
  EXPECT_TRUE(hub_->settings()->alert_rules.empty());
}

}  // namespace
}  // namespace ordo::app
