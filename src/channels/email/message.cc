#include "channels/email/message.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/text.h"
#include "channels/notify_kit.h"

namespace ordo::channels::email {
namespace {

constexpr size_t kEncodedBytesMax = 45;  // =?UTF-8?B?…?= of them is 72 characters
constexpr size_t kLineMax = 76;
constexpr size_t kSubjectMax = 150;
constexpr size_t kTextBytesMax = 64u << 10;
constexpr std::array<std::string_view, 7> kDays = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

size_t month_of(std::string_view digits) {
  size_t month = 1;
  std::from_chars(digits.data(), digits.data() + digits.size(), month);
  return month - 1;
}

std::string wrapped_base64(std::string_view text) {
  std::string lines;
  const std::string encoded = base64(text);
  for (size_t at = 0; at < encoded.size(); at += kLineMax) {
    lines += encoded.substr(at, kLineMax) + "\r\n";
  }
  return lines;
}

std::string body_of(const Notice& notice) {
  std::string text = one_line(notice.title) + "\r\n";
  for (const std::string& line : notice.lines) text += "\r\n" + one_line(line);
  return cut_bytes(text, kTextBytesMax) + "\r\n";
}

// An address to a line: a header must not grow with the number of receivers.
std::string receivers(const std::vector<std::string>& to) {
  std::string text;
  for (const std::string& address : to) {
    text += (text.empty() ? "<" : ",\r\n <") + address + ">";
  }
  return text;
}

}  // namespace

std::string encoded_words(std::string_view words) {
  std::string text;
  while (!words.empty()) {
    const std::string_view part = cut_utf8(words, kEncodedBytesMax);
    if (part.empty()) break;  // not UTF-8
    if (!text.empty()) text += "\r\n ";
    text += "=?UTF-8?B?" + base64(part) + "?=";
    words.remove_prefix(part.size());
  }
  return text;
}

std::string mail_date(Instant at) {
  const std::string t = format_rfc3339(at);  // 2026-01-22T12:00:00.000Z
  const auto weekday = static_cast<size_t>(at.ms / kDayMs % 7);
  return fmt::format("{}, {} {} {} {} +0000", kDays.at(weekday), t.substr(8, 2),
                     kMonths.at(month_of(std::string_view(t).substr(5, 2))), t.substr(0, 4),
                     t.substr(11, 8));
}

std::string message_text(std::string_view from, const std::vector<std::string>& to,
                         const Notice& notice, Instant now) {
  const std::string_view domain = from.substr(from.find('@') + 1);
  return fmt::format(
      "Date: {}\r\nFrom: <{}>\r\nTo: {}\r\nMessage-ID: <{}@{}>\r\nSubject: {}\r\n{}"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n{}",
      mail_date(now), from, receivers(to), notice.id, domain,
      encoded_words(cut_characters(one_line(notice.title), kSubjectMax)),
      notice.severity == Severity::kCritical ? "Importance: high\r\n" : "",
      wrapped_base64(body_of(notice)));
}

}  // namespace ordo::channels::email
