// A file that somebody added to an order: a screenshot of a payment, a picture of damaged goods, an
// invoice, a conversation. Its bytes and its name are sealed with the key of the order's person. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/file_type.h"
#include "base/ids.h"
#include "base/time.h"

namespace ordo::orders {

struct Attachment {
  int64_t id = 0;
  OrderId order;
  PersonId person;   // with whose key it is sealed
  std::string name;  // sealed words
  FileType type = FileType::kText;
  int64_t size = 0;    // of its bytes in the clear
  std::string digest;  // of its sealed bytes, hex: binds them into the chain
  int64_t mark = 0;    // keyed hash of its bytes: tells whether one is there already
  Instant added_at;
  std::string added_by;
  // Once it was removed its bytes are gone, and this is what is left.
  Instant removed_at;
  std::string removed_by, reason;
  bool operator==(const Attachment&) const = default;

  [[nodiscard]] bool stands() const { return removed_at.ms == 0; }
};

// A name that any system can hold: the last part of a path, without characters that are invisible or mean
// something to a file system, not longer than kAttachmentNameMax, with an ending that its type has. Of
// nothing comes "attachment.jpg". Invalid UTF-8: code "invalid_utf8".
[[nodiscard]] Result<std::string> clean_file_name(std::string_view raw, FileType type);

}  // namespace ordo::orders
