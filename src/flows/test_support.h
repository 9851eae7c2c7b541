// What the tests of this room share: a whole hub in a folder, and messages as a platform sends them.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/chain.h"
#include "core/limits.h"
#include "flows/cell.h"
#include "flows/hub.h"
#include "flows/personal.h"
#include "flows/words.h"
#include "orders/order_store.h"
#include "store/test_engine.h"

namespace ordo::flows {

inline constexpr Instant kNoon{1'769'083'200'000};  // 2026-01-22T12:00:00Z
inline std::string at(int64_t minutes) {
  return format_rfc3339(kNoon.plus_ms(minutes * kMinuteMs));
}
inline const std::string kTransaction = "0b9d3c1e-7c1a-4f0e-9a51-0d6f0c9f7a01";
inline const std::string kOther = "0b9d3c1e-7c1a-4f0e-9a51-0d6f0c9f7a02";

inline std::string event(std::string_view type, int64_t minutes, std::string_view data) {
  return fmt::format(R"({{"type":"{}","timestamp":"{}","data":{{{}}}}})", type, at(minutes), data);
}

inline constexpr std::string_view kBuyer =
    R"("buyer":{"id":"buyer-1","name":"Zhang Wei","phone":"13800138000"},)"
    R"("receiver":{"name":"Li Na","phone":"13900139000","country":"CN","city":"Hangzhou",)"
    R"("street":"West Lake Road 1"})";

// An order of one line of tea, as seen `minutes` after noon.
inline std::string order_event(std::string_view number, std::string_view status = "paid",
                               int64_t minutes = 0, std::string_view more = "") {
  std::string data = fmt::format(
      R"("channel_order_no":"{}","status":"{}","created_at":"{}",)"
      R"("lines":[{{"line_no":"1","sku":"TEA-1","title":"tea","quantity":2,"unit_price":500}}],)"
      R"("amounts":{{"goods":1000,"freight":0,"commission":0,"tax":0,"paid":1000,"total":1000}},)"
      R"("currency":"{}")",
      number, status, at(-5), more.find("\"currency\"") == 0 ? "USD" : "CNY");
  if (!more.empty() && more.find("\"currency\"") != 0) data += "," + std::string(more);
  return event("order.upserted", minutes, data);
}

inline std::string shipment_event(std::string_view number, std::string_view tracking,
                                  std::string_view status, int64_t minutes) {
  const std::string order =
      number.empty() ? "" : fmt::format(R"("channel_order_no":"{}",)", number);
  return event("shipment.updated", minutes,
               order + fmt::format(R"("tracking_no":"{}","carrier":"SF","status":"{}",)"
                                   R"("occurred_at":"{}")",
                                   tracking, status, at(minutes)));
}

class HubTest : public testing::Test {
 protected:
  HubTest() {
    open();
    shop("shop-a");
  }

  void open() {
    hub_.reset();
    HubOptions options;
    options.data_dir = dir_.file("data");
    options.store = store_;
    options.threads = false;
    options.master = Key256{7};
    options.clock = &clock_;
    options.segment_entries = segment_entries_;
    options.heads_copy = heads_copy_;
    auto opened = Hub::open(options);
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    hub_ = std::move(*opened);
  }

