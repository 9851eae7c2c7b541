#include "watch/metrics.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "flows/pull_entries.h"
#include "store/test_engine.h"

namespace ordo::watch {
namespace {

bool apply_a_command(flows::Hub& hub) {
  const auto outcome =
      hub.command_now({.route = "config.mode", .body = R"({"mode":"normal"})", .caller = "cli"});
  return outcome && outcome->state == core::MessageState::kApplied;
}

TEST(MetricsTest, requests_and_queues_are_told_in_the_text_format) {
  std::string dir = (std::filesystem::temp_directory_path() / "ordo-watch-XXXXXX").string();
  ASSERT_NE(::mkdtemp(dir.data()), nullptr);
  {
    flows::HubOptions options;
    options.data_dir = dir;
    options.store = store::fresh_test_store();
    options.master = Key256{7};
    options.threads = false;
    auto hub = flows::Hub::open(std::move(options));
    ASSERT_TRUE(hub.has_value());
    Metrics metrics;
    metrics.count_request("GET", "/api/v1/orders/{id}", 404, 0.003);
    const std::string text = metrics.text(**hub);
    EXPECT_NE(text.find("ordo_http_requests_total{method=\"GET\",route=\"/api/v1/orders/{id}\","
                        "status=\"404\"} 1"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("# TYPE ordo_messages_total counter"), std::string::npos);
    EXPECT_NE(text.find("ordo_outbox_messages{state=\"open\"} 0"), std::string::npos);
    EXPECT_NE(text.find("process_resident_memory_bytes"), std::string::npos);
  }
  std::filesystem::remove_all(dir);
}

TEST(MetricsTest, every_stage_and_every_queue_is_told) {
  std::string dir = (std::filesystem::temp_directory_path() / "ordo-watch-XXXXXX").string();
  ASSERT_NE(::mkdtemp(dir.data()), nullptr);
  {
    ManualClock clock(Instant{1'769'083'200'000});
    flows::HubOptions options;
    options.data_dir = dir;
    options.store = store::fresh_test_store();
    options.master = Key256{7};
    options.threads = false;
    options.clock = &clock;
    auto hub = flows::Hub::open(std::move(options));
    ASSERT_TRUE(hub.has_value());
    ASSERT_TRUE(apply_a_command(**hub));
    const std::string text = Metrics().text(**hub);
    for (const char* stage : {"log_append", "log_sync", "decode", "prefetch", "apply", "persist",
                              "commit", "publish"}) {
      const std::string count = "ordo_stage_seconds_count{stage=\"" + std::string(stage) + "\"} ";
      EXPECT_NE(text.find(count), std::string::npos) << stage;
      EXPECT_EQ(text.find(count + "0\n"), std::string::npos) << stage << " counted nothing";
    }
    for (const char* queue : {"ordo_waiting_oldest_seconds 0", "ordo_parked_oldest_seconds 0",
                              "ordo_outbox_oldest_seconds{state=\"open\"} 0",
                              "ordo_outbox_oldest_seconds{state=\"with_a_person\"} 0"}) {
      EXPECT_NE(text.find(queue), std::string::npos) << queue;
    }
  }
  std::filesystem::remove_all(dir);
}

TEST(MetricsTest, webhooks_are_counted_among_the_requests_whoever_counts_them) {
  std::string dir = (std::filesystem::temp_directory_path() / "ordo-watch-XXXXXX").string();
  ASSERT_NE(::mkdtemp(dir.data()), nullptr);
  {
    flows::HubOptions options;
    options.data_dir = dir;
    options.store = store::fresh_test_store();
    options.master = Key256{7};
    options.threads = false;
    auto hub = flows::Hub::open(std::move(options));
    ASSERT_TRUE(hub.has_value());
    Metrics metrics;
    metrics.count_webhook(200, 0.003);
    metrics.count_webhook(200, 0.003);
    metrics.count_request("POST", "/hooks/{channel}/{shop}", 200, 0.003);
    metrics.count_webhook(401, 0.003);
    const std::string text = metrics.text(**hub);
    const std::string hook = "{method=\"POST\",route=\"/hooks/{channel}/{shop}\"";
    EXPECT_NE(text.find("ordo_http_requests_total" + hook + ",status=\"200\"} 3"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("ordo_http_requests_total" + hook + ",status=\"401\"} 1"),
              std::string::npos);
    EXPECT_NE(text.find("ordo_http_request_duration_seconds_count" + hook + "} 4"),
              std::string::npos);
  }
  std::filesystem::remove_all(dir);
}

TEST(MetricsTest, how_far_shops_are_pulled_is_told_by_age) {
  std::string dir = (std::filesystem::temp_directory_path() / "ordo-watch-XXXXXX").string();
  ASSERT_NE(::mkdtemp(dir.data()), nullptr);
  {
    ManualClock clock(Instant{1'769'083'200'000});
    flows::HubOptions options;
    options.data_dir = dir;
    options.store = store::fresh_test_store();
    options.master = Key256{7};
    options.threads = false;
    options.clock = &clock;
    auto hub = flows::Hub::open(std::move(options));
    ASSERT_TRUE(hub.has_value());
    const auto saved = (*hub)->command_now(
        {.route = "config.shop",
         .body = R"({"code":"outdoor","channel":"shopify","credentials":{"secret":"s"}})",
         .caller = "cli"});
    ASSERT_TRUE(saved.has_value());
    flows::PullChange change;
    change.shop = (*hub)->settings()->shop("outdoor")->id;
    change.state = {"{}", clock.now().plus_ms(-90 * kSecondMs), "platform_down", "503", 4, 0};
    ASSERT_TRUE((*hub)->submit(flows::cursor_entry(change, {})));
    (*hub)->drain();
    const std::string text = Metrics().text(**hub);
    EXPECT_NE(text.find("ordo_pull_watermark_seconds{shop=\"outdoor\"} 90"), std::string::npos)
        << text;
    EXPECT_NE(text.find("ordo_pull_failures{shop=\"outdoor\"} 4"), std::string::npos);
  }
  std::filesystem::remove_all(dir);
}

TEST(MetricsTest, calls_are_counted_by_kind_and_outcome_and_timed) {
  std::string dir = (std::filesystem::temp_directory_path() / "ordo-watch-XXXXXX").string();
  ASSERT_NE(::mkdtemp(dir.data()), nullptr);
  {
    flows::HubOptions options;
    options.data_dir = dir;
    options.store = store::fresh_test_store();
    options.master = Key256{7};
    options.threads = false;
    auto hub = flows::Hub::open(std::move(options));
    ASSERT_TRUE(hub.has_value());
    core::CallRecord record;
    record.kind = core::CallKind::kCallback;
    record.duration_ms = 30;
    (*hub)->calls().record(record);
    const std::string text = Metrics().text(**hub);
    EXPECT_NE(text.find("ordo_calls_total{kind=\"callback\",outcome=\"failed\"} 1"), text.npos)
        << text;
    EXPECT_NE(text.find("ordo_calls_total{kind=\"pull\",outcome=\"ok\"} 0"), text.npos);
    EXPECT_NE(text.find("ordo_call_seconds_count{kind=\"callback\"} 1"), text.npos);
    EXPECT_NE(text.find("ordo_call_records_dropped_total 0"), text.npos);
  }
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace ordo::watch
