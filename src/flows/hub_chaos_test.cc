// The network between a hub and its PostgreSQL, and the server itself, fail while orders flow. Whatever happens,
// the hub goes on by itself, each order is applied once, and the proof is green.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "flows/hub_on_server_store.h"
#include "store/postgres_proxy.h"

namespace ordo::flows {
namespace {

using Strike = store::PostgresProxy::Mode;

class HubInChaos : public HubOnServer {
 protected:
  static constexpr std::chrono::milliseconds kAnswer{2'000};

  HubInChaos() {
    HubOptions options;
    options.store = cluster_.fresh_dsn(proxy_.port());
    options.store_answer_ms = kAnswer.count();
    serve(std::move(options));
  }
  ~HubInChaos() override { hub_.reset(); }  // before the way to its server

  // Strikes while orders flow, and is over before the last of them.
  void suffer(Strike mode) {
    send(20);
    proxy_.set(mode);
    send(20);
    proxy_.await_strike();
    proxy_.set(Strike::kPass);
    send(20);
    proxy_.release();
    expect_all_applied_once();
  }

  store::PostgresCluster& cluster_ = store::PostgresCluster::shared();
  store::PostgresProxy proxy_{cluster_.port()};
};

TEST_F(HubInChaos, a_connection_that_is_cut_before_a_commit_loses_and_doubles_nothing) {
  suffer(Strike::kCutBeforeCommit);
}

TEST_F(HubInChaos, a_connection_that_is_cut_after_a_commit_loses_and_doubles_nothing) {
  suffer(Strike::kCutAfterCommit);
}

TEST_F(HubInChaos, a_connection_that_is_cut_amidst_a_statement_loses_and_doubles_nothing) {
  suffer(Strike::kCutAmidst);
}

TEST_F(HubInChaos, a_commit_that_is_held_back_and_comes_late_is_not_applied_twice) {
  suffer(Strike::kHoldCommit);
}

// Nobody ends it: what was sent is taken by the network, and nothing ever comes back.
TEST_F(HubInChaos, a_half_open_connection_is_given_up_when_the_time_for_an_answer_is_over) {
  send(20);
  EXPECT_TRUE(comes_true([this] { return applied() == sent_; }));
  const auto since = std::chrono::steady_clock::now();
  proxy_.set(Strike::kStall);
  send(20);
  proxy_.await_strike();
  proxy_.set(Strike::kPass);  // for others; what was swallowed is not answered
  send(20);
  EXPECT_TRUE(comes_true([this] { return applied() == sent_; }));
  const auto waited = std::chrono::steady_clock::now() - since;
  EXPECT_GE(waited, kAnswer);
  EXPECT_LT(waited, 6 * kAnswer);
  expect_all_applied_once();
}

TEST_F(HubInChaos, a_slow_network_only_takes_longer) { suffer(Strike::kSlow); }

TEST_F(HubInChaos, a_network_that_is_gone_for_a_while_is_waited_for) {
  send(20);
  proxy_.cut();
  EXPECT_TRUE(comes_true([this] { return applied() < 0; })) << "nothing is answered";
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
