#include "channels/standard/sign.h"

#include <boost/json.hpp>

#include "base/invariant.h"
#include "channels/standard/credentials.h"
#include "channels/standard/verify.h"

namespace ordo::channels::standard {
namespace {

boost::json::string_view json_text(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string sign(const Secret& whsec, std::string_view id, int64_t unix_seconds,
                 std::string_view body) {
  invariant(!id.empty() && id.find('.') == std::string_view::npos, "webhook id without a dot");
  auto key = key_of_secret(whsec.reveal());
  invariant(key.has_value(), "outgoing webhook secret is well-formed");
  HmacSha256 hmac(key->reveal());
  return v1_signature(hmac, id, std::to_string(unix_seconds), body);
}

std::string encode_status_changed(const StatusChanged& event) {
  const std::string order_id = event.order_id.str();
  const std::string at = format_rfc3339(event.occurred_at);
  const boost::json::value body = {{"type", "order.status_changed"},
                                   {"timestamp", json_text(at)},
                                   {"data",
                                    {{"order_id", json_text(order_id)},
                                     {"order_no", json_text(event.order_no)},
                                     {"channel", json_text(event.channel)},
                                     {"channel_order_id", json_text(event.channel_order_no)},
                                     {"from", json_text(facts::name(event.from))},
                                     {"to", json_text(facts::name(event.to))},
                                     {"version", event.version},
                                     {"currency", json_text(event.total.currency.code())},
                                     {"total_minor", event.total.minor}}}};
  return boost::json::serialize(body);
}

}  // namespace ordo::channels::standard
