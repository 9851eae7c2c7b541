// Reading a shop's credentials, a JSON object of short texts. Errors name the member at fault and
// never repeat its value.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace ordo::channels {

inline constexpr size_t kCredentialBytesMax = 512;

class CredentialFields {
 public:
  // Not a JSON object: every member is absent and ok() is an error.
  explicit CredentialFields(std::string_view credentials_json);

  // Printable ASCII without blanks. Absent or null: empty.
  [[nodiscard]] std::string text(std::string_view name);
  [[nodiscard]] std::string required(std::string_view name);
  // Members of an array of such texts; absent: none.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name, size_t max);
  // Words in any script, on one line, of at most `max` characters. Absent or null: empty.
  [[nodiscard]] std::string words(std::string_view name, size_t max);
  void problem(std::string_view name, std::string detail);
  // The first thing that was wrong; code "invalid_credentials".
  [[nodiscard]] Result<> ok() const;

 private:
  [[nodiscard]] std::string checked(simdjson::dom::element value, std::string_view pointer);

  simdjson::dom::parser parser_;
  simdjson::dom::object members_;
  bool is_object_ = false;
  Result<> result_;
};

}  // namespace ordo::channels
