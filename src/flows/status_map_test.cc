#include "flows/status_map.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/invariant.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using facts::Ignored, facts::ParcelStatus, facts::Sense, facts::Status;

const channels::Adapter& taobao() { return *channels::find_adapter("taobao"); }
const channels::Adapter& shopify() { return *channels::find_adapter("shopify"); }

Result<StatusMap> parse(const std::string& words, const channels::Adapter& adapter = taobao()) {
  return parse_status_map(adapter, json::parse(R"({"words":)" + words + "}").as_object());
}

void expect_wrong(const std::string& words, const std::string& pointer,
                  const channels::Adapter& adapter = taobao()) {
  const auto map = parse(words, adapter);
  ASSERT_FALSE(map.has_value()) << words;
  EXPECT_EQ(map.error().code, "status_map_invalid");
  EXPECT_EQ(map.error().fields.front().pointer, pointer);
}

facts::OrderFact order_called(std::string key, bool known, Status status = Status::kPaid) {
  facts::OrderFact order;
  order.order_no_clean = "A-1";
  order.status = status;
  order.word = {std::move(key), known, known ? "" : "/status"};
  return order;
}

TEST(StatusMap, words_that_no_adapter_knows_are_taken) {
  const auto map = parse(R"({"order/TRADE_ON_MARS":"in_transit","order/WAIT_BUYER_PAY":"paid",)"
                         R"("parcel/beamed":"ignored","refund/HALF":"in_progress"})");
  ASSERT_TRUE(map.has_value()) << map.error().detail;
  EXPECT_EQ(map->at("order/TRADE_ON_MARS"), Sense(Status::kInTransit));
  EXPECT_EQ(map->at("parcel/beamed"), Sense(Ignored{}));
  EXPECT_EQ(status_words_json(*map).at("refund/HALF"), "in_progress");
  EXPECT_TRUE(parse(R"({"order/a\\nb":"paid"})").has_value()) << "as an odd word is shown";
  EXPECT_TRUE(parse("{}").has_value());
}

TEST(StatusMap, a_meaning_that_is_no_status_of_the_words_kind_is_refused_where_it_stands) {
  expect_wrong(R"({"order/X":"shipped"})", "/words/order~1X");
  expect_wrong(R"({"order/X":"ignored"})", "/words/order~1X");
  expect_wrong(R"({"order/X":7})", "/words/order~1X");
  expect_wrong(R"({"parcel/a/b":"paid"})", "/words/parcel~1a~1b");
  expect_wrong(R"({"refund/a~b":"lost"})", "/words/refund~1a~0b");
}

TEST(StatusMap, a_word_of_no_kind_is_refused) {
  expect_wrong(R"({"TRADE_ON_MARS":"paid"})", "/words/TRADE_ON_MARS");
  expect_wrong(R"({"trade/X":"paid"})", "/words/trade~1X");
  expect_wrong(R"({"order/":"paid"})", "/words/order~1");
  expect_wrong("{\"order/a\\u0000b\":\"paid\"}", std::string("/words/order~1a\0b", 17));
  expect_wrong(R"({"order/)" + std::string(kWordBytesMax, 'a') + R"(":"paid"})",
               "/words/order~1" + std::string(kWordBytesMax, 'a'));
}

TEST(StatusMap, a_document_of_another_form_is_refused) {
  expect_wrong("[]", "/words");
  EXPECT_FALSE(parse_status_map(taobao(), {}).has_value());
  EXPECT_FALSE(parse_status_map(taobao(), {{"words", json::object()}, {"word", 1}}).has_value());
  json::object many;
  for (size_t i = 0; i <= kMapWordsMax; ++i) many["order/" + std::to_string(i)] = "paid";
  expect_wrong(json::serialize(many), "/words");
}

TEST(StatusMap, a_printed_label_cannot_be_made_a_shipment) {
  for (const char* shipped : {"picked_up", "in_transit", "delivered", "lost"}) {
    expect_wrong(fmt::format(R"({{"parcel/label_printed":"{}"}})", shipped),
                 "/words/parcel~1label_printed", shopify());
  }
  expect_wrong(R"({"order/fulfilled+labels":"picked_up"})", "/words/order~1fulfilled+labels",
               shopify());
  EXPECT_TRUE(
      parse(R"({"parcel/label_printed":"ignored","order/fulfilled+labels":"paid"})", shopify())
          .has_value());
  EXPECT_TRUE(parse(R"({"order/fulfilled":"label_printed"})", shopify()).has_value())
      << "the other way a shop may know better";
}

