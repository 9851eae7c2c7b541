#include "channels/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace ordo::channels {
namespace {

TEST(Pattern, the_whole_text_has_the_form) {
  constexpr Pattern kTracking("[A-Z]{2}[0-9_-]+");
  for (const char* text : {"SF1", "SF1-2_3"}) EXPECT_TRUE(kTracking.fits(text)) << text;
  for (const char* text : {"", "S", "SF", "sf1", "SFX", "S11", "SF1 ", "SF1茶", "SF1\n"}) {
    EXPECT_FALSE(kTracking.fits(text)) << text;
  }
  EXPECT_FALSE(kTracking.fits(std::string_view("SF1\0", 4)));
  constexpr Pattern kCurrency("[A-Z]{3}");
  EXPECT_TRUE(kCurrency.fits("CNY"));
  EXPECT_FALSE(kCurrency.fits("CNYX"));
  constexpr Pattern kYesNo("[YN]");
  EXPECT_TRUE(kYesNo.fits("N"));
  EXPECT_FALSE(kYesNo.fits("NY"));
}

TEST(Pattern, none_is_every_text) {
  EXPECT_TRUE(Pattern().fits(""));
  EXPECT_TRUE(Pattern().fits("anything"));
}

TEST(Pattern, a_long_text_takes_its_length) {
  constexpr Pattern kDigits("[0-9]+");
  std::string text(1 << 20, '1');
  EXPECT_TRUE(kDigits.fits(text));
  text += 'x';
  EXPECT_FALSE(kDigits.fits(text));
}

}  // namespace
}  // namespace ordo::channels
