// How Aliyun wants its requests signed: ACS3-HMAC-SHA256.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"
#include "base/time.h"

namespace ordo::channels::aliyun_sms {

// A POST to "/" whose parameters all stand in the query.
struct SignedCall {
  std::string host, action, version, nonce;
  Instant at;
  std::vector<std::pair<std::string, std::string>> query;  // not encoded, in any order
};

// Sorted by key and encoded by RFC 3986: also what the address must say.
[[nodiscard]] std::string canonical_query(const SignedCall& call);
[[nodiscard]] std::string canonical_request(const SignedCall& call);
// "2026-03-01T02:05:00Z", as x-acs-date says it.
[[nodiscard]] std::string acs_date(Instant at);
[[nodiscard]] std::string authorization(const SignedCall& call, std::string_view access_key_id,
                                        const Secret& access_key_secret);

}  // namespace ordo::channels::aliyun_sms
