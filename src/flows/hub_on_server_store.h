// What the tests of a failing server share: a hub with threads at it, to which orders are sent as a platform
// sends them.
#pragma once

#include <chrono>
#include <thread>

#include "base/log.h"
#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {

class HubOnServer : public testing::Test {
 protected:
  void serve(HubOptions options) {
    log::set_level(log::Level::kError);
    options.data_dir = dir_.file("data");
    options.master = Key256{7};
    auto hub = Hub::open(std::move(options));
    if (!hub) throw std::runtime_error(hub.error().detail);
    hub_ = std::move(*hub);
    (void)hub_->command_now({.route = "config.shop",
                             .body = R"({"code":"shop-a","channel":"standard","credentials":)"
                                     R"({"secret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}})",
                             .caller = "cli"});
    hub_->start();
  }

  virtual core::InboundPtr message() const {
    auto in = std::make_unique<core::Inbound>();
    in->entry.stream = hub_->settings()->shop("shop-a")->id;
    in->entry.route = "standard";
    in->entry.external_id = fmt::format("m-{}", sent_);
    in->entry.body = order_event(fmt::format("C-{}", sent_), "paid", 0, kBuyer);
    random_bytes(in->entry.entropy);
    return in;
  }
  // As a platform does, which sends again what was not taken.
  void send(int orders) {
    for (int i = 0; i < orders; ++i, ++sent_) {
      ASSERT_TRUE(comes_true([this] { return hub_->submit(message()); }));
    }
  }
  int64_t applied() const {
    static constexpr store::Sql kApplied{
        "test.applied", "SELECT count(*) FROM messages WHERE state = 1 AND route = 'standard'"};
    try {
      return hub_->database().read()->integer(kApplied).value_or(0);
    } catch (const store::StorageError&) {
      return -1;
    }
  }
  template <class Holds>
  static bool comes_true(const Holds& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!holds()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::yield();
    }
    return true;
  }
  void expect_all_applied_once() {
    EXPECT_TRUE(comes_true([this] { return applied() == sent_; })) << applied() << " of " << sent_;
    EXPECT_TRUE(hub_->takes());
    hub_->stop();
    const ProveReport report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
    EXPECT_TRUE(report.complaints.empty()) << report.complaints.front();
    EXPECT_EQ(report.orders, sent_);
  }

  store::TempDir dir_;
  std::unique_ptr<Hub> hub_;
  int64_t sent_ = 0;
};

}  // namespace ordo::flows
