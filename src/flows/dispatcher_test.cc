// Refused calls are tried again as the merchant wants it.
#include "flows/dispatcher.h"

#include "core/outbox_queries.h"
#include "flows/test_support.h"
#include "store/sim_vfs.h"

namespace ordo::flows {
namespace {

// A target that says no to every call, and counts them.
class Refusing final : public Courier {
 public:
  Delivery deliver(const core::OutboxMessage&, const Shop&, Instant now) override {
    at.push_back(now.ms);
    return {Delivery::Met::kRefused, "404", 0};
  }
  std::vector<int64_t> at;
};

class DispatcherTest : public HubTest {
 protected:
  DispatcherTest() {
    shop("shop-c", "https://erp.example/hook");
    receive(order_event("C-1"), "shop-c");
  }
  // Seconds between attempts, until a person is asked.
  std::vector<int64_t> waits() {
    Refusing target;
    Dispatcher dispatcher(*hub_, target);
    for (int second = 0; second < 200 && with_a_person() == 0; ++second) {
      dispatcher.dispatch_due();
      hub_->drain();
      clock_.advance_ms(kSecondMs);
    }
    std::vector<int64_t> seconds;
    for (size_t i = 1; i < target.at.size(); ++i) {
      seconds.push_back((target.at[i] - target.at[i - 1]) / kSecondMs);
    }
    return seconds;
  }
  int64_t with_a_person() {
    return core::count_outbox(hub_->database().writer_reader()).with_a_person;
  }
};

TEST_F(DispatcherTest, a_refused_call_is_made_again_five_times_with_waits_that_double) {
  EXPECT_EQ(waits(), (std::vector<int64_t>{3, 6, 12, 24, 48}));
  EXPECT_EQ(with_a_person(), 1);
}

TEST_F(DispatcherTest, a_result_that_the_log_does_not_take_is_told_later_and_the_call_made_once) {
  Refusing target;
  Dispatcher dispatcher(*hub_, target);
  const std::string large(core::kInboxQueueBytesMax / 4, 'x');
  while (submit(large)) {
  }
  dispatcher.dispatch_due();
  dispatcher.dispatch_due();
  EXPECT_EQ(number("SELECT max(attempts) FROM outbox"), 0);
  hub_->drain();
  dispatcher.dispatch_due();
  hub_->drain();
  EXPECT_EQ(number("SELECT max(attempts) FROM outbox"), 1);
  EXPECT_EQ(target.at.size(), 1u);
}

class DispatcherOnFailingDisk : public HubTest {
 protected:
  DispatcherOnFailingDisk() {
    HubOptions options;
    options.data_dir = "data";
    options.threads = false;
    options.vfs = disk_.vfs_name();
    options.master = Key256{7};
    options.marker = marker_.get();
    options.clock = &clock_;
    hub_ = std::move(*Hub::open(std::move(options)));
    shop("shop-c", "https://erp.example/hook");
    receive(order_event("C-1"), "shop-c");
  }
  ~DispatcherOnFailingDisk() override { hub_.reset(); }  // before its disk

  store::SimDisk disk_{"dispatcher-test", 1};
  std::unique_ptr<core::CrashMarker> marker_ = core::memory_crash_marker();
};

TEST_F(DispatcherOnFailingDisk, while_the_log_cannot_be_written_nobody_is_called) {
  Refusing target;
  Dispatcher dispatcher(*hub_, target);
  ASSERT_TRUE(submit(order_event("C-2"), "shop-c"));
  disk_.set_faults({.write_error = 1});
  EXPECT_THROW(hub_->inbox().flush(), store::StorageError);
  EXPECT_EQ(dispatcher.dispatch_due(), 0);
  EXPECT_TRUE(target.at.empty());
  disk_.set_faults({});
  hub_->drain();
  EXPECT_GT(dispatcher.dispatch_due(), 0);
}

// One that cannot tell what became of the call.
class Unclear final : public Courier {
 public:
  Delivery deliver(const core::OutboxMessage& message, const Shop&, Instant) override {
    declared = message.repeatable;
    ++calls;
    return {Delivery::Met::kUnclear, "it may have arrived: 504", 0};
  }
  std::optional<core::Repeatable> declared;
  int calls = 0;
};

TEST_F(DispatcherTest, a_call_that_may_have_arrived_goes_to_a_person_at_once) {
  Unclear courier;
  Dispatcher dispatcher(*hub_, courier);
  dispatcher.dispatch_due();
  hub_->drain();
  clock_.advance_ms(kDayMs);
  dispatcher.dispatch_due();
  EXPECT_EQ(courier.calls, 1);
  EXPECT_EQ(with_a_person(), 1);
}

TEST_F(DispatcherTest, a_status_callback_declares_that_it_may_be_repeated) {
  Unclear courier;
  Dispatcher dispatcher(*hub_, courier);
  dispatcher.dispatch_due();
  EXPECT_EQ(courier.declared, core::Repeatable::kIdempotent);
}

TEST_F(DispatcherTest, attempts_and_waits_are_the_merchants) {
  command("config.delivery", {{"attempts", 3}, {"first_wait_seconds", 5}, {"factor", 1}});
  EXPECT_EQ(waits(), (std::vector<int64_t>{5, 5}));
  EXPECT_EQ(with_a_person(), 1);
}

TEST_F(DispatcherTest, one_attempt_is_the_last) {
  command("config.delivery", {{"attempts", 1}, {"first_wait_seconds", 5}, {"factor", 1}});
  EXPECT_EQ(waits(), std::vector<int64_t>{});
  EXPECT_EQ(with_a_person(), 1);
}

// One target never answers until it is told to; the other counts.
class OneSlow final : public Courier {
 public:
  explicit OneSlow(std::string slow) : slow_(std::move(slow)) {}
  Delivery deliver(const core::OutboxMessage&, const Shop& shop, Instant) override {
    std::unique_lock lock(mutex_);
    if (shop.code == slow_) {
      changed_.wait(lock, [this] { return released_; });
    } else {
      ++quick_;
      changed_.notify_all();
    }
    return {};
  }
  bool quick_called() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [this] { return quick_ > 0; });
  }
  void release() {
    std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

 private:
  std::string slow_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool released_ = false;
  int quick_ = 0;
};

TEST_F(DispatcherTest, a_target_that_answers_slowly_holds_up_nobody_else) {
  shop("shop-d", "https://wms.example/hook");
  receive(order_event("D-1"), "shop-d");
  OneSlow courier("shop-c");
  Dispatcher dispatcher(*hub_, courier);
  dispatcher.start();
  EXPECT_TRUE(courier.quick_called());
  courier.release();
  dispatcher.stop();
}

// One target does not answer at first; while it is called once more, what the other answered is committed.
class CommittingMeanwhile final : public Courier {
 public:
  explicit CommittingMeanwhile(Hub& hub) : hub_(hub) {}
  Delivery deliver(const core::OutboxMessage&, const Shop& shop, Instant) override {
    if (shop.code == "shop-d") {
      ++delivered;
      return {};
    }
    if (std::exchange(down_, false)) return {Delivery::Met::kDown, "503", 0};
    hub_.drain();
    return {};
  }
  int delivered = 0;

