// The log, whatever it lies in: durable before anyone is told, sealed, in its order.
#include "core/inbox.h"

#include <algorithm>
#include <future>

#include "core/inbox_fixture.h"

namespace ordo::core {
namespace {

enum class LiesIn : uint8_t { kFiles, kTable };

class InboxTest : public InboxFixture, public testing::WithParamInterface<LiesIn> {
 protected:
  InboxTest()
      : InboxFixture(GetParam() == LiesIn::kTable ? store::PostgresCluster::shared().fresh_dsn()
                                                  : "") {}
};

INSTANTIATE_TEST_SUITE_P(Log, InboxTest, testing::Values(LiesIn::kFiles, LiesIn::kTable),
                         [](const auto& suite) {
                           return suite.param == LiesIn::kFiles ? "files" : "table";
                         });

TEST_P(InboxTest, what_is_queued_is_written_as_one_group_and_only_then_told) {
  for (int i = 0; i < 3; ++i) append("body");
  EXPECT_TRUE(durable_.empty());
  EXPECT_EQ(inbox_->pending(), 3u);
  EXPECT_EQ(inbox_->oldest_pending(), kMorning);
  EXPECT_EQ(inbox_->last(), MessageSeq(0));
  EXPECT_TRUE(inbox_->flush());
  EXPECT_EQ(durable_, (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(heard_, durable_);
  EXPECT_EQ(inbox_->last(), MessageSeq(3));
  EXPECT_EQ(inbox_->oldest_pending(), std::nullopt);
  EXPECT_FALSE(inbox_->flush());
}

TEST_P(InboxTest, an_entry_reads_back_whole) {
  InboundPtr in = inbound(kShopB, std::string("raw \0 bytes", 11), "id-9", EntryKind::kReplay);
  in->entry.headers = R"({"x-shop":"b"})";
  in->entry.replay_of = MessageSeq(4);
  const Entropy entropy = in->entry.entropy;
  ASSERT_TRUE(inbox_->append(std::move(in)));
  inbox_->flush();
  open();
  const auto e = inbox_->read(MessageSeq(1));
  ASSERT_TRUE(e.has_value());
  EXPECT_EQ(e->stream, kShopB);
  EXPECT_EQ(e->kind, EntryKind::kReplay);
  EXPECT_EQ(e->route, "test");
  EXPECT_EQ(e->external_id, "id-9");
  EXPECT_EQ(e->caller, "key:1");
  EXPECT_EQ(e->headers, R"({"x-shop":"b"})");
  EXPECT_EQ(e->replay_of, MessageSeq(4));
  EXPECT_EQ(e->received_at, kMorning);
  EXPECT_EQ(e->entropy, entropy);
  EXPECT_EQ(e->body, std::string("raw \0 bytes", 11));
  EXPECT_FALSE(inbox_->read(MessageSeq(2)).has_value());
}

TEST_P(InboxTest, the_sequence_goes_on_after_a_restart_and_arrival_never_goes_back) {
  append_and_flush("one");
  clock_.advance_ms(-kHourMs);
  open();
  append_and_flush("two");
  EXPECT_EQ(inbox_->read(MessageSeq(2))->received_at, kMorning);
  EXPECT_EQ(body(1), "one");
  EXPECT_EQ(body(2), "two");
}

TEST_P(InboxTest, arrival_does_not_go_back_when_the_last_of_the_log_is_not_the_latest) {
  options_.segment_entries = kSharedGroupMax;  // the latest lies in a segment before the last
  open();
  for (size_t i = 0; i < 2 * kSharedGroupMax; ++i) append("flood", kShopA);
  clock_.advance_ms(kSecondMs);
  append("late", kShopB);
  while (inbox_->flush()) {
  }
  EXPECT_EQ(inbox_->read(inbox_->last())->received_at, kMorning);
  clock_.advance_ms(-kHourMs);
  open();
  append_and_flush("next", kShopB);
  EXPECT_EQ(inbox_->read(inbox_->last())->received_at, kMorning.plus_ms(kSecondMs));
}

TEST_P(InboxTest, what_was_never_flushed_was_never_accepted) {
  append("lost");
  open();
  EXPECT_EQ(inbox_->last(), MessageSeq(0));
  EXPECT_FALSE(inbox_->read(MessageSeq(1)).has_value());
}

TEST_P(InboxTest, another_master_key_opens_nothing) {
  append_and_flush("secret");
  const auto other = store::Keyring::from_master(Key256{8});
  inbox_.reset();
  Inbox foreign(options_, other, clock_);
  EXPECT_THROW((void)foreign.read(MessageSeq(1)), store::StorageError);
}

TEST_P(InboxTest, erasing_a_day_destroys_its_bodies_and_leaves_the_rest) {
  append_and_flush("old");
  clock_.advance_ms(kDayMs);
  append_and_flush("new");
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99)), 1);
  EXPECT_EQ(body(1), "");
  EXPECT_EQ(body(2), "new");
  EXPECT_EQ(inbox_->read(MessageSeq(1))->external_id, "id-old") << "that it came stays known";
  append_and_flush("newer");
  EXPECT_EQ(body(3), "newer");
}

TEST_P(InboxTest, a_day_erased_while_it_is_still_written_starts_with_a_new_key) {
  append_and_flush("before");
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99)), 1);
  append_and_flush("after");
  EXPECT_EQ(body(2), "after");
}

