// Comma-separated values as RFC 4180 has them, and files packed with gzip.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace ordo::sim {

// The unpacked contents; a file that is not packed is read as it is. Codes: "file_unreadable",
// "file_damaged".
[[nodiscard]] Result<std::string> read_gzip(const std::string& path);

// Quoted fields may hold commas, line breaks and doubled quotes; lines end with LF or CRLF; a byte
// order mark at the start is skipped. `text` must outlive the reader.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);
  // False at the end. A blank line is no row.
  [[nodiscard]] bool next(std::vector<std::string>& fields);

 private:
  [[nodiscard]] std::string field();
  void quoted(std::string& out);
  [[nodiscard]] bool at_line_end() const;
  void skip_line_end();

  std::string_view text_;
  size_t at_ = 0;
};

// A file whose first row names its columns.
class CsvTable {
 public:
  // Codes of read_gzip; "columns_missing" when a wanted column is not there.
  [[nodiscard]] static Result<CsvTable> open(const std::string& path,
                                             const std::vector<std::string>& wanted);
  [[nodiscard]] bool next();
  // The field in this column of the current row; empty in a row that is too short.
  [[nodiscard]] const std::string& operator[](const std::string& column) const;

 private:
  explicit CsvTable(std::string text);
  std::unique_ptr<std::string> text_;  // at an address of its own: the reader looks into it
  CsvReader reader_;
  std::unordered_map<std::string, size_t> columns_;
  std::vector<std::string> row_;
};

}  // namespace ordo::sim
