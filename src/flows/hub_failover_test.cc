// The primary dies while orders flow, and its synchronous standby is promoted: the hub finds it by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

#include "flows/hub_on_server_store.h"

namespace ordo::flows {
namespace {

class HubFailover : public HubOnServer {
 protected:
  HubFailover() {
    HubOptions options;
    options.store =
        fmt::format("postgres://ordo@127.0.0.1:{},127.0.0.1:{}/postgres?schema=merchant",
                    primary_.port(), standby_.port());
    serve(std::move(options));
  }
  ~HubFailover() override { hub_.reset(); }  // before its servers
  // What each platform was told to be kept, by its own id.
  std::set<std::string> acknowledged() {
    const std::scoped_lock lock(mutex_);
    return acknowledged_;
  }
  int64_t told() {
    const std::scoped_lock lock(mutex_);
    return std::ssize(acknowledged_);
  }
  core::InboundPtr message() const override {
    auto in = HubOnServer::message();
    in->on_durable = [this, id = in->entry.external_id](MessageSeq) {
      const std::scoped_lock lock(mutex_);
      EXPECT_TRUE(acknowledged_.insert(id).second) << id << " was acknowledged twice";
    };
    return in;
  }
  // One at a time, until it is told to end: when the primary dies, orders are on their way.
  void send_until(const std::stop_token& end) {
    while (!end.stop_requested()) {
      send(1);
      EXPECT_TRUE(comes_true([&] { return end.stop_requested() || told() == sent_; }));
    }
  }
  std::set<std::string> kept() {
    std::set<std::string> ids;
    for (const core::Entry& e :
         hub_->inbox().scan(hub_->settings()->shop("shop-a")->id, MessageSeq(0), 10'000)) {
      EXPECT_TRUE(ids.insert(e.external_id).second) << e.external_id << " is kept twice";
    }
    return ids;
  }

  store::PostgresCluster primary_;
  store::PostgresCluster standby_{store::PostgresCluster::Follows{primary_}};
  mutable std::mutex mutex_;
  mutable std::set<std::string> acknowledged_;
};

TEST_F(HubFailover, what_was_acknowledged_is_there_at_the_promoted_standby_and_applied_once) {
  send(50);
  std::jthread sending([this](const std::stop_token& end) { send_until(end); });
  EXPECT_TRUE(comes_true([this] { return applied() > 50; }));
  primary_.die();
  EXPECT_TRUE(comes_true([this] { return !hub_->takes(); })) << "nobody is there who could keep it";
  const std::set<std::string> before = acknowledged();
  standby_.promote();
  EXPECT_TRUE(comes_true([this] { return hub_->takes(); })) << "it finds the other one by itself";
  sending.request_stop();
  sending.join();
  send(20);
  expect_all_applied_once();
  EXPECT_TRUE(std::ranges::includes(kept(), before)) << "what was acknowledged is lost";
  EXPECT_EQ(told(), sent_);
}

}  // namespace
}  // namespace ordo::flows
