// Reads a document of configuration and collects what is wrong with it, so that it is all said at once.
#pragma once

#include <boost/json.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ordo::flows {

// Names are keys of the document or paths below it ("kinds/2"); `base` is the JSON pointer of the
// document itself. The document outlives its reading. One thread.
class DocumentReading {
 public:
  explicit DocumentReading(const boost::json::object& document, std::string base = "")
      : document_(document), base_(std::move(base)) {}

  void only(std::initializer_list<std::string_view> names);
  // Null when it is absent, or null.
  [[nodiscard]] const boost::json::value* find(std::string_view name) const;
  [[nodiscard]] bool is_null(std::string_view name) const;

  void whole(std::string_view name, int64_t least, int64_t most, int64_t& out);
  void whole_if_given(std::string_view name, int64_t least, int64_t most, int64_t& out);
  void flag(std::string_view name, bool& out);
  void flag_if_given(std::string_view name, bool& out);
  // Cleaned; at most `max` code points.
  void words(std::string_view name, size_t max, std::string& out, bool required = false);
  // One to kListMax texts that fit, none twice. `expected` says what fits.
  static constexpr size_t kListMax = 100;
  void texts(std::string_view name, bool required, std::string_view expected,
             bool (*fits)(std::string_view), std::vector<std::string>& out);

  void wrong(std::string_view name, std::string detail);
  void take(std::vector<FieldError> problems);
  [[nodiscard]] std::vector<FieldError> problems() { return std::move(problems_); }

  template <class T>
  [[nodiscard]] Result<T> result(T value) {
    if (problems_.empty()) return value;
    // Said before the list is handed on: arguments are evaluated in any order.
    std::string first = problems_.front().pointer + " " + problems_.front().detail;
    return fail(ErrorClass::kInvalid, "invalid", std::move(first), std::move(problems_));
  }

 private:
  const boost::json::object& document_;
  std::string base_;
  std::vector<FieldError> problems_;
};

}  // namespace ordo::flows
