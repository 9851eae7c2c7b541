#include "store/postgres_text.h"

#include <fmt/format.h>

#include <algorithm>
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

std::string_view take_piece(std::string_view& text) {
  const std::string_view piece = text.substr(0, piece_length(text));
  text.remove_prefix(piece.size());
  return piece;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// The list that `text` begins with, without its parentheses, its parameters as columns of `given`.
std::optional<std::string> take_values(std::string_view& text) {
  if (!text.starts_with('(')) return std::nullopt;
  std::string values;
  int depth = 0;
  while (!text.empty()) {
    const std::string_view piece = take_piece(text);
    if (piece == "(" && ++depth == 1) continue;
    if (piece == ")" && --depth == 0) return values;
    values += piece == "$" ? "given.p" : piece;
  }
  return std::nullopt;
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

// One that updates what it meets would meet what it has just written, which the server refuses.
std::optional<SetInsert> set_insert(const NumberedSql& sql) {
  constexpr std::string_view kInsert = "INSERT INTO ", kValues = "VALUES";
  std::string_view text = sql.text;
  const size_t values_at = text.find(kValues);
  if (!text.starts_with(kInsert) || values_at == std::string_view::npos) return std::nullopt;
  std::string_view after_insert = text.substr(kInsert.size());
  const std::string table(take_piece(after_insert));
  const std::string_view into = trimmed(text.substr(0, values_at));
  text = trimmed(text.substr(values_at + kValues.size()));
  const auto values = take_values(text);
  const std::string_view tail = trimmed(text);
  const bool does_nothing = tail.starts_with("ON CONFLICT") && tail.ends_with("DO NOTHING");
  if (!values || sql.parameters.size() == 0 || (!tail.empty() && !does_nothing))
    return std::nullopt;
  return SetInsert{table, fmt::format("{} SELECT {} FROM unnest(", into, *values),
                   std::string(tail)};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::string_view piece = take_piece(text);
    if (is_word(piece[0])) words.emplace_back(piece);
  }
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
  return words;
}

bool is_question(std::string_view text) {
  return text.starts_with("SELECT ") || text.starts_with("WITH ");
}

}  // namespace ordo::store
