#include "app/copy.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include "app/moved.h"
#include "core/schema.h"
#include "flows/arrival_store.h"
#include "flows/components.h"
#include "flows/prove.h"
#include "flows/test_support.h"
#include "store/digest.h"
#include "store/postgres_test_support.h"

namespace ordo::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class CopyTest : public flows::HubTest {
 protected:
  CopyTest() {
    // Several files of the log, in which one shop's day has several keys.
    segment_entries_ = 3;
    open();
    for (int i = 0; i < 8; ++i) (void)receive(flows::order_event("T" + std::to_string(i)));
    folder_.data = dir_.file("data");
    server_.data = folder_.data;
    server_.store = to_;
  }

  std::string digest(store::Database& database) {
    return store::digest_store(database.read().reader(), flows::state_components()).sha256();
  }
  // What the log of the server holds, and what it has otherwise than the folder's.
  std::vector<std::string> server_complaints() {
    core::InboxOptions options;
    options.store = to_;
    const core::Inbox inbox(options, hub_->keyring(), clock_);
    const auto database = store::Database::open({.path = to_});
    auto complaints = flows::prove(*database, inbox, hub_->keyring()).complaints;
    for (int64_t seq = 1; seq <= hub_->inbox().last().value; ++seq) {
      const auto own = hub_->inbox().read(MessageSeq(seq)), other = inbox.read(MessageSeq(seq));
      if (!other || own->body != other->body || own->entropy != other->entropy) {
        complaints.push_back("entry " + std::to_string(seq));
      }
    }
    if (digest(*database) != digest(hub_->database())) complaints.emplace_back("digest");
    return complaints;
  }
  // Copies in a process that is killed when it tells of a stage for that time.
  void copy_and_be_killed(std::string_view stage, int time) {
    hub_.reset();
    const pid_t child = ::fork();
    if (child == 0) {
      open();
      int times = 0;
      (void)copy_hub(*hub_, to_, [&](std::string_view met, int64_t) {
        if (met == stage && ++times == time) ::raise(SIGKILL);
      });
      ::_exit(1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "no stage " << stage << " for time " << time;
    open();
  }
  // What somebody on another host hears, who serves the schema or looks at it.
  std::string server_code() {
    flows::HubOptions options;
    options.data_dir = dir_.file("other");
    options.store = to_;
    options.threads = false;
    options.master = Key256{7};
    const auto hub = flows::Hub::open(options);
    return hub ? "ok" : hub.error().code;
  }
  static std::string code_of(const Result<>& result) { return result ? "ok" : result.error().code; }
  static std::string code_of(const Result<CopyReport>& report) {
    return report ? "ok" : report.error().code;
  }

  std::optional<std::string> arriving() const {
    return flows::arriving_from(store::Database::open({.path = to_})->read().reader());
  }
  // The schema says that a copy of `source` is under way.
  void mark(const std::string& source) const {
    static constexpr store::Sql kArrive{"test.arrive",
                                        "INSERT INTO arrivals(source, at) VALUES(:source, 1)"};
    const auto database = store::Database::open({.path = to_});
    database->migrate({&flows::kArrivalComponent, 1});
    auto uow = database->begin();
    uow.execute(kArrive, {{"source", source}});
    uow.commit();
  }

  std::string to_ = store::PostgresCluster::shared().fresh_dsn();
  CommonOptions folder_, server_;
};

TEST_F(CopyTest, everything_moves_and_the_folder_is_served_no_more) {
  EXPECT_EQ(code_of(may_write(folder_)), "ok");
  const auto report = copy_hub(*hub_, to_);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_GT(report->rows, 8);
  EXPECT_EQ(report->messages, hub_->inbox().last().value);
  EXPECT_EQ(report->digest, digest(hub_->database()));
  EXPECT_THAT(server_complaints(), IsEmpty());
  EXPECT_EQ(code_of(may_write(folder_)), "moved");
  EXPECT_EQ(code_of(may_write(server_)), "ok");
  EXPECT_EQ(server_code(), "ok");
  EXPECT_EQ(*moved_to(folder_.data), to_.substr(0, 11) + to_.substr(to_.find('@') + 1))
      << "without the user, as addresses are shown";
  const auto again = copy_hub(*hub_, to_);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_TRUE(again->was_moved);
}

TEST_F(CopyTest, whoever_is_killed_leaves_the_folder_in_use_and_goes_on) {
  // Each table is told of when it is copied, when the folder's rows are compared, and the server's.
  constexpr std::pair<const char*, int> kMoments[] = {
      {"the folder", 1}, {"offsets", 1}, {"orders", 1}, {"the log", 1},
      {"the log", 3},    {"orders", 2},  {"orders", 3}};
  int killed = 0;
  for (const auto& [stage, time] : kMoments) {
    copy_and_be_killed(stage, time);
    EXPECT_EQ(code_of(may_write(folder_)), "ok");
    EXPECT_EQ(server_code(), "unfinished_copy");
    // The folder goes on meanwhile: rows change, come and go.
    (void)receive(flows::order_event(fmt::format("after-{}", ++killed)));
    (void)receive(flows::order_event("T1", "shipped", 5));
  }
  const auto report = copy_hub(*hub_, to_);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_FALSE(report->was_moved);
  EXPECT_THAT(server_complaints(), IsEmpty());
  const auto folder = flows::prove(hub_->database(), hub_->inbox(), hub_->keyring());
  EXPECT_THAT(folder.complaints, IsEmpty());
  EXPECT_EQ(folder.orders, 8 + killed);
  EXPECT_EQ(server_code(), "ok");
}

TEST_F(CopyTest, one_that_was_killed_between_both_marks_is_finished) {
  std::string name;
  ASSERT_TRUE(copy_hub(*hub_, to_, [&](std::string_view stage, int64_t) {
    if (stage == "the folder") name = *arriving();
  }));
  mark(name);
  EXPECT_EQ(server_code(), "unfinished_copy");
  EXPECT_EQ(code_of(may_write(folder_)), "moved") << "at no moment both";
  ASSERT_TRUE(copy_hub(*hub_, to_));
  EXPECT_EQ(server_code(), "ok");
}

TEST_F(CopyTest, nobody_begins_to_serve_the_schema_while_the_folder_is_proved) {
  std::string met;
  const auto report = copy_hub(*hub_, to_, [&](std::string_view stage, int64_t) {
    if (stage == "the folder") met = server_code();
  });
  EXPECT_EQ(met, "unfinished_copy");
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_THAT(server_complaints(), IsEmpty());
}

TEST_F(CopyTest, an_empty_schema_that_somebody_serves_already_is_left_to_him) {
  const auto serving = store::Database::open({.path = to_});
  serving->migrate(flows::state_components());
  EXPECT_EQ(store::fault_of([&] { (void)copy_hub(*hub_, to_); }), store::Fault::kTakenOver);
  serving->require_owned();
  EXPECT_EQ(arriving(), std::nullopt);
  EXPECT_EQ(code_of(may_write(folder_)), "ok");
}

TEST_F(CopyTest, what_was_accepted_and_never_applied_is_somebodys_too) {
  {
    static constexpr store::Sql kEntry{
        "test.entry",
        "INSERT INTO entries(seq, stream, received_at, kind, route, external_id, caller, headers, "
        "replay_of, sealed) VALUES(1, 1, 1, 1, '', '', '', '', 0, :sealed)"};
    const auto log = store::Database::open({.path = to_, .lane = "log"});
    log->migrate({&core::kLogComponent, 1});
    EXPECT_FALSE(flows::holds_history(log->read().reader()));
    auto uow = log->begin();
    uow.execute(kEntry, {{"sealed", store::Value::blob("x")}});
    uow.commit();
  }
  EXPECT_EQ(code_of(copy_hub(*hub_, to_)), "target_not_empty");
}

TEST_F(CopyTest, an_unfinished_copy_of_a_folder_of_the_same_name_is_not_gone_on_with) {
  mark(folder_.data + " (key 00000000000000ff)");
  const auto refusal = copy_hub(*hub_, to_);
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "target_not_empty");
  EXPECT_THAT(refusal.error().detail, HasSubstr("key 00000000000000ff"));
}

TEST_F(CopyTest, a_schema_that_is_somebodys_is_left_alone) {
  ASSERT_TRUE(copy_hub(*hub_, to_));
  std::filesystem::remove(folder_.data + "/moved");
  const auto refusal = copy_hub(*hub_, to_);
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "target_not_empty");
  EXPECT_EQ(code_of(may_write(folder_)), "ok");
}

