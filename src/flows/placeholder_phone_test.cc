#include "flows/placeholder_phone.h"

#include <gtest/gtest.h>

namespace ordo::flows {
namespace {

TEST(PlaceholderPhone, what_is_typed_or_shown_instead_of_a_number_names_nobody) {
  for (const char* phone : {"",
                            "0",
                            "无",
                            "N/A",
                            "12345",
                            "00000000000",
                            "+8600000000000",
                            "11111111111",
                            "+11111111111",
                            "13800000000",
                            "+8613800000000",
                            "+8618800000000",
                            "+16500000000",
                            "1234567890",
                            "+11234567890",
                            "12345678901",
                            "0123456789",
                            "9876543210",
                            "8765432",
                            "123-456-7890",
                            "138****1234",
                            "+86138****1234",
                            "*******0001",
                            "138xxxx1234",
                            "138＊＊＊＊1234",
                            "+8613800000000;ext=1234"}) {
    EXPECT_TRUE(is_placeholder_phone(phone)) << phone;
  }
}

// Numbers are sold for their digits: whoever paid for one is named by it.
TEST(PlaceholderPhone, a_number_that_somebody_has_is_none) {
  for (const char* phone :
       {"+8613812345678", "+8613800138000", "+8613888888888", "+8613810000001", "+861062751234",
        "+864008001234", "+16502530000", "+442070313000", "+85251234567", "13812345678",
        "010 8765 4321 / 138 1234 5678", "+8613812345678;ext=0000"}) {
    EXPECT_FALSE(is_placeholder_phone(phone)) << phone;
  }
}

}  // namespace
}  // namespace ordo::flows
