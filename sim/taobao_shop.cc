#include "sim/taobao_shop.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "base/crypto.h"
#include "base/legacy_digest.h"
#include "sim/form.h"

namespace ordo::sim {
namespace {

constexpr int64_t kTimestampToleranceMs = 10 * kMinuteMs;
constexpr size_t kPageSizeMax = 100;

std::string value(const Form& params, const std::string& key) {
  const auto at = params.find(key);
  return at == params.end() ? std::string() : at->second;
}

// 3.1 to 3.5 of the platform's description of signatures.
std::string expected_sign(const Form& params, const std::string& secret) {
  std::string joined;
  for (const auto& [key, text] : params) {
    if (key != "sign" && !key.empty() && !text.empty()) joined += key + text;
  }
  const std::string method = value(params, "sign_method");
  std::string digest;
  if (method == "md5") {
    digest = hex(bytes_view(md5({secret + joined + secret})));
  } else if (method == "hmac") {
    digest = hex(bytes_view(hmac_md5(secret, joined)));
  } else if (method == "hmac-sha256") {
    digest = hex(bytes_view(hmac_sha256(secret, joined)));
  }
  std::ranges::transform(digest, digest.begin(), [](unsigned char c) { return std::toupper(c); });
  return digest;
}

std::string error(int code, std::string_view message, std::string_view sub_code = "",
                  std::string_view sub_message = "") {
  std::string text = fmt::format(R"({{"error_response":{{"code":{},"msg":"{}")", code, message);
  if (!sub_code.empty()) text += fmt::format(R"(,"sub_code":"{}")", sub_code);
  if (!sub_message.empty()) text += fmt::format(R"(,"sub_msg":"{}")", sub_message);
  return text + R"(,"request_id":"sim"}})";
}

std::optional<Instant> wall_time(const std::string& text) {
  const auto zone = Zone::find("Asia/Shanghai");
  if (!zone) return std::nullopt;
  const auto moment = zone->parse_local(text);
  return moment ? std::optional(*moment) : std::nullopt;
}

int64_t whole(const std::string& text) {
  int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || number > INT64_MAX / 10 - 10) return -1;
    number = number * 10 + (c - '0');
  }
  return text.empty() ? -1 : number;
}

}  // namespace

TaobaoShop::TaobaoShop(TaobaoAccount account, TaobaoFaults faults, uint64_t seed)
    : account_(std::move(account)), faults_(faults), dice_(seed) {}

void TaobaoShop::put_trade(int64_t tid, Instant modified, std::string text) {
  const Instant shown_at = modified.plus_ms(dice_.between(0, faults_.shown_late_ms));
  trades_[tid] = {modified, shown_at, std::move(text)};
}

void TaobaoShop::put_refund(int64_t refund_id, std::string text) {
  refunds_[refund_id] = std::move(text);
}

bool TaobaoShop::strikes(uint64_t one_in) { return one_in != 0 && dice_.below(one_in) == 0; }

// Too many calls within a second ban the app for another; what looks so to the platform, only this call.
bool TaobaoShop::is_banned(Instant now) {
  const int64_t second = now.ms / kSecondMs;
  if (std::exchange(second_, second) != second) calls_of_second_ = 0;
  const int64_t allowed = std::max<int64_t>(1, account_.calls_per_minute * kSecondMs / kMinuteMs);
  if (account_.calls_per_minute && ++calls_of_second_ > allowed) {
    banned_until_ = now.plus_ms(kSecondMs);
  }
  return now < banned_until_ || strikes(faults_.limited);
}

// Empty where the call may be served.
std::string TaobaoShop::check(const Params& params, Instant now) {
  if (value(params, "app_key") != account_.app_key) return error(29, "Invalid app Key");
  if (value(params, "sign") != expected_sign(params, account_.app_secret)) {
    ++bad_signatures_;
    return error(25, "Invalid signature");
  }
  const auto timestamp = wall_time(value(params, "timestamp"));
  if (!timestamp || std::abs(timestamp->ms - now.ms) > kTimestampToleranceMs) {
    return error(31, "Invalid timestamp");
  }
  if (value(params, "session").empty()) return error(26, "Missing session");
  if (value(params, "session") != account_.session) return error(27, "Invalid session");
  if (value(params, "v") != "2.0") return error(33, "Invalid version");
  if (value(params, "format") != "json") return error(23, "Invalid format");
  return {};
}

