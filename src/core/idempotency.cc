#include "core/idempotency.h"

#include <boost/json.hpp>
#include <charconv>

namespace ordo::core {
namespace {

namespace json = boost::json;

constexpr size_t kHashDigits = 16;

std::string kept(const Entry& entry, std::string_view name) {
  json::error_code failed;
  const json::value headers = json::parse(entry.headers, failed);
  if (failed || !headers.is_object()) return {};
  const json::value* value = headers.as_object().if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

}  // namespace

std::string idempotency_key_of(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::kCommand: return entry.external_id;
    // Its external id is the platform's.
    case EntryKind::kReplay: return kept(entry, kRequestKey);
    default: return {};
  }
}

int64_t request_hash(const Entry& entry, int64_t body_hash) {
  const std::string digest = kept(entry, kRequestDigest);
  uint64_t hash = 0;
  if (digest.size() < kHashDigits) return body_hash;
  const char* end = digest.data() + kHashDigits;
  const auto [at, failed] = std::from_chars(digest.data(), end, hash, 16);
  return failed == std::errc() && at == end ? static_cast<int64_t>(hash >> 1) : body_hash;
}

Answer replay_answer(const Entry& entry, const Outcome& outcome) {
  json::object body{{"message_id", entry.seq.str()},
                    {"state", name(outcome.state)},
                    {"code", text_or_null(outcome.code)},
                    {"detail", text_or_null(outcome.detail)},
                    {"pointer", text_or_null(outcome.pointer)}};
  body["order_id"] = outcome.order ? json::value(outcome.order.str()) : json::value(nullptr);
  return {200, json::serialize(body)};
}

}  // namespace ordo::core
