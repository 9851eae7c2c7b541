// heads.jsonl: a signed head a line, only ever added to.
//
// A line is written whole and synced, file and folder. A crash may leave the beginning of one: what
// follows the last line feed is torn, counts for nothing, and is cut off before the next line is added,
// so that it can never be joined to it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/chain.h"

namespace ordo::flows {

struct HeadFile {
  std::vector<core::SignedHead> heads;
  std::vector<std::string> unreadable;  // sentences: lines that are whole and hold no signed head
  bool torn = false;                    // the last line was not finished
};

[[nodiscard]] std::string head_path(const std::string& data_dir);
// A file that does not exist holds nothing.
[[nodiscard]] HeadFile read_heads(const std::string& path);
// Adds a line. False when it is not certain to be on the disk; then it may be added again.
[[nodiscard]] bool append_head(const std::string& path, const core::SignedHead& head);

}  // namespace ordo::flows
