// Feeds arbitrary bytes to what finds out a file's type, and to what makes a name of them. Whatever is taken
// must keep within its promises.
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "core/limits.h"
#include "orders/attachment.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ordo;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto type = detect_file_type(bytes);
  if (!type && type.error().code.empty()) __builtin_trap();
  const auto name = orders::clean_file_name(bytes, type.value_or(FileType::kText));
  if (!name) return 0;
  if (!is_valid_utf8(*name) || code_points(*name) > core::kAttachmentNameMax) __builtin_trap();
  if (name->find_first_of("/\\\r\n") != name->npos) __builtin_trap();
  return 0;
}
