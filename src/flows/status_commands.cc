#include "flows/status_commands.h"

#include <fmt/format.h>

#include "flows/commands.h"
#include "flows/config_kit.h"
#include "flows/raise.h"
#include "flows/status_map.h"
#include "orders/status_groups.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Outcome;

constexpr size_t kReasonBytesMax = 2'000;

Outcome not_known(const char* code, const char* detail) {
  return refused({ErrorClass::kNotFound, code, detail, {}});
}

}  // namespace

Outcome put_status_map(Context& context, const json::object& body) {
  const std::string channel = json_text(body, "channel"), shop = json_text(body, "shop");
  const channels::Adapter* adapter = channels::find_adapter(channel);
  if (!adapter) return not_known("unknown_channel", "is not a channel that this hub speaks");
  const Shop* held_shop = shop.empty() ? nullptr : context.settings.shop(shop);
  if (!shop.empty() && (!held_shop || held_shop->channel != channel)) {
    return not_known("unknown_shop", "there is no such shop on this channel");
  }
  if (json_text(body, "reason").size() > kReasonBytesMax) return bad("/reason", "is too long");
  const std::string name = status_map_name(channel, shop);
  if (is_stale(body, context.batch.config.find("status_map", name))) return stale("status map has");
  json::object document;
  if (const json::value* words = body.if_contains("words")) document["words"] = *words;
  auto map = parse_status_map(*adapter, document);
  if (!map) return refused(map.error());
  put(context, "status_map", name, {{"words", status_words_json(*map)}});
  return saved(context, "config.status_map", name, 200, told_of(body));
}

Outcome put_status_groups(Context& context, const json::object& body) {
  auto groups = orders::parse_status_groups(document_alone(body));
  if (!groups) return refused(groups.error());
  if (is_stale(body, context.batch.config.find("status_groups", "orders"))) {
    return stale("status groups have");
  }
  put(context, "status_groups", "orders", orders::status_groups_json(*groups));
  return saved(context, "config.status_groups", "orders", 200, told_of(body));
}

Outcome park_unknown_status(Context& context, const facts::ChannelWord& word) {
  const Error error = unknown_status(*context.shop->adapter, word);
  raise(context, AlertKind::kUnknownStatus, {{"shop", context.shop->code}, {"word", word.key}},
        {{}, fmt::format("unknown_status/{}/{}", context.shop->id.value, word.key), {}});
  Outcome outcome;
  outcome.state = core::MessageState::kParked;
  outcome.code = error.code;
  outcome.detail = error.detail;
  outcome.pointer = word.pointer;
  return outcome;
}

}  // namespace ordo::flows
