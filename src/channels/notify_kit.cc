#include "channels/notify_kit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "channels/web_text.h"

namespace ordo::channels {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr int64_t kRetryAfterMaxS = 3'600;  // longer is not believed

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// Wide forms look alike and mean nothing to Markdown, HTML and mentions.
std::string_view wide(char c) {
  switch (c) {
    case '<': return "＜";
    case '>': return "＞";
    case '[': return "［";
    case ']': return "］";
    case '*': return "＊";
    case '`': return "｀";
    case '#': return "＃";
    case '@': return "＠";
    case '~': return "～";
    case '|': return "｜";
    case '\\': return "＼";
    default: return {};
  }
}

bool is_loopback(std::string_view address) {
  if (!address.starts_with("http://")) return false;
  address.remove_prefix(7);
  const std::string_view host = address.substr(0, address.find_first_of(":/"));
  return host == "127.0.0.1" || host == "localhost";
}

size_t bytes_of_characters(std::string_view text, size_t count) {
  size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
    if (begins && count-- == 0) break;
  }
  return at;
}

int64_t retry_after_ms(const HttpAnswer& answer) {
  int64_t seconds = 0;
  for (const char c : answer.header("retry-after")) {
    if (c < '0' || c > '9' || seconds > kRetryAfterMaxS) break;
    seconds = seconds * 10 + (c - '0');
  }
  return std::min(seconds, kRetryAfterMaxS) * kSecondMs;
}

bool is_phone(std::string_view phone) {
  return phone.size() >= 8 && phone.size() <= 16 && phone.front() == '+' && phone[1] != '0' &&
         std::ranges::all_of(phone.substr(1), is_digit);
}

}  // namespace

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return "info";
    case Severity::kWarning: return "warning";
    case Severity::kCritical: return "critical";
  }
  return "warning";
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (const auto severity : {Severity::kInfo, Severity::kWarning, Severity::kCritical}) {
    if (name(severity) == text) return severity;
  }
  return std::nullopt;
}

std::string cut_bytes(std::string_view text, size_t max) {
  if (text.size() <= max) return std::string(text);
  return std::string(cut_utf8(text, max - kEllipsis.size())) + std::string(kEllipsis);
}

std::string cut_characters(std::string_view text, size_t max) {
  if (bytes_of_characters(text, max) == text.size()) return std::string(text);
  return std::string(text.substr(0, bytes_of_characters(text, max - 1))) + std::string(kEllipsis);
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(line, is_control, ' ');
  return line;
}

std::string without_markup(std::string_view text) {
  std::string plain;
  for (const char c : one_line(text)) {
    const std::string_view form = wide(c);
    if (form.empty()) {
      plain += c;
    } else {
      plain += form;
    }
  }
  return plain;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i) text += between;
    text += parts[i];
  }
  return text;
}

std::string with_keyword(const std::string& title, const std::string& keyword) {
  const bool missing = !keyword.empty() && title.find(keyword) == std::string::npos;
  return missing ? keyword + " " + title : title;
}

std::string read_endpoint(CredentialFields& fields, std::string_view otherwise) {
  std::string endpoint = fields.text("endpoint");
  if (endpoint.empty()) return std::string(otherwise);
  const bool safe =
      is_base_url(endpoint) && (endpoint.starts_with("https://") || is_loopback(endpoint));
  if (!safe) fields.problem("endpoint", "must be an https address");
  while (endpoint.ends_with('/')) endpoint.pop_back();
  return endpoint;
}

std::string host_of(std::string_view endpoint) {
  endpoint.remove_prefix(endpoint.find("//") + 2);
  return std::string(endpoint.substr(0, endpoint.find('/')));
}

std::vector<std::string> read_phones(CredentialFields& fields) {
  std::vector<std::string> phones = fields.texts("phones", kPhonesMax);
  if (phones.empty()) fields.problem("phones", "names nobody");
  for (size_t i = 0; i < phones.size(); ++i) {
    if (!is_phone(phones[i])) {
      fields.problem(fmt::format("phones/{}", i),
                     "must be a number with its country, such as +8613800000000");
    }
  }
  return phones;
}

std::string phone_tail(std::string_view phone) {
  return "…" + std::string(phone.substr(phone.size() - std::min<size_t>(phone.size(), 4)));
}

HttpCall json_post(std::string url, std::string body) {
  HttpCall call;
  call.method = "POST";
  call.url = std::move(url);
  call.headers = {{"Content-Type", "application/json; charset=utf-8"}};
  call.body = std::move(body);
  return call;
}

Told refused_as(std::string detail) { return {Told::Met::kRefused, std::move(detail), 0}; }

Told limited_for(int64_t ms, std::string detail) {
  return {Told::Met::kLimited, std::move(detail), ms};
}

std::optional<Told> told_by_status(const HttpAnswer& answer) {
  if (answer.status == 0) return Told{Told::Met::kDown, "no answer", 0};
  const std::string said = fmt::format("the receiver answered {}", answer.status);
  if (answer.status >= 500) return Told{Told::Met::kDown, said, retry_after_ms(answer)};
  if (answer.status == 429) {
    return limited_for(std::max(retry_after_ms(answer), kMinuteLimitMs), said);
  }
  return std::nullopt;
}

BotAnswer read_bot_answer(std::string_view body, std::string_view code_name,
                          std::string_view words_name) {
  BotAnswer read;
  simdjson::dom::parser parser;
  simdjson::dom::object answer;
  const simdjson::padded_string padded(body);
  if (parser.parse(padded).get(answer)) return read;
  if (answer[code_name].get(read.code)) return read;
  read.understood = true;
  std::string_view words;
  if (!answer[words_name].get(words)) read.words = printable(words);
  return read;
}

}  // namespace ordo::channels
