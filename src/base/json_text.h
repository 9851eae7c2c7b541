// Writing JSON text straight into a string, for the hot path: events and personal records are written
// once for every change, and building a document tree first cost more than all the rules together
// (docs/performance.md). Reading, and everything off the hot path, is Boost.JSON's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ordo {

// `text` must be valid UTF-8; quotes, backslashes and control characters are escaped (RFC 8259).
void append_json_string(std::string& out, std::string_view text);
void append_json_number(std::string& out, int64_t n);

// Members of one object, comma where one is due.
class JsonMembers {
 public:
  explicit JsonMembers(std::string& out) : out_(out) { out_ += '{'; }
  void close() { out_ += '}'; }
  // Writes the key; the caller appends the value.
  std::string& key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;  // our own names: nothing to escape
    out_ += "\":";
    return out_;
  }
  void add(std::string_view name, std::string_view text) { append_json_string(key(name), text); }
  void add(std::string_view name, int64_t n) { append_json_number(key(name), n); }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace ordo
