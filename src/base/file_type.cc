#include "base/file_type.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace ordo {
namespace {

using std::string_view_literals::operator""sv;

constexpr size_t kPdfTail = 2048;  // the end mark of a PDF, and what programs add behind it

struct Kind {
  FileType type;
  std::string_view media;
  std::array<std::string_view, 3> extensions;  // the usual one first
};
constexpr std::array kKinds = {
    Kind{FileType::kJpeg, "image/jpeg", {".jpg", ".jpeg", ".jfif"}},
    Kind{FileType::kPng, "image/png", {".png"}},
    Kind{FileType::kGif, "image/gif", {".gif"}},
    Kind{FileType::kWebp, "image/webp", {".webp"}},
    Kind{FileType::kPdf, "application/pdf", {".pdf"}},
    Kind{FileType::kText, "text/plain", {".txt", ".log", ".csv"}},
};

const Kind& kind_of(FileType type) { return kKinds.at(static_cast<size_t>(type) - 1); }

// A walk over bytes that never leaves them: what does not fit ends it.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes, size_t at = 0) : bytes_(bytes), at_(at) {}
  [[nodiscard]] bool ok() const { return at_ <= bytes_.size(); }
  [[nodiscard]] size_t position() const { return at_; }
  uint8_t byte() {
    if (at_ >= bytes_.size()) {
      at_ = bytes_.size() + 1;
      return 0;
    }
    return static_cast<uint8_t>(bytes_[at_++]);
  }
  uint32_t big_endian(int count) {
    uint32_t n = 0;
    for (int i = 0; i < count; ++i) n = (n << 8) | byte();
    return n;
  }
  std::string_view text(size_t count) {
    const std::string_view found = ok() ? bytes_.substr(at_, count) : std::string_view();
    skip(count);
    return found;
  }
  void skip(size_t count) {
    at_ = ok() && count <= bytes_.size() - at_ ? at_ + count : bytes_.size() + 1;
  }

 private:
  std::string_view bytes_;
  size_t at_;
};

// Segments with their lengths up to the picture itself, in which a mark cannot occur by chance. A preview
// inside a segment has end marks of its own, which do not count.
bool is_whole_jpeg(std::string_view bytes) {
  constexpr uint8_t kScan = 0xDA, kEnd = 0xD9;
  Bytes at(bytes, 2);
  while (at.ok()) {
    if (at.byte() != 0xFF) return false;
    uint8_t mark = at.byte();
    while (mark == 0xFF && at.ok()) mark = at.byte();
    if (mark == kEnd) return false;  // before there was a picture
    const bool bare = mark == 0x01 || (mark >= 0xD0 && mark <= 0xD8);
    if (bare) continue;
    const uint32_t length = at.big_endian(2);
    if (length < 2) return false;
    at.skip(length - 2);
    if (mark == kScan) return at.ok() && bytes.find("\xFF\xD9"sv, at.position()) != bytes.npos;
  }
  return false;
}

bool is_whole_png(std::string_view bytes) {
  Bytes at(bytes, 8);
  bool first = true;
  while (at.ok()) {
    const uint32_t length = at.big_endian(4);
    const std::string_view name = at.text(4);
    if (first && name != "IHDR") return false;
    first = false;
    at.skip(length);
    at.skip(4);  // its checksum
    if (name == "IEND") return at.ok();
  }
  return false;
}

void skip_colours(Bytes& at, uint8_t flags) {
  if ((flags & 0x80) != 0) at.skip(size_t{3} << ((flags & 0x07) + 1));
}

void skip_blocks(Bytes& at) {
  for (uint8_t size = at.byte(); size != 0 && at.ok(); size = at.byte()) at.skip(size);
}

bool is_whole_gif(std::string_view bytes) {
  constexpr uint8_t kEnd = 0x3B, kPicture = 0x2C, kExtension = 0x21;
  Bytes at(bytes, 10);
  const uint8_t flags = at.byte();
  at.skip(2);
  skip_colours(at, flags);
  while (at.ok()) {
    switch (at.byte()) {
      case kEnd: return at.ok();
      case kPicture: {
        at.skip(8);
        skip_colours(at, at.byte());
        at.skip(1);
        break;
      }
      case kExtension: at.skip(1); break;
      default: return false;
    }
    skip_blocks(at);
  }
  return false;
}

