#include "base/csv.h"

#include <fmt/format.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace ordo {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool begins_formula(std::string_view cell) {
  return !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
}

bool is_number(std::string_view cell) {
  if (cell.starts_with('-')) cell.remove_prefix(1);
  return !cell.empty() && std::ranges::all_of(cell, is_digit);
}

Result<std::string> from_gb18030(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open("gb18030", &status);
  if (U_FAILURE(status)) {
    return fail(ErrorClass::kInvalid, "unknown_encoding", "save the file as UTF-8");
  }
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::u16string wide(bytes.size() + 1, u'\0');
  const int32_t length = ucnv_toUChars(converter, wide.data(), static_cast<int32_t>(wide.size()),
                                       bytes.data(), static_cast<int32_t>(bytes.size()), &status);
  ucnv_close(converter);
  if (U_FAILURE(status)) {
    return fail(ErrorClass::kInvalid, "unknown_encoding",
                "the file is neither UTF-8 nor GB18030: save it as UTF-8");
  }
  UErrorCode written = U_ZERO_ERROR;
  UConverter* utf8 = ucnv_open("UTF-8", &written);
  std::string text(static_cast<size_t>(length) * 3 + 1, '\0');
  const int32_t size = ucnv_fromUChars(utf8, text.data(), static_cast<int32_t>(text.size()),
                                       wide.data(), length, &written);
  ucnv_close(utf8);
  text.resize(static_cast<size_t>(std::max(size, 0)));
  return text;
}

char separator_of(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char c : {'\t', ';'}) {
    if (std::ranges::count(first, c) > std::ranges::count(first, best)) best = c;
  }
  return best;
}

class CsvReader {
 public:
  CsvReader(std::string_view text, size_t rows_max)
      : text_(text), separator_(separator_of(text)), rows_max_(rows_max) {}

  Result<std::vector<CsvRow>> read() {
    while (at_ < text_.size()) {
      if (!read_cell()) {
        return fail(ErrorClass::kInvalid, "malformed_csv",
                    fmt::format("a quote in row {} does not end", rows_.size() + 1));
      }
      if (rows_.size() > rows_max_) {
        return fail(ErrorClass::kInvalid, "too_many_rows",
                    fmt::format("a file has at most {} rows", rows_max_));
      }
    }
    end_row();
    return std::move(rows_);
  }

 private:
  // One cell and what ends it.
  bool read_cell() {
    std::string cell;
    if (text_[at_] == '"' && !read_quoted(cell)) return false;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n') {
      cell += text_[at_++];
    }
    if (cell.ends_with('\r')) cell.pop_back();
    if (cell.starts_with('\'') && begins_formula(std::string_view(cell).substr(1)))
      cell.erase(0, 1);
    row_.push_back(std::move(cell));
    if (at_ >= text_.size()) return true;
    if (text_[at_++] == '\n') {
      end_row();
    } else if (at_ == text_.size()) {
      row_.emplace_back();
    }
    return true;
  }

  bool read_quoted(std::string& cell) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        cell += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += text_[at_++];
      } else {
        ++at_;
        return true;
      }
    }
    return false;
  }

  void end_row() {
    const bool blank =
        std::ranges::all_of(row_, [](const std::string& cell) { return cell.empty(); });
    if (!blank) rows_.push_back(std::move(row_));
    row_.clear();
  }

  const std::string_view text_;
  const char separator_;
  const size_t rows_max_;
  size_t at_ = 0;
  CsvRow row_;
  std::vector<CsvRow> rows_;
};

}  // namespace

Result<std::string> text_of_file(std::string_view bytes) {
  if (bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
  if (is_valid_utf8(bytes)) return std::string(bytes);
  return from_gb18030(bytes);
}

Result<std::vector<CsvRow>> parse_csv(std::string_view text, size_t rows_max) {
  return CsvReader(text, rows_max).read();
}

std::string csv_line(std::span<const std::string> cells) {
  std::string line;
  for (const std::string& raw : cells) {
    if (!line.empty() || &raw != cells.data()) line += ',';
    const std::string cell = begins_formula(raw) && !is_number(raw) ? "'" + raw : raw;
    if (cell.find_first_of(",\"\r\n\t;") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) line.append(c == '"' ? 2 : 1, c);
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace ordo
