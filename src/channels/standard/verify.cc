#include "channels/standard/verify.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "channels/standard/credentials.h"
#include "channels/standard/event_type.h"

namespace ordo::channels::standard {
namespace {

constexpr std::string_view kV1 = "v1,";

struct Headers {
  std::string_view id, timestamp, signature;
};

std::unexpected<Error> refuse(std::string_view code, std::string detail) {
  return fail(ErrorClass::kUnauthorised, code, std::move(detail));
}

// A dot would let one signed text be cut into id and timestamp in two ways.
bool is_message_id(std::string_view id) {
  return !id.empty() && id.size() <= kMessageIdBytesMax &&
         std::ranges::all_of(id, [](char c) { return c >= 0x20 && c <= 0x7e && c != '.'; });
}

// Stricter than the reference library, which reads "123abc" as 123.
std::optional<int64_t> parse_timestamp(std::string_view text) {
  int64_t seconds = 0;
  if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return seconds;
}

Result<> check_timestamp(std::string_view text, Instant now) {
  const auto sent_at = parse_timestamp(text);
  if (!sent_at) return refuse("signature_invalid", "webhook-timestamp is not whole unix seconds");
  const int64_t age_seconds = now.ms / kSecondMs - *sent_at;
  if (age_seconds > kToleranceSeconds) {
    return refuse("timestamp_out_of_tolerance", "webhook-timestamp is too old");
  }
  if (age_seconds < -kToleranceSeconds) {
    return refuse("timestamp_out_of_tolerance", "webhook-timestamp lies too far ahead");
  }
  return {};
}

// Looks at every candidate whatever matched before, so that time tells nothing. Signatures of other
// versions have another prefix and therefore never equal a v1.
bool any_matches(std::string_view signatures, std::string_view expected) {
  bool matched = false;
  for (size_t seen = 0; seen < kSignaturesMax && !signatures.empty(); ++seen) {
    const size_t end = std::min(signatures.find(' '), signatures.size());
    matched |= equal_constant_time(signatures.substr(0, end), expected);
    signatures.remove_prefix(std::min(end + 1, signatures.size()));
  }
  return matched;
}

bool signed_by_any(std::span<HmacSha256> keys, const Headers& headers, std::string_view body) {
  bool matched = false;
  for (HmacSha256& key : keys) {
    matched |=
        any_matches(headers.signature, v1_signature(key, headers.id, headers.timestamp, body));
  }
  return matched;
}

Result<> check_headers(const Headers& headers, Instant now) {
  if (headers.id.empty() || headers.timestamp.empty() || headers.signature.empty()) {
    return refuse("signature_missing",
                  "webhook-id, webhook-timestamp and webhook-signature are required");
  }
  if (!is_message_id(headers.id)) {
    return refuse("signature_invalid",
                  "webhook-id is at most 256 printable ASCII characters without a dot");
  }
  return check_timestamp(headers.timestamp, now);
}

}  // namespace

std::string v1_signature(HmacSha256& key, std::string_view id, std::string_view timestamp,
                         std::string_view body) {
  std::string signature(kV1);
  signature += base64(bytes_view(key({id, ".", timestamp, ".", body})));
  return signature;
}

Result<Verified> verify_request(const Request& request, const Secret& credentials_json,
                                Instant now) {
  const Headers headers{request.header("webhook-id"), request.header("webhook-timestamp"),
                        request.header("webhook-signature")};
  if (auto checked = check_headers(headers, now); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  if (!signed_by_any(prepared_keys(credentials_json), headers, request.body)) {
    return refuse("signature_invalid", "no v1 signature matches this shop's secret");
  }
  return Verified{std::string(headers.id), std::string(event_type(request.body))};
}

}  // namespace ordo::channels::standard