TEST(StatusMap, a_shops_own_map_goes_before_the_channels) {
  const StatusMap channel{{"order/a", Status::kPaid}, {"order/b", Status::kClosed}};
  const StatusMap shop{{"order/a", Status::kDelivered}, {"order/c", Status::kPaid}};
  EXPECT_EQ(overlay(channel, shop), (StatusMap{{"order/a", Status::kDelivered},
                                               {"order/b", Status::kClosed},
                                               {"order/c", Status::kPaid}}));
  EXPECT_EQ(status_map_name("taobao", ""), "taobao");
  EXPECT_EQ(status_map_name("taobao", "flagship"), "taobao@flagship");
}

TEST(Translate, without_a_map_words_mean_what_the_adapter_takes_them_to_mean) {
  const facts::Fact fact = order_called("order/WAIT_SELLER_SEND_GOODS", true);
  std::optional<facts::Fact> held;
  EXPECT_EQ(translate(fact, nullptr, held), &fact);
  EXPECT_EQ(sense_by(fact, nullptr), Sense(Status::kPaid));
  EXPECT_EQ(unknown_word({fact}, nullptr), nullptr);
}

TEST(Translate, a_mapped_word_changes_the_status_and_nothing_else) {
  const facts::Fact fact = order_called("order/X", true);
  const StatusMap map{{"order/X", Status::kInTransit}};
  std::optional<facts::Fact> held;
  const facts::Fact* read = translate(fact, &map, held);
  ASSERT_EQ(read, &*held);
  EXPECT_EQ(std::get<facts::OrderFact>(*read).status, Status::kInTransit);
  EXPECT_EQ(std::get<facts::OrderFact>(*read).order_no_clean, "A-1");
  EXPECT_EQ(std::get<facts::OrderFact>(fact).status, Status::kPaid);
}

TEST(Translate, a_word_that_already_means_that_costs_no_copy) {
  const facts::Fact fact = order_called("order/X", true);
  const StatusMap map{{"order/X", Status::kPaid}, {"order/Y", Status::kClosed}};
  std::optional<facts::Fact> held;
  EXPECT_EQ(translate(fact, &map, held), &fact);
  const facts::Fact payment = facts::PaymentFact{};
  EXPECT_EQ(translate(payment, &map, held), &payment);
  EXPECT_FALSE(held.has_value());
}

TEST(Translate, an_unknown_word_has_a_meaning_only_by_a_map) {
  const facts::Fact fact = order_called("order/X", false);
  const StatusMap map{{"order/X", Status::kPaid}};
  EXPECT_EQ(sense_by(fact, nullptr), std::nullopt);
  EXPECT_EQ(unknown_word({fact}, nullptr)->key, "order/X");
  EXPECT_EQ(unknown_word({fact}, &map), nullptr);
  std::optional<facts::Fact> held;
  EXPECT_TRUE(facts::word_of(*translate(fact, &map, held))->known);
  const StatusMap other{{"order/Y", Status::kPaid}};
  EXPECT_THROW((void)translate(fact, &other, held), InvariantBreach);
}

TEST(Translate, what_is_ignored_is_no_fact_any_more) {
  facts::ShipmentFact shipment;
  shipment.word = {"parcel/beamed", false, "/status"};
  const StatusMap map{{"parcel/beamed", Ignored{}}};
  std::optional<facts::Fact> held;
  EXPECT_EQ(unknown_word({facts::Fact(shipment)}, &map), nullptr);
  EXPECT_EQ(translate(facts::Fact(shipment), &map, held), nullptr);
}

TEST(UnknownStatus, names_the_field_and_the_words_that_are_known) {
  const Error error =
      unknown_status(*channels::find_adapter("standard"), {"refund/odd", false, "/data/status"});
  EXPECT_EQ(error.code, "unknown_status");
  EXPECT_EQ(error.fields.front().pointer, "/data/status");
  EXPECT_NE(error.detail.find("\"refund/odd\""), std::string::npos);
  EXPECT_NE(error.detail.find("refund/requested, refund/in_progress"), std::string::npos);
  EXPECT_EQ(error.detail.find("order/paid"), std::string::npos);
}

}  // namespace
}  // namespace ordo::flows
