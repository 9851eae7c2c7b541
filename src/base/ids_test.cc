#include "base/ids.h"

#include <gtest/gtest.h>

#include <unordered_set>

#include "base/crypto.h"

namespace ordo {
namespace {

TEST(Ids, one_id_has_one_spelling) {
  EXPECT_EQ(parse_id("1"), 1);
  EXPECT_EQ(parse_id("9223372036854775807"), INT64_MAX);
  for (const auto* text : {"", "0", "01", "+1", "-1", " 1", "1 ", "1.0", "1e3", "x", "１",
                           "9223372036854775808", "99999999999999999999"}) {
    EXPECT_EQ(parse_id(text), std::nullopt) << text;
  }
}

TEST(Ids, a_typed_id_survives_its_text) {
  const OrderId id(9007199254740993);  // the first whole number that a browser cannot hold
  EXPECT_EQ(id.str(), "9007199254740993");
  EXPECT_EQ(parse_id_as<OrderTag>(id.str()), id);
  EXPECT_EQ(parse_id_as<OrderTag>("no"), std::nullopt);
}

TEST(Ids, no_id_is_false_and_ids_are_ordered) {
  EXPECT_FALSE(OrderId());
  EXPECT_TRUE(OrderId(1));
  EXPECT_LT(OrderId(1), OrderId(2));
  EXPECT_EQ((std::unordered_set<OrderId>{OrderId(1), OrderId(1), OrderId(2)}).size(), 2u);
}

TEST(Ids, a_uuid_is_known_by_its_form) {
  EXPECT_TRUE(is_uuid("0189c0de-7b1e-7abc-8def-0123456789ab"));
  EXPECT_TRUE(is_uuid("0189C0DE-7B1E-7ABC-8DEF-0123456789AB"));
  EXPECT_TRUE(is_uuid(uuid_v4()));
  EXPECT_FALSE(is_uuid(""));
  EXPECT_FALSE(is_uuid("0189c0de7b1e7abc8def0123456789ab"));
  EXPECT_FALSE(is_uuid("0189c0de-7b1e-7abc-8def-0123456789a"));
  EXPECT_FALSE(is_uuid("0189c0de-7b1e-7abc-8def-0123456789ag"));
  EXPECT_FALSE(is_uuid("0189c0de-7b1e-7abc-8de-f0123456789ab"));
  EXPECT_FALSE(is_uuid("0189c0de-7b1e-7abc-8def-0123456789abc"));
}

}  // namespace
}  // namespace ordo
