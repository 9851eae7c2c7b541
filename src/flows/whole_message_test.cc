// A message is taken over as a whole or not at all, and as its shop stands when it is applied.
#include <gtest/gtest.h>

#include "core/batch_store.h"
#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

using core::MessageState;

// An order of Shopify with one parcel, in the words of its channel.
std::string shopify_order(int64_t id, int64_t minutes, const std::string& parcel_at,
                          const std::string& zone = "+08:00") {
  const std::string created = [&] {
    const Zone local = zone == "Z" ? Zone::utc() : *Zone::find("Asia/Shanghai");
    const std::string text = local.format_local(kNoon.plus_ms(-kHourMs));
    return text.substr(0, 10) + "T" + text.substr(11) + zone;
  }();
  return fmt::format(
      R"({{"id":{},"name":"#1","created_at":"{}","updated_at":"{}","currency":"CNY",)"
      R"("financial_status":"paid","fulfillment_status":"fulfilled","email":"li@example.com",)"
      R"("customer":{{"id":7,"first_name":"Na","last_name":"Li","phone":"13900139000"}},)"
      R"("line_items":[{{"id":1,"sku":"TEA-1","title":"tea","quantity":2,"price":"5.00"}}],)"
      R"("subtotal_price":"10.00","total_price":"10.00","total_tax":"0.00",)"
      R"("fulfillments":[{{"id":9,"status":"success","created_at":"{}","tracking_number":"SF1",)"
      R"("line_items":[{{"id":1,"quantity":2}}]}}],"refunds":[]}})",
      id, created, at(minutes), parcel_at);
}

class WholeMessage : public HubTest {
 protected:
  WholeMessage() {
    const core::Outcome made = command(
        "config.shop",
        {{"code", "web"}, {"channel", "shopify"}, {"credentials", {{"secret", "app-secret"}}}});
    EXPECT_EQ(made.answer.status, 201) << made.answer.body;
  }
  core::InboundPtr shopify(const std::string& body) {
    auto in = std::make_unique<core::Inbound>();
    in->entry.stream = shop_id("web");
    in->entry.route = "shopify/orders/updated";
    in->entry.caller = "ip:203.0.113.9";
    in->entry.body = body;
    random_bytes(in->entry.entropy);
    in->on_applied = [this](const core::Outcome& o) { last_ = o; };
    return in;
  }
  core::Outcome send(const std::string& body) {
    last_ = {};
    EXPECT_TRUE(hub_->submit(shopify(body)));
    hub_->drain();
    return last_;
  }
  std::vector<std::string> alerts() { return texts("SELECT kind FROM alerts ORDER BY id"); }
  void expect_proof() {
    const auto report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
    EXPECT_TRUE(report.complaints.empty()) << report.complaints.front();
    expect_whole_history();
  }
  const std::string future_ = at(600);  // ten hours from noon, while it is one o'clock
};

TEST_F(WholeMessage, an_order_whose_parcel_lies_in_the_future_leaves_nothing_behind) {
  const int64_t events = number("SELECT count(*) FROM events");
  const core::Outcome outcome = send(shopify_order(501, 0, future_));
  EXPECT_EQ(outcome.state, MessageState::kParked) << outcome.detail;
  EXPECT_EQ(outcome.code, "time_in_future");
  EXPECT_EQ(alerts(), std::vector<std::string>{"time_in_future"});
  for (const char* table : {"orders", "observations", "parcels", "persons", "personal", "lookups",
                            "timers", "outbox"}) {
    EXPECT_EQ(number(std::string("SELECT count(*) FROM ") + table), 0) << table;
  }
  EXPECT_EQ(number("SELECT count(*) FROM events"), events);
  expect_proof();
}

TEST_F(WholeMessage, a_known_order_stays_as_it_was_when_a_later_part_is_refused) {
  EXPECT_EQ(send(shopify_order(501, 0, at(-30))).state, MessageState::kApplied);
  const orders::Order before = order("501", "web");
  EXPECT_EQ(before.parcels.size(), 1u);
  std::string worse = shopify_order(501, 10, future_);
  worse.replace(worse.find("\"SF1\""), 5, "\"SF2\"");
  EXPECT_EQ(send(worse).state, MessageState::kParked);
  EXPECT_EQ(order("501", "web"), before);
  expect_proof();
}

