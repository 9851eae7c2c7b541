#include "store/postgres_text.h"

#include <fmt/format.h>

#include <utility>

namespace ordo::store {
namespace {

constexpr int kOldestServer = 150'000;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// How long the piece is that `text` begins with: a quoted one, a word, a cast (`::`), or one character.
size_t piece_length(std::string_view text) {
  if (text[0] == '\'' || text[0] == '"') {
    const size_t end = text.find(text[0], 1);
    return end == std::string_view::npos ? text.size() : end + 1;
  }
  if (text.starts_with("::")) return 2;
  size_t length = 0;
  while (length < text.size() && is_word(text[length])) ++length;
  return length == 0 ? 1 : length;
}

std::string_view type_name(std::string_view word) {
  if (word == "INTEGER") return "BIGINT";
  if (word == "BLOB") return "BYTEA";
  if (word == "TEXT") return R"(TEXT COLLATE "C")";
  return word;
}

}  // namespace

NumberedSql number_parameters(std::string_view text) {
  NumberedSql numbered;
  while (!text.empty()) {
    const size_t length = piece_length(text);
    const bool named = text[0] == ':' && length == 1 && text.size() > 1 && is_word(text[1]);
    if (!named) {
      numbered.text += text.substr(0, length);
      text.remove_prefix(length);
      continue;
    }
    text.remove_prefix(1);
    const std::string_view name = text.substr(0, piece_length(text));
    const size_t place = numbered.parameters.place(name);
    if (place == numbered.parameters.size()) numbered.parameters.add(std::string(name));
    numbered.text += fmt::format("${}", place + 1);
    text.remove_prefix(name.size());
  }
  return numbered;
}

std::string postgres_ddl(std::string_view portable) {
  constexpr std::string_view kWithoutRowid = "WITHOUT ROWID";
  std::string ddl;
  while (!portable.empty()) {
    if (portable.starts_with(kWithoutRowid)) {
      portable.remove_prefix(kWithoutRowid.size());
      continue;
    }
    const std::string_view piece = portable.substr(0, piece_length(portable));
    ddl += type_name(piece);
    portable.remove_prefix(piece.size());
  }
  return ddl;
}

std::string server_complaint(int version, std::string_view encoding) {
  if (version < kOldestServer) {
    return fmt::format("the server is PostgreSQL {}.{}, and 15 or newer is needed",
                       version / 10'000, version % 10'000);
  }
  if (encoding != "UTF8") {
    return fmt::format("the database is encoded in {}: create one with ENCODING 'UTF8'", encoding);
  }
  return {};
}

bool is_question(std::string_view text) {
  return text.starts_with("SELECT ") || text.starts_with("WITH ");
}

}  // namespace ordo::store
