#include "base/json_text.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>

namespace ordo {
namespace {

TEST(JsonText, whatever_text_is_written_is_read_back_the_same) {
  std::string every;
  for (int c = 0; c < 128; ++c) every += static_cast<char>(c);
  for (const std::string& text : {every, std::string("张三 \"引号\" \\ 🎁"), std::string()}) {
    std::string out;
    append_json_string(out, text);
    EXPECT_EQ(std::string(boost::json::parse(out).as_string()), text);
  }
}

TEST(JsonText, members_are_parted_by_commas_and_numbers_are_exact) {
  std::string out;
  JsonMembers members(out);
  members.add("a", "x");
  members.add("b", std::numeric_limits<int64_t>::min());
  members.close();
  EXPECT_EQ(out, R"({"a":"x","b":-9223372036854775808})");
}

}  // namespace
}  // namespace ordo
