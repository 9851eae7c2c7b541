#include "channels/document.h"

#include <fmt/format.h>

#include <algorithm>

#include "channels/field_rules.h"

namespace ordo::channels {
namespace {

// A parser keeps the memory of the largest body that it has read. Beyond this size it is not kept.
constexpr size_t kKeptBodyBytesMax = 256 << 10;

struct Parser {
  simdjson::dom::parser parser;
  size_t largest = 0;
};

// simdjson refuses to reach its limit, hence one more than ours.
void prepare(Parser& p, size_t size) {
  const bool too_much_kept = p.largest > kKeptBodyBytesMax && size <= kKeptBodyBytesMax;
  if (p.largest != 0 && !too_much_kept) {
    p.largest = std::max(p.largest, size);
    return;
  }
  p.parser = simdjson::dom::parser();
  p.largest = std::max<size_t>(size, 4096);
  [[maybe_unused]] const auto error = p.parser.allocate(p.largest, kDepthMax + 1);
}

}  // namespace

Result<simdjson::dom::element> parse_document(std::string_view body) {
  if (body.size() > kBodyBytesMax) {
    return fail(ErrorClass::kInvalid, "body_too_large",
                fmt::format("{} bytes; at most {} are read", body.size(), kBodyBytesMax));
  }
  thread_local Parser kept;
  prepare(kept, body.size());
  simdjson::dom::element root;
  if (const auto error = kept.parser.parse(body.data(), body.size()).get(root)) {
    return std::unexpected(diagnose(body, simdjson::error_message(error)));
  }
  return root;
}

}  // namespace ordo::channels
