#include "base/invariant.h"

#include <gtest/gtest.h>

namespace ordo {
namespace {

TEST(Invariant, a_condition_that_holds_passes) {
  EXPECT_NO_THROW(invariant(1 + 1 == 2, "arithmetic"));
}

TEST(Invariant, a_breach_names_what_and_where) {
  try {
    invariant(false, "stock is never negative");
    FAIL() << "nothing was thrown";
  } catch (const InvariantBreach& breach) {
    const std::string text = breach.what();
    EXPECT_NE(text.find("stock is never negative"), std::string::npos) << text;
    EXPECT_NE(text.find("invariant_test.cc"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace ordo
