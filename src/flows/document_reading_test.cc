#include "flows/document_reading.h"

#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

namespace json = boost::json;

json::object document_of(std::string_view text) { return json::parse(text).as_object(); }

std::vector<std::string> pointers_of(DocumentReading& reading) {
  std::vector<std::string> pointers;
  for (const FieldError& problem : reading.problems()) pointers.push_back(problem.pointer);
  return pointers;
}

TEST(DocumentReading, says_all_that_is_wrong_at_once_and_where) {
  const json::object document = document_of(R"({"days": "7", "on": 1, "name": "", "a/b~": 0,
                                                "list": ["a", "?", "a"]})");
  DocumentReading reading(document, "/rule");
  int64_t days = 1;
  bool on = true;
  std::string name = "kept";
  std::vector<std::string> list;
  reading.only({"days", "on", "name", "list"});
  reading.whole("days", 1, 9, days);
  reading.flag("on", on);
  reading.words("name", 5, name, true);
  reading.texts("list", true, "letters", [](std::string_view t) { return t == "a"; }, list);
  EXPECT_EQ(pointers_of(reading),
            (std::vector<std::string>{"/rule/a~1b~0", "/rule/days", "/rule/on", "/rule/name",
                                      "/rule/list/1", "/rule/list"}));
  EXPECT_EQ(days, 1);
  EXPECT_EQ(name, "kept");
}

TEST(DocumentReading, what_is_absent_or_null_is_missing_only_where_it_is_required) {
  const json::object document = document_of(R"({"days": null})");
  DocumentReading reading(document);
  int64_t days = 3;
  bool on = true;
  reading.whole_if_given("days", 1, 9, days);
  reading.flag_if_given("on", on);
  EXPECT_EQ(reading.result(days).value(), 3);
  EXPECT_TRUE(reading.is_null("days"));
  EXPECT_FALSE(reading.is_null("on"));
  reading.whole("days", 1, 9, days);
  reading.flag("on", on);
  EXPECT_EQ(reading.result(days).error().detail, "/days must be a whole number from 1 to 9");
}

}  // namespace
}  // namespace ordo::flows
