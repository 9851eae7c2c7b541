// The sender's side of a self-test: a webhook as Shopify would sign it.
#pragma once

#include "base/crypto.h"
#include "base/result.h"
#include "channels/own_call.h"

namespace ordo::channels::shopify {

// Signed with the first secret of the credentials, for the shop that they name. Errors: those of
// parse_credentials.
[[nodiscard]] Result<SignedMessage> sign_self_test(const Secret& credentials_json,
                                                   std::string_view token, Instant now);

}  // namespace ordo::channels::shopify
