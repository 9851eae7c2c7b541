#include "sim/csv.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

namespace ordo::sim {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows(std::string_view text) {
  Rows all;
  CsvReader reader(text);
  std::vector<std::string> fields;
  while (reader.next(fields)) all.push_back(fields);
  return all;
}

TEST(Csv, plain_rows_are_cut_at_commas_and_line_ends) {
  EXPECT_EQ(rows("a,b\nc,d\n"), (Rows{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(rows("a,b\r\nc,d"), (Rows{{"a", "b"}, {"c", "d"}}));
}

TEST(Csv, empty_fields_stay_fields) {
  EXPECT_EQ(rows("a,,\n,,\n"), (Rows{{"a", "", ""}, {"", "", ""}}));
}

TEST(Csv, quotes_keep_commas_line_breaks_and_doubled_quotes) {
  EXPECT_EQ(rows("\"a,b\",\"c\r\nd\",\"say \"\"hi\"\"\"\nx,\"\",y\n"),
            (Rows{{"a,b", "c\r\nd", "say \"hi\""}, {"x", "", "y"}}));
}

TEST(Csv, a_quote_that_never_ends_runs_to_the_end_of_the_file) {
  EXPECT_EQ(rows("a,\"bc\nd"), (Rows{{"a", "bc\nd"}}));
}

TEST(Csv, blank_lines_and_a_byte_order_mark_are_no_data) {
  EXPECT_EQ(rows("\xef\xbb\xbf"
                 "a\n\n\r\nb\n\n"),
            (Rows{{"a"}, {"b"}}));
  EXPECT_TRUE(rows("").empty());
}

class Files : public testing::Test {
 protected:
  Files() { std::filesystem::create_directories(dir_); }
  ~Files() override { std::filesystem::remove_all(dir_); }
  std::string packed(const std::string& name, const std::string& text) {
    const std::string path = dir_ + "/" + name;
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    return path;
  }
  std::string dir_ = testing::TempDir() + "ordo_csv_" + std::to_string(::getpid());
};

TEST_F(Files, columns_are_found_by_name_in_a_packed_file) {
  auto table = CsvTable::open(packed("t.csv.gz", "id,city\n1,\"São Paulo, SP\"\n2\n"), {"city"});
  ASSERT_TRUE(table.has_value());
  ASSERT_TRUE(table->next());
  EXPECT_EQ((*table)["city"], "São Paulo, SP");
  ASSERT_TRUE(table->next());
  EXPECT_EQ((*table)["city"], "");
  EXPECT_FALSE(table->next());
}

TEST_F(Files, a_missing_column_is_named) {
  const auto table = CsvTable::open(packed("t.csv.gz", "id,city\n"), {"price"});
  ASSERT_FALSE(table.has_value());
  EXPECT_EQ(table.error().code, "columns_missing");
  EXPECT_NE(table.error().detail.find("price"), std::string::npos);
}

TEST_F(Files, a_file_cut_short_is_damaged_and_a_missing_one_unreadable) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919) + ",";
  const std::string path = packed("t.csv.gz", text);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_EQ(read_gzip(path).error().code, "file_damaged");
  EXPECT_EQ(read_gzip(path + ".none").error().code, "file_unreadable");
}

}  // namespace
}  // namespace ordo::sim
