// What the tests of several platforms' folders share.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "channels/adapter.h"
#include "channels/pull.h"

namespace ordo::channels {

inline std::string fixture_of(std::string_view channel, std::string_view name) {
  std::ifstream in(std::string(ORDO_SOURCE_DIR) + "/src/channels/" + std::string(channel) +
                       "/fixtures/" + std::string(name),
                   std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline Instant at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

// `text` with the first `from` in it made `to`; there must be one.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t where = text.find(from);
  EXPECT_NE(where, std::string::npos) << "nothing to replace: " << from;
  if (where != std::string::npos) text.replace(where, from.size(), to);
  return text;
}

// "/pointer code" of each field at fault.
inline std::vector<std::string> fault_list(const Error& error) {
  std::vector<std::string> all;
  for (const FieldError& field : error.fields) {
    all.push_back(field.pointer + " " + field.detail.substr(0, field.detail.find(':')));
  }
  return all;
}

template <class Fact>
std::vector<Fact> facts_of(const std::vector<facts::Fact>& facts) {
  std::vector<Fact> found;
  for (const facts::Fact& fact : facts) {
    if (const auto* one = std::get_if<Fact>(&fact)) found.push_back(*one);
  }
  return found;
}

inline std::string custom_of(const facts::OrderFact& order, std::string_view name) {
  for (const auto& [key, value] : order.custom) {
    if (key == name) return value;
  }
  return "";
}

// `text` with a few bytes changed, cut out or doubled.
inline std::string damaged(std::string text, std::minstd_rand& dice) {
  for (unsigned left = 1 + dice() % 4; left > 0 && !text.empty(); --left) {
    const size_t where = dice() % text.size();
    const size_t length = 1 + dice() % 12;
    switch (dice() % 4) {
      case 0: text[where] = static_cast<char>(dice()); break;
      case 1: text.erase(where, length); break;
      case 2: text.insert(where, text.substr(where, length)); break;
      default: text[where] = R"(0"{}[],:-\)"[dice() % 10]; break;
    }
  }
  return text;
}

// An answer as a platform would give it, for read().
struct Given {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  [[nodiscard]] HttpAnswer answer() const { return {status, headers, body}; }
};

}  // namespace ordo::channels