TEST_F(WholeMessage, what_is_taken_back_within_a_batch_does_not_touch_what_came_before_or_after) {
  std::string edited = shopify_order(501, 5, at(-30));
  edited.replace(edited.find("\"price\":\"5.00\""), 14, "\"price\":\"4.00\"");
  for (const std::string& body :
       {shopify_order(501, 0, at(-30)), shopify_order(501, 2, future_),
        shopify_order(502, 0, future_), edited, shopify_order(502, 3, at(-20))}) {
    EXPECT_TRUE(hub_->submit(shopify(body)));
  }
  hub_->drain();
  EXPECT_EQ(number("SELECT count(*) FROM messages WHERE state = 5"), 2);
  EXPECT_EQ(order("501", "web").lines.at(0).unit_price, 400);
  EXPECT_EQ(order("501", "web").updated_at_platform, kNoon.plus_ms(5 * kMinuteMs));
  EXPECT_EQ(order("502", "web").parcels.size(), 1u);
  EXPECT_EQ(number("SELECT count(*) FROM persons"), 1) << "one buyer, whatever was taken back";
  expect_proof();
}

// --- The cell alone: what no channel of today sends ---

class CellAlone : public WholeMessage {
 protected:
  core::Configuration configuration() {
    return core::load_configuration(hub_->database().writer_reader(), hub_->keyring());
  }
  core::Batch batch(const core::Configuration& config) {
    return {BatchNo(1), clock_.now(), 1'000, 1'000, config};
  }
  static core::InboundPtr inbound(ShopId stream, const std::string& body = "") {
    auto in = std::make_unique<core::Inbound>();
    in->entry.seq = MessageSeq(77);
    in->entry.stream = stream;
    in->entry.route = "standard";
    in->entry.received_at = kNoon.plus_ms(kHourMs);
    in->entry.body = body;
    return in;
  }
  static std::unique_ptr<core::Decoded> told(std::vector<facts::Fact> facts) {
    auto decoded = std::make_unique<DecodedFacts>();
    decoded->read.prepared.resize(facts.size());
    decoded->read.facts = std::move(facts);
    return decoded;
  }
  static facts::OrderFact order_of(const std::string& number) {
    facts::OrderFact fact;
    fact.order_no_raw = fact.order_no_clean = number;
    fact.observed_at = fact.created_at = kNoon;
    fact.currency = *Currency::parse("CNY");
    return fact;
  }
  core::Outcome apply(core::Inbound& in, core::Batch& batch) {
    core::Inbound* const one[] = {&in};
    cell_.prefetch(hub_->database().writer_reader(), batch.config, one);
    return cell_.apply(in, batch);
  }
  MerchantCell cell_{hub_->keyring(), hub_->lookups()};
};

