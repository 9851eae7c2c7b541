#include "core/alert_detail.h"

#include "base/text.h"

namespace ordo::core {

namespace json = boost::json;

std::string moment_value(Instant at) { return format_rfc3339(at); }

std::string alert_detail(AlertFields fields) {
  for (auto& [name, value] : fields) {
    if (const json::string* text = value.if_string(); text && text->size() > kAlertValueBytesMax) {
      const std::string begins(cut_utf8(std::string_view(*text), kAlertValueBytesMax));
      value = begins;
    }
  }
  return json::serialize(fields);
}

std::optional<AlertFields> alert_fields(std::string_view detail) {
  if (!detail.starts_with('{')) return std::nullopt;
  json::error_code failed;
  json::value value = json::parse({detail.data(), detail.size()}, failed);
  if (failed || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

}  // namespace ordo::core
