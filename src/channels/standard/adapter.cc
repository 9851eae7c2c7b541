#include "channels/standard/adapter.h"

#include "channels/standard/credentials.h"
#include "channels/standard/decode.h"
#include "channels/standard/verify.h"

namespace ordo::channels::standard {

Result<> StandardAdapter::check_credentials(std::string_view credentials_json) const {
  if (auto keys = parse_credentials(credentials_json); !keys) {
    return std::unexpected(std::move(keys.error()));
  }
  return {};
}

Result<Verified> StandardAdapter::verify(const Request& request, const Secret& credentials_json,
                                         Instant now) const {
  return verify_request(request, credentials_json, now);
}

// Arrival decides nothing here: a time from the future is a matter for the flows, which hold it.
Result<std::vector<facts::Fact>> StandardAdapter::decode(const Raw& raw, const ShopContext& shop,
                                                         Instant /*received_at*/) const {
  return decode_event(raw.body, shop);
}

}  // namespace ordo::channels::standard
