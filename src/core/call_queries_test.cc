// What is asked of the log of calls: pages and filters.
#include "core/call_queries.h"

#include "core/call_log_test_support.h"

namespace ordo::core {
namespace {

class CallQueries : public CallLogTest {};

TEST(CallKinds, each_is_known_by_its_name) {
  for (const CallKind kind : kCallKinds) EXPECT_EQ(parse_call_kind(name(kind)), kind);
  EXPECT_EQ(parse_call_kind(""), std::nullopt);
  EXPECT_EQ(parse_call_kind("telepathy"), std::nullopt);
}

TEST_F(CallQueries, a_list_goes_page_by_page_from_the_one_that_began_last) {
  for (const int64_t ms : {3, 1, 2}) {
    CallRecord record = called(kBegun.plus_ms(ms));
    record.target = std::to_string(ms);
    keep(std::move(record));
  }
  const auto first = log_->walk({}, INT64_MAX, 2);
  ASSERT_EQ(first.items.size(), 2u);
  EXPECT_EQ(first.items[0].target, "3") << "an attempt that took long is told of later";
  EXPECT_EQ(first.items[1].target, "2");
  const auto rest = log_->walk({}, first.next_before, 2);
  ASSERT_EQ(rest.items.size(), 1u);
  EXPECT_EQ(rest.items[0].target, "1");
  EXPECT_EQ(rest.next_before, 0);
}

TEST_F(CallQueries, filters_find_what_fits_and_nothing_else) {
  CallRecord pull = called(kBegun);
  pull.target = "https://tea.example/pull";
  CallRecord told = called(kBegun.plus_ms(10), kCups);
  told.kind = CallKind::kCallback;
  told.outbox = OutboxId(5);
  told.order = OrderId(6);
  told.ok = false;
  told.status = 503;
  told.code = "down";
  told.detail = "Timeout was reached";
  told.answer_id = "Req-77";
  told.target = "https://cups.example/hook";
  keep(pull);
  keep(told);
  const std::vector<std::string> first{pull.target}, second{told.target}, none;
  EXPECT_EQ(targets({.kind = CallKind::kPull}), first);
  EXPECT_EQ(targets({.ok = false}), second);
  EXPECT_EQ(targets({.ok = true}), first);
  EXPECT_EQ(targets({.shop = kCups}), second);
  EXPECT_EQ(targets({.ok = true, .shop = kCups}), none);
  EXPECT_EQ(targets({.shops = ShopScope({kTea})}), first);
  EXPECT_EQ(targets({.shops = ShopScope(std::vector<ShopId>{})}), none);
  EXPECT_EQ(targets({.outbox = OutboxId(5)}), second);
  EXPECT_EQ(targets({.shops = ShopScope({kTea}), .outbox = OutboxId(5)}), none);
  EXPECT_EQ(targets({.order = OrderId(6)}), second);
  EXPECT_EQ(targets({.started_from = kBegun.plus_ms(1)}), second);
  EXPECT_EQ(targets({.started_to = kBegun.plus_ms(10)}), first);
  EXPECT_EQ(targets({.started_from = kBegun, .started_to = kBegun.plus_ms(11)}).size(), 2u);
  for (const char* text : {"CUPS.example", "timeout", "req-77", "503", "DOWN"}) {
    EXPECT_EQ(targets({.text = text}), second) << text;
  }
  EXPECT_EQ(targets({.text = "50"}), none) << "a status is named whole";
  EXPECT_EQ(targets({.text = "Zhang"}), none) << "bodies are not searched";
}

}  // namespace
}  // namespace ordo::core