bool is_whole_webp(std::string_view bytes) {
  Bytes at(bytes, 4);
  uint64_t size = 0;
  for (int shift = 0; shift < 32; shift += 8) size |= uint64_t{at.byte()} << shift;
  constexpr uint64_t kLeast = 12;  // its name, and the head of a first chunk
  return size >= kLeast && size + 8 <= bytes.size();
}

bool is_whole_pdf(std::string_view bytes) {
  const size_t tail = bytes.size() - std::min(bytes.size(), kPdfTail);
  return bytes.find("%%EOF", tail) != bytes.npos;
}

bool is_plain(std::string_view bytes) {
  const bool controls = std::ranges::any_of(bytes, [](char c) {
    const auto b = static_cast<uint8_t>(c);
    return (b < 0x20 && c != '\t' && c != '\n' && c != '\r') || b == 0x7F;
  });
  return !controls && (is_valid_utf8(bytes) || is_valid_gb18030(bytes));
}

struct Beginning {
  FileType type;
  std::string_view magic;
  bool (*is_whole)(std::string_view);
};
constexpr std::array kBeginnings = {
    Beginning{FileType::kJpeg, "\xFF\xD8\xFF"sv, is_whole_jpeg},
    Beginning{FileType::kPng, "\x89PNG\r\n\x1A\n"sv, is_whole_png},
    Beginning{FileType::kGif, "GIF87a"sv, is_whole_gif},
    Beginning{FileType::kGif, "GIF89a"sv, is_whole_gif},
    Beginning{FileType::kPdf, "%PDF-"sv, is_whole_pdf},
};

Result<FileType> whole_or_truncated(FileType type, bool whole) {
  if (whole) return type;
  return fail(ErrorClass::kInvalid, "file_truncated",
              "the file begins as " + std::string(media_type(type)) +
                  " and does not end: it was cut off or damaged; send it again");
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

}  // namespace

Result<FileType> detect_file_type(std::string_view bytes) {
  if (bytes.empty()) return fail(ErrorClass::kInvalid, "file_empty", "the file is empty");
  for (const Beginning& b : kBeginnings) {
    if (bytes.starts_with(b.magic)) return whole_or_truncated(b.type, b.is_whole(bytes));
  }
  if (bytes.starts_with("RIFF") && bytes.size() > 8 && bytes.substr(8).starts_with("WEBP")) {
    return whole_or_truncated(FileType::kWebp, is_whole_webp(bytes));
  }
  if (is_plain(bytes)) return FileType::kText;
  return fail(ErrorClass::kInvalid, "file_type_unknown",
              "the file is neither a picture (JPEG, PNG, GIF, WebP) nor a PDF nor plain text");
}

std::string_view media_type(FileType type) { return kind_of(type).media; }

std::optional<FileType> parse_media_type(std::string_view text) {
  text = text.substr(0, text.find(';'));
  while (text.ends_with(' ')) text.remove_suffix(1);
  const auto kind = std::ranges::find(kKinds, lower_case(text), &Kind::media);
  return kind == kKinds.end() ? std::nullopt : std::optional(kind->type);
}

bool has_extension(FileType type, std::string_view name) {
  return std::ranges::any_of(kind_of(type).extensions, [&](std::string_view extension) {
    return !extension.empty() && name.ends_with(extension);
  });
}

std::string_view extension(FileType type) { return kind_of(type).extensions.front(); }

bool is_valid_gb18030(std::string_view bytes) {
  const auto in = [](uint8_t b, uint8_t from, uint8_t to) { return b >= from && b <= to; };
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto at = [&](size_t ahead) {
      return i + ahead < bytes.size() ? static_cast<uint8_t>(bytes[i + ahead]) : uint8_t{0};
    };
    if (at(0) < 0x80) continue;
    if (!in(at(0), 0x81, 0xFE)) return false;
    if (in(at(1), 0x40, 0x7E) || in(at(1), 0x80, 0xFE)) {
      i += 1;
    } else if (in(at(1), 0x30, 0x39) && in(at(2), 0x81, 0xFE) && in(at(3), 0x30, 0x39)) {
      i += 3;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace ordo
