// Verification of Shopify's webhooks: base64 of HMAC-SHA256 over the raw body, in a header. Nothing
// else is signed, the topic and the time neither; a delivery is told from its repeats by its id.
#pragma once

#include "channels/adapter.h"

namespace ordo::channels::shopify {

// Both families of headers are heard: X-Shopify-… and, of the newer events, shopify-….
// Codes as Adapter::verify declares them; a required header that is absent is "signature_missing". A
// message for another shop than the credentials name is "signature_invalid": one app's secret signs
// for all shops that have installed it.
[[nodiscard]] Result<Verified> verify_request(const Request& request,
                                              const Secret& credentials_json);

}  // namespace ordo::channels::shopify
