#include "sim/csv.h"

#include <zlib.h>

#include <array>

#include "base/invariant.h"

namespace ordo::sim {

Result<std::string> read_gzip(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    return fail(ErrorClass::kNotFound, "file_unreadable", "cannot read " + path);
  }
  std::string text;
  std::vector<char> piece(1 << 16);
  int got = 0;
  while ((got = gzread(file, piece.data(), static_cast<unsigned>(piece.size()))) > 0) {
    text.append(piece.data(), static_cast<size_t>(got));
  }
  // A file that was cut short shows only when it is closed.
  if (gzclose(file) != Z_OK || got < 0) {
    return fail(ErrorClass::kInvalid, "file_damaged", path + " is damaged or cut short");
  }
  return text;
}

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
}

bool CsvReader::at_line_end() const {
  if (at_ >= text_.size() || text_[at_] == '\n') return true;
  return text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n');
}

void CsvReader::skip_line_end() {
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ < text_.size() && text_[at_] == '\n') ++at_;
}

void CsvReader::quoted(std::string& out) {
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] != '"') {
      out += text_[at_];
    } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
      out += '"';
      ++at_;
    } else {
      ++at_;
      return;
    }
  }
}

std::string CsvReader::field() {
  std::string out;
  if (at_ < text_.size() && text_[at_] == '"') quoted(out);
  while (!at_line_end() && text_[at_] != ',') out += text_[at_++];
  return out;
}

bool CsvReader::next(std::vector<std::string>& fields) {
  fields.clear();
  while (at_ < text_.size() && at_line_end()) skip_line_end();
  if (at_ >= text_.size()) return false;
  fields.push_back(field());
  while (at_ < text_.size() && text_[at_] == ',') {
    ++at_;
    fields.push_back(field());
  }
  skip_line_end();
  return true;
}

CsvTable::CsvTable(std::string text)
    : text_(std::make_unique<std::string>(std::move(text))), reader_(*text_) {
  if (!reader_.next(row_)) return;
  for (size_t i = 0; i < row_.size(); ++i) columns_.emplace(row_[i], i);
}

Result<CsvTable> CsvTable::open(const std::string& path, const std::vector<std::string>& wanted) {
  auto text = read_gzip(path);
  if (!text) return std::unexpected(std::move(text.error()));
  CsvTable table(std::move(*text));
  for (const std::string& column : wanted) {
    if (table.columns_.contains(column)) continue;
    return fail(ErrorClass::kInvalid, "columns_missing", path + " has no column " + column);
  }
  return table;
}

bool CsvTable::next() { return reader_.next(row_); }

const std::string& CsvTable::operator[](const std::string& column) const {
  static const std::string kEmpty;
  const auto at = columns_.find(column);
  invariant(at != columns_.end(), "a column is asked for when the table is opened");
  return at->second < row_.size() ? row_[at->second] : kEmpty;
}

}  // namespace ordo::sim
