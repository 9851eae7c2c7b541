#include "channels/shopify/pull.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/text.h"
#include "channels/pull_window.h"
#include "channels/shopify/credentials.h"
#include "channels/web_text.h"

namespace ordo::channels::shopify {
namespace {

namespace json = boost::json;
namespace ondemand = simdjson::ondemand;

constexpr WindowPolicy kPolicy{5 * kMinuteMs, kDayMs, kMinuteMs};
constexpr int kPageSize = 100;  // of 250 allowed: an answer stays within a few megabytes
constexpr int64_t kRestartsMax = 3;
constexpr std::string_view kTopic = "orders/updated";

struct Cursor {
  Walk walk;
  bool counted = false;
  std::string page_info;  // as the platform gave it; empty: the first page
  int64_t restarts = 0;   // how often this window was begun anew
  std::string one;        // the id of the one order that is read; empty: a window is
};

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

std::string write(const Cursor& cursor) {
  json::object object;
  write_walk(cursor.walk, object);
  if (cursor.counted) object["counted"] = true;
  if (!cursor.page_info.empty()) object["page_info"] = view(cursor.page_info);
  if (cursor.restarts) object["restarts"] = cursor.restarts;
  if (!cursor.one.empty()) object["one"] = view(cursor.one);
  return json::serialize(object);
}

bool is_page_info(std::string_view text) {
  return text.size() <= 2'000 && std::ranges::all_of(text, [](char c) {
           return c > 0x20 && c < 0x7f && c != '&' && c != '#' && c != '"' && c != '<' && c != '>';
         });
}

bool is_order_id(std::string_view text) {
  return !text.empty() && text.size() <= 20 && std::ranges::all_of(text, is_digit);
}

bool read_one_id(const json::object& object, Cursor& cursor) {
  const json::value* one = object.if_contains("one");
  if (!one) return true;
  if (!one->is_string() || cursor.walk.window) return false;
  cursor.one = std::string(one->as_string());
  return is_order_id(cursor.one);
}

Result<Cursor> parse(std::string_view text) {
  auto object = parse_cursor(text);
  if (!object) return std::unexpected(std::move(object.error()));
  auto walk = read_walk(*object);
  if (!walk) return std::unexpected(std::move(walk.error()));
  Cursor cursor{*walk, object->contains("counted"), {}, 0, {}};
  if (!read_one_id(*object, cursor)) return bad_cursor("its one order has no id");
  if (const json::value* page = object->if_contains("page_info")) {
    if (!page->is_string()) return bad_cursor("its page is no text");
    cursor.page_info = std::string(page->as_string());
  }
  if (const json::value* restarts = object->if_contains("restarts")) {
    if (!restarts->is_int64()) return bad_cursor("its restarts are no count");
    cursor.restarts = restarts->as_int64();
  }
  const bool page_without_window =
      !cursor.walk.window && (cursor.counted || !cursor.page_info.empty());
  if (page_without_window || !is_page_info(cursor.page_info)) return bad_cursor("its page is none");
  return cursor;
}

std::string window_query(const OpenWindow& window) {
  return "status=any&updated_at_min=" + percent_encode(format_rfc3339(window.from)) +
         "&updated_at_max=" + percent_encode(format_rfc3339(window.to));
}

// Beside page_info the platform takes nothing but the limit.
std::string path_of(const Cursor& cursor) {
  if (!cursor.one.empty()) return "/orders.json?status=any&ids=" + cursor.one;
  if (!cursor.counted) return "/orders/count.json?" + window_query(*cursor.walk.window);
  const std::string limit = fmt::format("/orders.json?limit={}&", kPageSize);
  if (!cursor.page_info.empty()) return limit + "page_info=" + cursor.page_info;
  return limit + window_query(*cursor.walk.window);
}

std::optional<int64_t> seconds_as_ms(std::string_view text) {
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || seconds < 0 || seconds > 86'400) return std::nullopt;
  const bool has_fraction = end != text.data() + text.size() && *end == '.';
  const bool whole =
      text.substr(static_cast<size_t>(end - text.data())).find_first_of("123456789") ==
      std::string_view::npos;
  return (seconds + (has_fraction && !whole ? 1 : 0)) * kSecondMs;
}

