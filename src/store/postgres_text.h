// Our portable SQL in PostgreSQL's words: its parameters are numbered, its types have other names. Pure.
// Private to store/.
//
// This is all that differs between the engines by rule. A statement or a migration that cannot be put so
// says its own text beside the portable one (Sql::postgres, Migration::postgres).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/parameters.h"

namespace ordo::store {

struct NumberedSql {
  std::string text;  // `:name` is `$1`, and `$1` again wherever it is named again
  ParameterNames parameters;
};
[[nodiscard]] NumberedSql number_parameters(std::string_view text);

// INTEGER is 64 bits, BLOB are bytes, texts are compared by their bytes, and a table without rowid is one
// like any other.
[[nodiscard]] std::string postgres_ddl(std::string_view portable);

// Why a server cannot be used, by its version as libpq numbers it (150004) and its encoding; "" where it can.
[[nodiscard]] std::string server_complaint(int version, std::string_view encoding);

// An INSERT of one row in two pieces, between which the rows are put: those of arrays as well. Only where it
// makes no difference whether rows are written one by one or together.
struct SetInsert {
  std::string table;
  std::string head;  // "INSERT INTO t(a, b) SELECT given.p1, 0 FROM unnest("
  std::string tail;  // "ON CONFLICT DO NOTHING", or nothing
};
[[nodiscard]] std::optional<SetInsert> set_insert(const NumberedSql& sql);

// Each word of a statement once, sorted.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

// Whether a statement only asks. Written in capitals, as all of ours.
[[nodiscard]] bool is_question(std::string_view text);

}  // namespace ordo::store
