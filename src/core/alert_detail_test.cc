#include "core/alert_detail.h"

#include <gtest/gtest.h>

namespace ordo::core {
namespace {

TEST(AlertDetail, values_come_back_as_they_were_kept) {
  const AlertFields fields{{"shop", "mini"}, {"count", 3}, {"since", moment_value(Instant{0})}};
  EXPECT_EQ(alert_fields(alert_detail(fields)), fields);
  EXPECT_EQ(fields.at("since"), "1970-01-01T00:00:00.000Z");
}

TEST(AlertDetail, a_sentence_of_an_older_program_has_no_values) {
  EXPECT_EQ(alert_fields("mini: 3 lacking"), std::nullopt);
  EXPECT_EQ(alert_fields("{ is no object"), std::nullopt);
  EXPECT_EQ(alert_fields(""), std::nullopt);
}

TEST(AlertDetail, a_value_that_is_endless_is_cut_where_a_character_ends) {
  std::string endless;
  for (int i = 0; i < 300; ++i) endless += "单";
  const auto fields = alert_fields(alert_detail({{"error", endless}}));
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->at("error").as_string().size(), kAlertValueBytesMax / 3 * 3);
}

}  // namespace
}  // namespace ordo::core