std::unexpected<PullFailure> failed_with(const HttpAnswer& answer) {
  const std::string said = fmt::format("the platform answered {}", answer.status);
  switch (answer.status) {
    case 401:
      return pull_failed(ErrorClass::kUnauthorised, "token_expired",
                         said + ": the access token is not accepted (any more)");
    case 402:
    case 403:
    case 423:
      return pull_failed(ErrorClass::kForbidden, "permission_denied",
                         said + ": the app may not read orders, or the shop is frozen");
    case 429:
      return pull_failed(ErrorClass::kLimited, "rate_limited", said,
                         seconds_as_ms(answer.header("retry-after")).value_or(2 * kSecondMs));
    default: break;
  }
  if (answer.status == 0 || answer.status >= 500) {
    return pull_failed(ErrorClass::kUnavailable, "platform_down",
                       answer.status ? said : "no answer came",
                       seconds_as_ms(answer.header("retry-after")));
  }
  return pull_failed(ErrorClass::kRefused, "request_refused", said);
}

std::unexpected<PullFailure> malformed(std::string detail) {
  return pull_failed(ErrorClass::kInternal, "malformed_answer", std::move(detail));
}

PullResult read_count(const HttpAnswer& answer, Cursor cursor) {
  ondemand::parser parser;
  const simdjson::padded_string padded(answer.body);
  ondemand::document document;
  int64_t count = 0;
  if (parser.iterate(padded).get(document) || document["count"].get_int64().get(count) ||
      count < 0) {
    return malformed("the answer to a count holds no count");
  }
  cursor.walk.window->total = count;
  cursor.counted = true;
  PullPage page;
  page.more = true;
  if (count == 0) {
    finish_window(cursor.walk, page);
    cursor.counted = false;
  }
  page.cursor = write(cursor);
  return page;
}

// The order's own text, byte for byte; whether it is a good order is the decoder's question. Ids beyond
// 2^53 keep their digits.
simdjson::error_code add_order(ondemand::value value, PullPage& page) {
  ondemand::object order;
  std::string_view number, body;
  if (const auto error = value.get_object().get(order)) return error;
  if (const auto error = order.raw_json().get(body)) return error;
  if (const auto error = order.reset().error()) return error;
  if (const auto error = order["id"].raw_json_token().get(number)) return error;
  std::string id(without_trailing_space(number));
  body = without_trailing_space(body);
  page.messages.push_back(
      {pulled_id("order", id, body), std::string(kTopic), std::string(body), id});
  page.listed.push_back(std::move(id));
  return simdjson::SUCCESS;
}

simdjson::error_code add_orders(std::string_view body, PullPage& page) {
  ondemand::parser parser;
  const simdjson::padded_string padded(body);
  ondemand::document document;
  ondemand::array orders;
  if (const auto error = parser.iterate(padded).get(document)) return error;
  if (const auto error = document["orders"].get_array().get(orders)) return error;
  for (auto order : orders) {
    ondemand::value value;
    if (const auto error = order.get(value)) return error;
    if (const auto error = add_order(value, page)) return error;
  }
  return simdjson::SUCCESS;
}

PullResult read_orders(const HttpAnswer& answer, Cursor cursor) {
  PullPage page;
  if (const auto error = add_orders(answer.body, page)) {
    return malformed(
        fmt::format("the answer is no page of orders: {}", simdjson::error_message(error)));
  }
  cursor.page_info = next_page_info(answer.header("link"));
  if (!is_page_info(cursor.page_info)) return malformed("the next page's address is malformed");
  page.more = true;
  if (cursor.page_info.empty()) {
    finish_window(cursor.walk, page);
    cursor.counted = false;
    cursor.restarts = 0;
  }
  page.cursor = write(cursor);
  return page;
}

PullResult read_one(const HttpAnswer& answer, const Cursor& cursor) {
  PullPage page;
  if (const auto error = add_orders(answer.body, page)) {
    return malformed(
        fmt::format("the answer is no page of orders: {}", simdjson::error_message(error)));
  }
  if (page.messages.empty()) page.unreadable.push_back({cursor.one, "not_found", true});
  return page;
}

