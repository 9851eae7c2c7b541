#include "orders/attachment.h"

#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"
#include "core/limits.h"

namespace ordo::orders {
namespace {

constexpr std::string_view kNameless = "attachment";
constexpr std::string_view kUnsafe = R"(<>:"|?*)";  // to one file system or another

std::string_view last_part(std::string_view path) {
  const size_t slash = path.find_last_of("/\\");
  return slash == path.npos ? path : path.substr(slash + 1);
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

std::string_view first_code_points(std::string_view text, size_t count) {
  unicode::Walk walk(text);
  for (size_t i = 0; i < count && !walk.done(); ++i) walk.next();
  return text.substr(0, walk.position());
}

// Hidden files, and names that end in dots or blanks, are not what they seem somewhere.
void trim(std::string& name) {
  const size_t first = name.find_first_not_of(" .");
  if (first == name.npos) return name.clear();
  name.erase(name.find_last_not_of(" .") + 1);
  name.erase(0, first);
}

}  // namespace

Result<std::string> clean_file_name(std::string_view raw, FileType type) {
  auto name = clean_text(last_part(raw));
  if (!name) return name;
  for (char& c : *name) {
    if (kUnsafe.find(c) != kUnsafe.npos) c = '_';
  }
  trim(*name);
  if (name->empty()) name = std::string(kNameless);
  const std::string lower = lower_ascii(*name);
  const bool fits = has_extension(type, lower);
  const size_t dot = fits ? name->rfind('.') : name->size();
  const std::string ending = fits ? name->substr(dot) : std::string(extension(type));
  std::string stem(first_code_points(std::string_view(*name).substr(0, dot),
                                     core::kAttachmentNameMax - ending.size()));
  trim(stem);
  if (stem.empty()) stem = kNameless;
  return stem + ending;
}

}  // namespace ordo::orders
