#include "core/configuration.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace ordo::core {
namespace {

ConfigEdit edit(int64_t version, std::string kind, std::string name, std::string body) {
  return {version, std::move(kind), std::move(name), std::move(body), "cli"};
}

std::vector<std::string> names(const Configuration& c, std::string_view kind) {
  std::vector<std::string> all;
  c.each(kind, [&](const std::string& name, const ConfigDocument&) { all.push_back(name); });
  return all;
}

TEST(Configuration, an_edit_makes_a_new_snapshot_and_leaves_the_old_one) {
  const Configuration empty;
  const Configuration one = empty.with(edit(1, "shop", "a", "{}"));
  EXPECT_EQ(empty.version(), 0);
  EXPECT_EQ(empty.find("shop", "a"), nullptr);
  EXPECT_EQ(one.version(), 1);
  ASSERT_NE(one.find("shop", "a"), nullptr);
  EXPECT_EQ(one.find("shop", "a")->version, 1);
}

TEST(Configuration, an_empty_body_removes) {
  const Configuration c =
      Configuration().with(edit(1, "shop", "a", "{}")).with(edit(2, "shop", "a", ""));
  EXPECT_EQ(c.find("shop", "a"), nullptr);
  EXPECT_TRUE(names(c, "shop").empty());
  EXPECT_EQ(c.version(), 2);
}

TEST(Configuration, kinds_do_not_mix) {
  const Configuration c = Configuration()
                              .with(edit(1, "shop", "b", "{}"))
                              .with(edit(2, "shop", "a", "{}"))
                              .with(edit(3, "shops", "c", "{}"))
                              .with(edit(4, "key", "1", "{}"));
  EXPECT_EQ(names(c, "shop"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(names(c, "nothing"), std::vector<std::string>{});
}

TEST(Configuration, an_edit_of_one_that_nobody_else_has_copies_nothing) {
  Configuration c = Configuration().with(edit(1, "shop", "a", "{}"));
  const ConfigDocument* where = c.find("shop", "a");
  c = std::move(c).with(edit(2, "shop", "b", "{}"));
  EXPECT_EQ(c.find("shop", "a"), where);
  const Configuration kept = c;
  c = std::move(c).with(edit(3, "shop", "a", "[]"));
  EXPECT_EQ(kept.find("shop", "a")->body, "{}");
  EXPECT_EQ(c.find("shop", "a")->body, "[]");
}

TEST(Configuration, tells_which_kinds_were_not_edited) {
  const Configuration one = Configuration().with(edit(1, "shop", "a", "{}"));
  const Configuration two = one.with(edit(2, "key", "1", "{}"));
  EXPECT_TRUE(two.same_documents(one, "shop"));
  EXPECT_FALSE(two.same_documents(one, "key"));
  EXPECT_TRUE(two.same_documents(one, "nothing"));
}

TEST(ConfigurationCell, its_generation_grows_with_every_set) {
  ConfigurationCell cell;
  const uint64_t before = cell.generation();
  cell.set(Configuration().with(edit(1, "shop", "a", "{}")));
  EXPECT_GT(cell.generation(), before);
  EXPECT_EQ(cell.get().version(), 1);
}

}  // namespace
}  // namespace ordo::core