  core::Outcome command(const std::string& route, const boost::json::object& body,
                        ShopId stream = core::kSystemStream, const std::string& raw = "") {
    auto outcome = hub_->command_now({.route = route,
                                      .body = raw.empty() ? boost::json::serialize(body) : raw,
                                      .stream = stream,
                                      .caller = "key:7"});
    EXPECT_TRUE(outcome.has_value());
    return outcome.value_or(core::Outcome{});
  }
  ShopId shop(const std::string& code, const std::string& callback = "") {
    boost::json::object body{
        {"code", code},
        {"channel", "standard"},
        {"credentials", {{"secret", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}}};
    if (!callback.empty()) body["callback_url"] = callback;
    const core::Outcome outcome = command("config.shop", body);
    EXPECT_LT(outcome.answer.status, 300) << outcome.answer.body;
    return shop_id(code);
  }
  ShopId shop_id(const std::string& code = "shop-a") { return hub_->settings()->shop(code)->id; }

  bool submit(const std::string& body, const std::string& code = "shop-a",
              const std::string& id = "") {
    auto in = std::make_unique<core::Inbound>();
    in->entry.stream = shop_id(code);
    in->entry.route = "standard";
    in->entry.caller = "ip:203.0.113.9";
    in->entry.external_id = id;
    in->entry.body = body;
    random_bytes(in->entry.entropy);
    in->on_applied = [this](const core::Outcome& o) { last_ = o; };
    return hub_->submit(std::move(in));
  }
  core::Outcome receive(const std::string& body, const std::string& code = "shop-a",
                        const std::string& id = "") {
    last_ = {};
    EXPECT_TRUE(submit(body, code, id));
    hub_->drain();
    return last_;
  }

  OrderId find(const std::string& number, const std::string& code = "shop-a") {
    return orders::find_order_id(hub_->database().writer_reader(), shop_id(code), number);
  }
  orders::Order order(const std::string& number, const std::string& code = "shop-a") {
    auto loaded = orders::load_order(hub_->database().writer_reader(), find(number, code));
    EXPECT_TRUE(loaded.has_value()) << number;
    return loaded.value_or(orders::Order{});
  }
  std::optional<Personal> personal(const orders::Order& o) {
    const auto reader = hub_->database().writer_reader();
    const auto row = orders::load_personal(reader, o.personal);
    const auto wrapped = orders::load_person_key(reader, PersonId(o.person));
    if (!row || !wrapped) return std::nullopt;
    const auto key = hub_->keyring().unwrap(*wrapped, person_context(o.person));
    return key ? open_personal(*key, o.personal, row->sealed) : std::nullopt;
  }
  // The order with its free words opened, as far as its person is not forgotten.
  orders::Order opened(const std::string& number) {
    orders::Order o = order(number);
    const auto wrapped =
        orders::load_person_key(hub_->database().writer_reader(), PersonId(o.person));
    if (!wrapped) {
      open_words(o, nullptr);
    } else if (const auto key = hub_->keyring().unwrap(*wrapped, person_context(o.person))) {
      open_words(o, &*key);
    }
    return o;
  }
  int64_t number(const std::string& sql) {
    int64_t n = 0;
    hub_->database().writer_reader().query_text(sql, {}, [&](const store::Row& row) {
      n = row.integer(0);
      return false;
    });
    return n;
  }
  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> all;
    hub_->database().writer_reader().query_text(sql, {}, [&](const store::Row& row) {
      all.emplace_back(row.text(0));
      return true;
    });
    return all;
  }
  void expect_whole_history() {
    const auto report = core::verify_history(hub_->database().writer_reader(),
                                             ed25519_public(hub_->keyring().signing_seed()), {});
    EXPECT_TRUE(report.complaints.empty()) << report.complaints.front();
  }
  // Everything that lies in the data folder, and in the tables of a store at a server.
  std::string bytes() {
    std::ostringstream all;
    if (!store_.empty()) {
      all << store::PostgresCluster::shared().bytes_of(store::schema_of(store_));
    }
    for (const auto& file : std::filesystem::recursive_directory_iterator(dir_.file("data"))) {
      all.clear();  // an empty file counts as a failure
      if (file.is_regular_file()) all << std::ifstream(file.path(), std::ios::binary).rdbuf();
    }
    return all.str();
  }

  int64_t segment_entries_ = core::kSegmentEntriesMax;
  std::string heads_copy_;
  const std::string store_ = store::fresh_test_store();
  store::TempDir dir_;
  ManualClock clock_{kNoon.plus_ms(kHourMs)};
  core::Outcome last_;
  std::unique_ptr<Hub> hub_;
};

}  // namespace ordo::flows
