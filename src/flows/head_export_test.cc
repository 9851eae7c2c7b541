// Signed heads: what leaves the machine, and what the chain says of it.
#include "flows/head_export.h"

#include "flows/head_file.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

class HeadExportTest : public HubTest {
 protected:
  [[nodiscard]] std::string path() const { return head_path(dir_.file("data")); }
  [[nodiscard]] HeadFile file() const { return read_heads(path()); }
  std::string text() const {
    std::ifstream in(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& text) const { std::ofstream(path(), std::ios::binary) << text; }
  core::HistoryReport verify() {
    return core::verify_history(hub_->database().writer_reader(),
                                ed25519_public(hub_->keyring().signing_seed()), file().heads);
  }
  void export_and_record(HeadExport& heads) {
    EXPECT_TRUE(heads.export_now());
    hub_->drain();
  }
  int64_t recorded() { return number("SELECT count(*) FROM events WHERE kind = 'head.exported'"); }
};

TEST_F(HeadExportTest, each_head_is_exported_once_and_recorded_in_the_chain) {
  HeadExport heads(*hub_);
  receive(order_event("A-1"));
  export_and_record(heads);
  receive(order_event("A-2"));
  export_and_record(heads);
  EXPECT_EQ(file().heads.size(), 2u);
  EXPECT_EQ(recorded(), 2);
  const core::HistoryReport report = verify();
  EXPECT_EQ(report.complaints, std::vector<std::string>{});
  EXPECT_EQ(report.covered, report.batches - 1) << "its own record is not covered yet";
}

TEST_F(HeadExportTest, an_idle_hub_exports_nothing_and_does_not_grow) {
  HeadExport heads(*hub_);
  export_and_record(heads);
  const int64_t batches = verify().batches;
  EXPECT_FALSE(heads.export_now());
  EXPECT_FALSE(HeadExport(*hub_).export_now()) << "nor after a restart";
  hub_->drain();
  EXPECT_EQ(verify().batches, batches);
}

TEST_F(HeadExportTest, a_file_removed_or_cut_short_contradicts_the_chain) {
  HeadExport heads(*hub_);
  export_and_record(heads);
  const std::string one = text();
  receive(order_event("A-1"));
  export_and_record(heads);
  write(one);
  EXPECT_EQ(verify().complaints.size(), 1u);
  std::filesystem::remove(path());
  EXPECT_EQ(verify().complaints.size(), 2u);
  open();
  HeadExport again(*hub_);
  export_and_record(again);
  EXPECT_EQ(verify().complaints.size(), 2u) << "a new line does not stand for the old ones";
}

TEST_F(HeadExportTest, a_torn_line_is_no_head_and_is_cut_off_by_the_next_one) {
  HeadExport heads(*hub_);
  export_and_record(heads);
  const std::string whole = text();
  for (const std::string& torn : {whole.substr(0, 40), whole.substr(0, whole.size() - 1)}) {
    write(whole + torn);
    EXPECT_TRUE(file().torn);
    EXPECT_EQ(file().heads.size(), 1u);
    EXPECT_EQ(file().unreadable.size(), 0u);
    EXPECT_EQ(verify().complaints, std::vector<std::string>{});
  }
  receive(order_event("A-1"));
  HeadExport after_the_crash(*hub_);
  export_and_record(after_the_crash);
  EXPECT_FALSE(file().torn);
  EXPECT_EQ(file().heads.size(), 2u);
  EXPECT_TRUE(text().starts_with(whole));
  EXPECT_EQ(verify().complaints, std::vector<std::string>{});
}

TEST_F(HeadExportTest, a_torn_line_may_be_all_there_is) {
  write("{\"batch\":");
  HeadExport heads(*hub_);
  export_and_record(heads);
  EXPECT_EQ(file().heads.size(), 1u);
  EXPECT_FALSE(file().torn);
}

TEST_F(HeadExportTest, a_whole_line_that_is_no_head_is_named_and_hides_no_other) {
  HeadExport heads(*hub_);
  export_and_record(heads);
  write("nonsense\n" + text());
  EXPECT_EQ(file().unreadable,
            std::vector<std::string>{"line 1 of heads.jsonl is not a signed head"});
  EXPECT_EQ(file().heads.size(), 1u);
}

TEST_F(HeadExportTest, a_line_whose_record_a_crash_prevented_is_recorded_at_the_next_start) {
  receive(order_event("A-1"));
  HeadExport(*hub_).export_last();
  EXPECT_EQ(recorded(), 0);
  open();
  HeadExport heads(*hub_);
  EXPECT_TRUE(heads.record_missing());
  hub_->drain();
  EXPECT_EQ(recorded(), 1);
  EXPECT_FALSE(heads.record_missing());
  EXPECT_EQ(verify().complaints, std::vector<std::string>{});
}

TEST_F(HeadExportTest, a_head_that_history_does_not_have_is_not_recorded_as_ours) {
  receive(order_event("A-1"));
  HeadExport(*hub_).export_last();
  core::SignedHead other = file().heads.back();
  other.head[0] ^= 1;
  ASSERT_TRUE(append_head(path(), other));
  EXPECT_FALSE(HeadExport(*hub_).record_missing());
  EXPECT_FALSE(verify().complaints.empty());
}

TEST_F(HeadExportTest, a_copy_is_kept_elsewhere_and_completed_when_it_comes_back) {
  const auto alerts = [this] {
    return number("SELECT count(*) FROM alerts WHERE kind = 'heads_not_copied'");
  };
  const std::string folder = dir_.file("elsewhere");
  heads_copy_ = folder + "/heads.jsonl";
  std::filesystem::create_directory(folder);
  open();
  HeadExport heads(*hub_);
  export_and_record(heads);
  EXPECT_EQ(read_heads(heads_copy_).heads.size(), 1u);
  std::filesystem::remove_all(folder);
  for (const char* number : {"A-1", "A-2"}) {
    receive(order_event(number));
    export_and_record(heads);
  }
  EXPECT_EQ(alerts(), 1) << "said once, not with every export";
  std::filesystem::create_directory(folder);
  receive(order_event("A-3"));
  export_and_record(heads);
  EXPECT_EQ(alerts(), 1);
  ASSERT_EQ(read_heads(heads_copy_).heads.size(), 4u);
  EXPECT_EQ(read_heads(heads_copy_).heads[1].signature, file().heads[1].signature);
  EXPECT_EQ(verify().complaints, std::vector<std::string>{});
}

TEST_F(HeadExportTest, a_copy_that_holds_more_than_the_data_folder_loses_nothing) {
  heads_copy_ = dir_.file("kept.jsonl");
  open();
  HeadExport heads(*hub_);
  export_and_record(heads);
  receive(order_event("A-1"));
  export_and_record(heads);
  std::filesystem::remove(path());
  HeadExport again(*hub_);
  receive(order_event("A-2"));
  export_and_record(again);
  EXPECT_EQ(file().heads.size(), 1u);
  EXPECT_EQ(read_heads(heads_copy_).heads.size(), 3u);
}

TEST_F(HeadExportTest, the_start_exports_when_the_last_head_is_an_hour_old_and_the_stop_always) {
  hub_->start();
  hub_->stop();
  ASSERT_EQ(file().heads.size(), 1u) << "there was none yet";
  EXPECT_EQ(recorded(), 1);
  open();
  receive(order_event("A-1"));
  HeadExport young(*hub_);
  young.start();
  young.stop();
  EXPECT_EQ(file().heads.size(), 2u) << "at the stop";
  EXPECT_EQ(command("heads.record", {{"batch", "x"}}).answer.status, 422);
}

}  // namespace
}  // namespace ordo::flows
