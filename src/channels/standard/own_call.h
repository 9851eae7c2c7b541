// The sender's side of a self-test: a message as a system of the merchant's own would sign it.
#pragma once

#include "base/crypto.h"
#include "base/result.h"
#include "channels/own_call.h"

namespace ordo::channels::standard {

// Signed with the first secret of the credentials. Errors: those of parse_credentials.
[[nodiscard]] Result<SignedMessage> sign_self_test(const Secret& credentials_json,
                                                   std::string_view token, Instant now);

}  // namespace ordo::channels::standard
