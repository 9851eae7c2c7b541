// Tables as text, as spreadsheets write and read them (RFC 4180). Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ordo {

// A file's bytes as UTF-8: with or without its mark, or GB18030, as Chinese spreadsheets save. Code
// "unknown_encoding": it is neither.
[[nodiscard]] Result<std::string> text_of_file(std::string_view bytes);

using CsvRow = std::vector<std::string>;
// Rows of cells, empty lines left out; separated by commas, or by tabs or semicolons where the first line has more of
// them. Line breaks may stand in quotes. Codes "malformed_csv" (a quote that does not end), "too_many_rows".
[[nodiscard]] Result<std::vector<CsvRow>> parse_csv(std::string_view text, size_t rows_max);

// One line with its end. A cell that a spreadsheet would take for a formula (=, +, -, @ …) begins with an
// apostrophe, unless it is a number; parse_csv takes that off again.
[[nodiscard]] std::string csv_line(std::span<const std::string> cells);

}  // namespace ordo
