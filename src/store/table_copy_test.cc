#include "store/table_copy.h"

#include <gmock/gmock.h>

#include "store/postgres_test_support.h"

namespace ordo::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Migration kShops[] = {
    {1, "stalls",
     "CREATE TABLE stalls(row_no INTEGER NOT NULL, name TEXT NOT NULL, sealed BLOB, price INTEGER, "
     "PRIMARY KEY(row_no, name)) WITHOUT ROWID"}};
constexpr Component kStallsComponent{"stalls", kShops};
constexpr Migration kOtherShops[] = {
    {1, "stalls", "CREATE TABLE stalls(row_no INTEGER PRIMARY KEY, name TEXT NOT NULL)"}};
constexpr Component kOtherStalls{"stalls", kOtherShops};

Cells stall(int64_t row_no, const char* name, std::string sealed, int64_t price) {
  return {{Value::Kind::kInt, row_no, {}},
          {Value::Kind::kText, 0, name},
          {Value::Kind::kBlob, 0, std::move(sealed)},
          price == 0 ? Cell() : Cell{Value::Kind::kInt, price, {}}};
}

class TableCopyTest : public testing::Test {
 protected:
  TableCopyTest() {
    for (const std::string& path :
         {dir_.file("stalls.db"), PostgresCluster::shared().fresh_dsn()}) {
      stores_.push_back(Database::open({.path = path}));
      stores_.back()->migrate({&kStallsComponent, 1});
    }
  }
  static Table table(Database& db) { return table_of(db.read().reader(), "stalls"); }
  static std::vector<Cells> all(Database& db) {
    return read_rows(db.read().reader(), table(db), {}, 10'000);
  }

  TempDir dir_;
  std::vector<std::unique_ptr<Database>> stores_;
};

TEST_F(TableCopyTest, a_range_becomes_what_it_is_told_and_what_is_so_is_left_alone) {
  const Cells a = stall(1, "a", std::string("\0\xff", 2), 0), b = stall(1, "b", "", 7),
              c = stall(2, "\xc3\xa9", "x", -3);
  for (const auto& db : stores_) {
    TableCopy copy(*db, table(*db));
    const auto key = [&](const Cells& row) { return key_of(table(*db), row); };
    EXPECT_TRUE(copy.put({{}, key(b)}, {a, b}));
    EXPECT_FALSE(copy.put({{}, key(b)}, {a, b}));
    EXPECT_TRUE(copy.put({key(b), key(c)}, {c}));
    EXPECT_THAT(all(*db), ElementsAre(a, b, c));
    Cells dearer = b;
    dearer[3].integer = 8;
    EXPECT_TRUE(copy.put({{}, key(b)}, {dearer})) << "one is gone, one has changed";
    EXPECT_THAT(all(*db), ElementsAre(dearer, c));
    EXPECT_TRUE(copy.put({key(b), {}}, {}));
    EXPECT_THAT(all(*db), ElementsAre(dearer));
  }
}

TEST_F(TableCopyTest, what_is_left_of_a_long_table_goes) {
  for (const auto& db : stores_) {
    TableCopy copy(*db, table(*db));
    std::vector<Cells> rows;
    for (int64_t i = 1; i <= 2'500; ++i) rows.push_back(stall(i, "n", "", i));
    EXPECT_TRUE(copy.put({}, rows));
    EXPECT_TRUE(copy.put({}, {stall(2'000, "n", "", 1)}));
    EXPECT_THAT(all(*db), ElementsAre(stall(2'000, "n", "", 1)));
  }
}

TEST_F(TableCopyTest, a_text_that_the_server_does_not_take_is_named_with_its_table) {
  TableCopy copy(*stores_[1], table(*stores_[1]));
  Cells row = stall(1, "", "", 0);
  row[1].text = std::string("t\0a", 3);
  EXPECT_THAT(message_of([&] { copy.put({}, {row}); }), HasSubstr("table stalls"));
  EXPECT_TRUE(all(*stores_[1]).empty());
}

TEST_F(TableCopyTest, tables_that_differ_are_not_copied) {
  const auto other = Database::open({.path = dir_.file("other.db"), .readers = 1});
  other->migrate({&kOtherStalls, 1});
  EXPECT_THAT(message_of([&] { const TableCopy copy(*other, table(*stores_[0])); }),
              HasSubstr("other columns on the two sides"));
}

}  // namespace
}  // namespace ordo::store
