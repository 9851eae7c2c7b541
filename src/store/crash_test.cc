// The store's central promise under random schedules of transactions, faults and losses of power:
// what was committed is there, nothing is there by half, and an unclear commit is there whole or
// not at all.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "store/sim_file.h"
#include "store/sim_vfs.h"
#include "store/test_support.h"

namespace ordo::store {
namespace {

constexpr uint64_t kSchedules = 300;
constexpr int kStepsPerSchedule = 50;
constexpr int kRowIds = 120;
constexpr int kCachedPages = 16;
constexpr std::array kPageBytes = {4096, 8192, 16384};

constexpr Migration kRowsTable[] = {
    {1, "rows", "CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"},
    {2, "index", "CREATE INDEX rows_body ON rows (body)"},
};
constexpr Component kRows{"rows", kRowsTable};
constexpr Sql kPutRow{"rows.put",
                      "INSERT INTO rows (id, body) VALUES (:id, :body) "
                      "ON CONFLICT (id) DO UPDATE SET body = excluded.body"};
constexpr Sql kErase{"rows.erase", "DELETE FROM rows WHERE id = :id"};
constexpr Sql kAll{"rows.all", "SELECT id, body FROM rows ORDER BY id"};

using State = std::map<int64_t, std::string>;

class Schedule {
 public:
  explicit Schedule(uint64_t seed)
      : random_(seed),
        disk_(fmt::format("crash-{}", seed), seed * 31 + 7),
        page_bytes_(kPageBytes.at(seed % kPageBytes.size())) {}

  void run() {
    reopen();
    for (int i = 0; i < kStepsPerSchedule && !testing::Test::HasFailure(); ++i) step();
    disk_.set_faults({});
    disk_.crash();
    reopen();
  }
  [[nodiscard]] uint64_t crashes() const { return disk_.crashes(); }
  [[nodiscard]] uint64_t faults() const { return disk_.faults_injected(); }
  [[nodiscard]] int committed() const { return committed_; }
  [[nodiscard]] int ambiguous() const { return ambiguous_; }

 private:
  void step() {
    switch (random_.below(12)) {
      case 0: disk_.crash_after(1 + random_.below(40)); break;
      case 1: disk_.crash(); break;
      case 2: reopen(); break;
      case 3: roughen(); break;
      case 4:
      case 5: checkpoint(); break;
      default: transact();
    }
    if (disk_.crashes() != crashes_seen_) reopen();
  }

  void roughen() {
    const double p = random_.below(2) == 0 ? 0.0 : 0.03;
    disk_.set_faults({.write_error = p, .sync_error = p, .read_error = p / 3, .disk_full = p});
  }

  void checkpoint() {
    try {
      db_->checkpoint();
    } catch (const StorageError&) {
      // Nothing is lost: the log still holds what could not be copied.
    }
  }

  void transact() {
    State wanted = base_;
    try {
      auto uow = db_->begin();
      change(uow, wanted);
      if (random_.below(8) == 0) return;
      uow.commit();
    } catch (const StorageError& error) {
      if (error.fault() == Fault::kAmbiguous) {
        ++ambiguous_;
        possible_.push_back(wanted);
      }
      return;
    }
    ++committed_;
    // One that changes nothing writes nothing: an unclear commit before it still lies in the log.
    if (wanted != base_) possible_.clear();
    base_ = wanted;
  }

  void change(UnitOfWork& uow, State& wanted) {
    // Now and then more than the page cache holds, so that pages spill into the log before the
    // commit.
    const uint64_t changes = random_.below(10) == 0 ? 150 : 1 + random_.below(6);
    for (uint64_t i = 0; i < changes; ++i) {
      const auto id = static_cast<int64_t>(1 + random_.below(kRowIds));
      if (random_.below(4) == 0) {
        uow.execute(kErase, {{"id", id}});
        wanted.erase(id);
      } else {
        const std::string body(1 + random_.below(1000), static_cast<char>('a' + random_.below(26)));
        uow.execute(kPutRow, {{"id", id}, {"body", body}});
        wanted[id] = body;
      }
    }
  }

  // Opens until it succeeds: power may fail again while the database recovers.
  void reopen() {
    while (true) {
      db_.reset();
      crashes_seen_ = disk_.crashes();
      try {
        db_ = Database::open({.path = "cell.db",
                              .vfs = disk_.vfs_name(),
                              .single_connection = true,
                              .checkpoint_thread = false,
                              .writer_cache_kib = kCachedPages * page_bytes_ / 1024,
                              .page_bytes = page_bytes_});
        db_->migrate({&kRows, 1});
      } catch (const StorageError&) {
        disk_.set_faults({});
        continue;
      }
      if (verify()) return;
    }
  }

  // False when power was lost meanwhile.
  bool verify() {
    disk_.set_faults({});
    try {
      State found;
      db_->read()->query(kAll, {}, [&found](const Row& row) {
        found.emplace(row.integer(0), row.text(1));
        return true;
      });
      const std::string integrity = db_->integrity();
      if (disk_.crashes() != crashes_seen_) return false;
      EXPECT_EQ(integrity, "ok");
      adopt(found);
    } catch (const StorageError&) {
      EXPECT_NE(disk_.crashes(), crashes_seen_) << "an error without a fault";
      return testing::Test::HasFailure();
    }
    return true;
  }

  void adopt(const State& found) {
    possible_.push_back(base_);
    const bool known = std::find(possible_.begin(), possible_.end(), found) != possible_.end();
    EXPECT_TRUE(known) << "neither the committed state nor an ambiguous one";
    base_ = found;
    possible_.clear();
  }

  SimRandom random_;
  SimDisk disk_;
  int page_bytes_;
  std::unique_ptr<Database> db_;
  State base_;
  std::vector<State> possible_;  // left by ambiguous commits since the last clear one
  uint64_t crashes_seen_ = 0;
  int committed_ = 0;
  int ambiguous_ = 0;
};

TEST(Crash, no_schedule_of_faults_loses_or_halves_a_transaction) {
  uint64_t crashes = 0;
  uint64_t faults = 0;
  int committed = 0;
  int ambiguous = 0;
  for (uint64_t seed = 1; seed <= kSchedules; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Schedule schedule(seed);
    schedule.run();
    ASSERT_FALSE(testing::Test::HasFailure());
    crashes += schedule.crashes();
    faults += schedule.faults();
    committed += schedule.committed();
    ambiguous += schedule.ambiguous();
  }
  // The schedules must have met what they are made for.
  EXPECT_GT(crashes, 5 * kSchedules);
  EXPECT_GT(faults, kSchedules);
  EXPECT_GT(committed, 10 * static_cast<int>(kSchedules));
  EXPECT_GT(ambiguous, 75);
}

TEST(Crash, one_seed_gives_one_history) {
  const auto history = [](uint64_t seed) {
    Schedule schedule(seed);
    schedule.run();
    return std::array{schedule.crashes(), schedule.faults(),
                      static_cast<uint64_t>(schedule.committed())};
  };
  EXPECT_EQ(history(77), history(77));
  EXPECT_NE(history(77), history(78));
}

}  // namespace
}  // namespace ordo::store