TEST_F(CellAlone, a_message_of_two_facts_waits_whole_until_both_can_be_taken) {
  core::Batch gathered = batch(configuration());
  facts::CancelFact cancel;
  cancel.order_no_raw = cancel.order_no_clean = "B-1";
  cancel.observed_at = kNoon;
  const auto both = inbound(shop_id());
  both->decoded = told({order_of("A-1"), cancel});
  const core::Outcome waits = apply(*both, gathered);
  EXPECT_EQ(waits.state, MessageState::kWaiting);
  EXPECT_EQ(waits.wait_key, "B-1");
  EXPECT_TRUE(gathered.events.empty());
  EXPECT_TRUE(gathered.wakes.empty());
  EXPECT_EQ(gathered.last_id, 1'000);
  const auto other = inbound(shop_id());
  other->decoded = told({order_of("B-1")});
  EXPECT_EQ(apply(*other, gathered).state, MessageState::kApplied);
  EXPECT_EQ(apply(*both, gathered).state, MessageState::kApplied);
  EXPECT_EQ(gathered.events.size(), 3u) << "two orders placed, one cancelled";
}

TEST_F(CellAlone, what_a_message_locked_is_free_again_when_it_is_not_taken) {
  receive(event("stock.adjusted", 0, R"("sku":"TEA-1","warehouse":"n","quantity":5,"reason":"x")"));
  facts::OrderFact order = order_of("A-1");
  order.lines = {{.line_no = "1", .sku = "TEA-1", .quantity = 3}};
  facts::CancelFact cancel;
  cancel.order_no_raw = cancel.order_no_clean = "B-1";
  cancel.observed_at = kNoon;
  core::Batch gathered = batch(configuration());
  const auto both = inbound(shop_id()), alone = inbound(shop_id());
  both->decoded = told({order, cancel});
  EXPECT_EQ(apply(*both, gathered).state, MessageState::kWaiting);
  alone->decoded = told({order});
  EXPECT_EQ(apply(*alone, gathered).state, MessageState::kApplied);
  store::UnitOfWork uow = hub_->database().begin();
  cell_.persist(uow, gathered);
  EXPECT_EQ(uow.integer({"test.locked", "SELECT locked FROM stock_items"}, {}), 3);
}

TEST_F(CellAlone, a_message_is_read_again_when_its_shop_was_edited_after_it_was_read) {
  const core::Configuration before = configuration();
  json::object shop = json::parse(before.find("shop", "shop-a")->body).as_object();
  shop["zone"] = "America/New_York";
  shop["currency"] = "USD";
  const core::Configuration after =
      before.with({before.version() + 1, "shop", "shop-a", json::serialize(shop), "key:7"});
  const auto in =
      inbound(shop_id(),
              R"({"type":"order.upserted","timestamp":"2026-01-22 06:00:00","data":{)"
              R"("channel_order_no":"Z-1","status":"paid","created_at":"2026-01-22 06:00:00"}})");
  in->decoded = cell_.decode(in->entry, before);
  core::Batch gathered = batch(after);
  const core::Outcome outcome = apply(*in, gathered);
  ASSERT_EQ(outcome.state, MessageState::kApplied) << outcome.detail;
  const json::object told = json::parse(gathered.events.at(0).payload).at("order").as_object();
  EXPECT_EQ(told.at("at").as_int64(), parse_rfc3339("2026-01-22T11:00:00Z")->ms);
  EXPECT_EQ(told.at("day").as_int64(), 20260122);
  EXPECT_EQ(told.at("currency").as_string(), "USD");
}

TEST_F(CellAlone,
       a_message_that_its_shops_edit_made_readable_is_read_again_before_it_is_loaded_for) {
  const core::Configuration before = configuration();
  json::object shop = json::parse(before.find("shop", "shop-a")->body).as_object();
  shop["zone"] = "America/Sao_Paulo";
  const core::Configuration edited =
      before.with({before.version() + 1, "shop", "shop-a", json::serialize(shop), "key:7"});
  const auto in =
      inbound(shop_id(),
              R"({"type":"order.upserted","timestamp":"2018-11-04T12:00:00Z","data":{)"
              R"("channel_order_no":"Z-1","status":"paid","created_at":"2018-11-04 00:30:00"}})");
  in->decoded = cell_.decode(in->entry, edited);
  (void)cell_.streams(before);  // as a lane that has mended the zone
  core::Batch gathered = batch(before);
  EXPECT_EQ(apply(*in, gathered).state, MessageState::kApplied) << "there is no gap in Shanghai";
}

// --- What a channel's own offset says of the declared zone (B11) ---

TEST_F(WholeMessage, an_offset_that_contradicts_the_declared_zone_is_alerted_and_the_order_taken) {
  EXPECT_EQ(send(shopify_order(501, 0, at(-30))).state, MessageState::kApplied);
  const char* kOfZones = "SELECT detail FROM alerts WHERE kind = 'zone_contradicted'";
  EXPECT_EQ(texts(kOfZones), std::vector<std::string>{}) << "+08:00 is what the shop declared";
  EXPECT_EQ(send(shopify_order(502, 0, at(-30), "+09:00")).state, MessageState::kApplied);
  ASSERT_EQ(texts(kOfZones).size(), 1u);
  const std::string detail = texts(kOfZones).front();
  EXPECT_NE(detail.find("+08:00"), std::string::npos) << detail;
  EXPECT_NE(detail.find("+09:00"), std::string::npos) << detail;
}

TEST_F(WholeMessage, a_time_in_utc_contradicts_no_zone) {
  EXPECT_EQ(send(shopify_order(501, 0, at(-30), "Z")).state, MessageState::kApplied);
  EXPECT_EQ(number("SELECT count(*) FROM alerts WHERE kind = 'zone_contradicted'"), 0);
}

}  // namespace
}  // namespace ordo::flows
