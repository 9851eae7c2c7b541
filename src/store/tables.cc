#include "store/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/invariant.h"

namespace ordo::store {
namespace {

// A part grows as long as it is small: an attachment is as large as a thousand orders.
constexpr int64_t kFirstPart = 16, kPartMax = 2'048;
constexpr size_t kSmallPartBytes = 1 << 20, kLargePartBytes = 4 << 20;

constexpr Sql kHasTable{"store.has_table",
                        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name",
                        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                        "to_regnamespace(current_schema()) AND relname = :name"};
// Name, type, and the column's place in the primary key, from 1; 0: not in it.
constexpr Sql kColumns{
    "store.columns", "SELECT name, type, pk FROM pragma_table_info(:name) ORDER BY cid",
    "SELECT CAST(a.attname AS TEXT), CAST(format_type(a.atttypid, NULL) AS TEXT), "
    "coalesce((SELECT CAST(k.place AS BIGINT) FROM pg_index i, unnest(CAST(i.indkey AS "
    "SMALLINT[])) WITH ORDINALITY AS k(attnum, place) WHERE i.indrelid = a.attrelid AND "
    "i.indisprimary AND k.attnum = a.attnum), 0) FROM pg_attribute a WHERE a.attrelid = "
    "to_regclass(:name) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"};

std::vector<std::string_view> words_of(std::string_view statement) {
  constexpr std::string_view kEnds = " (),\n";
  std::vector<std::string_view> words;
  while (words.size() < 6) {
    const size_t begin = statement.find_first_not_of(kEnds);
    if (begin == std::string_view::npos) break;
    statement.remove_prefix(begin);
    const size_t length = std::min(statement.find_first_of(kEnds), statement.size());
    words.push_back(statement.substr(0, length));
    statement.remove_prefix(length);
  }
  words.resize(6);
  return words;
}

// What a statement of a migration does to the list of tables.
void follow(std::string_view statement, std::vector<std::string>& tables) {
  const auto w = words_of(statement);
  if (w[1] != "TABLE") return;
  const std::string name(w[2] == "IF" ? w[w[3] == "NOT" ? 5 : 4] : w[2]);
  if (w[0] == "CREATE" && std::ranges::find(tables, name) == tables.end()) tables.push_back(name);
  if (w[0] == "DROP") std::erase(tables, name);
  if (w[0] == "ALTER" && w[3] == "RENAME" && w[4] == "TO") {
    std::ranges::replace(tables, name, std::string(w[5]));
  }
}

Value::Kind kind_of(const std::string& table, std::string_view type) {
  if (type == "INTEGER" || type == "bigint") return Value::Kind::kInt;
  if (type == "TEXT" || type == "text") return Value::Kind::kText;
  if (type == "BLOB" || type == "bytea") return Value::Kind::kBlob;
  throw StorageError(Fault::kFatal, 0,
                     fmt::format("the table {} has a column of the type {}", table, type));
}

std::string quoted(const std::string& name) { return '"' + name + '"'; }

// `("a", "b")`
std::string key_columns(const Table& table) {
  std::string list;
  for (const size_t place : table.key) {
    list += (list.empty() ? "" : ", ") + quoted(table.columns[place].name);
  }
  return list;
}

// The names of bound parameters must be there as long as they are.
const char* parameter_name(char of, size_t place) {
  static constexpr std::array<std::array<const char*, 6>, 2> kNames = {
      {{"a0", "a1", "a2", "a3", "a4", "a5"}, {"u0", "u1", "u2", "u3", "u4", "u5"}}};
  invariant(place < kNames[0].size(), "a key of more columns than any table has");
  return kNames[of == 'a' ? 0 : 1][place];
}

class Question {
 public:
  Question(const Table& table, const KeyRange& range, int64_t limit) {
    text_ = "SELECT ";
    for (const Column& column : table.columns) {
      text_ += (&column == table.columns.data() ? "" : ", ") + quoted(column.name);
    }
    const std::string columns = key_columns(table);
    text_ += " FROM " + quoted(table.name);
    bound(columns, 'a', " > ", range.after);
    bound(columns, 'u', " <= ", range.upto);
    text_ += " ORDER BY " + columns + " LIMIT :limit";
    params_.push_back({"limit", limit});
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::vector<Param>& params() const { return params_; }

 private:
  void bound(const std::string& columns, char of, const char* compares, const Cells& key) {
    if (key.empty()) return;
    text_ += (params_.empty() ? " WHERE (" : " AND (") + columns + ")" + compares + "(";
    for (size_t i = 0; i < key.size(); ++i) {
      const char* name = parameter_name(of, i);
      text_ += fmt::format("{}:{}", i == 0 ? "" : ", ", name);
      params_.push_back({name, key[i].value()});
    }
    text_ += ")";
  }

  std::string text_;
  std::vector<Param> params_;
};

Cells read_cells(const Table& table, const Row& row) {
  Cells cells(table.columns.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    const int column = static_cast<int>(i);
    if (row.is_null(column)) continue;
    cells[i].kind = table.columns[i].kind;
    if (cells[i].kind == Value::Kind::kInt) {
      cells[i].integer = row.integer(column);
    } else {
      cells[i].text = row.text(column);
    }
  }
  return cells;
}

size_t bytes_of(const std::vector<Cells>& rows) {
  size_t bytes = 0;
  for (const Cells& row : rows) {
    for (const Cell& cell : row) bytes += sizeof(Cell) + cell.text.size();
  }
  return bytes;
}

}  // namespace

Value Cell::value() const {
  switch (kind) {
    case Value::Kind::kInt: return integer;
    case Value::Kind::kText: return std::string_view(text);
    case Value::Kind::kBlob: return Value::blob(text);
    case Value::Kind::kNull: break;
  }
  return nullptr;
}

std::vector<std::string> tables_of(std::span<const Component> components) {
  std::vector<std::string> tables;
  for (const Component& component : components) {
    for (const Migration& migration : component.migrations) {
      std::string_view text = migration.sql;
      while (!text.empty()) {
        const size_t length = std::min(text.find(';'), text.size());
        follow(text.substr(0, length), tables);
        text.remove_prefix(std::min(length + 1, text.size()));
      }
    }
  }
  return tables;
}

bool has_table(const Reader& reader, const std::string& name) {
  return reader.integer(kHasTable, {{"name", name}}).value_or(0) > 0;
}

Table table_of(const Reader& reader, const std::string& name) {
  Table table;
  table.name = name;
  std::vector<int64_t> places;
  reader.query(kColumns, {{"name", name}}, [&](const Row& row) {
    table.columns.push_back({std::string(row.text(0)), kind_of(name, row.text(1))});
    places.push_back(row.integer(2));
    return true;
  });
  for (int64_t nth = 1; nth <= std::ssize(places); ++nth) {
    const auto found = std::ranges::find(places, nth);
    if (found != places.end()) table.key.push_back(static_cast<size_t>(found - places.begin()));
  }
  if (table.key.empty()) {
    throw StorageError(Fault::kFatal, 0, "the store has no table " + name + " with a key");
  }
  return table;
}

Cells key_of(const Table& table, const Cells& row) {
  Cells key;
  for (const size_t place : table.key) key.push_back(row[place]);
  return key;
}

std::string shown_key(const Cells& key) {
  std::string shown;
  for (const Cell& cell : key) {
    const bool number = cell.kind == Value::Kind::kInt;
    shown += shown.empty() ? "" : ", ";
    shown += number ? std::to_string(cell.integer) : '"' + cell.text + '"';
  }
  return shown;
}

std::vector<Cells> read_rows(const Reader& reader, const Table& table, const KeyRange& range,
                             int64_t limit) {
  const Question question(table, range, limit);
  std::vector<Cells> rows;
  reader.query_text(question.text(), question.params(), [&](const Row& row) {
    rows.push_back(read_cells(table, row));
    return true;
  });
  return rows;
}

TableWalk::TableWalk(const Reader& reader, Table table)
    : reader_(reader), table_(std::move(table)), rows_(kFirstPart) {}

std::vector<Cells> TableWalk::next() {
  std::vector<Cells> rows = read_rows(reader_, table_, {after_, {}}, rows_);
  before_ = after_;
  if (rows.empty()) return rows;
  after_ = key_of(table_, rows.back());
  const size_t bytes = bytes_of(rows);
  if (bytes < kSmallPartBytes) rows_ = std::min(rows_ * 2, kPartMax);
  if (bytes > kLargePartBytes) rows_ = std::max(rows_ / 2, kFirstPart);
  return rows;
}

}  // namespace ordo::store
