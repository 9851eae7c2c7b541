#include "sim/world_engines.h"

#include <gmock/gmock.h>

#include "store/postgres_test_support.h"

namespace ordo::sim::world {
namespace {

std::string server() {
  return fmt::format("postgres://ordo@127.0.0.1:{}/postgres",
                     store::PostgresCluster::shared().port());
}

std::string schemas_left() {
  return store::PostgresCluster::shared().run(
      "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'ordo_sim_%'");
}

TEST(WorldEngines, one_seed_is_one_history_on_both_engines) {
  const WorldResult result = run_on_both({.seed = 21, .steps = 60, .faults = false}, server());
  EXPECT_THAT(result.failures, testing::IsEmpty());
  EXPECT_GT(result.orders, 0);
  EXPECT_EQ(schemas_left(), "0");
}

TEST(WorldEngines, the_power_may_fail_on_both) {
  const WorldResult result = run_on_both({.seed = 23, .steps = 80}, server());
  EXPECT_THAT(result.failures, testing::IsEmpty());
  EXPECT_EQ(result.io_errors, 0U);
}

TEST(WorldEngines, a_server_that_is_not_there_is_a_failure_of_the_history) {
  const WorldResult result =
      run_on_both({.seed = 24, .steps = 1, .faults = false}, "postgres://ordo@127.0.0.1:1/none");
  EXPECT_THAT(result.failures, testing::ElementsAre(testing::HasSubstr("check the address")));
}

}  // namespace
}  // namespace ordo::sim::world
