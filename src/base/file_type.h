// What a file is, by its own bytes. Its name and the type that somebody declares for it are not asked:
// both come from whoever sends it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace ordo {

enum class FileType : uint8_t { kJpeg = 1, kPng, kGif, kWebp, kPdf, kText };

// Of the six kinds that are known, which one this is, whole from its first byte to its end mark. Codes:
// "file_empty", "file_type_unknown", "file_truncated" (it begins as one of them and does not end).
// Pictures may be followed by what a camera adds. Text is UTF-8 or GB18030 without control characters.
[[nodiscard]] Result<FileType> detect_file_type(std::string_view bytes);

// "image/jpeg", without parameters.
[[nodiscard]] std::string_view media_type(FileType type);
// Parameters are passed over, case is not asked. Nothing for others.
[[nodiscard]] std::optional<FileType> parse_media_type(std::string_view text);
// Whether a file of this type may bear a name that ends so (".jpg"; lower case).
[[nodiscard]] bool has_extension(FileType type, std::string_view lower_case_name);
// What is put behind a name that does not: ".jpg".
[[nodiscard]] std::string_view extension(FileType type);

// Whether the bytes can be GB18030 text: each sequence is a whole one of one, two or four bytes.
[[nodiscard]] bool is_valid_gb18030(std::string_view bytes);

}  // namespace ordo