 private:
  Hub& hub_;
  bool down_ = true;
};

TEST_F(DispatcherTest, a_call_whose_answer_is_committed_while_others_are_made_is_not_made_again) {
  CommittingMeanwhile courier(*hub_);
  Dispatcher dispatcher(*hub_, courier);
  dispatcher.dispatch_due();
  shop("shop-d", "https://wms.example/hook");
  receive(order_event("D-1"), "shop-d");
  EXPECT_EQ(dispatcher.dispatch_due(), 1) << "its answer lies in the log";
  clock_.advance_ms(10 * kSecondMs);
  dispatcher.dispatch_due();
  EXPECT_EQ(courier.delivered, 1);
}

TEST_F(DispatcherTest, a_paused_shop_is_called_when_it_goes_on) {
  Refusing target;
  Dispatcher dispatcher(*hub_, target);
  command("config.shop", {{"code", "shop-c"}, {"paused", true}});
  EXPECT_EQ(dispatcher.dispatch_due(), 0);
  command("config.shop", {{"code", "shop-c"}, {"paused", false}});
  EXPECT_EQ(dispatcher.dispatch_due(), 1);
}

// Says what a courier says of a call that it made.
class Answering final : public Courier {
 public:
  Delivery deliver(const core::OutboxMessage& message, const Shop& shop, Instant) override {
    clock->advance_ms(250);
    Exchange exchange{"POST", shop.callback_url + "?token=t0ken", message.body, "evt_1"};
    exchange.answer = {
        404, {{"x-request-id", "r-1"}}, R"({"msg":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"})", ""};
    return {Delivery::Met::kRefused, "the target answered 404", 0, exchange};
  }
  ManualClock* clock = nullptr;
};

TEST_F(DispatcherTest, each_attempt_leaves_a_record_that_names_its_call_and_holds_no_secret) {
  Answering courier;
  courier.clock = &clock_;
  Dispatcher dispatcher(*hub_, courier);
  const Instant begun = clock_.now();
  dispatcher.dispatch_due();
  hub_->drain();
  clock_.advance_ms(10 * kSecondMs);
  dispatcher.dispatch_due();
  hub_->calls().flush();
  const auto page = hub_->calls().walk({}, INT64_MAX, 10);
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(page.items[0].outbox, page.items[1].outbox);
  const auto record = hub_->calls().load(page.items[1].id);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->kind, core::CallKind::kCallback);
  EXPECT_EQ(record->shop, shop_id("shop-c"));
  EXPECT_EQ(record->order, find("C-1", "shop-c"));
  EXPECT_EQ(record->subject, "order.status_changed");
  EXPECT_EQ(record->started_at, begun);
  EXPECT_EQ(record->duration_ms, 250);
  EXPECT_EQ(record->method, "POST");
  EXPECT_EQ(record->target, "https://erp.example/hook");
  EXPECT_EQ(record->status, 404);
  EXPECT_FALSE(record->ok);
  EXPECT_EQ(record->code, "refused");
  EXPECT_EQ(record->detail, "the target answered 404");
  EXPECT_EQ(record->request_id, "evt_1");
  EXPECT_EQ(record->answer_id, "r-1");
  EXPECT_NE(record->bodies.request.find("C-1"), std::string::npos) << record->bodies.request;
  EXPECT_EQ(record->bodies.answer, R"({"msg":"***"})");
  EXPECT_EQ(hub_->calls().metrics().of(core::CallKind::kCallback).failed, 2);
}

TEST_F(DispatcherTest, an_attempt_for_which_nobody_could_be_called_leaves_a_record_too) {
  command("config.shop", {{"code", "shop-c"}, {"callback_url", nullptr}});
  Refusing target;
  Dispatcher dispatcher(*hub_, target);
  dispatcher.dispatch_due();
  hub_->calls().flush();
  const auto page = hub_->calls().walk({}, INT64_MAX, 10);
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].method, "");
  EXPECT_EQ(page.items[0].target, "shop:" + shop_id("shop-c").str());
  EXPECT_EQ(page.items[0].detail, "the shop has no callback address any more");
}

}  // namespace
}  // namespace ordo::flows
