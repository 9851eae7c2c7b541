#include "app/demo_secrets.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "app/options.h"
#include "sim/demo_catalogue.h"
#include "sim/signer.h"
#include "store/test_engine.h"

namespace ordo::app {
namespace {

class DemoSecrets : public testing::Test {
 protected:
  DemoSecrets() {
    std::string pattern = testing::TempDir() + "ordo-demo-XXXXXX";
    options_.data = mkdtemp(pattern.data());
    options_.store = store::unused_test_store();
  }
  ~DemoSecrets() override { std::filesystem::remove_all(options_.data); }
  // As a start has them.
  std::vector<std::string> secrets() {
    auto hub = open_offline(options_);
    auto found = demo_secrets(**hub);
    EXPECT_TRUE(found) << found.error().detail;
    return found ? *found : std::vector<std::string>{};
  }
  static std::string known(size_t shop) {
    return sim::secret_from_seed(1, sim::demo_shops()[shop].code);
  }
  CommonOptions options_;
};

TEST_F(DemoSecrets, are_drawn_at_the_first_start_and_the_same_at_the_next) {
  const auto first = secrets();
  ASSERT_EQ(first.size(), sim::demo_shops().size());
  EXPECT_EQ(std::set(first.begin(), first.end()).size(), first.size());
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_TRUE(sim::Signer::from_secret(first[i]));
    EXPECT_NE(first[i], known(i));
  }
  EXPECT_EQ(secrets(), first);
}

TEST_F(DemoSecrets, that_everybody_knows_are_replaced) {
  const auto first = secrets();
  {
    auto hub = open_offline(options_);
    const std::string body = std::string(R"({"code":")") + sim::demo_shops()[0].code +
                             R"(","credentials":{"secret":")" + known(0) + R"("}})";
    const auto set = (*hub)->command_now({.route = "config.shop", .body = body});
    ASSERT_TRUE(set);
    ASSERT_EQ(set->answer.status, 200) << set->answer.body;
  }
  const auto second = secrets();
  EXPECT_NE(second[0], known(0));
  EXPECT_NE(second[0], first[0]);
  EXPECT_EQ(second[1], first[1]);
}

}  // namespace
}  // namespace ordo::app