TEST_P(InboxTest, a_day_that_holds_something_unsettled_is_kept_whole_for_its_shop_only) {
  append_and_flush("parked", kShopA);
  append_and_flush("beside", kShopA);
  append_and_flush("other", kShopB);
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99, {1})), 1);
  EXPECT_EQ(body(1), "parked");
  EXPECT_EQ(body(2), "beside");
  EXPECT_EQ(body(3), "");
  EXPECT_EQ(inbox_->erase_bodies_before(20260102, needs(99, 99)), 1) << "it has been dealt with";
  EXPECT_EQ(body(1), "");
}

TEST_P(InboxTest, what_is_not_applied_is_never_erased_however_old) {
  append_and_flush("a1", kShopA);
  clock_.advance_ms(kDayMs);
  append_and_flush("a2", kShopA);
  append_and_flush("b3", kShopB);
  clock_.advance_ms(kDayMs);
  append_and_flush("a4", kShopA);
  EXPECT_EQ(inbox_->erase_bodies_before(20260201, needs(1, 0)), 1);
  EXPECT_EQ(body(1), "");
  EXPECT_EQ(body(2), "a2");
  EXPECT_EQ(body(3), "b3");
  EXPECT_EQ(inbox_->erase_bodies_before(20260201, {}), 0) << "nothing is known to be applied";
  EXPECT_EQ(inbox_->erase_bodies_before(20260201, needs(4, 3)), 3);
}

TEST_P(InboxTest, a_full_queue_takes_nothing) {
  size_t taken = 0;
  while (inbox_->append(inbound(kShopA, "x"))) ++taken;
  EXPECT_EQ(taken, kInboxQueueMax);
  inbox_->flush();
  EXPECT_TRUE(inbox_->append(inbound(kShopA, "x")));
}

TEST_P(InboxTest, a_queue_of_large_bodies_is_full_by_their_size) {
  size_t taken = 0;
  while (inbox_->append(inbound(kShopA, std::string(8 << 20, 'x')))) ++taken;
  EXPECT_EQ(taken, kInboxQueueBytesMax / (8 << 20));
}

TEST_P(InboxTest, while_its_writer_is_late_it_takes_nothing_more) {
  std::vector<bool> taken;
  std::promise<void> asked;
  inbox_->set_listener([&](const std::vector<InboundPtr>&) {
    if (!taken.empty()) return;
    for (const int64_t wait_ms : {kLogLateMs, int64_t{1}}) {
      clock_.advance_ms(wait_ms);
      taken.push_back(inbox_->append(inbound(kShopA, "x")));
    }
    asked.set_value();
  });
  append("slow");
  inbox_->start();
  asked.get_future().wait();
  inbox_->stop();
  EXPECT_EQ(taken, (std::vector<bool>{true, false}));
}

