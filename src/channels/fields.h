// Reading the fields of one JSON object under a table of the contract. Constructing checks types,
// limits, required and repeated fields; what is wrong goes to the problems and counts as absent, so
// that readers run on and find everything at once.
#pragma once

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/money.h"
#include "base/time.h"
#include "channels/adapter.h"
#include "channels/field_rules.h"
#include "channels/problems.h"

namespace ordo::channels {

// What one decoding carries along.
struct Reading {
  const ShopContext& shop;
  std::string_view body;
  Problems problems;
};

struct Number {
  std::string raw, clean;
};

class Fields {
 public:
  // `values` has a place for each rule and lives as long as this.
  Fields(simdjson::dom::object object, std::span<const FieldRule> rules,
         std::span<simdjson::dom::element> values, const Path& path, Reading& reading);

  void problem(size_t slot, std::string_view code, std::string_view detail);
  [[nodiscard]] bool has(size_t slot) const { return (present_ >> slot) & 1u; }
  // Each answers an empty value where the field is absent.
  [[nodiscard]] std::string_view raw_text(size_t slot) const;
  [[nodiscard]] std::string text(size_t slot);
  [[nodiscard]] Number number(size_t slot);
  [[nodiscard]] std::string label(size_t slot);
  [[nodiscard]] int64_t integer(size_t slot) const;
  // A decimal as minor units of `currency`; nothing where absent or, with a problem, no such amount.
  [[nodiscard]] std::optional<int64_t> amount(size_t slot, Currency currency);
  [[nodiscard]] bool flag(size_t slot) const;
  [[nodiscard]] std::optional<Instant> time(size_t slot);
  [[nodiscard]] std::optional<simdjson::dom::object> object(size_t slot) const;
  [[nodiscard]] std::optional<simdjson::dom::array> array(size_t slot) const;
  [[nodiscard]] Path path_of(size_t slot) const { return {path_, rules_[slot].name}; }
  [[nodiscard]] Reading& reading() const { return reading_; }

 private:
  [[nodiscard]] size_t find(std::string_view key, size_t hint) const;
  void take(size_t slot, simdjson::dom::element value);
  [[nodiscard]] bool fits(size_t slot, simdjson::dom::element value);
  [[nodiscard]] bool fits_text(size_t slot, std::string_view text);
  [[nodiscard]] bool fits_pattern(size_t slot, std::string_view text);
  [[nodiscard]] bool fits_integer(size_t slot, simdjson::dom::element value);
  [[nodiscard]] bool fits_array(size_t slot, simdjson::dom::element value);
  void wrong_type(size_t slot, simdjson::dom::element value);

  std::span<const FieldRule> rules_;
  const Path& path_;
  Reading& reading_;
  std::span<simdjson::dom::element> values_;
  uint32_t present_ = 0;  // given, and as the rule wants it
  uint32_t seen_ = 0;     // named at all, to find repeated ones
  uint32_t given_ = 0;    // not null
};

consteval size_t slot_of(std::span<const FieldRule> rules, std::string_view name) {
  size_t slot = 0;
  while (rules[slot].name != name) ++slot;  // past the end does not compile
  return slot;
}

// Stands before Fields among the bases, so that it is there first.
template <size_t kCount>
struct FieldValues {
  std::array<simdjson::dom::element, kCount> elements;
};

// Fields of one table, asked for by name; a name that the table lacks does not compile.
template <const auto& kRules>
class FieldsOf : private FieldValues<std::size(kRules)>, private Fields {
  static_assert(std::size(kRules) <= kFieldsMax);

 public:
  struct Name {
    size_t slot;
    consteval Name(const char* name) : slot(slot_of(kRules, name)) {}
  };

  FieldsOf(simdjson::dom::object object, const Path& path, Reading& reading)
      : Fields(object, kRules, this->elements, path, reading) {}

  void problem(Name n, std::string_view code, std::string_view detail) {
    Fields::problem(n.slot, code, detail);
  }
  [[nodiscard]] bool has(Name n) const { return Fields::has(n.slot); }
  [[nodiscard]] std::string_view raw_text(Name n) const { return Fields::raw_text(n.slot); }
  [[nodiscard]] std::string text(Name n) { return Fields::text(n.slot); }
  [[nodiscard]] Number number(Name n) { return Fields::number(n.slot); }
  [[nodiscard]] std::string label(Name n) { return Fields::label(n.slot); }
  [[nodiscard]] int64_t integer(Name n) const { return Fields::integer(n.slot); }
  [[nodiscard]] std::optional<int64_t> amount(Name n, Currency currency) {
    return Fields::amount(n.slot, currency);
  }
  [[nodiscard]] bool flag(Name n) const { return Fields::flag(n.slot); }
  [[nodiscard]] std::optional<Instant> time(Name n) { return Fields::time(n.slot); }
  [[nodiscard]] std::optional<simdjson::dom::object> object(Name n) const {
    return Fields::object(n.slot);
  }
  [[nodiscard]] std::optional<simdjson::dom::array> array(Name n) const {
    return Fields::array(n.slot);
  }
  [[nodiscard]] Path path_of(Name n) const { return Fields::path_of(n.slot); }
  using Fields::reading;
};

// The object of one entry of an array, or nothing and a problem.
[[nodiscard]] std::optional<simdjson::dom::object> entry_object(simdjson::dom::element entry,
                                                                const Path& path,
                                                                Problems& problems);

// "a string", "an object" … as error details say it.
[[nodiscard]] std::string_view found_words(simdjson::dom::element value);

}  // namespace ordo::channels
