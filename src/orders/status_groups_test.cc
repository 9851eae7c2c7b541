#include "orders/status_groups.h"

#include <gtest/gtest.h>

#include <set>

namespace ordo::orders {
namespace {

namespace json = boost::json;
using facts::Status;

json::object defaults() { return status_groups_json(default_status_groups()); }
json::object& group(json::object& document, size_t at) {
  return document["groups"].as_array().at(at).as_object();
}

void expect_wrong(const json::object& document, const std::string& pointer) {
  const auto groups = parse_status_groups(document);
  ASSERT_FALSE(groups.has_value()) << json::serialize(document);
  EXPECT_EQ(groups.error().code, "status_groups_invalid");
  EXPECT_EQ(groups.error().fields.front().pointer, pointer) << groups.error().detail;
}

TEST(StatusGroups, the_first_ones_hold_every_status_once_and_read_back) {
  const auto read = parse_status_groups(defaults());
  ASSERT_TRUE(read.has_value()) << read.error().detail;
  EXPECT_EQ(*read, default_status_groups());
  std::set<Status> seen;
  for (const StatusGroup& g : *read) seen.insert(g.statuses.begin(), g.statuses.end());
  EXPECT_EQ(seen.size(), static_cast<size_t>(facts::kStatusCount));
}

TEST(StatusGroups, picked_up_in_transit_and_sent_in_part_are_shipped_and_a_printed_label_is_not) {
  const StatusGroup* shipped = find_group(default_status_groups(), "shipped");
  ASSERT_NE(shipped, nullptr);
  EXPECT_EQ(shipped->statuses,
            (std::vector{Status::kPickedUp, Status::kInTransit, Status::kPartiallyShipped}));
  EXPECT_TRUE(counts_as_shipped(*shipped));
  EXPECT_FALSE(counts_as_shipped(*find_group(default_status_groups(), "to_ship")));
  EXPECT_EQ(find_group(default_status_groups(), "nothing"), nullptr);
}

TEST(StatusGroups, a_printed_label_cannot_be_put_beside_what_has_left) {
  json::object document = defaults();
  group(document, 1)["statuses"] = {"paid", "awaiting_allocation"};
  group(document, 2)["statuses"] = {"picked_up", "in_transit", "partially_shipped",
                                    "label_printed"};
  expect_wrong(document, "/groups/2/statuses");
  group(document, 2)["statuses"] = {"picked_up", "in_transit", "partially_shipped"};
  group(document, 3)["statuses"] = {"label_printed", "delivered"};
  expect_wrong(document, "/groups/3/statuses");
}

TEST(StatusGroups, every_status_stands_in_exactly_one_group) {
  json::object document = defaults();
  group(document, 3)["statuses"] = {"delivered", "paid"};
  expect_wrong(document, "/groups/3/statuses/1");
  document = defaults();
  group(document, 0)["statuses"] = json::array{"pending_payment"};
  expect_wrong(document, "/groups");
  group(document, 0)["statuses"] = {"pending_payment", "flying"};
  expect_wrong(document, "/groups/0/statuses/1");
  group(document, 0)["statuses"] = json::array();
  expect_wrong(document, "/groups/0/statuses");
}

TEST(StatusGroups, a_group_has_a_code_of_its_own_and_a_name_in_both_languages) {
  json::object document = defaults();
  group(document, 1)["code"] = "to_pay";
  expect_wrong(document, "/groups/1/code");
  group(document, 1)["code"] = "To Ship";
  expect_wrong(document, "/groups/1/code");
  document = defaults();
  group(document, 0)["name"] = {{"zh", "待付款"}};
  expect_wrong(document, "/groups/0/name/en");
  group(document, 0)["name"] = {{"zh", " "}, {"en", "To pay"}};
  expect_wrong(document, "/groups/0/name/zh");
  group(document, 0)["name"] = {{"zh", std::string(kGroupNameMax + 1, 'x')}, {"en", "x"}};
  expect_wrong(document, "/groups/0/name/zh");
  group(document, 0)["name"] = "To pay";
  expect_wrong(document, "/groups/0/name");
}

TEST(StatusGroups, what_is_no_document_of_groups_is_refused) {
  expect_wrong({}, "/groups");
  expect_wrong({{"groups", 7}}, "/groups");
  json::object document = defaults();
  document["more"] = 1;
  expect_wrong(document, "/more");
  document = defaults();
  group(document, 0)["colour"] = "red";
  expect_wrong(document, "/groups/0/colour");
  expect_wrong({{"groups", json::array{7}}}, "/groups/0");
}

}  // namespace
}  // namespace ordo::orders
