#include "channels/field_example.h"

#include <gtest/gtest.h>

#include "channels/adapter.h"

namespace ordo::channels {
namespace {

std::string text_of(const FieldRule& rule) {
  const FieldExample example = example_of(rule);
  const auto* text = std::get_if<std::string>(&example);
  EXPECT_NE(text, nullptr) << rule.name;
  return text ? *text : "";
}

void expect_kept(const FieldRule& rule, std::string_view channel) {
  const FieldExample example = example_of(rule);
  const std::string where = std::string(channel) + " " + std::string(rule.name);
  const bool none = rule.type == FieldType::kObject || rule.type == FieldType::kArray;
  EXPECT_EQ(std::holds_alternative<std::monostate>(example), none) << where;
  if (const auto* number = std::get_if<int64_t>(&example)) {
    EXPECT_GE(*number, rule.min) << where;
    if (rule.max > 0) EXPECT_LE(*number, rule.max) << where;
  }
  const auto* text = std::get_if<std::string>(&example);
  const bool counted = rule.type != FieldType::kTime && rule.type != FieldType::kDecimal;
  if (text && counted) {
    EXPECT_GE(static_cast<int64_t>(text->size()), rule.min) << where;
    if (rule.max > 0) EXPECT_LE(static_cast<int64_t>(text->size()), rule.max) << where;
    EXPECT_TRUE(rule.pattern.fits(*text)) << where << " " << *text;
  }
}

TEST(FieldExample, of_every_field_keeps_that_fields_rule) {
  int fields = 0;
  for (const Adapter* adapter : all_adapters()) {
    for (const ObjectRule& object : adapter->contract()) {
      for (const FieldRule& rule : object.fields) {
        expect_kept(rule, adapter->name());
        ++fields;
      }
    }
  }
  EXPECT_GT(fields, 100);
}

TEST(FieldExample, is_of_the_form_that_is_asked_for) {
  EXPECT_EQ(text_of({"currency", FieldType::kText, false, 3, 3, kCurrencyForm}), "CNY");
  EXPECT_EQ(text_of({"id", FieldType::kText, false, 4, 9, Pattern("[A-Z][0-9]+")}), "A000");
  EXPECT_EQ(text_of({"id", FieldType::kText, false, 0, 9, Pattern("[a-z]+")}), "a");
  EXPECT_EQ(text_of({"price", FieldType::kDecimal, false, 0, 0}), "99.00");
  EXPECT_EQ(text_of({"sku", FieldType::kNumber, false, 1, 3}), "A10");
  EXPECT_EQ(std::get<int64_t>(example_of({"n", FieldType::kInteger, false, 5, 9})), 5);
  EXPECT_EQ(std::get<int64_t>(example_of({"n", FieldType::kMoney, false, 0, 100})), 100);
}

}  // namespace
}  // namespace ordo::channels