TEST_P(InboxTest, a_thread_writes_what_is_queued_and_stop_writes_the_rest) {
  inbox_->start();
  for (int i = 0; i < 100; ++i) append("body");
  inbox_->stop();
  EXPECT_EQ(durable_.size(), 100u);
  EXPECT_FALSE(inbox_->append(inbound(kShopA, "x"))) << "nothing is taken after the end";
}

TEST_P(InboxTest, a_page_is_never_cut_by_the_end_of_a_group) {
  for (int i = 0; i < 300; ++i) append("single");
  auto first = page_of(400), second = page_of(kLogPageMax);
  ASSERT_TRUE(inbox_->append_page(first));
  ASSERT_TRUE(inbox_->append_page(second));
  append("after");
  std::vector<int64_t> ends;
  while (inbox_->flush()) ends.push_back(inbox_->last().value);
  EXPECT_EQ(ends, (std::vector<int64_t>{300, 700, 1212, 1213}));
  EXPECT_EQ(body(301), "page-0");
  EXPECT_EQ(body(700), "page-399");
}

TEST_P(InboxTest, a_page_without_room_for_all_of_it_is_left_whole_to_its_caller) {
  for (size_t i = 0; i + 2 < kInboxQueueMax; ++i) ASSERT_TRUE(inbox_->append(inbound(kShopA, "x")));
  auto page = page_of(3);
  EXPECT_FALSE(inbox_->append_page(page));
  ASSERT_EQ(page.size(), 3u);
  EXPECT_EQ(inbox_->pending(), kInboxQueueMax - 2);
  inbox_->flush();
  EXPECT_TRUE(inbox_->append_page(page));
  EXPECT_TRUE(page.empty());
}

TEST_P(InboxTest, a_page_larger_than_a_group_is_refused_as_a_mistake_of_ours) {
  auto page = page_of(kLogPageMax + 1);
  EXPECT_THROW((void)inbox_->append_page(page), InvariantBreach);
  EXPECT_EQ(inbox_->pending(), 0u);
}

TEST_P(InboxTest, a_scan_ends_with_the_bytes_that_its_caller_has_room_for) {
  for (int i = 0; i < 4; ++i) append_and_flush("four");
  EXPECT_EQ(inbox_->scan(kShopA, MessageSeq(0), 100, 8).size(), 2u);
  EXPECT_EQ(inbox_->scan(kShopA, MessageSeq(0), 100, 9).size(), 3u);
  EXPECT_EQ(inbox_->scan(kShopA, MessageSeq(0), 100, 0).size(), 1u) << "one at least";
}

TEST_P(InboxTest, streams_are_read_each_in_its_order) {
  for (int i = 1; i <= 9; ++i) append_and_flush(std::to_string(i), i % 2 ? kShopA : kShopB);
  EXPECT_EQ(scanned(kShopA, 0), (std::vector<int64_t>{1, 3, 5, 7, 9}));
  EXPECT_EQ(scanned(kShopA, 3), (std::vector<int64_t>{5, 7, 9}));
  EXPECT_EQ(scanned(kShopB, 0, 3), (std::vector<int64_t>{2, 4, 6}));
  std::vector<int64_t> seqs = visited(5);
  std::ranges::sort(seqs);  // between streams there is no order
  EXPECT_EQ(seqs, (std::vector<int64_t>{6, 7, 8, 9}));
  EXPECT_GT(inbox_->size_bytes(), 0);
}

TEST_P(InboxTest, a_text_that_no_column_takes_is_refused_before_it_is_queued) {
  for (const std::string& text : {std::string("a\0b", 3), std::string("\xc3(")}) {
    EXPECT_THROW((void)inbox_->append(inbound(kShopA, "x", text)), InvariantBreach);
    auto page = page_of(2);
    page.back()->entry.headers = text;
    EXPECT_THROW((void)inbox_->append_page(page), InvariantBreach);
  }
  EXPECT_EQ(inbox_->pending(), 0u);
}

}  // namespace
}  // namespace ordo::core
