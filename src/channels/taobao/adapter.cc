#include "channels/taobao/adapter.h"

#include "channels/taobao/credentials.h"
#include "channels/taobao/decode.h"

namespace ordo::channels::taobao {

Result<> TaobaoAdapter::check_credentials(std::string_view credentials_json) const {
  if (auto read = parse_credentials(credentials_json); !read) {
    return std::unexpected(std::move(read.error()));
  }
  return {};
}

Result<Verified> TaobaoAdapter::verify(const Request& /*request*/, const Secret& /*credentials*/,
                                       Instant /*now*/) const {
  return fail(ErrorClass::kUnauthorised, "signature_missing",
              "this channel sends nothing here; its orders are pulled");
}

Result<std::vector<facts::Fact>> TaobaoAdapter::decode(const Raw& raw, const ShopContext& shop,
                                                       Instant /*received_at*/) const {
  return decode_message(raw, shop);
}

}  // namespace ordo::channels::taobao
