// What the hub does by itself, as the merchant wants it.
#include "flows/hub_rules.h"

#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

namespace json = boost::json;
using Pointers = std::vector<std::string>;

std::vector<std::string> pointers(const Result<DeliveryRule>& parsed) {
  std::vector<std::string> found;
  if (!parsed) {
    for (const FieldError& f : parsed.error().fields) found.push_back(f.pointer);
  }
  return found;
}

Result<DeliveryRule> delivery(const char* text) {
  return parse_delivery(json::parse(text).as_object());
}

Result<RetentionRule> retention(const char* text) {
  return parse_retention(json::parse(text).as_object());
}

TEST(HubRules, waits_grow_by_the_factor_and_end_at_a_day) {
  const DeliveryRule usual;
  std::vector<int64_t> waits;
  for (int spent = 0; spent < 5; ++spent) waits.push_back(usual.wait_ms(spent));
  EXPECT_EQ(waits, (std::vector<int64_t>{3000, 6000, 12000, 24000, 48000}));
  const DeliveryRule even{3, 5, 1};
  EXPECT_EQ(even.wait_ms(0), 5000);
  EXPECT_EQ(even.wait_ms(2), 5000);
  const DeliveryRule steep{20, 3600, 10};
  EXPECT_EQ(steep.wait_ms(1), 36'000'000);
  EXPECT_EQ(steep.wait_ms(19), kDayMs);
}

TEST(HubRules, each_reads_back_as_it_was_written) {
  EXPECT_EQ(parse_delivery(delivery_json({3, 5, 1})), (DeliveryRule{3, 5, 1}));
  EXPECT_EQ(parse_delivery(delivery_json({})), DeliveryRule{});
  for (const RetentionRule& rule : {RetentionRule{}, RetentionRule{7}, RetentionRule{std::nullopt}})
    EXPECT_EQ(parse_retention(retention_json(rule)), rule);
}

TEST(HubRules, a_delivery_that_makes_no_sense_is_named_field_by_field) {
  EXPECT_EQ(pointers(delivery(R"({"attempts":0,"first_wait_seconds":3601,"factor":11})")),
            (Pointers{"/attempts", "/first_wait_seconds", "/factor"}));
  EXPECT_EQ(pointers(delivery(R"({"attempts":"5","first_wait_seconds":3.5})")),
            (Pointers{"/attempts", "/first_wait_seconds", "/factor"}));
  EXPECT_EQ(pointers(delivery(R"({"attempts":1,"first_wait_seconds":1,"factor":1,"a/b":1})")),
            Pointers{"/a~1b"});
}

TEST(HubRules, an_overload_rule_reads_back_and_is_refused_field_by_field) {
  OverloadRule rule{false, 300, 150, 500, 5, 30};
  EXPECT_EQ(parse_overload(overload_json(rule)), rule);
  EXPECT_EQ(parse_overload(overload_json({})), OverloadRule{});
  const auto parsed = parse_overload(
      json::parse(R"({"automatic":1,"usual_peak_per_s":0,"factor_percent":99,"slow_ms":49,)"
                  R"("hold_s":0,"recover_s":3601})")
          .as_object());
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().fields.size(), 6u);
}

TEST(HubRules, end_to_end_holds_what_is_a_part_of_it) {
  const PatrolRule rule{60, 60};
  EXPECT_EQ(parse_patrol(patrol_json(rule)), rule);
  const auto parsed = parse_patrol(patrol_json({300, 299}));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().fields.front().pointer, "/end_to_end_s");
  EXPECT_FALSE(parse_patrol(patrol_json({9, 300})));
  EXPECT_FALSE(parse_patrol(json::parse(R"({"status_follow_s":60})").as_object()));
}

TEST(HubRules, a_public_address_is_one_that_a_platform_can_send_to) {
  for (const AddressRule& rule : {AddressRule{}, AddressRule{"https://hub.example.com:8443/ordo"}})
    EXPECT_EQ(parse_address(address_json(rule)), rule);
  for (const char* wrong :
       {R"({})", R"({"public_url":""})", R"({"public_url":"hub.example.com"})",
        R"({"public_url":"ftp://hub.example.com"})",
        R"({"public_url":"https://a:b@hub.example.com"})", R"({"public_url":null,"more":1})"}) {
    EXPECT_FALSE(parse_address(json::parse(wrong).as_object())) << wrong;
  }
}

TEST(HubRules, retention_is_a_week_to_ten_years_or_for_ever) {
  EXPECT_TRUE(retention(R"({"raw_days":7})"));
  EXPECT_TRUE(retention(R"({"raw_days":3650})"));
  EXPECT_EQ(retention(R"({"raw_days":30})")->call_days, 14) << "as documents before it was there";
  EXPECT_EQ(retention(R"({"raw_days":30,"call_days":90})")->call_days, 90);
  for (const char* text : {R"({"raw_days":30,"call_days":0})", R"({"raw_days":30,"call_days":91})",
                           R"({"raw_days":30,"call_days":null})"}) {
    EXPECT_EQ(retention(text).error().fields.front().pointer, "/call_days") << text;
  }
  for (const char* text : {R"({"raw_days":6})", R"({"raw_days":3651})", R"({"raw_days":true})",
                           R"({"raw_days":"365"})", R"({"raw_days":30.5})", "{}"}) {
    const auto parsed = retention(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().fields.front().pointer, "/raw_days") << text;
  }
}

}  // namespace
}  // namespace ordo::flows
