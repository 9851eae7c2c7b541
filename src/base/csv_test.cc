#include "base/csv.h"

#include <gtest/gtest.h>

namespace ordo {
namespace {

using Rows = std::vector<CsvRow>;

TEST(Csv, cells_are_read_as_spreadsheets_write_them) {
  EXPECT_EQ(parse_csv("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n,\n3,", 9).value(),
            (Rows{{"a", "b"}, {"1", "x, \"y\"\nz"}, {"3", ""}}));
  EXPECT_EQ(parse_csv("a\tb,c\n1\t2", 9).value(), (Rows{{"a\tb", "c"}, {"1\t2"}}));
  EXPECT_EQ(parse_csv("a\tb\n1\t2", 9).value(), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(parse_csv("a;b\n1;2", 9).value(), (Rows{{"a", "b"}, {"1", "2"}}));
}

TEST(Csv, what_cannot_be_read_is_refused) {
  EXPECT_EQ(parse_csv("a,\"b", 9).error().code, "malformed_csv");
  EXPECT_EQ(parse_csv("1\n2\n3\n4\n", 2).error().code, "too_many_rows");
}

TEST(Csv, no_cell_is_a_formula) {
  const std::vector<std::string> cells{"=1+1", "-5", "-x", "@a", "plain", "a,b", ""};
  const std::string line = csv_line(cells);
  EXPECT_EQ(line, "'=1+1,-5,'-x,'@a,plain,\"a,b\",\r\n");
  EXPECT_EQ(parse_csv(line, 9).value(), (Rows{cells}));
}

TEST(Csv, files_are_utf8_or_gb18030) {
  EXPECT_EQ(text_of_file("\xEF\xBB\xBF茶").value(), "茶");
  EXPECT_EQ(text_of_file("茶").value(), "茶");
  EXPECT_EQ(text_of_file("\xB2\xE8").value(), "茶");
  EXPECT_EQ(text_of_file("\xFF\xFF\xFF").error().code, "unknown_encoding");
}

}  // namespace
}  // namespace ordo
