// From the body of a `standard` message to facts.
#pragma once

#include <simdjson.h>

#include <string_view>
#include <vector>

#include "base/result.h"
#include "channels/adapter.h"
#include "channels/fields.h"
#include "channels/standard/contract.h"
#include "facts/facts.h"

namespace ordo::channels::standard {

// Errors as contract.h describes them. An event of another type: no facts. Pure; thread-safe.
[[nodiscard]] Result<std::vector<facts::Fact>> decode_event(std::string_view body,
                                                            const ShopContext& shop);

// What each event's own reader gets: its `data`, and the moment that the envelope names.
struct Event {
  simdjson::dom::object data;
  const Path& path;
  Instant timestamp;
  Reading& reading;
};

// Each reads its event; what is wrong goes to the reading's problems, and the fact is then void.
[[nodiscard]] facts::Fact decode_order(const Event& event);
[[nodiscard]] facts::Fact decode_payment(const Event& event);
[[nodiscard]] facts::Fact decode_cancel(const Event& event);
[[nodiscard]] facts::Fact decode_shipment(const Event& event);
[[nodiscard]] facts::Fact decode_refund(const Event& event);
[[nodiscard]] facts::Fact decode_stock(const Event& event);

}  // namespace ordo::channels::standard
