#include "sim/form.h"

#include <gtest/gtest.h>

namespace ordo::sim {
namespace {

TEST(Form, names_and_values_are_decoded) {
  const Form form = parse_form("a%3D=1%2B1&b=x+y&empty=&bare&q=100%25%");
  EXPECT_EQ(form, (Form{{"a=", "1+1"}, {"b", "x y"}, {"bare", ""}, {"empty", ""}, {"q", "100%%"}}));
  EXPECT_TRUE(parse_form("").empty());
}

}  // namespace
}  // namespace ordo::sim
