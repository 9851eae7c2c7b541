#include "sim/shopify_shop.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/crypto.h"
#include "sim/form.h"

namespace ordo::sim {
namespace {

constexpr int64_t kLimitMax = 250;
constexpr int64_t kOneCall = 1'000;  // in the unit of the bucket
constexpr int64_t kRepeatedMax = 5;
constexpr std::string_view kPaths = "/admin/api/2026-07";

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

const ShopifyShop::Version* ShopifyShop::Order::shown(Instant at) const {
  if (now.shown_at <= at) return &now;
  return before ? &*before : nullptr;
}

void ShopifyShop::put_order(int64_t id, Instant updated_at, std::string text) {
  const Instant shown_at = updated_at.plus_ms(dice_.between(0, faults_.shown_late_ms));
  Order& order = orders_[id];
  // What was never shown is never shown.
  if (!order.now.text.empty() && order.now.shown_at <= updated_at) {
    order.before = std::move(order.now);
  }
  order.now = {updated_at, shown_at, std::move(text)};
}

bool ShopifyShop::strikes(uint64_t one_in) { return one_in != 0 && dice_.below(one_in) == 0; }

ShopifyAnswer ShopifyShop::count(const Query& query, Instant now) const {
  const auto from = moment(query, "updated_at_min"), to = moment(query, "updated_at_max");
  if (!from || !to) return plain(400, R"({"errors":"updated_at"})");
  const auto found = std::ranges::count_if(orders_, [&](const auto& order) {
    const Version* shown = order.second.shown(now);
    return shown && shown->updated_at >= *from && shown->updated_at <= *to;
  });
  return plain(200, fmt::format(R"({{"count":{}}})", found));
}

// The order as it is: no list is asked.
ShopifyAnswer ShopifyShop::by_id(const std::string& ids) const {
  const bool whole = !ids.empty() && ids.size() < 19 &&
                     std::ranges::all_of(ids, [](char c) { return c >= '0' && c <= '9'; });
  if (!whole) return plain(400, R"({"errors":{"ids":"Invalid value."}})");
  const auto found = orders_.find(std::stoll(ids));
  const std::string text = found == orders_.end() ? "" : found->second.now.text;
  return plain(200, "{\"orders\":[" + text + "]}");
}

// The newest id first. A page is told by the last id that was shown, so that it does not shift when rows come
// and go: rows may be met twice, and a page may hold fewer than it could, but none is passed over.
ShopifyAnswer ShopifyShop::show(Page page, Instant now) {
  int64_t room = page.limit;
  auto row = orders_.upper_bound(page.below);
  if (strikes(faults_.shifts)) {
    if (dice_.chance(0.5)) {
      room = dice_.between(0, page.limit - 1);
    } else {
      for (int64_t i = 0; i < kRepeatedMax && row != orders_.begin(); ++i) --row;
    }
  }
  std::string list;
  for (; row != orders_.end(); ++row) {
    const Version* shown = row->second.shown(now);
    if (!shown || shown->updated_at < page.from || shown->updated_at > page.to) continue;
    if (room-- == 0) break;
    list += (list.empty() ? "" : ",") + shown->text;
    page.below = std::min(page.below, row->first);
  }
  ShopifyAnswer answer = plain(200, "{\"orders\":[" + list + "]}");
  if (row != orders_.end()) link_to(page, answer);
  return answer;
}

void ShopifyShop::link_to(const Page& page, ShopifyAnswer& answer) {
  std::string name = base64(fmt::format("{}:{}", page.below, dice_.next()));
  std::ranges::replace(name, '/', '_');
  std::ranges::replace(name, '+', '-');
  std::string url_safe;
  for (const char c : name) url_safe += c == '=' ? "%3D" : std::string(1, c);
  pages_[name] = page;
  answer.headers.emplace_back(
      "Link", fmt::format("<https://{}{}/orders.json?limit={}&page_info={}>; rel=\"next\"",
                          account_.domain, kPaths, page.limit, url_safe));
}

ShopifyAnswer ShopifyShop::list(const Query& query, Instant now) {
  if (const auto ids = query.find("ids"); ids != query.end()) return by_id(ids->second);
  const auto info = query.find("page_info");
  if (info == query.end()) {
    const auto from = moment(query, "updated_at_min"), to = moment(query, "updated_at_max");
    if (!from || !to) return plain(400, R"({"errors":"updated_at"})");
    return show({*from, *to, INT64_MAX, limit_of(query)}, now);
  }
  const bool alone = std::ranges::all_of(query, [](const auto& parameter) {
    return parameter.first == "page_info" || parameter.first == "limit";
  });
  const auto page = pages_.find(info->second);
  if (!alone || page == pages_.end() || strikes(faults_.forgets_page)) {
    return plain(400, R"({"errors":{"page_info":"Invalid value."}})");
  }
  return show(page->second, now);
}

ShopifyAnswer ShopifyShop::serve(std::string_view target, Instant now) {
  const size_t mark = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, mark);
  const Query query = parse_form(target.substr(std::min(mark + 1, target.size())));
  if (!path.starts_with(kPaths)) return plain(404, R"({"errors":"Not Found"})");
  if (path.substr(kPaths.size()) == "/orders/count.json") return count(query, now);
  if (path.substr(kPaths.size()) == "/orders.json") return list(query, now);
  return plain(404, R"({"errors":"Not Found"})");
}

// False: the bucket would flow over.
bool ShopifyShop::pour(Instant now) {
  const int64_t passed_ms = std::max<int64_t>(0, now.ms - filled_at_.ms);
  // A thousandth of a call a second is one each millisecond, for each call that leaks in a second.
  filled_ = passed_ms > kHourMs
                ? 0
                : std::max<int64_t>(0, filled_ - passed_ms * account_.leaks_per_second);
  filled_at_ = now;
  if (filled_ + kOneCall > account_.bucket * kOneCall) return false;
  filled_ += kOneCall;
  return true;
}

// Until another call has room, which the platform tells in seconds with one decimal; where another program
// has filled the bucket, two seconds.
ShopifyAnswer ShopifyShop::too_many() {
  ++limits_met_;
  const int64_t over = filled_ + kOneCall - account_.bucket * kOneCall;
  const int64_t tenths = over > 0 ? over / account_.leaks_per_second / 100 + 1 : 20;
  return {429,
          {{"Retry-After", fmt::format("{}.{}", tenths / 10, tenths % 10)}},
          R"({"errors":"Exceeded 2 calls per second for api client. Reduce request rates."})"};
}

ShopifyAnswer ShopifyShop::get(std::string_view target, std::string_view token, Instant now) {
  ++calls_;
  if (strikes(faults_.broken)) return plain(502, "<html>");
  if (token != account_.access_token) {
    ++bad_tokens_;
    return plain(401, R"({"errors":"[API] Invalid API key"})");
  }
  const bool room = pour(now) && !strikes(faults_.limited);
  ShopifyAnswer answer = room ? serve(target, now) : too_many();
  answer.headers.emplace_back(
      "X-Shopify-Shop-Api-Call-Limit",
      fmt::format("{}/{}", (filled_ + kOneCall - 1) / kOneCall, account_.bucket));
  if (strikes(faults_.silent)) return {0, {}, ""};
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
