#include "channels/fields.h"

#include <fmt/format.h>

#include <tuple>

#include "base/text.h"

namespace ordo::channels {
namespace {

namespace dom = simdjson::dom;

Result<Instant> parse_time(std::string_view text, const ShopContext& shop) {
  auto moment = parse_rfc3339(text);
  if (moment || moment.error().code != "time_without_zone" || shop.zone.empty()) return moment;
  auto zone = Zone::find(shop.zone);
  if (!zone) return std::unexpected(std::move(zone.error()));
  return zone->parse_local(text);
}

constexpr int64_t kDecimalCharactersMax = 40;

// Platforms write "1200.0" and "1200.00" of a currency without decimals: zeros that say nothing are
// dropped before the amount is read; any other digit too many is still refused.
std::string_view without_idle_zeros(std::string_view text, Currency currency) {
  const size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return text;
  const auto decimals = static_cast<size_t>(currency.exponent());
  while (text.size() > dot + 1 + decimals && text.back() == '0') text.remove_suffix(1);
  if (text.back() == '.') text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view found_words(dom::element value) {
  switch (value.type()) {
    case dom::element_type::ARRAY: return "an array";
    case dom::element_type::OBJECT: return "an object";
    case dom::element_type::INT64:
    case dom::element_type::UINT64: return "an integer";
    case dom::element_type::DOUBLE: return "a number with a fraction or an exponent";
    case dom::element_type::STRING: return "a string";
    case dom::element_type::BOOL: return "a boolean";
    case dom::element_type::NULL_VALUE: return "null";
  }
  return "nothing";
}

std::optional<dom::object> entry_object(dom::element entry, const Path& path, Problems& problems) {
  dom::object object;
  if (!entry.get(object)) return object;
  problems.add(path, "field_type", fmt::format("expected an object, found {}", found_words(entry)));
  return std::nullopt;
}

Fields::Fields(dom::object object, std::span<const FieldRule> rules, std::span<dom::element> values,
               const Path& path, Reading& reading)
    : rules_(rules), path_(path), reading_(reading), values_(values) {
  size_t hint = 0;
  for (const auto member : object) {
    const size_t slot = find(member.key, hint);
    if (slot == rules_.size()) continue;
    take(slot, member.value);
    hint = slot + 1;
  }
  for (size_t slot = 0; slot < rules_.size(); ++slot) {
    if (!rules_[slot].required || ((given_ >> slot) & 1u)) continue;
    problem(slot, "required",
            fmt::format("expected {}, found nothing", expected_words(rules_[slot].type)));
  }
}

// Senders mostly keep the order of the table, so the search begins where the last one ended.
size_t Fields::find(std::string_view key, size_t hint) const {
  for (size_t slot = hint; slot < rules_.size(); ++slot) {
    if (rules_[slot].name == key) return slot;
  }
  for (size_t slot = 0; slot < hint; ++slot) {
    if (rules_[slot].name == key) return slot;
  }
  return rules_.size();
}

void Fields::take(size_t slot, dom::element value) {
  const uint32_t bit = 1u << slot;
  if (seen_ & bit) return problem(slot, "duplicate_key", "expected once, found again");
  seen_ |= bit;
  if (value.is_null()) return;
  given_ |= bit;
  if (!fits(slot, value)) return;
  present_ |= bit;
  values_[slot] = value;
}

bool Fields::fits(size_t slot, dom::element value) {
  std::string_view text;
  switch (rules_[slot].type) {
    case FieldType::kLabel:
      if (!value.is_string()) return fits_integer(slot, value);
      [[fallthrough]];
    case FieldType::kText:
    case FieldType::kLongText:
    case FieldType::kNumber:
    case FieldType::kTime:
    case FieldType::kDecimal:
      if (!value.get(text)) return fits_text(slot, text);
      break;
    case FieldType::kInteger:
    case FieldType::kMoney: return fits_integer(slot, value);
    case FieldType::kArray: return fits_array(slot, value);
    case FieldType::kObject:
      if (value.is_object()) return true;
      break;
    case FieldType::kFlag:
      if (value.is_bool()) return true;
      break;
  }
  wrong_type(slot, value);
  return false;
}

bool Fields::fits_text(size_t slot, std::string_view text) {
  FieldRule rule = rules_[slot];
  // The limits of a decimal are those of its value, which amount() knows.
  if (rule.type == FieldType::kDecimal) rule.min = 1, rule.max = kDecimalCharactersMax;
  if (text.size() < static_cast<size_t>(rule.min)) {
    problem(slot, "too_short", "expected a text, found an empty one");
    return false;
  }
  const auto max = static_cast<size_t>(rule.max);
  const size_t length = text.size() <= max ? text.size() : code_points(text);
  if (length <= max) return rule.pattern.any() || fits_pattern(slot, text);
  problem(slot, "too_long", fmt::format("expected at most {} characters, found {}", max, length));
  return false;
}

// What is no text at all is named where it is read.
bool Fields::fits_pattern(size_t slot, std::string_view text) {
  const Pattern& pattern = rules_[slot].pattern;
  const bool number = rules_[slot].type == FieldType::kNumber;
  const auto cleaned = number ? clean_number(text) : clean_text(text);
  if (!cleaned || cleaned->empty() || pattern.fits(*cleaned)) return true;
  problem(slot, "pattern_mismatch",
          fmt::format("expected {}, found \"{}\"", pattern.form(), printable(*cleaned)));
  return false;
}

bool Fields::fits_integer(size_t slot, dom::element value) {
  const FieldRule& rule = rules_[slot];
  const bool is_label = rule.type == FieldType::kLabel;
  const int64_t min = is_label ? 0 : rule.min, max = is_label ? INT64_MAX : rule.max;
  if (value.type() == dom::element_type::DOUBLE) {
    problem(slot, "not_an_integer",
            fmt::format("expected {}, found {}", expected_words(rule.type), found_words(value)));
    return false;
  }
  if (!value.is_number()) {
    wrong_type(slot, value);
    return false;
  }
  int64_t number = 0;
  const bool beyond = value.get(number) != simdjson::SUCCESS;
  if (!beyond && number >= min && number <= max) return true;
  problem(slot, "out_of_range",
          fmt::format("expected {} to {}, found {}", min, max, simdjson::minify(value)));
  return false;
}

bool Fields::fits_array(size_t slot, dom::element value) {
  dom::array entries;
  if (value.get(entries)) {
    wrong_type(slot, value);
    return false;
  }
  const auto max = static_cast<size_t>(rules_[slot].max);
  if (entries.size() <= max) return true;
  problem(slot, "too_many",
          fmt::format("expected at most {} entries, found {}", max, entries.size()));
  return false;
}

void Fields::wrong_type(size_t slot, dom::element value) {
  problem(
      slot, "field_type",
      fmt::format("expected {}, found {}", expected_words(rules_[slot].type), found_words(value)));
}

void Fields::problem(size_t slot, std::string_view code, std::string_view detail) {
  reading_.problems.add(path_of(slot), code, detail);
}

std::string_view Fields::raw_text(size_t slot) const {
  std::string_view text;
  if (has(slot)) std::ignore = values_[slot].get(text);
  return text;
}

std::string Fields::text(size_t slot) {
  const std::string_view raw = raw_text(slot);
  if (raw.empty()) return {};
  auto cleaned = rules_[slot].type == FieldType::kLongText ? clean_multiline(raw) : clean_text(raw);
  if (!cleaned) {
    problem(slot, cleaned.error().code, cleaned.error().detail);
    return {};
  }
  if (cleaned->empty() && rules_[slot].min > 0) {
    problem(slot, "too_short", "expected a text, found only blanks");
  }
  return std::move(*cleaned);
}

Number Fields::number(size_t slot) {
  const std::string_view raw = raw_text(slot);
  if (raw.empty()) return {};
  auto cleaned = clean_number(raw);
  if (cleaned) return {std::string(raw), std::move(*cleaned)};
  const bool means_none = cleaned.error().code == "empty_number" && !rules_[slot].required;
  if (!means_none) problem(slot, cleaned.error().code, cleaned.error().detail);
  return {};
}

std::string Fields::label(size_t slot) {
  if (!has(slot)) return {};
  if (values_[slot].is_string()) return text(slot);
  return std::to_string(integer(slot));
}

int64_t Fields::integer(size_t slot) const {
  int64_t number = 0;
  if (has(slot)) std::ignore = values_[slot].get(number);
  return number;
}

std::optional<int64_t> Fields::amount(size_t slot, Currency currency) {
  if (!has(slot) || currency == Currency{}) return std::nullopt;
  const auto amount = parse_decimal(without_idle_zeros(raw_text(slot), currency), currency);
  const FieldRule& rule = rules_[slot];
  if (!amount) {
    problem(slot, amount.error().code, amount.error().detail);
  } else if (amount->minor < rule.min || amount->minor > rule.max) {
    problem(slot, "out_of_range",
            fmt::format("expected {} to {}, found {}", format_decimal({rule.min, currency}),
                        format_decimal({rule.max, currency}), format_decimal(*amount)));
  } else {
    return amount->minor;
  }
  return std::nullopt;
}

bool Fields::flag(size_t slot) const {
  bool value = false;
  if (has(slot)) std::ignore = values_[slot].get(value);
  return value;
}

std::optional<Instant> Fields::time(size_t slot) {
  if (!has(slot)) return std::nullopt;
  const std::string_view raw = raw_text(slot);
  const auto moment = parse_time(raw, reading_.shop);
  if (moment) return *moment;
  problem(slot, moment.error().code,
          fmt::format("expected an RFC 3339 time with a zone, found \"{}\"", printable(raw)));
  return std::nullopt;
}

std::optional<dom::object> Fields::object(size_t slot) const {
  dom::object value;
  if (!has(slot) || values_[slot].get(value)) return std::nullopt;
  return value;
}

std::optional<dom::array> Fields::array(size_t slot) const {
  dom::array value;
  if (!has(slot) || values_[slot].get(value)) return std::nullopt;
  return value;
}

}  // namespace ordo::channels
