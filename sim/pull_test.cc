// A hub pulls two simulated platforms over HTTP, through limits, failures, crashes of its own and rows
// that show late, and ends with what stands in their books.
#include <condition_variable>
#include <mutex>

#include "flows/poller.h"
#include "flows/test_support.h"
#include "sim/dice.h"
#include "sim/platform_server.h"

namespace ordo::sim {
namespace {

namespace json = boost::json;

constexpr int64_t kTradeBase = 2'600'000'000'000'000'000;
constexpr int64_t kOrderBase = 6'129'384'715'000'000;

std::string yuan(int64_t cents) { return fmt::format("{}.{:02}", cents / 100, cents % 100); }

std::string trade_text(int64_t tid, int64_t cents, bool paid, Instant created, Instant modified) {
  const Zone zone = *Zone::find("Asia/Shanghai");
  const std::string at = zone.format_local(modified);
  const std::string pay_time = paid ? fmt::format(R"("pay_time":"{}",)", at) : "";
  return fmt::format(
      R"({{"tid":{0},"status":"{1}","type":"fixed","payment":"{2}","post_fee":"0.00",)"
      R"("created":"{3}",{4}"modified":"{5}","buyer_open_uid":"AAH{0}","orders":{{"order":[)"
      R"({{"oid":{0},"num_iid":700000000001,"outer_sku_id":"SKU-A","title":"测试商品","num":1,)"
      R"("price":"{2}","payment":"{2}","refund_status":"NO_REFUND"}}]}}}})",
      tid, paid ? "WAIT_SELLER_SEND_GOODS" : "WAIT_BUYER_PAY", yuan(cents),
      zone.format_local(created), pay_time, at);
}

std::string order_text(int64_t id, int64_t cents, Instant created, Instant updated) {
  return fmt::format(
      R"({{"id":{0},"name":"#{0}","created_at":"{2}","updated_at":"{3}","currency":"USD",)"
      R"("financial_status":"paid","subtotal_price":"{1}","total_price":"{1}",)"
      R"("line_items":[{{"id":{0}1,"price":"{1}","quantity":1,"title":"tea","sku":"TEA-1"}}]}})",
      id, yuan(cents), format_rfc3339(created), format_rfc3339(updated));
}

class PullOverHttp : public flows::HubTest {
 protected:
  PullOverHttp() {
    configure("tmall", "taobao",
              {{"app_key", "30000001"},
               {"app_secret", "top-demo-secret"},
               {"session", "61demo"},
               {"gateway", taobao_.address() + "/router/rest"}});
    configure(
        "outdoor", "shopify",
        {{"secret", "app-secret"}, {"access_token", "shpat_1"}, {"base_url", shopify_.address()}});
  }
  void configure(const std::string& code, const std::string& channel, const json::object& secrets) {
    const core::Outcome outcome = command("config.shop", {{"code", code},
                                                          {"channel", channel},
                                                          {"pull_look_back_days", 1},
                                                          {"quota_per_minute", 6'000},
                                                          {"credentials", secrets}});
    ASSERT_LT(outcome.answer.status, 300) << outcome.answer.body;
  }
  // Both change at the same moment: a new order each, and sometimes an old trade is paid.
  void trade(Instant at) {
    const std::lock_guard lock(mutex_);
    const int64_t number = std::ssize(trades_), cents = dice_.between(100, 99'999);
    trades_.push_back({cents, at});
    orders_.push_back({cents + 1, at});
    trade_shop_.put_trade(kTradeBase + number, at,
                          trade_text(kTradeBase + number, cents, false, at, at));
    order_shop_.put_order(kOrderBase + number, at,
                          order_text(kOrderBase + number, cents + 1, at, at));
    if (number % 3 != 2) return;
    const Booked& old = trades_[static_cast<size_t>(number - 1)];
    paid_.push_back(number - 1);
    trade_shop_.put_trade(kTradeBase + number - 1, at,
                          trade_text(kTradeBase + number - 1, old.cents, true, old.at, at));
  }
  // One of the orders that the listing has not come to leaves the window that is being read.
  void touch(int64_t number) {
    const Booked& order = orders_[static_cast<size_t>(number)];
    order_shop_.put_order(kOrderBase + number, clock_.now(),
                          order_text(kOrderBase + number, order.cents, order.at, clock_.now()));
  }
  flows::PullRow pull(const std::string& code) {
    return flows::load_pulls(hub_->database().writer_reader())[shop_id(code).value];
  }
  // Read so far, and known to be here.
  bool is_complete(Instant until) {
    return pull("tmall").complete_until >= until && pull("outdoor").complete_until >= until;
  }
  bool is_read(Instant until) {
    return pull("tmall").state.watermark >= until && pull("outdoor").state.watermark >= until;
  }
  // As time passes at the platforms, with a new order each minute until shortly before `until`. The hub dies again and again
  // until it has read so far.
  void pull_until(Instant until) {
    // What is shown late is shown before that.
    const Instant last_trade = until.plus_ms(-5 * kMinuteMs);
    Instant next = clock_.now();
    for (int turns = 0; turns < 40'000; ++turns) {
      const int calls = poller_->poll_once();
      if (turns % 100 == 50 && !is_read(until)) {
        restart();  // what was just read has not become durable
      } else {
        hub_->drain();
      }
      if (is_complete(until)) return;
      advance(calls ? 20 : kSecondMs);
      if (clock_.now() < next || clock_.now() >= last_trade) continue;
      trade(clock_.now());
      next = clock_.now().plus_ms(kMinuteMs);
    }
    FAIL() << "not complete up to " << format_rfc3339(until) << ": "
           << format_rfc3339(pull("tmall").complete_until) << ", "
           << format_rfc3339(pull("outdoor").complete_until);
  }
  void restart() {
    poller_.reset();
    open();
    poller_ = std::make_unique<flows::Poller>(*hub_, *fetcher_);
  }
  void advance(int64_t ms) {
    const std::lock_guard lock(mutex_);
    clock_.advance_ms(ms);
  }
  int64_t total_of(const std::string& code, int64_t number) {
    return this->number(
        fmt::format("SELECT total FROM orders WHERE shop = {} AND channel_order_no "
                    "LIKE '%{}'",
                    shop_id(code).value, number));
  }

  struct Booked {
    int64_t cents;
    Instant at;
  };
  std::mutex mutex_;  // what the servers' threads see
  Dice dice_{11};
  std::vector<Booked> trades_, orders_;
  std::vector<int64_t> paid_;
  static constexpr int64_t kGone = 2;  // as many as may leave a window without an alert
  int64_t touched_ = 0;
  TaobaoShop trade_shop_{
      {"30000001", "top-demo-secret", "61demo"},
      {.limited = 12, .broken = 12, .remote = 12, .silent = 12, .shown_late_ms = 3 * kMinuteMs},
      5};
  ShopifyShop order_shop_{{"outdoor.example", "app-secret", "shpat_1"},
                          {.limited = 8,
                           .broken = 8,
                           .silent = 8,
                           .forgets_page = 8,
                           .shifts = 2,
                           .shown_late_ms = 3 * kMinuteMs},
                          6};
  PlatformServer taobao_{[this](const PlatformRequest& request) {
    const std::lock_guard lock(mutex_);
    return serve(trade_shop_, request, clock_.now());
  }};
  PlatformServer shopify_{[this](const PlatformRequest& request) {
    const std::lock_guard lock(mutex_);
    const bool goes_on = request.target.find("page_info") != std::string::npos;
    if (goes_on && touched_ < kGone) touch(touched_++);
    return serve(order_shop_, request, clock_.now());
  }};
  std::unique_ptr<flows::Fetcher> fetcher_ = flows::http_fetcher();
  std::unique_ptr<flows::Poller> poller_ = std::make_unique<flows::Poller>(*hub_, *fetcher_);
};

TEST_F(PullOverHttp, every_order_of_two_failing_platforms_is_there_once_with_its_amount) {
  for (int64_t i = 0; i < 150; ++i) trade(clock_.now().plus_ms((i - 150) * 9 * kMinuteMs));
  const Instant end = clock_.now().plus_ms(20 * kMinuteMs);
  pull_until(end.plus_ms(5 * kMinuteMs));
  ASSERT_GE(trades_.size(), 165u);
  EXPECT_EQ(number("SELECT count(*) FROM orders"), std::ssize(trades_) + std::ssize(orders_));
  for (size_t i = 0; i < trades_.size(); ++i) {
    const auto number = static_cast<int64_t>(i);
    EXPECT_EQ(total_of("tmall", kTradeBase + number), trades_[i].cents) << i;
    EXPECT_EQ(total_of("outdoor", kOrderBase + number), orders_[i].cents) << i;
  }
  for (const int64_t number : paid_) {
    EXPECT_EQ(order(std::to_string(kTradeBase + number), "tmall").status, facts::Status::kPaid);
  }
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 5"), 0) << "nothing is parked";
  EXPECT_EQ(texts("SELECT kind || ' ' || detail FROM alerts"), std::vector<std::string>{});
  EXPECT_EQ(touched_, kGone) << "pages were long enough to be disturbed";
  EXPECT_EQ(trade_shop_.bad_signatures() + order_shop_.bad_tokens(), 0u);
  expect_whole_history();
}

TEST(PullThreads, a_running_hub_pulls_by_itself_and_stops) {
  const Instant at = system_clock().now().plus_ms(-kHourMs);
  ShopifyShop platform({"outdoor.example", "app-secret", "shpat_1"}, {}, 3);
  for (int64_t i = 0; i < 3; ++i) {
    platform.put_order(kOrderBase + i, at, order_text(kOrderBase + i, 1'000, at, at));
  }
  PlatformServer server([&](const PlatformRequest& request) {
    return serve(platform, request, system_clock().now());
  });
  const store::TempDir dir;
  flows::HubOptions options;
  options.data_dir = dir.file("data");
  options.store = store::fresh_test_store();
  options.master = Key256{7};
  auto hub = flows::Hub::open(options);
  ASSERT_TRUE(hub.has_value());
  std::mutex mutex;
  std::condition_variable placed;
  int orders = 0;
  (*hub)->lane().on_published([&](const core::Batch& batch) {
    const std::lock_guard lock(mutex);
    for (const core::Event& event : batch.events) orders += event.kind == "order.placed";
    placed.notify_all();
  });
  const auto saved = (*hub)->command_now(
      {.route = "config.shop",
       .body = fmt::format(R"({{"code":"outdoor","channel":"shopify","pull_look_back_days":1,)"
                           R"("credentials":{{"secret":"app-secret","access_token":"shpat_1",)"
                           R"("base_url":"{}"}}}})",
                           server.address()),
       .caller = "cli"});
  ASSERT_TRUE(saved.has_value());
  (*hub)->start();
  const auto fetcher = flows::http_fetcher();
  flows::Poller poller(**hub, *fetcher);
  poller.start();
  {
    std::unique_lock lock(mutex);
    EXPECT_TRUE(placed.wait_for(lock, std::chrono::seconds(30), [&] { return orders == 3; }));
  }
  poller.stop();
  (*hub)->stop();
}

}  // namespace
}  // namespace ordo::sim
