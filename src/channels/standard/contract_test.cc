#include "channels/standard/contract.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "channels/standard/test_support.h"

namespace ordo::channels::standard {
namespace {

namespace json = boost::json;

std::string place(std::string_view pointer, std::string_view name) {
  std::string at(pointer);
  if (const size_t star = at.find('*'); star != std::string::npos) at.replace(star, 1, "0");
  return at + "/" + std::string(name);
}

json::value wrapped(const std::string& part, json::value inner) {
  if (part == "0") return json::value(json::array(1, inner));
  json::object object;
  object[part] = std::move(inner);
  return object;
}

// A document in which exactly this field stands, holding `value`.
std::string document(const ObjectRule& object, const FieldRule& field, const json::value& value) {
  json::value root = value;
  std::string rest = place(object.pointer, field.name);
  while (!rest.empty()) {
    const size_t slash = rest.rfind('/');
    root = wrapped(rest.substr(slash + 1), std::move(root));
    rest.resize(slash);
  }
  const std::string_view type = object.event.empty() ? "order.paid" : object.event;
  root.as_object().emplace("type", json::string_view(type.data(), type.size()));
  return json::serialize(root);
}

bool names(const Error& error, const std::string& pointer, std::string_view code) {
  const std::string wanted = pointer + " " + std::string(code);
  return std::ranges::count(faults(error), wanted) == 1;
}

void expect_fault(const ObjectRule& object, const FieldRule& field, const json::value& value,
                  std::string_view code) {
  const std::string body = document(object, field, value);
  const std::string pointer = place(object.pointer, field.name);
  EXPECT_TRUE(names(decode_error(body), pointer, code)) << pointer << " " << code << "\n" << body;
}

json::value value_of_wrong_type(FieldType type) {
  if (type == FieldType::kObject || type == FieldType::kArray) return "text";
  return json::value(json::object{{"an", "object"}});
}

bool is_text(FieldType type) {
  return type == FieldType::kText || type == FieldType::kLongText || type == FieldType::kNumber ||
         type == FieldType::kTime || type == FieldType::kLabel;
}

bool is_integer(FieldType type) { return type == FieldType::kInteger || type == FieldType::kMoney; }

template <class Check>
void for_each_field(const Check& check) {
  for (const ObjectRule& object : contract()) {
    for (const FieldRule& field : object.fields) check(object, field);
  }
}

TEST(Contract, every_field_of_another_type_is_named_as_such) {
  for_each_field([](const ObjectRule& object, const FieldRule& field) {
    expect_fault(object, field, value_of_wrong_type(field.type), "field_type");
  });
}

TEST(Contract, every_text_beyond_its_limit_is_named) {
  for_each_field([](const ObjectRule& object, const FieldRule& field) {
    if (!is_text(field.type)) return;
    const std::string text(static_cast<size_t>(field.max) + 1, 'x');
    expect_fault(object, field, json::value(text), "too_long");
  });
}

TEST(Contract, every_required_text_that_is_empty_is_named) {
  for_each_field([](const ObjectRule& object, const FieldRule& field) {
    if (is_text(field.type) && field.min > 0) expect_fault(object, field, "", "too_short");
  });
}

TEST(Contract, every_number_outside_its_limits_is_named) {
  for_each_field([](const ObjectRule& object, const FieldRule& field) {
    if (!is_integer(field.type)) return;
    expect_fault(object, field, field.min - 1, "out_of_range");
    expect_fault(object, field, field.max + 1, "out_of_range");
    expect_fault(object, field, 1.5, "not_an_integer");
  });
}

TEST(Contract, every_list_beyond_its_limit_is_named) {
  for_each_field([](const ObjectRule& object, const FieldRule& field) {
    if (field.type != FieldType::kArray) return;
    expect_fault(object, field, json::array(static_cast<size_t>(field.max) + 1), "too_many");
  });
}

TEST(Contract, every_required_field_that_is_null_is_named) {
  for_each_field([](const ObjectRule& object, const FieldRule& field) {
    if (field.required) expect_fault(object, field, nullptr, "required");
  });
}

TEST(Contract, length_is_counted_in_characters_not_bytes) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "茶";
  const std::string fits = order_event("\"receiver\":{\"name\":\"" + name + "\"}");
  EXPECT_EQ(decode_one<facts::OrderFact>(fits).receiver.name, name);
  expect_faults(order_event("\"receiver\":{\"name\":\"" + name + "茶\"}"),
                {"/data/receiver/name too_long"});
}

}  // namespace
}  // namespace ordo::channels::standard
