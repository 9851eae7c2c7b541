#include "channels/problems.h"

#include <fmt/format.h>

#include "channels/field_rules.h"

namespace ordo::channels {

std::string pointer_part(std::string_view key) {
  std::string part;
  for (const char c : key) {
    if (c == '~') {
      part += "~0";
    } else if (c == '/') {
      part += "~1";
    } else {
      part += c;
    }
  }
  return part;
}

std::string Path::pointer() const {
  if (!parent_) return {};
  return parent_->pointer() + "/" + (is_index_ ? std::to_string(index_) : pointer_part(key_));
}

void Problems::add(const Path& at, std::string_view code, std::string_view detail) {
  add(at.pointer(), code, detail);
}

void Problems::add(std::string pointer, std::string_view code, std::string_view detail) {
  ++found_;
  if (full()) return;
  fields_.push_back({std::move(pointer), fmt::format("{}: {}", code, detail)});
}

bool Problems::full() const { return fields_.size() >= kProblemsMax; }

Error Problems::breach() && {
  std::string detail = found_ == 1
                           ? fmt::format("{}: {}", fields_[0].pointer, fields_[0].detail)
                           : fmt::format("{} fields break the contract of this channel", found_);
  return {ErrorClass::kInvalid, "contract_breach", std::move(detail), std::move(fields_)};
}

}  // namespace ordo::channels
