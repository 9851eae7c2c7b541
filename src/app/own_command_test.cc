#include "app/own_command.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "store/test_engine.h"

namespace ordo::app {
namespace {

// A hub that takes commands and never applies one, as with a disk that refuses every commit.
class StuckHub : public testing::Test {
 protected:
  StuckHub() : folder_(testing::TempDir() + "ordo-stuck-XXXXXX") {
    flows::HubOptions options;
    options.data_dir = mkdtemp(folder_.data());
    options.store = store::unused_test_store();
    hub_ = std::move(*flows::Hub::open(std::move(options)));
  }
  ~StuckHub() override {
    hub_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::string refusal(int64_t wait_ms) {
    auto outcome = run_command(*hub_, {.route = "config.mode", .body = "{}"}, wait_ms);
    return outcome ? "" : outcome.error().code;
  }

  std::string folder_;
  std::unique_ptr<flows::Hub> hub_;
};

TEST_F(StuckHub, a_command_that_is_not_applied_in_time_is_given_up) {
  EXPECT_EQ(refusal(1), "not_applied");
}

TEST_F(StuckHub, a_signal_ends_the_wait_and_is_left_to_whoever_takes_it) {
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &term, &before);
  raise(SIGTERM);
  EXPECT_EQ(refusal(kOwnCommandWaitMs), "stopping");
  int taken = 0;
  sigwait(&term, &taken);
  EXPECT_EQ(taken, SIGTERM);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace ordo::app
