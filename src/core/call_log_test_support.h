// What the tests of the log of calls share: a log in a folder, and records.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/call_log.h"
#include "store/test_support.h"

namespace ordo::core {

inline constexpr ShopId kTea{2}, kCups{3};
inline constexpr Instant kBegun{1'769'083'200'000};  // 2026-01-22T12:00:00Z

class CallLogTest : public ::testing::Test {
 protected:
  CallLogTest() {
    crypto_init();
    open();
  }
  void open(int64_t bytes_max = kCallBytesMax, size_t queue_max = kCallQueueMax) {
    log_.reset();
    log_ = std::make_unique<CallLog>(CallLogOptions{dir_.file("calls.db"), bytes_max, queue_max},
                                     keyring_);
  }
  static CallRecord called(Instant at, ShopId shop = kTea) {
    CallRecord record;
    record.shop = shop;
    record.started_at = at;
    record.duration_ms = 12;
    record.method = "GET";
    record.target = "https://shop.example/orders";
    record.status = 200;
    record.ok = true;
    record.bodies = {"what was asked", "Zhang Wei lives here", {"A-1", "A-2"}};
    return record;
  }
  CallId keep(CallRecord record) {
    const Instant at = record.started_at;
    log_->record(std::move(record));
    EXPECT_TRUE(log_->flush());
    const auto page = log_->walk({.started_from = at, .started_to = at.plus_ms(1)}, INT64_MAX, 1);
    return page.items.empty() ? CallId() : page.items.front().id;
  }
  std::vector<std::string> targets(const CallFilter& filter) {
    std::vector<std::string> found;
    for (const CallRecord& r : log_->walk(filter, INT64_MAX, 100).items) found.push_back(r.target);
    return found;
  }
  std::string bytes_on_disk() {
    std::ostringstream all;
    for (const auto& file : std::filesystem::directory_iterator(dir_.file(""))) {
      all.clear();  // an empty file counts as a failure
      if (file.is_regular_file()) all << std::ifstream(file.path(), std::ios::binary).rdbuf();
    }
    return all.str();
  }

  store::TempDir dir_;
  store::Keyring keyring_ = store::Keyring::from_master(Key256{7});
  std::unique_ptr<CallLog> log_;
};

}  // namespace ordo::core
