#include "api/kept_headers.h"

#include <array>

#include "base/text.h"
#include "core/idempotency.h"

namespace ordo::api {
namespace {

constexpr size_t kHeaderKeptMax = 256;
constexpr std::array<std::string_view, 2> kOfCalls = {"content-type", "user-agent"};

// Each part with its length, so that no two requests are the same text. If-Match is part of what was
// asked for: the same edit standing on another version is another request.
std::string digest_of(const HttpRequest& request, const Key256& lookup) {
  std::string asked;
  for (const std::string_view part :
       {request.method, request.path, request.query, request.header("if-match"), request.body}) {
    asked += std::to_string(part.size()) + ":";
    asked += part;
  }
  // The name that a file is sent under is part of what was asked for.
  if (const std::string_view name = request.header("x-file-name"); !name.empty()) asked += name;
  return hex(hmac_sha256(bytes_view(lookup), asked));
}

}  // namespace

void keep_headers(const HttpRequest& request, std::span<const std::string_view> names,
                  JsonMembers& kept) {
  for (const std::string_view name : names) {
    const std::string_view value = request.header(name);
    if (value.empty()) continue;
    kept.add(name, is_valid_utf8(value) ? cut_utf8(value, kHeaderKeptMax) : printable(value));
  }
}

std::string call_headers(const HttpRequest& request, std::string_view key, const Key256& lookup) {
  std::string text;
  JsonMembers kept(text);
  kept.add("remote", printable(request.remote));
  keep_headers(request, kOfCalls, kept);
  if (!key.empty()) {
    kept.add(core::kRequestKey, key);
    kept.add(core::kRequestDigest, digest_of(request, lookup));
  }
  kept.close();
  return text;
}

}  // namespace ordo::api
