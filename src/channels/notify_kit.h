// What the folders of several receivers share: cutting, unmarking, and reading plain answers.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "channels/credential_fields.h"
#include "channels/notifier.h"

namespace ordo::channels {

inline constexpr size_t kBotTextBytesMax = 4'096;  // WeCom's; the others take more
inline constexpr size_t kTitleMax = 200;           // characters
inline constexpr size_t kSmsVariableMax = 35;      // code points of one variable of a template
inline constexpr size_t kPhonesMax = 50;
inline constexpr int64_t kMinuteLimitMs = kMinuteMs;  // after "too often", where nothing is named

// At most `max` bytes or code points of `text`, an ellipsis included, no code point cut.
[[nodiscard]] std::string cut_bytes(std::string_view text, size_t max);
[[nodiscard]] std::string cut_characters(std::string_view text, size_t max);
// Control characters, line breaks among them, as blanks.
[[nodiscard]] std::string one_line(std::string_view text);
// One line in which nothing is markup or a mention: < > [ ] * ` # @ ~ _ | \ as their wide forms.
[[nodiscard]] std::string without_markup(std::string_view text);

[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view between);
// A bot that asks for a keyword takes only texts that hold it.
[[nodiscard]] std::string with_keyword(const std::string& title, const std::string& keyword);

// "endpoint", or where the documents say it is: https, or http on this machine only.
[[nodiscard]] std::string read_endpoint(CredentialFields& fields, std::string_view otherwise);
// Host and port, as a header says them.
[[nodiscard]] std::string host_of(std::string_view endpoint);
// "phones": at least one, in E.164 ("+8613800000000").
[[nodiscard]] std::vector<std::string> read_phones(CredentialFields& fields);
// "+8613800000000" -> "…0000".
[[nodiscard]] std::string phone_tail(std::string_view phone);

[[nodiscard]] HttpCall json_post(std::string url, std::string body);
// What no body needs to be read for: no answer, 5xx, 429. Nothing: read the body.
[[nodiscard]] std::optional<Told> told_by_status(const HttpAnswer& answer);
[[nodiscard]] Told refused_as(std::string detail);
[[nodiscard]] Told limited_for(int64_t ms, std::string detail);

// A JSON object's number and text, as far as it is one.
struct BotAnswer {
  bool understood = false;
  int64_t code = 0;
  std::string words;
};
[[nodiscard]] BotAnswer read_bot_answer(std::string_view body, std::string_view code_name,
                                        std::string_view words_name);

}  // namespace ordo::channels
