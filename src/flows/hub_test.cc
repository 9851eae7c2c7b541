// One hub as a whole: opening, restarting, running with threads.
#include "flows/hub.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "flows/head_file.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

using core::MessageState;

TEST_F(HubTest, a_reopened_hub_is_as_it_was) {
  for (int i = 0; i < 20; ++i) {
    const std::string n = "A-" + std::to_string(i);
    receive(order_event(n, "paid", 0, kBuyer), "shop-a", "m-" + n);
    receive(shipment_event(n, "SF" + n, "in_transit", 10));
  }
  std::vector<orders::Order> before;
  for (int i = 0; i < 20; ++i) before.push_back(order("A-" + std::to_string(i)));
  const int64_t version = hub_->settings()->version;
  open();
  hub_->drain();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(order("A-" + std::to_string(i)), before[static_cast<size_t>(i)]);
  }
  EXPECT_EQ(hub_->settings()->version, version);
  EXPECT_EQ(receive(order_event("A-1", "paid", 0, kBuyer), "shop-a", "m-A-1").state,
            MessageState::kDuplicate);
  expect_whole_history();
}

TEST_F(HubTest, news_of_an_order_names_its_shop) {
  std::vector<ShopId> shops;
  hub_->lane().on_published([&](const core::Batch& batch) {
    for (const core::Event& e : batch.events) {
      if (e.order) shops.push_back(e.shop);
    }
  });
  receive(order_event("A-1"));
  receive(shipment_event("A-1", "SF1", "in_transit", 10));
  EXPECT_EQ(shops, (std::vector<ShopId>{shop_id(), shop_id()}));
}

TEST_F(HubTest, what_was_durable_but_not_applied_is_applied_after_the_restart) {
  submit(order_event("A-1"));
  hub_->inbox().flush();
  open();
  hub_->drain();
  EXPECT_EQ(order("A-1").status, facts::Status::kPaid);
}

TEST_F(HubTest, a_second_hub_on_the_same_folder_is_refused) {
  HubOptions options;
  options.data_dir = dir_.file("data");
  options.master = Key256{7};
  auto second = Hub::open(options);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, "data_in_use");
}

TEST_F(HubTest, another_master_key_opens_nothing) {
  hub_.reset();
  HubOptions options;
  options.data_dir = dir_.file("data");
  options.store = store_;
  options.master = Key256{8};
  auto opened = Hub::open(options);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "key_mismatch");
}

TEST_F(HubTest, data_without_its_key_is_refused_rather_than_given_a_new_key) {
  hub_.reset();
  HubOptions options;
  options.data_dir = dir_.file("data");
  options.store = store_;
  auto opened = Hub::open(options);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "key_missing");
}

TEST_F(HubTest, a_message_for_a_shop_made_in_the_same_batch_is_parked_for_replay) {
  // It was read before there was such a shop; nothing is guessed.
  auto in = std::make_unique<core::Inbound>();
  in->entry.stream = ShopId(777);
  in->entry.body = order_event("X-1");
  in->on_applied = [this](const core::Outcome& o) { last_ = o; };
  ASSERT_TRUE(hub_->submit(std::move(in)));
  hub_->drain();
  EXPECT_EQ(last_.state, MessageState::kParked);
  EXPECT_EQ(last_.code, "unknown_shop");
}

TEST_F(HubTest, a_frozen_order_parks_what_comes_and_goes_on_when_thawed) {
  receive(order_event("A-1"));
  receive(shipment_event("A-1", "SF1", "label_printed", 1));
  {
    static constexpr store::Sql kFreeze{
        "test.freeze",
        "INSERT INTO frozen(order_id, message, at, reason) SELECT id, 1, 1, 'x' "
        "FROM orders"};
    store::UnitOfWork uow = hub_->database().begin();
    uow.execute(kFreeze, {});
    uow.commit();
  }
  open();
  EXPECT_EQ(receive(order_event("A-1", "delivered", 5)).code, "order_frozen");
  EXPECT_EQ(receive(shipment_event("", "SF1", "delivered", 5)).code, "order_frozen")
      << "a scan that names only its parcel is about the same order";
  EXPECT_EQ(receive(order_event("A-2", "paid")).state, MessageState::kApplied);
  EXPECT_EQ(command("orders.reveal", {{"id", find("A-1").value}, {"purpose", "whose is it"}})
                .answer.status,
            200)
      << "whoever mends it may look at it";
  EXPECT_EQ(
      command("orders.unfreeze", {{"id", find("A-1").value}, {"reason", "seen"}}).answer.status,
      200);
  EXPECT_EQ(receive(order_event("A-1", "delivered", 6)).state, MessageState::kApplied);
  EXPECT_EQ(order("A-1").status, facts::Status::kDelivered);
}