// A page_info does not live for ever: where it is refused, the window is begun anew. What was read of
// it before is met again under the same ids.
PullResult begin_anew(Cursor cursor) {
  cursor.page_info.clear();
  cursor.restarts += 1;
  PullPage page;
  page.more = true;
  page.cursor = write(cursor);
  return page;
}

}  // namespace

std::string ShopifyPuller::first_cursor(Instant from) const {
  Cursor cursor;
  cursor.walk.complete_to = from;
  return write(cursor);
}

Result<HttpCall> ShopifyPuller::next(const Secret& credentials, std::string_view cursor_text,
                                     Instant now) const {
  auto cursor = parse(cursor_text);
  if (!cursor) return std::unexpected(std::move(cursor.error()));
  const auto shop = parse_credentials(credentials.reveal());
  if (!shop) return std::unexpected(shop.error());
  if (shop->access_token.empty()) {
    return invalid("/access_token", "is required to pull", "credentials_incomplete");
  }
  if (cursor->one.empty()) open_window(cursor->walk, kPolicy, now);
  HttpCall call;
  call.method = "GET";
  call.url = shop->base_url + "/admin/api/" + shop->api_version + path_of(*cursor);
  call.headers = {{"Accept", "application/json"},
                  {"X-Shopify-Access-Token", shop->access_token.reveal()}};
  call.cursor = write(*cursor);
  return call;
}

PullResult ShopifyPuller::read(const HttpAnswer& answer, std::string_view cursor_text,
                               Instant /*now*/) const {
  auto cursor = parse(cursor_text);
  if (cursor && !cursor->walk.window && cursor->one.empty()) {
    cursor = bad_cursor("it belongs to no call");
  }
  if (!cursor) return std::unexpected(PullFailure{std::move(cursor.error()), std::nullopt});
  const bool stale_page = answer.status == 400 && !cursor->page_info.empty();
  if (stale_page && cursor->restarts < kRestartsMax) return begin_anew(std::move(*cursor));
  if (answer.status != 200) return failed_with(answer);
  auto page = !cursor->one.empty() ? read_one(answer, *cursor)
              : cursor->counted    ? read_orders(answer, std::move(*cursor))
                                   : read_count(answer, std::move(*cursor));
  if (page) page->wait_ms = quota_wait_ms(answer.header("x-shopify-shop-api-call-limit"));
  return page;
}

Result<Instant> ShopifyPuller::watermark(std::string_view cursor_text) const {
  auto cursor = parse(cursor_text);
  if (!cursor) return std::unexpected(std::move(cursor.error()));
  return cursor->walk.complete_to;
}

std::string ShopifyPuller::cursor_for(std::string_view order_no) const {
  if (!is_order_id(order_no)) return {};
  Cursor cursor;
  cursor.one = order_no;
  return write(cursor);
}

std::string next_page_info(std::string_view link_header) {
  constexpr std::string_view kParameter = "page_info=";
  while (!link_header.empty()) {
    const size_t open = link_header.find('<'), close = link_header.find('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) break;
    const std::string_view url = link_header.substr(open + 1, close - open - 1);
    const size_t end = std::min(link_header.find(',', close), link_header.size());
    const std::string_view relation = link_header.substr(close, end - close);
    link_header.remove_prefix(std::min(end + 1, link_header.size()));
    const size_t at = url.find(kParameter);
    if (relation.find("next") == std::string_view::npos || at == std::string_view::npos) continue;
    const std::string_view rest = url.substr(at + kParameter.size());
    return std::string(rest.substr(0, rest.find('&')));
  }
  return {};
}

int64_t quota_wait_ms(std::string_view header) {
  int64_t used = 0, size = 0;
  const char* const end = header.data() + header.size();
  const auto first = std::from_chars(header.data(), end, used);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '/') return 0;
  const auto second = std::from_chars(first.ptr + 1, end, size);
  if (second.ec != std::errc{} || size < 1 || used < 0 || used > 1'000'000) return 0;
  const int64_t too_many = used - size / 2;
  return too_many <= 0 ? 0 : std::min<int64_t>(too_many * 20 * kSecondMs / size, kMinuteMs);
}

}  // namespace ordo::channels::shopify
