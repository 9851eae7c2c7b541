#include "channels/credential_fields.h"

#include <algorithm>

#include "base/text.h"

namespace ordo::channels {

CredentialFields::CredentialFields(std::string_view credentials_json) {
  const simdjson::padded_string padded(credentials_json);
  is_object_ = !parser_.parse(padded).get(members_);
  if (!is_object_) problem("", "the credentials are not a JSON object");
}

std::string CredentialFields::checked(simdjson::dom::element value, std::string_view pointer) {
  std::string_view text;
  const bool is_text = !value.get(text) && text.size() <= kCredentialBytesMax &&
                       std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
  if (is_text) return std::string(text);
  problem(pointer, "expected a string of at most 512 printable ASCII characters without blanks");
  return {};
}

std::string CredentialFields::text(std::string_view name) {
  simdjson::dom::element value;
  if (!is_object_ || members_[name].get(value) || value.is_null()) return {};
  return checked(value, name);
}

std::string CredentialFields::required(std::string_view name) {
  std::string value = text(name);
  if (value.empty()) problem(name, "is required");
  return value;
}

std::vector<std::string> CredentialFields::texts(std::string_view name, size_t max) {
  std::vector<std::string> all;
  simdjson::dom::element value;
  if (!is_object_ || members_[name].get(value) || value.is_null()) return all;
  simdjson::dom::array list;
  if (value.get(list) || list.size() > max) {
    problem(name, "expected an array of at most " + std::to_string(max) + " strings");
    return all;
  }
  for (const simdjson::dom::element entry : list) {
    all.push_back(checked(entry, std::string(name) + "/" + std::to_string(all.size())));
  }
  return all;
}

std::string CredentialFields::words(std::string_view name, size_t max) {
  simdjson::dom::element value;
  if (!is_object_ || members_[name].get(value) || value.is_null()) return {};
  std::string_view raw;
  const auto clean = value.get(raw) ? Result<std::string>(invalid("", "")) : clean_text(raw);
  if (clean && code_points(*clean) <= max) return *clean;
  problem(name, "expected words of at most " + std::to_string(max) + " characters");
  return {};
}

void CredentialFields::problem(std::string_view name, std::string detail) {
  if (!result_) return;
  const std::string pointer = name.empty() ? std::string() : "/" + std::string(name);
  result_ = invalid(pointer, std::move(detail), "invalid_credentials");
}

Result<> CredentialFields::ok() const { return result_; }

}  // namespace ordo::channels
