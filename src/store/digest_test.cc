// Tables, walks and hashes: whatever is asked, both engines answer alike.
#include "store/digest.h"

#include <gmock/gmock.h>

#include "store/postgres_test_support.h"

namespace ordo::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Migration kShelf[] = {
    {1, "first",
     "CREATE TABLE shelf(id INTEGER PRIMARY KEY, label TEXT NOT NULL, sealed BLOB, weight INTEGER);"
     "CREATE TABLE gone(id INTEGER PRIMARY KEY);"
     "CREATE TABLE old_name(id INTEGER PRIMARY KEY)"},
    {2, "second",
     "CREATE TABLE place(at TEXT NOT NULL, row_no INTEGER NOT NULL, PRIMARY KEY(row_no, at)) "
     "WITHOUT ROWID; CREATE INDEX place_at ON place(at);"
     "DROP TABLE gone; ALTER TABLE old_name RENAME TO aisle;"
     "ALTER TABLE aisle ADD COLUMN wide INTEGER NOT NULL DEFAULT 0;"
     "CREATE TABLE keyless(id INTEGER)"},
};
constexpr Component kShelfComponent{"shelf", kShelf};
// Tables that are there as they are named here, and have keys.
constexpr Migration kPlain[] = {{1, "tables", "CREATE TABLE shelf(); CREATE TABLE place()"}};
constexpr Component kPlainComponent{"plain", kPlain};

constexpr Sql kPutShelf{"test.put_shelf",
                        "INSERT INTO shelf(id, label, sealed, weight) VALUES(:id, :label, :sealed, "
                        ":weight)"};
constexpr Sql kPutPlace{"test.put_place", "INSERT INTO place(at, row_no) VALUES(:at, :row_no)"};
constexpr Sql kRelabel{"test.relabel", "UPDATE shelf SET label = :label WHERE id = :id"};

class StoreDigestTest : public testing::Test {
 protected:
  StoreDigestTest() {
    stores_.push_back(Database::open({.path = dir_.file("shelf.db"), .readers = 1}));
    stores_.push_back(
        Database::open({.path = PostgresCluster::shared().fresh_dsn(), .readers = 1}));
    for (const auto& db : stores_) {
      db->migrate({&kShelfComponent, 1});
      fill(*db);
    }
  }

  static void fill(Database& db) {
    auto uow = db.begin();
    for (int64_t id = 1; id <= 100; ++id) {
      const std::string sealed = id % 3 == 0 ? std::string("\0\xff", 2) : "";
      uow.execute(kPutShelf, {{"id", id},
                              {"label", id % 2 == 0 ? "tea" : "t\xc3\xa9"},
                              {"sealed", id % 5 == 0 ? Value(nullptr) : Value::blob(sealed)},
                              {"weight", id % 7 == 0 ? Value(nullptr) : Value(id - 50)}});
    }
    for (const char* at : {"b", "Z", "\xc3\xa9", "a"}) {
      uow.execute(kPutPlace, {{"at", at}, {"row_no", 2}});
    }
    uow.execute(kPutPlace, {{"at", "z"}, {"row_no", 1}});
    uow.commit();
  }

  TempDir dir_;
  std::vector<std::unique_ptr<Database>> stores_;
};

TEST_F(StoreDigestTest, tables_are_those_that_the_migrations_leave_behind) {
  EXPECT_THAT(tables_of({&kShelfComponent, 1}), ElementsAre("shelf", "aisle", "place", "keyless"));
  for (const auto& db : stores_) {
    const auto lease = db->read();
    EXPECT_TRUE(has_table(lease.reader(), "aisle"));
    EXPECT_FALSE(has_table(lease.reader(), "gone"));
  }
}

TEST_F(StoreDigestTest, a_table_is_described_alike) {
  const Table wanted{"place", {{"at", Value::Kind::kText}, {"row_no", Value::Kind::kInt}}, {1, 0}};
  for (const auto& db : stores_) {
    const auto lease = db->read();
    EXPECT_EQ(table_of(lease.reader(), "place"), wanted);
    EXPECT_THAT(message_of([&] { (void)table_of(lease.reader(), "keyless"); }),
                HasSubstr("no table keyless with a key"));
  }
}

TEST_F(StoreDigestTest, rows_come_by_key_and_texts_by_their_bytes) {
  for (const auto& db : stores_) {
    const auto lease = db->read();
    const Table place = table_of(lease.reader(), "place");
    std::vector<std::string> keys;
    TableWalk walk(lease.reader(), place);
    for (const Cells& row : walk.next()) keys.push_back(shown_key(key_of(place, row)));
    EXPECT_THAT(keys,
                ElementsAre(R"(1, "z")", R"(2, "Z")", R"(2, "a")", R"(2, "b")", "2, \"\xc3\xa9\""));
    EXPECT_TRUE(walk.next().empty());
    const auto key = [&](const char* at) {
      return Cells{{Value::Kind::kInt, 2, {}}, {Value::Kind::kText, 0, at}};
    };
    EXPECT_EQ(read_rows(lease.reader(), place, {key("Z"), key("b")}, 9).size(), 2U);
    EXPECT_EQ(read_rows(lease.reader(), place, {{}, key("Z")}, 9).size(), 2U);
  }
}

TEST_F(StoreDigestTest, a_walk_meets_each_row_once) {
  for (const auto& db : stores_) {
    const auto lease = db->read();
    TableWalk walk(lease.reader(), table_of(lease.reader(), "shelf"));
    int64_t met = 0;
    for (auto rows = walk.next(); !rows.empty(); rows = walk.next()) {
      for (const Cells& row : rows) EXPECT_EQ(row[0].integer, ++met);
    }
    EXPECT_EQ(met, 100);
  }
}

TEST_F(StoreDigestTest, equal_stores_have_one_hash_and_a_changed_row_another) {
  const auto digest = [&](size_t store) {
    return digest_store(stores_[store]->read().reader(), {&kPlainComponent, 1});
  };
  EXPECT_EQ(digest(0), digest(1));
  EXPECT_EQ(digest(0).tables.size(), 2U);
  EXPECT_EQ(digest(0).tables[0].rows, 100);
  const std::string before = digest(1).sha256();
  auto uow = stores_[1]->begin();
  uow.execute(kRelabel, {{"id", 77}, {"label", "salt"}});
  uow.commit();
  EXPECT_NE(digest(1).sha256(), before);
  EXPECT_NE(digest(1).tables[0], digest(0).tables[0]);
  EXPECT_EQ(digest(1).tables[1], digest(0).tables[1]);
}

TEST(RunningDigest, knows_nothing_from_empty_and_where_a_text_ends) {
  const auto digest = [](const Cells& row) {
    RunningDigest running;
    running.add(row);
    return running.hex();
  };
  const Cell null, empty{Value::Kind::kText, 0, ""}, zero{Value::Kind::kInt, 0, ""};
  const auto text = [](const char* t) { return Cell{Value::Kind::kText, 0, t}; };
  EXPECT_NE(digest({null}), digest({empty}));
  EXPECT_NE(digest({null}), digest({zero}));
  EXPECT_NE(digest({text("ab"), text("c")}), digest({text("a"), text("bc")}));
  EXPECT_EQ(digest({text("a")}), digest({Cell{Value::Kind::kBlob, 0, "a"}}));
}

}  // namespace
}  // namespace ordo::store
