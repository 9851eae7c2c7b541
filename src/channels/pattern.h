// The form of a short text, written as a regular expression of a row of classes: "[A-Z]{2}[0-9]+". A class
// stands once, so many times ("{2}"), or at the end for whatever is left ("+"); the whole text must be of
// that form. It is read from left to right and never goes back, so that no text takes longer than its
// length. A form that cannot be read does not compile.
#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/text.h"

namespace ordo::channels {

class Pattern {
 public:
  constexpr Pattern() = default;  // any text
  // `example`: one that means something; it must be of the form.
  consteval explicit Pattern(const char* form, const char* example = "")
      : form_(form), example_(example) {
    for (std::string_view rest = form_; !rest.empty();) static_cast<void>(take(rest));
    if (!example_.empty() && !fits(example_)) throw std::invalid_argument("example");
  }

  [[nodiscard]] constexpr std::string_view form() const { return form_; }
  [[nodiscard]] constexpr bool any() const { return form_.empty(); }
  [[nodiscard]] constexpr bool fits(std::string_view text) const {
    for (std::string_view rest = form_; !rest.empty();) {
      const Part part = take(rest);
      const size_t count = part.to_the_end ? std::max<size_t>(text.size(), 1) : part.count;
      if (text.size() < count) return false;
      const std::string_view mine = text.substr(0, count);
      if (!std::ranges::all_of(mine, [&](char c) { return part.holds(c); })) return false;
      text.remove_prefix(count);
    }
    return any() || text.empty();
  }

  // The example, or the first text of this form that is at least so long, where its last class takes
  // what is left.
  [[nodiscard]] std::string example(size_t least) const {
    if (!example_.empty()) return std::string(example_);
    std::string text;
    for (std::string_view rest = form_; !rest.empty();) {
      const Part part = take(rest);
      const size_t left = least > text.size() ? least - text.size() : 0;
      text.append(part.to_the_end ? std::max<size_t>(left, 1) : part.count, part.set.front());
    }
    return text;
  }

 private:
  struct Part {
    std::string_view set;  // "A-Z0-9"
    size_t count = 1;
    bool to_the_end = false;

    [[nodiscard]] constexpr bool holds(char c) const {
      for (size_t i = 0; i < set.size(); ++i) {
        const bool range = i + 2 < set.size() && set[i + 1] == '-';
        if (c >= set[i] && c <= set[range ? i + 2 : i]) return true;
        if (range) i += 2;
      }
      return false;
    }
  };

  static constexpr Part take(std::string_view& rest) {
    const size_t end = rest.find(']');
    if (!rest.starts_with('[') || end == rest.npos || end == 1)
      throw std::invalid_argument("class");
    Part part{rest.substr(1, end - 1)};
    rest.remove_prefix(end + 1);
    if (rest == "+") {
      part.to_the_end = true;
      rest = {};
    } else if (rest.starts_with('{')) {
      part.count = take_count(rest);
    }
    return part;
  }

  static constexpr size_t take_count(std::string_view& rest) {
    const size_t end = rest.find('}');
    if (end == rest.npos || end == 1 || end > 4) throw std::invalid_argument("count");
    size_t count = 0;
    for (const char c : rest.substr(1, end - 1)) {
      if (!is_digit(c)) throw std::invalid_argument("count");
      count = count * 10 + static_cast<size_t>(c - '0');
    }
    rest.remove_prefix(end + 1);
    return count;
  }

  std::string_view form_, example_;
};

}  // namespace ordo::channels
