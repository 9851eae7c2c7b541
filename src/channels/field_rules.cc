#include "channels/field_rules.h"

namespace ordo::channels {

std::string_view name(FieldType type) {
  switch (type) {
    case FieldType::kText: return "text";
    case FieldType::kLongText: return "long_text";
    case FieldType::kNumber: return "number";
    case FieldType::kLabel: return "label";
    case FieldType::kInteger: return "integer";
    case FieldType::kMoney: return "money";
    case FieldType::kDecimal: return "decimal";
    case FieldType::kFlag: return "flag";
    case FieldType::kTime: return "time";
    case FieldType::kObject: return "object";
    case FieldType::kArray: return "array";
  }
  return "";
}

std::string_view expected_words(FieldType type) {
  switch (type) {
    case FieldType::kText:
    case FieldType::kLongText:
    case FieldType::kNumber: return "a string";
    case FieldType::kLabel: return "a string or an integer";
    case FieldType::kInteger: return "an integer";
    case FieldType::kMoney: return "an integer of minor units";
    case FieldType::kDecimal: return "a decimal amount as a string";
    case FieldType::kFlag: return "true or false";
    case FieldType::kTime: return "a time as a string";
    case FieldType::kObject: return "an object";
    case FieldType::kArray: return "an array";
  }
  return "";
}

}  // namespace ordo::channels
