#include "bench/traffic.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/time.h"
#include "channels/standard/sign.h"

namespace ordo::bench {
namespace {

constexpr int64_t kStartMs = 1'767'225'600'000;  // 2026-01-01
constexpr int64_t kGapMs = 20;                   // fifty orders a second
constexpr int64_t kBuyers = 400'000;
constexpr int64_t kSkus = 5'000;

// Scatters without repeating: neighbours in time are not neighbours in buyers or goods.
int64_t scatter(int64_t n, int64_t modulus) {
  const auto x = static_cast<uint64_t>(n) * 0x9E3779B97F4A7C15ULL;
  return static_cast<int64_t>((x >> 20) % static_cast<uint64_t>(modulus));
}

}  // namespace

std::string message_id(int64_t n) { return fmt::format("msg_2026{:012}", n); }

std::string order_number(int64_t n) { return fmt::format("E2026{:014}", 31'415'926'000 + n); }

std::string order_body(int64_t n) {
  const Instant at{kStartMs + n * kGapMs};
  const std::string when = format_rfc3339(at);
  const int64_t buyer = scatter(n, kBuyers), sku = scatter(n * 7 + 1, kSkus);
  const int64_t price = 1990 + sku % 500 * 10, goods = price * 2 + 4900;
  return fmt::format(
      R"({{"type":"order.upserted","timestamp":"{0}","data":{{"channel_order_no":"{1}","status":"paid",)"
      R"("created_at":"{0}","paid_at":"{0}","buyer":{{"id":"u{2}","name":"王小明","phone":"1{3:010}"}},)"
      R"("receiver":{{"name":"王小明","phone":"1{3:010}","country":"CN","province":"浙江省","city":"杭州市",)"
      R"("district":"余杭区","street":"文一西路{4}号未来科技城海创园{5}幢{6}室","postcode":"311121"}},)"
      R"("lines":[{{"line_no":"1","sku":"TEA-{7:05}","channel_sku":"9{7:09}","title":"明前龙井 特级 100g 罐装",)"
      R"("quantity":2,"unit_price":{8},"discount":0}},{{"line_no":"2","sku":"CUP-{9:04}","channel_sku":)"
      R"("8{9:09}","title":"景德镇手绘盖碗 150ml","quantity":1,"unit_price":4900,"discount":0}}],)"
      R"("amounts":{{"goods":{10},"freight":800,"commission":{11},"marketing":[{{"kind":"coupon","amount":500,)"
      R"("tax_included":true,"borne_by":"seller"}}],"tax":0,"paid":{12},"total":{12}}},"currency":"CNY",)"
      R"("note":"工作日送货，请提前电话联系","custom":{{"promotion_id":"P{13}","gift":"茶滤一个"}}}}}})",
      when, order_number(n), buyer, 3'000'000'000 + buyer * 7 % 6'000'000'000, n % 900 + 1,
      n % 40 + 1, n % 1800 + 101, sku, price, n % 300, goods, goods / 20, goods + 300, n % 97);
}

std::string kept_headers(int64_t n) {
  return fmt::format(
      R"({{"content-type":"application/json","webhook-id":"{}","webhook-timestamp":"{}"}})",
      message_id(n), kStartMs / 1000);
}

std::string other_shop(int64_t n) { return fmt::format("{}-{}", kShop, n % kOtherShops); }

std::string api_request(int64_t n, std::string_view key) {
  const std::string message = order_body(n);
  constexpr std::string_view kData = R"("data":{)";
  const size_t from = message.find(kData) + kData.size();
  const std::string body = fmt::format(R"({{"shop":"{}",{})", other_shop(n),
                                       message.substr(from, message.size() - from - 1));
  return api_post("/orders", key, body);
}

std::string api_post(std::string_view path, std::string_view key, std::string_view body,
                     std::string_view repeat_key) {
  const std::string repeat =
      repeat_key.empty() ? "" : fmt::format("Idempotency-Key: {}\r\n", repeat_key);
  return fmt::format(
      "POST /api/v1{} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
      "Authorization: Bearer {}\r\n{}Content-Length: {}\r\n\r\n{}",
      path, key, repeat, body.size(), body);
}

std::string request(int64_t n, int64_t unix_seconds) {
  static const Secret secret{std::string(kSecret)};
  const std::string body = order_body(n), id = message_id(n);
  const std::string signature = channels::standard::sign(secret, id, unix_seconds, body);
  return fmt::format(
      "POST /hooks/standard/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
      "webhook-id: {}\r\nwebhook-timestamp: {}\r\nwebhook-signature: {}\r\nContent-Length: "
      "{}\r\n\r\n{}",
      kShop, id, unix_seconds, signature, body.size(), body);
}

}  // namespace ordo::bench
