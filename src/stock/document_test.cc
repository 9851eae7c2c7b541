#include "stock/document.h"

#include <gtest/gtest.h>

#include "stock/test_support.h"

namespace ordo::stock {
namespace {

namespace json = boost::json;

Document paper(std::string_view text) {
  auto read = parse_document(json::parse(text).as_object());
  EXPECT_TRUE(read) << (read ? "" : read.error().detail);
  Document d = read.value_or(Document{});
  d.id = 7;
  return d;
}

std::string pointers(std::string_view text) {
  const auto read = parse_document(json::parse(text).as_object());
  std::string all;
  if (read) return all;
  for (const FieldError& f : read.error().fields) all += f.pointer + ";";
  return all;
}

// Goods named as the catalogue cleans them.
struct Yard {
  Book book;
  int64_t last = 0;
  Yard() {
    for (const char* sku : {"TEA", "CUP"}) book.put_all_of(sku);
    EXPECT_TRUE(receive(book, item({"TEA", "north", ""}), 10, {}, at(0)));
  }
  ItemId item(const ItemKey& key) {
    for (const Item* held : book.items_of(key.sku)) {
      if (held->key() == key) return held->id();
    }
    return book.add(ItemId(++last), key).id();
  }
  Desk desk(std::string reason = {}) {
    return {book, [this](const ItemKey& key) { return item(key); },
            [](ItemId) { return std::vector<Waiting>{}; }, at(1, std::move(reason))};
  }
  int64_t units(const char* sku, const char* warehouse, Bucket bucket) {
    return book.item(item({sku, warehouse, ""})).in(bucket);
  }
};

TEST(StockDocument, what_makes_no_sense_is_refused_with_every_field) {
  EXPECT_EQ(pointers(R"({"kind":"gift","warehouse":" ","lines":[]})"), "/kind;/warehouse;/lines;");
  EXPECT_EQ(pointers(R"({"kind":"transfer","warehouse":"north","from":"north","arrives_on":"soon",
                         "lines":[{"sku":"TEA","quantity":0},{"sku":"tea","quantity":1}],"x":1})"),
            "/x;/from;/arrives_on;/lines/0/quantity;/lines/1/sku;");
  EXPECT_EQ(pointers(R"({"kind":"stocktake","warehouse":"north","from":"south",
                         "lines":[{"sku":"TEA","quantity":1}]})"),
            "/from;/lines/0/quantity;");
}

TEST(StockDocument, is_written_as_it_is_read) {
  Document d = paper(R"({"kind":"purchase","warehouse":"north","supplier":"安吉","note":"n",
                         "arrives_on":"2026-12-20","lines":[{"sku":"tea","quantity":5}]})");
  d.created_at = minute(1);
  d.created_by = "key:7";
  EXPECT_EQ(read_document(document_json(d)), d);
  EXPECT_EQ(d.lines[0].sku, "TEA");
  EXPECT_EQ(d.cause(), "purchase/7");
}

TEST(StockDocument, a_purchase_is_expected_comes_in_parts_and_the_rest_is_cancelled) {
  Yard yard;
  Document d = paper(R"({"kind":"purchase","warehouse":"north",
                         "lines":[{"sku":"TEA","quantity":5},{"sku":"CUP","quantity":2}]})");
  EXPECT_EQ(code_of(record_document(d, yard.desk(), {{"TEA", 1}})), "document_state");
  ASSERT_TRUE(open_document(d, yard.desk()));
  EXPECT_EQ(code_of(open_document(d, yard.desk())), "document_state");
  EXPECT_EQ(yard.units("TEA", "north", Bucket::kIncoming), 5);
  ASSERT_TRUE(record_document(d, yard.desk(), {{"TEA", 3}}));
  EXPECT_EQ(d.state, DocumentState::kPartly);
  EXPECT_EQ(yard.units("TEA", "north", Bucket::kAvailable), 13);
  EXPECT_EQ(code_of(record_document(d, yard.desk(), {{"TEA", 3}})), "more_than_ordered");
  EXPECT_EQ(code_of(record_document(d, yard.desk(), {{"POT", 1}})), "not_of_document");
  ASSERT_TRUE(record_document(d, yard.desk(), {{"CUP", 2}}));
  ASSERT_TRUE(close_document(d, yard.desk()));
  EXPECT_EQ(d.state, DocumentState::kDone);
  EXPECT_EQ(d.lines[0].lost, 2);
  EXPECT_EQ(yard.units("TEA", "north", Bucket::kIncoming), 0);
  EXPECT_EQ(code_of(close_document(d, yard.desk())), "document_state");
}