// --- With threads ---

class ThreadedHub : public testing::Test {
 protected:
  ThreadedHub() { open(); }
  void open() {
    hub_.reset();
    HubOptions options;
    options.data_dir = dir_.file("data");
    options.store = store_;
    options.master = Key256{7};
    options.decode_workers = 2;
    auto opened = Hub::open(options);
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    hub_ = std::move(*opened);
  }
  void make_shop() {
    auto made =
        hub_->command_now({.route = "config.shop",
                           .body = R"({"code":"shop-a","channel":"standard","credentials":)"
                                   R"({"secret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}})",
                           .caller = "cli"});
    ASSERT_TRUE(made.has_value());
    shop_ = hub_->settings()->shop("shop-a")->id;
  }
  void send(int thread, int i) {
    auto in = std::make_unique<core::Inbound>();
    in->entry.stream = shop_;
    in->entry.route = "standard";
    in->entry.external_id = fmt::format("{}-{}", thread, i);
    in->entry.body = order_event(fmt::format("T{}-{}", thread, i / 2), i % 2 ? "delivered" : "paid",
                                 i % 2, kBuyer);
    random_bytes(in->entry.entropy);
    in->on_applied = [this](const core::Outcome& o) {
      std::lock_guard lock(mutex_);
      ++done_;
      applied_ += o.state == MessageState::kApplied;
      cv_.notify_all();
    };
    ASSERT_TRUE(hub_->submit(std::move(in)));
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(cv_.wait_for(lock, std::chrono::seconds(120), [&] { return done_ >= count; }));
  }
  int64_t count(const char* table) {
    int64_t n = 0;
    hub_->database().read()->query_text(std::string("SELECT count(*) FROM ") + table, {},
                                        [&](const store::Row& row) {
                                          n = row.integer(0);
                                          return false;
                                        });
    return n;
  }

  const std::string store_ = store::fresh_test_store();
  store::TempDir dir_;
  std::unique_ptr<Hub> hub_;
  ShopId shop_;
  std::mutex mutex_;
  std::condition_variable cv_;
  int done_ = 0, applied_ = 0;
};

TEST_F(ThreadedHub, two_thousand_messages_from_four_threads_are_all_applied_once) {
  make_shop();
  hub_->start();
  std::vector<std::jthread> senders;
  for (int t = 0; t < 4; ++t) {
    senders.emplace_back([this, t] {
      for (int i = 0; i < 500; ++i) send(t, i);
    });
  }
  senders.clear();
  wait_for(2000);
  EXPECT_EQ(applied_, 2000);
  EXPECT_EQ(count("orders"), 1000);
  EXPECT_EQ(count("messages WHERE state = 1 AND route = 'standard'"), 2000);
  EXPECT_EQ(count("orders WHERE status = 9"), 1000) << "every one is delivered";
  while (!hub_->warm()) std::this_thread::yield();
  hub_->stop();
  const auto report = core::verify_history(hub_->database().writer_reader(),
                                           ed25519_public(hub_->keyring().signing_seed()),
                                           read_heads(head_path(hub_->options().data_dir)).heads);
  EXPECT_TRUE(report.complaints.empty());
  EXPECT_GE(report.covered + 1, report.batches) << "all but the record of the last export";
}

TEST_F(ThreadedHub, stopping_at_any_moment_loses_nothing_and_doubles_nothing) {
  make_shop();
  int sent = 0;
  for (int run = 0; run < 5; ++run) {
    hub_->start();
    for (int i = 0; i < 60; ++i) send(9, sent++);
    hub_->stop();
    if (run == 2) open();
  }
  open();
  hub_->drain();
  EXPECT_EQ(count("messages WHERE route = 'standard'"), sent);
  EXPECT_EQ(count("orders"), sent / 2);
  EXPECT_EQ(count("messages WHERE state <> 1"), 0);
}

}  // namespace
}  // namespace ordo::flows
