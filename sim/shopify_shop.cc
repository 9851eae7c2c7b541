#include "sim/shopify_shop.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/crypto.h"
#include "sim/form.h"

namespace ordo::sim {
namespace {

constexpr int64_t kLimitMax = 250;
constexpr int64_t kBucket = 40;

std::optional<Instant> moment(const Form& query, const std::string& key) {
  const auto at = query.find(key);
  if (at == query.end()) return std::nullopt;
  const auto parsed = parse_rfc3339(at->second);
  return parsed ? std::optional(*parsed) : std::nullopt;
}

int64_t limit_of(const Form& query) {
  const auto at = query.find("limit");
  if (at == query.end() || at->second.size() > 3) return 50;
  return std::clamp<int64_t>(std::stoll("0" + at->second), 1, kLimitMax);
}

ShopifyAnswer plain(int status, std::string body) { return {status, {}, std::move(body)}; }

}  // namespace

ShopifyShop::ShopifyShop(ShopifyAccount account, ShopifyFaults faults, uint64_t seed)
    : account_(std::move(account)), faults_(faults), dice_(seed) {}

void ShopifyShop::put_order(int64_t id, Instant updated_at, std::string text) {
  orders_[id] = {updated_at, std::move(text)};
}

bool ShopifyShop::strikes(uint64_t one_in) { return one_in != 0 && dice_.below(one_in) == 0; }

ShopifyAnswer ShopifyShop::count(const Query& query) const {
  const auto from = moment(query, "updated_at_min"), to = moment(query, "updated_at_max");
  if (!from || !to) return plain(400, R"({"errors":"updated_at"})");
  const auto found = std::ranges::count_if(orders_, [&](const auto& order) {
    return order.second.updated_at >= *from && order.second.updated_at <= *to;
  });
  return plain(200, fmt::format(R"({{"count":{}}})", found));
}

// The newest id first. A page is told by the last id that was shown, so that it does not shift.
ShopifyAnswer ShopifyShop::show(Page page) {
  std::string list;
  int64_t shown = 0;
  bool more = false;
  for (const auto& [id, order] : orders_) {
    if (id >= page.below || order.updated_at < page.from || order.updated_at > page.to) continue;
    if (shown == page.limit) {
      more = true;
      break;
    }
    list += (shown++ ? "," : "") + order.text;
    page.below = id;
  }
  ShopifyAnswer answer = plain(200, "{\"orders\":[" + list + "]}");
  if (more) {
    std::string name = base64(fmt::format("{}:{}", page.below, dice_.next()));
    std::ranges::replace(name, '/', '_');
    std::ranges::replace(name, '+', '-');
    std::string url_safe;
    for (const char c : name) url_safe += c == '=' ? "%3D" : std::string(1, c);
    pages_[name] = page;
    answer.headers.emplace_back(
        "Link", fmt::format("<https://{}/admin/api/2026-07/orders.json?limit={}&page_info={}>; "
                            "rel=\"next\"",
                            account_.domain, page.limit, url_safe));
  }
  return answer;
}

ShopifyAnswer ShopifyShop::list(const Query& query) {
  const auto info = query.find("page_info");
  if (info == query.end()) {
    const auto from = moment(query, "updated_at_min"), to = moment(query, "updated_at_max");
    if (!from || !to) return plain(400, R"({"errors":"updated_at"})");
    return show({*from, *to, INT64_MAX, limit_of(query)});
  }
  const bool alone = std::ranges::all_of(query, [](const auto& parameter) {
    return parameter.first == "page_info" || parameter.first == "limit";
  });
  const auto page = pages_.find(info->second);
  if (!alone || page == pages_.end() || strikes(faults_.forgets_page)) {
    return plain(400, R"({"errors":{"page_info":"Invalid value."}})");
  }
  return show(page->second);
}

ShopifyAnswer ShopifyShop::get(std::string_view target, std::string_view token) {
  if (strikes(faults_.silent)) return {0, {}, ""};
  if (strikes(faults_.broken)) return plain(502, "<html>");
  if (token != account_.access_token) return plain(401, R"({"errors":"[API] Invalid API key"})");
  if (strikes(faults_.limited)) {
    return {429, {{"Retry-After", "2.0"}}, R"({"errors":"Exceeded 2 calls per second"})"};
  }
  const size_t mark = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, mark);
  const Query query = parse_form(target.substr(std::min(mark + 1, target.size())));
  ShopifyAnswer answer = path.ends_with("/orders/count.json") ? count(query)
                         : path.ends_with("/orders.json")     ? list(query)
                                                          : plain(404, R"({"errors":"Not Found"})");
  used_ = std::min(used_ + 1, kBucket);
  answer.headers.emplace_back("X-Shopify-Shop-Api-Call-Limit",
                              fmt::format("{}/{}", used_, kBucket));
  return answer;
}

ShopifyHeaders ShopifyShop::webhook_headers(std::string_view topic, std::string_view webhook_id,
                                            std::string_view body) const {
  return {{"X-Shopify-Topic", std::string(topic)},
          {"X-Shopify-Hmac-Sha256", base64(bytes_view(hmac_sha256(account_.app_secret, body)))},
          {"X-Shopify-Shop-Domain", account_.domain},
          {"X-Shopify-API-Version", "2026-07"},
          {"X-Shopify-Webhook-Id", std::string(webhook_id)}};
}

}  // namespace ordo::sim
