#include "channels/field_example.h"

#include <fmt/format.h>

#include <algorithm>

namespace ordo::channels {
namespace {

constexpr int64_t kUsualMinor = 9'900;

// Limits of texts count characters, those of amounts and integers are values; a limit of 0 is none.
int64_t within(const FieldRule& rule, int64_t usual) {
  const int64_t most = rule.max > 0 ? std::min(usual, rule.max) : usual;
  return std::max(most, rule.min);
}

std::string text_within(const FieldRule& rule, std::string_view usual) {
  const auto size = static_cast<size_t>(within(rule, static_cast<int64_t>(usual.size())));
  std::string text(usual.substr(0, size));
  text.resize(size, '0');
  return text;
}

}  // namespace

FieldExample example_of(const FieldRule& rule) {
  if (!rule.pattern.any()) return rule.pattern.example(static_cast<size_t>(rule.min));
  switch (rule.type) {
    case FieldType::kText:
    case FieldType::kLongText: return text_within(rule, "text");
    case FieldType::kNumber: return text_within(rule, "A1001");
    case FieldType::kLabel: return text_within(rule, "1001");
    case FieldType::kInteger: return within(rule, 1);
    case FieldType::kMoney: return within(rule, kUsualMinor);
    case FieldType::kDecimal: {
      const int64_t minor = within(rule, kUsualMinor);
      return fmt::format("{}.{:02}", minor / 100, minor % 100);
    }
    case FieldType::kFlag: return true;
    case FieldType::kTime: return "2026-01-22T14:20:00Z";
    case FieldType::kObject:
    case FieldType::kArray: break;
  }
  return {};
}

}  // namespace ordo::channels