TEST(StockDocument, is_done_when_all_of_it_came) {
  Yard yard;
  Document d = paper(R"({"kind":"purchase","warehouse":"north",
                         "lines":[{"sku":"TEA","quantity":5}]})");
  ASSERT_TRUE(open_document(d, yard.desk()));
  ASSERT_TRUE(record_document(d, yard.desk(), {{"TEA", 5}}));
  EXPECT_EQ(d.state, DocumentState::kDone);
}

TEST(StockDocument, a_draft_is_cancelled_without_a_movement) {
  Yard yard;
  Document d = paper(R"({"kind":"purchase","warehouse":"north",
                         "lines":[{"sku":"TEA","quantity":5}]})");
  ASSERT_TRUE(close_document(d, yard.desk()));
  EXPECT_EQ(d.state, DocumentState::kCancelled);
  EXPECT_EQ(yard.units("TEA", "north", Bucket::kIncoming), 0);
}

TEST(StockDocument, what_a_transfer_loses_on_its_way_needs_a_reason) {
  Yard yard;
  Document d = paper(R"({"kind":"transfer","warehouse":"south","from":"north",
                         "lines":[{"sku":"TEA","quantity":4}]})");
  ASSERT_TRUE(open_document(d, yard.desk()));
  EXPECT_EQ(yard.units("TEA", "north", Bucket::kAvailable), 6);
  ASSERT_TRUE(record_document(d, yard.desk(), {{"TEA", 3}}));
  Document tried = d;
  EXPECT_EQ(code_of(close_document(tried, yard.desk())), "reason_required");
  ASSERT_TRUE(close_document(d, yard.desk("fell off the lorry")));
  EXPECT_EQ(yard.units("TEA", "south", Bucket::kAvailable), 3);
  EXPECT_EQ(yard.units("TEA", "south", Bucket::kIncoming), 0);
}

TEST(StockDocument, a_count_freezes_and_posts_what_it_found) {
  Yard yard;
  Document d = paper(R"({"kind":"stocktake","warehouse":"north",
                         "lines":[{"sku":"TEA"},{"sku":"CUP"}]})");
  ASSERT_TRUE(open_document(d, yard.desk()));
  EXPECT_EQ(yard.units("TEA", "north", Bucket::kFrozen), 10);
  ASSERT_TRUE(record_document(d, yard.desk(), {{"TEA", 9}}));
  ASSERT_TRUE(record_document(d, yard.desk(), {{"TEA", 8}}));
  ASSERT_TRUE(close_document(d, yard.desk()));
  EXPECT_EQ(d.state, DocumentState::kDone);
  EXPECT_EQ(d.lines[0].difference, -2);
  EXPECT_EQ(yard.units("TEA", "north", Bucket::kAvailable), 8);
  EXPECT_EQ(yard.units("TEA", "north", Bucket::kFrozen), 0);
}

TEST(StockDocument, what_was_not_counted_can_be_sold_again) {
  Yard yard;
  Document d = paper(R"({"kind":"stocktake","warehouse":"north","lines":[{"sku":"TEA"}]})");
  ASSERT_TRUE(open_document(d, yard.desk()));
  ASSERT_TRUE(close_document(d, yard.desk()));
  EXPECT_EQ(d.state, DocumentState::kCancelled);
  EXPECT_EQ(yard.units("TEA", "north", Bucket::kAvailable), 10);
}

}  // namespace
}  // namespace ordo::stock
