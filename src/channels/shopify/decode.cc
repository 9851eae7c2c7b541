#include "channels/shopify/decode.h"

#include <algorithm>
#include <iterator>

#include "channels/document.h"

namespace ordo::channels::shopify {
namespace {

namespace dom = simdjson::dom;

enum class Resource : uint8_t { kOrder, kFulfilment, kRefund };

struct Topic {
  std::string_view name;
  Resource resource;
};

constexpr Topic kTopics[] = {
    {"orders/create", Resource::kOrder},
    {"orders/updated", Resource::kOrder},
    {"orders/paid", Resource::kOrder},
    {"orders/partially_fulfilled", Resource::kOrder},
    {"orders/fulfilled", Resource::kOrder},
    {"orders/cancelled", Resource::kOrder},
    {"fulfillments/create", Resource::kFulfilment},
    {"fulfillments/update", Resource::kFulfilment},
    {"refunds/create", Resource::kRefund},
};

Facts decode_resource(dom::element root, Resource resource, Reading& reading) {
  Facts facts;
  const Path path;
  const auto object = entry_object(root, path, reading.problems);
  if (!object) return facts;
  switch (resource) {
    case Resource::kOrder: decode_order(*object, path, reading, facts); break;
    case Resource::kFulfilment: decode_fulfilment(*object, path, reading, {}, facts); break;
    case Resource::kRefund: decode_refund(*object, path, reading, {}, facts); break;
  }
  return facts;
}

}  // namespace

Result<Facts> decode_message(const Raw& raw, const ShopContext& shop) {
  if (raw.topic.empty()) {
    return fail(ErrorClass::kInvalid, "topic_missing",
                "only the topic says what a message of this channel is, and there is none");
  }
  const auto topic = std::ranges::find(kTopics, raw.topic, &Topic::name);
  if (topic == std::end(kTopics)) return Facts{};
  auto root = parse_document(raw.body);
  if (!root) return std::unexpected(std::move(root.error()));
  Reading reading{shop, raw.body, {}};
  Facts facts = decode_resource(*root, topic->resource, reading);
  if (!reading.problems.empty()) return std::unexpected(std::move(reading.problems).breach());
  return facts;
}

}  // namespace ordo::channels::shopify