TEST_F(CopyTest, another_folder_is_not_copied_into_a_schema_that_is_filled) {
  ASSERT_TRUE(copy_hub(*hub_, to_));
  flows::HubOptions options;
  options.data_dir = dir_.file("another");
  options.threads = false;
  options.master = Key256{8};
  options.clock = &clock_;
  const auto another = flows::Hub::open(options);
  ASSERT_TRUE(another);
  EXPECT_EQ(code_of(copy_hub(**another, to_)), "target_not_empty");
  CommonOptions left;
  left.data = options.data_dir;
  EXPECT_EQ(code_of(may_write(left)), "ok");
  EXPECT_THAT(server_complaints(), IsEmpty());
  EXPECT_EQ(server_code(), "ok");
}

TEST(Copy, says_what_it_wants_to_hear) {
  const auto refusal = [](const char* from, const char* to) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(copy({from, to}), kUsage);
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_THAT(refusal("data", "postgres://h/d"), HasSubstr("sqlite:FOLDER"));
  EXPECT_THAT(refusal("sqlite:", "postgres://h/d"), HasSubstr("sqlite:FOLDER"));
  EXPECT_THAT(refusal("sqlite:data", "mysql://h/d"), HasSubstr("postgres://"));
  testing::internal::CaptureStderr();
  EXPECT_EQ(copy({"sqlite:no-such-folder", "postgres://h/d"}), kFailed);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("holds no data of ordo"));
}

}  // namespace
}  // namespace ordo::app
