#include "channels/standard/event_type.h"

#include <optional>

#include "channels/adapter.h"

namespace ordo::channels::standard {
namespace {

constexpr size_t kScanBytesMax = 256;

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool take(char wanted) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  // A string without escapes.
  std::optional<std::string_view> string() {
    if (!take('"')) return std::nullopt;
    const size_t end = text_.find_first_of("\"\\", at_);
    if (end == std::string_view::npos || text_[end] != '"') return std::nullopt;
    const std::string_view found = text_.substr(at_, end - at_);
    at_ = end + 1;
    return found;
  }

 private:
  void skip_blanks() {
    const size_t next = text_.find_first_not_of(" \t\r\n", at_);
    at_ = next == std::string_view::npos ? text_.size() : next;
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::string_view event_type(std::string_view body) {
  Scanner scanner(body.substr(0, kScanBytesMax));
  if (!scanner.take('{')) return {};
  do {
    const auto key = scanner.string();
    if (!key || !scanner.take(':')) return {};
    const auto value = scanner.string();
    if (!value) return {};
    if (*key == "type") return is_topic(*value) ? *value : std::string_view{};
  } while (scanner.take(','));
  return {};
}

}  // namespace ordo::channels::standard
