// Pages of what lies in memory under a key that never changes: shops, keys, users.
#pragma once

#include <boost/json.hpp>
#include <concepts>
#include <string>

#include "api/body.h"

namespace ordo::api {

// Where a request's cursor stands among keys; an empty or zero key stands before the first. Codes as
// body.h.
template <class Key>
[[nodiscard]] Result<Key> read_key_cursor(const HttpRequest& request) {
  const auto cursor = request.parameter("cursor");
  if (!cursor) return Key{};
  if constexpr (std::integral<Key>) {
    return id_in_cursor(*cursor);
  } else {
    return decode_cursor(*cursor);
  }
}

// One page of a sorted map, in its order; `show(key, value)` answers an item's JSON. Without ?limit=,
// the largest page: who configures a hub sees all of it.
template <class Map, class Show>
[[nodiscard]] Result<HttpResponse> name_page(const HttpRequest& request, const Map& map,
                                             const Show& show) {
  using Key = typename Map::key_type;
  auto limit = request.parameter("limit") ? read_limit(request) : Result<size_t>(kPageMax);
  if (!limit) return std::unexpected(limit.error());
  const auto after = read_key_cursor<Key>(request);
  if (!after) return std::unexpected(after.error());
  boost::json::array items;
  std::string last;
  for (auto it = map.upper_bound(*after); it != map.end(); ++it) {
    if (items.size() == *limit) return page_answer(std::move(items), last);
    items.push_back(show(it->first, it->second));
    if constexpr (std::integral<Key>) {
      last = std::to_string(it->first);
    } else {
      last = it->first;
    }
  }
  return page_answer(std::move(items), "");
}

}  // namespace ordo::api
