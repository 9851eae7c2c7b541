#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>

#include "base/text.h"
#include "sim/hub_client.h"

namespace ordo::sim {
namespace {

namespace json = boost::json;

std::unexpected<Error> unexpected_answer(std::string_view what, std::string_view got) {
  return fail(ErrorClass::kInternal, "unexpected_answer",
              fmt::format("{}: {}", what, printable(got)));
}

std::unexpected<Error> unexpected_answer(std::string_view what, const HttpAnswer& answer) {
  return unexpected_answer(fmt::format("{} answered {}", what, answer.status), answer.body);
}

// The API gives counts as numbers, sequences as strings; either is read.
int64_t whole(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return 0;
  if (value->is_int64()) return value->as_int64();
  int64_t number = 0;
  if (const json::string* text = value->if_string()) {
    std::from_chars(text->data(), text->data() + text->size(), number);
  }
  return number;
}

std::string text(const json::object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

Instant moment_or_none(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return parse_rfc3339(std::string_view(value->as_string())).value_or(Instant{});
}

int64_t minor(const json::object& amounts, std::string_view name) {
  return amounts.at(name).as_object().at("amount").as_int64();
}

ShownOrder shown_order(const json::object& item) {
  ShownOrder order;
  order.shop = text(item, "shop");
  order.number_clean = clean_number(text(item, "channel_order_no")).value_or("");
  order.headline = text(item, "status");
  const json::object& axes = item.at("axes").as_object();
  order.payment = text(axes, "payment");
  order.fulfilment = text(axes, "fulfilment");
  const json::object& amounts = item.at("amounts").as_object();
  order.goods = minor(amounts, "goods");
  order.freight = minor(amounts, "freight");
  order.paid = minor(amounts, "paid");
  for (const json::value& line : item.at("lines").as_array()) {
    order.units += line.at("counters").at("ordered").as_int64();
  }
  return order;
}

struct Page {
  std::vector<ShownOrder> orders;
  std::string next_cursor;  // empty: the last page
};

Result<Page> parse_page(const HttpAnswer& answer) {
  if (answer.status != 200) return unexpected_answer("GET /api/v1/orders", answer);
  try {
    const json::value root = json::parse(answer.body);
    Page page;
    for (const json::value& item : root.at("items").as_array()) {
      page.orders.push_back(shown_order(item.as_object()));
    }
    if (const json::string* cursor = root.at("next_cursor").if_string()) page.next_cursor = *cursor;
    return page;
  } catch (const std::exception& error) {
    return unexpected_answer(error.what(), answer.body);
  }
}

// A cursor is opaque: whatever stands in it must survive the URL.
std::string percent_encoded(std::string_view raw) {
  std::string out;
  for (const char c : raw) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

Result<ShownOrder> parse_shown_order(std::string_view item) {
  try {
    return shown_order(json::parse(item).as_object());
  } catch (const std::exception& error) {
    return unexpected_answer(error.what(), item);
  }
}

Result<> HubClient::ensure_shop(const ShopAccount& account) {
  const json::object shop{
      {"code", account.code},         {"channel", "standard"},
      {"name", account.name},         {"zone", account.zone.name()},
      {"currency", account.currency}, {"credentials", json::object{{"secret", account.secret}}}};
  return ensure_shop(account.code, json::serialize(shop));
}

Result<> HubClient::ensure_shop(const std::string& code, const std::string& body) {
  auto found = get("/api/v1/shops/" + code);
  if (!found) return std::unexpected(std::move(found.error()));
  if (found->status == 200) return {};
  auto created = post("/api/v1/shops", body);
  if (!created) return std::unexpected(std::move(created.error()));
  // 409: someone was faster; 202: it is stored and will be applied.
  if (created->status / 100 == 2 || created->status == 409) return {};
  return unexpected_answer("POST /api/v1/shops", *created);
}

Result<PullProgress> HubClient::pull_progress(const std::string& code) {
  auto answer = get("/api/v1/shops/" + code);
  if (!answer) return std::unexpected(std::move(answer.error()));
  boost::system::error_code failed;
  const json::value root = json::parse(answer->body, failed);
  if (answer->status != 200 || failed || !root.is_object()) {
    return unexpected_answer("GET /api/v1/shops/" + code, *answer);
  }
  PullProgress progress;
  const json::value* pull = root.as_object().if_contains("pull");
  const json::object* told = pull ? pull->if_object() : nullptr;
  if (!told) return progress;
  progress.watermark = moment_or_none(*told, "watermark");
  progress.complete_until = moment_or_none(*told, "complete_until");
  const json::value* error = told->if_contains("error");
  if (error && error->is_object()) progress.error = text(error->as_object(), "code");
  return progress;
}

Result<HubStats> HubClient::stats() {
  auto answer = get("/api/v1/stats");
  if (!answer) return std::unexpected(std::move(answer.error()));
  if (answer->status == 404) return stats_from_lists();
  boost::system::error_code error;
  const json::value root = json::parse(answer->body, error);
  if (answer->status != 200 || error || !root.is_object()) {
    return unexpected_answer("GET /api/v1/stats", *answer);
  }
  const json::object& object = root.as_object();
  return HubStats{whole(object, "backlog"), whole(object, "waiting"), whole(object, "parked"),
                  whole(object, "orders")};
}

// The public lists say less, but enough: whether anything is still on its way.
Result<HubStats> HubClient::stats_from_lists() {
  HubStats stats;
  const std::pair<const char*, int64_t*> states[] = {
      {"received", &stats.backlog}, {"waiting", &stats.waiting}, {"parked", &stats.parked}};
  for (const auto& [state, count] : states) {
    auto answer = get(fmt::format("/api/v1/messages?state={}&limit=200", state));
    if (!answer) return std::unexpected(std::move(answer.error()));
    boost::system::error_code error;
    const json::value root = json::parse(answer->body, error);
    const json::value* items =
        error || !root.is_object() ? nullptr : root.as_object().if_contains("items");
    if (answer->status != 200 || items == nullptr || !items->is_array()) {
      return unexpected_answer("GET /api/v1/messages", *answer);
    }
    *count = static_cast<int64_t>(items->as_array().size());
  }
  return stats;
}

Result<> HubClient::each_order(const std::function<void(ShownOrder)>& take) {
  std::string cursor;
  do {
    std::string path = "/api/v1/orders?limit=200";
    if (!cursor.empty()) path += "&cursor=" + percent_encoded(cursor);
    auto answer = get(path);
    if (!answer) return std::unexpected(std::move(answer.error()));
    auto page = parse_page(*answer);
    if (!page) return std::unexpected(std::move(page.error()));
    if (!cursor.empty() && page->next_cursor == cursor) {
      return unexpected_answer("the list's cursor stands still", cursor);
    }
    for (ShownOrder& order : page->orders) take(std::move(order));
    cursor = std::move(page->next_cursor);
  } while (!cursor.empty());
  return {};
}

}  // namespace ordo::sim
