// The network between a hub and its PostgreSQL, and the server itself, fail while orders flow. Whatever happens,
// the hub goes on by itself, each order is applied once, and the proof is green.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "base/log.h"
#include "flows/prove.h"
#include "flows/test_support.h"
#include "store/postgres_proxy.h"

namespace ordo::flows {
namespace {

using Strike = store::PostgresProxy::Mode;

class HubInChaos : public testing::Test {
 protected:
  HubInChaos() {
    log::set_level(log::Level::kError);
    HubOptions options;
    options.data_dir = dir_.file("data");
    options.store = cluster_.fresh_dsn(proxy_.port());
    options.master = Key256{7};
    auto hub = Hub::open(options);
    if (!hub) throw std::runtime_error(hub.error().detail);
    hub_ = std::move(*hub);
    (void)hub_->command_now({.route = "config.shop",
                             .body = R"({"code":"shop-a","channel":"standard","credentials":)"
                                     R"({"secret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}})",
                             .caller = "cli"});
    hub_->start();
  }

  core::InboundPtr message() const {
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
  // Where nothing goes on, some device on the way ends the connection at last.
  void be_noticed() {
    proxy_.cut();
    EXPECT_TRUE(comes_true([this] { return applied() < 0; })) << "nothing is answered";
  }
  // Strikes while orders flow, and is over before the last of them.
  void suffer(Strike mode) {
    send(20);
    proxy_.set(mode);
    send(20);
    proxy_.await_strike();
    if (mode == Strike::kStall) be_noticed();
    proxy_.set(Strike::kPass);
    send(20);
    proxy_.release();
    expect_all_applied_once();
  }

  store::PostgresCluster& cluster_ = store::PostgresCluster::shared();
  store::PostgresProxy proxy_{cluster_.port()};
  store::TempDir dir_;
  std::unique_ptr<Hub> hub_;
  int64_t sent_ = 0;
};

TEST_F(HubInChaos, a_connection_that_is_cut_before_a_commit_loses_and_doubles_nothing) {
  suffer(Strike::kCutBeforeCommit);
}

TEST_F(HubInChaos, a_connection_that_is_cut_after_a_commit_loses_and_doubles_nothing) {
  suffer(Strike::kCutAfterCommit);
}

TEST_F(HubInChaos, a_commit_that_is_held_back_and_comes_late_is_not_applied_twice) {
  suffer(Strike::kHoldCommit);
}

TEST_F(HubInChaos, a_half_open_connection_is_given_up) { suffer(Strike::kStall); }

TEST_F(HubInChaos, a_slow_network_only_takes_longer) { suffer(Strike::kSlow); }

TEST_F(HubInChaos, a_network_that_is_gone_for_a_while_is_waited_for) {
  send(20);
  be_noticed();
  std::jthread sending([this] { send(20); });
  proxy_.set(Strike::kPass);
  sending.join();
  send(20);
  expect_all_applied_once();
}

TEST_F(HubInChaos, a_server_that_is_started_anew_is_found_again) {
  send(20);
  std::jthread restarting([this] { cluster_.restart(); });
  send(40);
  restarting.join();
  send(20);
  expect_all_applied_once();
}

}  // namespace
}  // namespace ordo::flows
