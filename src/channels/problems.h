// Where a reader stands in a document, and what it found wrong there.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ordo::channels {

// A place in a document, linked to the place around it; costs nothing until its pointer is asked
// for. The parent and the key must outlive it.
class Path {
 public:
  Path() = default;
  Path(const Path& parent, std::string_view key) : parent_(&parent), key_(key) {}
  Path(const Path& parent, size_t index) : parent_(&parent), index_(index), is_index_(true) {}
  [[nodiscard]] std::string pointer() const;  // RFC 6901

 private:
  const Path* parent_ = nullptr;
  std::string_view key_;
  size_t index_ = 0;
  bool is_index_ = false;
};

// "key" as one part of a JSON pointer: "/" becomes "~1" and "~" becomes "~0".
[[nodiscard]] std::string pointer_part(std::string_view key);

// Collects up to kProblemsMax fields at fault; further ones are only counted.
class Problems {
 public:
  void add(const Path& at, std::string_view code, std::string_view detail);
  void add(std::string pointer, std::string_view code, std::string_view detail);
  [[nodiscard]] bool empty() const { return found_ == 0; }
  [[nodiscard]] bool full() const;
  [[nodiscard]] Error breach() &&;  // code "contract_breach"

 private:
  std::vector<FieldError> fields_;
  size_t found_ = 0;
};

}  // namespace ordo::channels
