#include <fmt/format.h>

#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "base/text.h"
#include "channels/document.h"
#include "channels/field_rules.h"
#include "channels/problems.h"

namespace ordo::channels {
namespace {

namespace json = boost::json;
using Chars = json::string_view;

std::string safe_key(const std::string& key) {
  return pointer_part(is_valid_utf8(key) ? std::string_view(key) : printable(key));
}

// Receives a document's parts in order and remembers where it stands. The names of the members are
// those that boost::json::basic_parser asks for.
class Inspector {
 public:
  static constexpr size_t max_object_size = SIZE_MAX, max_array_size = SIZE_MAX,
                          max_key_size = SIZE_MAX, max_string_size = SIZE_MAX;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return enter(false); }
  bool on_array_begin(json::error_code&) { return enter(true); }
  bool on_object_end(size_t, json::error_code&) { return leave(); }
  bool on_array_end(size_t, json::error_code&) { return leave(); }
  bool on_key_part(Chars part, size_t, json::error_code&) { return gather(part); }
  bool on_string_part(Chars part, size_t, json::error_code&) { return gather(part); }
  bool on_number_part(Chars part, json::error_code&) { return gather(part); }
  bool on_comment_part(Chars, json::error_code&) { return true; }
  bool on_comment(Chars, json::error_code&) { return true; }

  bool on_key(Chars rest, size_t, json::error_code&) {
    gather(rest);
    levels_.back().key = std::exchange(gathered_, {});
    check_text(levels_.back().key);
    return true;
  }
  bool on_string(Chars rest, size_t, json::error_code&) {
    gather(rest);
    next_value();
    check_text(std::exchange(gathered_, {}));
    return true;
  }
  bool on_int64(int64_t, Chars, json::error_code&) { return small_value(); }
  bool on_uint64(uint64_t, Chars, json::error_code&) { return small_value(); }
  bool on_bool(bool, json::error_code&) { return small_value(); }
  bool on_null(json::error_code&) { return small_value(); }
  // lint: allow no-float: the parser's own signature; the value is only named in a complaint
  bool on_double(double value, Chars rest, json::error_code&) {
    gather(rest);
    next_value();
    check_number(value, std::exchange(gathered_, {}));
    return true;
  }

  [[nodiscard]] std::string pointer() const {
    std::string text;
    for (const Level& level : levels_) {
      if (level.is_array && level.entries == 0) break;
      text += "/" + (level.is_array ? std::to_string(level.entries - 1) : safe_key(level.key));
    }
    return text;
  }

  Problems problems;

 private:
  struct Level {
    bool is_array = false;
    size_t entries = 0;
    std::string key;
  };

  bool enter(bool is_array) {
    next_value();
    levels_.push_back({is_array, 0, {}});
    return true;
  }
  bool leave() {
    levels_.pop_back();
    return true;
  }
  bool small_value() {
    gathered_.clear();
    next_value();
    return true;
  }
  bool gather(Chars part) {
    gathered_.append(part.data(), part.size());
    return true;
  }
  void next_value() {
    if (!levels_.empty() && levels_.back().is_array) ++levels_.back().entries;
  }
  void check_text(const std::string& text) {
    if (!is_valid_utf8(text)) {
      problems.add(pointer(), "invalid_utf8", "expected UTF-8, found bytes that are not");
    }
  }
  // lint: allow no-float: handed on by on_double
  void check_number(double value, const std::string& text) {
    const bool is_integer = text.find_first_of(".eE") == std::string::npos;
    if (is_integer || std::isinf(value)) {
      problems.add(pointer(), "out_of_range",
                   "expected a number of 64 bits, found " + printable(text));
    }
  }

  std::vector<Level> levels_;
  std::string gathered_;
};

Error malformed(size_t offset, std::string_view why) {
  return {ErrorClass::kInvalid,
          "malformed_json",
          fmt::format("the body is not valid JSON at byte {}: {}", offset, why),
          {}};
}

}  // namespace

Error diagnose(std::string_view body, std::string_view parser_message) {
  json::parse_options options;
  options.max_depth = kDepthMax;
  options.allow_invalid_utf8 = true;
  json::basic_parser<Inspector> parser(options);
  json::error_code error;
  const size_t read = parser.write_some(false, body.data(), body.size(), error);
  Inspector& found = parser.handler();
  if (error == json::error::too_deep) {
    found.problems.add(found.pointer(), "too_deep",
                       fmt::format("expected at most {} levels", kDepthMax));
  } else if (error) {
    return malformed(read, error.message());
  } else if (read < body.size()) {
    return malformed(read, "more text after the document");
  }
  if (found.problems.empty()) return malformed(0, parser_message);
  return std::move(found.problems).breach();
}

}  // namespace ordo::channels