// Ids of the window, the last changed first, as the platform sorts them.
std::vector<int64_t> TaobaoShop::window(const Params& params, Instant now) const {
  const auto from = wall_time(value(params, "start_modified"));
  const auto to = wall_time(value(params, "end_modified"));
  std::vector<std::pair<int64_t, int64_t>> found;
  for (const auto& [tid, trade] : trades_) {
    const int64_t second = trade.modified.ms / kSecondMs * kSecondMs;
    if (from && to && second >= from->ms && second <= to->ms && trade.shown_at <= now) {
      found.emplace_back(trade.modified.ms, tid);
    }
  }
  std::ranges::sort(found, std::ranges::greater{});
  std::vector<int64_t> ids;
  ids.reserve(found.size());
  for (const auto& [modified, tid] : found) ids.push_back(tid);
  return ids;
}

std::string TaobaoShop::increment(const Params& params, Instant now) const {
  const auto from = wall_time(value(params, "start_modified"));
  const auto to = wall_time(value(params, "end_modified"));
  if (!from || !to || *to < *from || to->ms - from->ms > kDayMs) {
    return error(41, "Invalid arguments", "isv.invalid-parameter", "the window is over a day");
  }
  const auto ids = window(params, now);
  const auto size = static_cast<size_t>(std::max<int64_t>(whole(value(params, "page_size")), 0));
  const int64_t page = whole(value(params, "page_no"));
  if (size < 1 || size > kPageSizeMax || page < 1) return error(41, "Invalid arguments");
  std::string list;
  const size_t begin = static_cast<size_t>(page - 1) * size;
  for (size_t i = begin; i < std::min(begin + size, ids.size()); ++i) {
    list += fmt::format(R"({}{{"tid":{}}})", list.empty() ? "" : ",", ids[i]);
  }
  std::string text = R"({"trades_sold_increment_get_response":{)";
  text += value(params, "use_has_next") == "true"
              ? fmt::format(R"("has_next":{})", begin + size < ids.size())
              : fmt::format(R"("total_results":{})", ids.size());
  if (!list.empty()) text += R"(,"trades":{"trade":[)" + list + "]}";
  return text + R"(,"request_id":"sim"}})";
}

std::string TaobaoShop::serve(const Params& params, Instant now) const {
  const std::string method = value(params, "method");
  if (method == "taobao.trades.sold.increment.get") return increment(params, now);
  if (method == "taobao.trade.fullinfo.get") {
    const auto at = trades_.find(whole(value(params, "tid")));
    if (at == trades_.end()) return error(15, "Remote service error", "isv.trade-not-exist");
    return R"({"trade_fullinfo_get_response":{"trade":)" + at->second.text +
           R"(,"request_id":"sim"}})";
  }
  if (method == "taobao.refund.get") {
    const auto at = refunds_.find(whole(value(params, "refund_id")));
    if (at == refunds_.end()) return error(15, "Remote service error", "isv.refund-not-exist");
    return R"({"refund_get_response":{"refund":)" + at->second + R"(,"request_id":"sim"}})";
  }
  return error(22, "Invalid method");
}

TaobaoAnswer TaobaoShop::answer(std::string_view form_body, Instant now) {
  ++calls_;
  const Params params = parse_form(form_body);
  if (strikes(faults_.broken)) return {503, "<html>busy</html>"};
  if (std::string refused = check(params, now); !refused.empty()) return {200, refused};
  if (is_banned(now)) {
    ++limits_met_;
    return {200, error(7, "App Call Limited", "accesscontrol.limited-by-api-access-count",
                       "This ban will last for 1 more seconds")};
  }
  if (strikes(faults_.remote)) {
    return {200, error(15, "Remote service error", "isp.top-remote-service-timeout")};
  }
  std::string body = serve(params, now);
  if (strikes(faults_.silent)) return {0, ""};
  return {200, std::move(body)};
}

}  // namespace ordo::sim
