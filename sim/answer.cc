#include <algorithm>
#include <charconv>
#include <optional>

#include "sim/connection.h"

namespace ordo::sim {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr size_t kHeadBytesMax = 64 << 10;

bool equal_no_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<size_t> number(std::string_view text, int base = 10) {
  size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return value;
}

struct Framing {
  std::optional<size_t> length;
  bool chunked = false;
};

void read_header(std::string_view line, AnswerHead& head, Framing& framing) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon);
  std::string_view value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  if (equal_no_case(name, "content-length")) framing.length = number(value);
  if (equal_no_case(name, "transfer-encoding")) framing.chunked = equal_no_case(value, "chunked");
  if (equal_no_case(name, "connection")) head.closes = equal_no_case(value, "close");
  if (equal_no_case(name, "retry-after")) {
    head.retry_after_s = static_cast<int>(std::min<size_t>(number(value).value_or(0), 3600));
  }
}

void read_status_line(std::string_view line, AnswerHead& head) {
  const auto status =
      line.starts_with("HTTP/1.") && line.size() >= 12 ? number(line.substr(9, 3)) : std::nullopt;
  head.malformed = !status;
  head.status = static_cast<int>(status.value_or(0));
}

Framing read_head(std::string_view text, AnswerHead& head) {
  Framing framing;
  size_t end = std::min(text.find("\r\n"), text.size());
  read_status_line(text.substr(0, end), head);
  while (end < text.size()) {
    const size_t from = end + 2;
    end = std::min(text.find("\r\n", from), text.size());
    read_header(text.substr(from, end - from), head, framing);
  }
  return framing;
}

// Bytes that a chunked body takes, once its last chunk is here; nothing before.
std::optional<size_t> chunked_length(std::string_view body) {
  size_t at = 0;
  while (true) {
    const size_t line_end = body.find("\r\n", at);
    if (line_end == std::string_view::npos) return std::nullopt;
    const auto size = number(body.substr(at, line_end - at), 16);
    if (!size || *size > body.size()) return std::nullopt;
    at = line_end + 2 + *size + 2;
    if (at > body.size()) return std::nullopt;
    if (*size == 0) return at;
  }
}

std::optional<size_t> body_length(const Framing& framing, std::string_view body) {
  if (framing.chunked) return chunked_length(body);
  const size_t length = framing.length.value_or(0);
  return length <= body.size() ? std::optional(length) : std::nullopt;
}

}  // namespace

AnswerHead read_answer(std::string_view bytes) {
  AnswerHead head;
  const size_t head_end = bytes.find(kHeadEnd);
  if (head_end == std::string_view::npos) {
    head.malformed = bytes.size() > kHeadBytesMax;
    return head;
  }
  const Framing framing = read_head(bytes.substr(0, head_end), head);
  const size_t body_at = head_end + kHeadEnd.size();
  if (const auto length = body_length(framing, bytes.substr(body_at))) {
    head.complete = true;
    head.length = body_at + *length;
  }
  return head;
}

}  // namespace ordo::sim
