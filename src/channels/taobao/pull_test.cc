#include "channels/taobao/pull.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "channels/taobao/sign.h"
#include "channels/taobao/test_support.h"

namespace ordo::channels::taobao {
namespace {

const Secret kCredentials(R"({"app_key":"30000001","app_secret":"top-demo-secret",)"
                          R"("session":"6100000demo","gateway":"http://127.0.0.1:9/router/rest"})");
const Instant kStart = Instant{1'772'330'400'000};  // 2026-03-01 10:00:00 +08:00

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    out += from_hex(text.substr(i + 1, 2)).value();
    i += 2;
  }
  return out;
}

std::map<std::string, std::string> params_of(const HttpCall& call) {
  std::map<std::string, std::string> params;
  std::string_view rest = call.body;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    const size_t equals = pair.find('=');
    params[percent_decoded(pair.substr(0, equals))] = percent_decoded(pair.substr(equals + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return params;
}

Instant local(const std::string& text) {
  return Zone::find("Asia/Shanghai")->parse_local(text).value();
}

// What a shop holds, and what it would answer; it shows only rows that have become visible.
struct FakeShop {
  struct Row {
    int64_t tid;
    Instant modified;
    int64_t refund = 0;
  };
  std::vector<Row> rows;
  int calls = 0;

  [[nodiscard]] std::vector<Row> in_window(std::map<std::string, std::string>& params) const {
    const Instant from = local(params["start_modified"]), to = local(params["end_modified"]);
    std::vector<Row> found;
    for (const Row& row : rows) {
      const Instant shown{row.modified.ms / 1000 * 1000};
      if (shown >= from && shown <= to) found.push_back(row);
    }
    std::ranges::sort(found, std::ranges::greater{},
                      [](const Row& r) { return std::pair(r.modified.ms, r.tid); });
    return found;
  }

  std::string increment(std::map<std::string, std::string>& params) const {
    const auto found = in_window(params);
    if (params["use_has_next"] == "false") {
      return R"({"trades_sold_increment_get_response":{"total_results":)" +
             std::to_string(found.size()) + R"(,"request_id":"x"}})";
    }
    const size_t size = std::stoul(params["page_size"]);
    const size_t begin = (std::stoul(params["page_no"]) - 1) * size;
    std::string list;
    for (size_t i = begin; i < std::min(begin + size, found.size()); ++i) {
      list += (list.empty() ? "" : ",") + (R"({"tid":)" + std::to_string(found[i].tid) + "}");
    }
    if (list.empty()) return R"({"trades_sold_increment_get_response":{"has_next":false}})";
    return R"({"trades_sold_increment_get_response":{"trades":{"trade":[)" + list + "]}}}";
  }

  std::string trade(const std::string& tid) const {
    const auto row = std::ranges::find(rows, std::stoll(tid), &Row::tid);
    std::string text =
        R"({"trade_fullinfo_get_response":{"trade": {"tid":)" + tid + R"(,"modified":")" +
        Zone::find("Asia/Shanghai")->format_local(row->modified) + R"(","orders":{"order":[)";
    if (row->refund) {
      text +=
          R"({"refund_id":")" + std::to_string(row->refund) + R"(","refund_status":"SUCCESS"},)";
    }
    return text + R"({"refund_id":0,"refund_status":"NO_REFUND"}]}} ,"request_id":"y"}})";
  }

  std::string answer(const HttpCall& call) {
    ++calls;
    auto params = params_of(call);
    const std::string& method = params["method"];
    if (method == "taobao.trades.sold.increment.get") return increment(params);
    if (method == "taobao.trade.fullinfo.get") return trade(params["tid"]);
    return R"({"refund_get_response":{"refund":{"refund_id":)" + params["refund_id"] + "}}}";
  }
};

struct Pulled {
  std::set<std::string> ids;
  std::vector<std::string> trades;  // ids in the order of reading
  std::vector<std::string> refunds;
  std::vector<PulledWindow> windows;
};

// Pulls until nothing newer is to be had; `between` may change the shop before each call.
std::string pull(
    FakeShop& shop, std::string cursor, Instant now, Pulled& pulled,
    const std::function<void()>& between = [] {}) {
  const TaobaoPuller puller;
  for (bool more = true; more;) {
    between();
    const auto call = puller.next(kCredentials, cursor, now);
    EXPECT_TRUE(call.has_value());
    const Given given{200, shop.answer(*call), {}};
    const auto page = puller.read(given.answer(), call->cursor, now);
    if (!page) {
      ADD_FAILURE() << page.error().error.code << ": " << page.error().error.detail;
      return cursor;
    }
    for (const PulledMessage& message : page->messages) {
      pulled.ids.insert(message.external_id);
      const size_t colon = message.external_id.find(':');
      const std::string id = message.external_id.substr(
          colon + 1, message.external_id.find(':', colon + 1) - colon - 1);
      (message.topic == "trade" ? pulled.trades : pulled.refunds).push_back(id);
    }
    if (page->finished) pulled.windows.push_back(*page->finished);
    more = page->more;
    cursor = page->cursor;
  }
  return cursor;
}

FakeShop shop_of(int64_t count, Instant from, int64_t step_ms) {
  FakeShop shop;
  for (int64_t i = 0; i < count; ++i) {
    shop.rows.push_back({2'600'000'000'000'000'000 + i, from.plus_ms(i * step_ms)});
  }
  return shop;
}

TEST(TaobaoPull, the_first_call_counts_a_window_and_is_signed) {
  const TaobaoPuller puller;
  const auto call = puller.next(kCredentials, puller.first_cursor(kStart), kStart.plus_ms(kDayMs));
  ASSERT_TRUE(call.has_value());
  EXPECT_EQ(call->method, "POST");
  EXPECT_EQ(call->url, "http://127.0.0.1:9/router/rest");
  auto params = params_of(*call);
  EXPECT_EQ(params["method"], "taobao.trades.sold.increment.get");
  EXPECT_EQ(params["start_modified"], "2026-03-01 09:55:00");
  EXPECT_EQ(params["end_modified"], "2026-03-01 10:30:00");
  EXPECT_EQ(params["session"], "6100000demo");
  EXPECT_EQ(params["timestamp"], "2026-03-02 10:00:00");
  EXPECT_EQ(params["sign_method"], "hmac-sha256");
  const std::string signature = params["sign"];
  Params all(params.begin(), params.end());
  EXPECT_EQ(signature, sign(all, Secret("top-demo-secret"), SignMethod::kHmacSha256));
}

TEST(TaobaoPull, every_trade_of_every_page_is_read_whole_from_the_last_page_to_the_first) {
  FakeShop shop = shop_of(95, kStart, 1000);
  Pulled pulled;
  pull(shop, TaobaoPuller().first_cursor(kStart), kStart.plus_ms(20 * kMinuteMs), pulled);
  ASSERT_EQ(pulled.trades.size(), 95u);
  EXPECT_EQ(std::set(pulled.trades.begin(), pulled.trades.end()).size(), 95u);
  // The newest stand on page 1: the oldest fifteen of the last page come first.
  EXPECT_EQ(pulled.trades.front(), "2600000000000000014");
  ASSERT_EQ(pulled.windows.size(), 1u);
  EXPECT_EQ(pulled.windows[0].total, 95);
}

TEST(TaobaoPull, refunds_of_a_trade_follow_it) {
  FakeShop shop = shop_of(3, kStart, 1000);
  shop.rows[1].refund = 77;
  Pulled pulled;
  pull(shop, TaobaoPuller().first_cursor(kStart), kStart.plus_ms(5 * kMinuteMs), pulled);
  EXPECT_EQ(pulled.refunds, std::vector<std::string>{"77"});
  EXPECT_EQ(pulled.trades.size(), 3u);
}

TEST(TaobaoPull, the_same_state_has_the_same_id_and_another_another) {
  FakeShop shop = shop_of(2, kStart, 1000);
  Pulled first, again, changed;
  const std::string cursor = TaobaoPuller().first_cursor(kStart);
  pull(shop, cursor, kStart.plus_ms(5 * kMinuteMs), first);
  pull(shop, cursor, kStart.plus_ms(5 * kMinuteMs), again);
  EXPECT_EQ(first.ids, again.ids);
  shop.rows[0].modified = kStart.plus_ms(90'000);
  pull(shop, cursor, kStart.plus_ms(5 * kMinuteMs), changed);
  EXPECT_EQ(changed.ids.size(), 2u);
  std::set<std::string> both = first.ids;
  both.insert(changed.ids.begin(), changed.ids.end());
  EXPECT_EQ(both.size(), 3u);
}

TEST(TaobaoPull, a_message_is_the_trade_alone_byte_for_byte) {
  const TaobaoPuller puller;
  FakeShop shop = shop_of(1, kStart, 1000);
  std::string cursor = puller.first_cursor(kStart), body;
  const Instant now = kStart.plus_ms(5 * kMinuteMs);
  for (bool more = true; more;) {
    const auto call = puller.next(kCredentials, cursor, now);
    const Given given{200, shop.answer(*call), {}};
    const auto page = puller.read(given.answer(), call->cursor, now);
    if (!page->messages.empty()) body = page->messages[0].body;
    cursor = page->cursor;
    more = page->more;
  }
  EXPECT_EQ(body,
            R"({"tid":2600000000000000000,"modified":"2026-03-01 10:00:00","orders":{"order":)"
            R"([{"refund_id":0,"refund_status":"NO_REFUND"}]}})");
}

TEST(TaobaoPull, windows_catch_up_half_an_hour_at_a_time_and_overlap) {
  FakeShop shop = shop_of(100, kStart, kMinuteMs);
  Pulled pulled;
  const Instant now = kStart.plus_ms(100 * kMinuteMs);
  const std::string cursor = pull(shop, TaobaoPuller().first_cursor(kStart), now, pulled);
  ASSERT_EQ(pulled.windows.size(), 4u);
  for (size_t i = 1; i < pulled.windows.size(); ++i) {
    EXPECT_EQ(pulled.windows[i].from.ms, pulled.windows[i - 1].to.ms - 5 * kMinuteMs);
    EXPECT_LE(pulled.windows[i].to.ms - pulled.windows[i].from.ms, kDayMs);
  }
  EXPECT_EQ(TaobaoPuller().watermark(cursor), now.plus_ms(-kMinuteMs));
  EXPECT_EQ(std::set(pulled.trades.begin(), pulled.trades.end()).size(), 100u);
}

TEST(TaobaoPull, the_watermark_moves_only_when_a_window_is_read_to_its_end) {
  const TaobaoPuller puller;
  FakeShop shop = shop_of(50, kStart, 1000);
  const Instant now = kStart.plus_ms(10 * kMinuteMs);
  std::string cursor = puller.first_cursor(kStart);
  for (bool more = true; more;) {
    EXPECT_EQ(puller.watermark(cursor), kStart);
    const auto call = puller.next(kCredentials, cursor, now);
    const Given given{200, shop.answer(*call), {}};
    const auto page = puller.read(given.answer(), call->cursor, now);
    more = page->more;
    cursor = page->cursor;
  }
  EXPECT_EQ(puller.watermark(cursor), now.plus_ms(-kMinuteMs));
}

TEST(TaobaoPull, asked_again_before_anything_is_new_it_looks_through_the_overlap) {
  FakeShop shop = shop_of(1, kStart, 1000);
  Pulled pulled;
  const Instant now = kStart.plus_ms(10 * kMinuteMs);
  const std::string cursor = pull(shop, TaobaoPuller().first_cursor(kStart), now, pulled);
  const std::string again = pull(shop, cursor, now, pulled);
  EXPECT_EQ(TaobaoPuller().watermark(again).value(), TaobaoPuller().watermark(cursor).value());
}

// Trades change and new ones appear while pages are read: whatever was in the window and is not met
// there is met, in its newer state, in a later one.
TEST(TaobaoPull, paging_from_the_last_page_loses_nothing_while_rows_move) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::minstd_rand dice(seed);
    FakeShop shop = shop_of(130, kStart, 2000);
    Instant now = kStart.plus_ms(15 * kMinuteMs);
    int changes = 60;
    const auto between = [&] {
      if (changes == 0 || dice() % 4 != 0) return;
      --changes;
      now = now.plus_ms(250);
      if (dice() % 3 == 0) {
        shop.rows.push_back({2'700'000'000'000'000'000 + changes, now});
      } else {
        shop.rows[dice() % shop.rows.size()].modified = now;
      }
    };
    Pulled pulled;
    std::string cursor = TaobaoPuller().first_cursor(kStart);
    cursor = pull(shop, cursor, now, pulled, between);
    const auto still_there = [&](const FakeShop::Row& row) {
      return row.modified <= pulled.windows.at(0).to;
    };
    for (const FakeShop::Row& row : shop.rows) {
      if (!still_there(row)) continue;
      EXPECT_TRUE(std::ranges::count(pulled.trades, std::to_string(row.tid))) << "seed " << seed;
    }
    changes = 0;
    pull(shop, cursor, now.plus_ms(10 * kMinuteMs), pulled, between);
    for (const FakeShop::Row& row : shop.rows) {
      const std::string text = shop.trade(std::to_string(row.tid));
      const size_t begin = text.find("{\"tid\""), end = text.rfind("} ,") + 1;
      const std::string id =
          pulled_id("trade", std::to_string(row.tid), text.substr(begin, end - begin));
      EXPECT_TRUE(pulled.ids.contains(id)) << "seed " << seed << " " << row.tid;
    }
  }
}

TEST(TaobaoPull, rows_that_appear_late_are_found_by_counting_again) {
  FakeShop shop = shop_of(90, kStart, 1000);
  Pulled pulled;
  int calls = 0;
  pull(shop, TaobaoPuller().first_cursor(kStart), kStart.plus_ms(10 * kMinuteMs), pulled, [&] {
    // After the last page was listed a newer row shifts all others by one.
    if (++calls == 4) shop.rows.push_back({2'800'000'000'000'000'000, kStart.plus_ms(95'000)});
  });
  EXPECT_EQ(std::set(pulled.trades.begin(), pulled.trades.end()).size(), 91u);
  EXPECT_EQ(pulled.windows.at(0).total, 91);
}

TEST(TaobaoPull, trades_that_leave_the_window_while_it_is_read_do_not_lack_in_it) {
  FakeShop shop = shop_of(90, kStart, 1000);
  Pulled pulled;
  int calls = 0;
  pull(shop, TaobaoPuller().first_cursor(kStart), kStart.plus_ms(10 * kMinuteMs), pulled, [&] {
    if (++calls != 2) return;
    for (size_t i = 40; i < 45; ++i) shop.rows[i].modified = kStart.plus_ms(kHourMs);
  });
  EXPECT_EQ(std::set(pulled.trades.begin(), pulled.trades.end()).size(), 85u);
  EXPECT_EQ(pulled.windows.at(0).total, 85);
}

TEST(TaobaoPull, an_empty_window_is_finished_by_its_count) {
  FakeShop shop;
  Pulled pulled;
  pull(shop, TaobaoPuller().first_cursor(kStart), kStart.plus_ms(10 * kMinuteMs), pulled);
  EXPECT_EQ(shop.calls, 1);
  EXPECT_EQ(pulled.windows.at(0).total, 0);
}

PullResult read_as(std::string_view step, const Given& given) {
  const std::string window =
      R"({"complete_to":1772330400000,"window":{"from":1772330100000,"to":1772331000000,)"
      R"("newest":true,"total":3})";
  const std::string cursor = window + std::string(step) + "}";
  return TaobaoPuller().read(given.answer(), cursor, kStart);
}

std::string error_response(std::string_view members) {
  return R"({"error_response":{)" + std::string(members) + "}}";
}

TEST(TaobaoPull, a_signature_that_is_refused_is_told_from_rights_that_lack) {
  const auto signature = [](std::string_view members) {
    const auto read = read_as("", {200, error_response(members)});
    return !read && read.error().signature;
  };
  for (const char* code : {"24", "25", "28", "29"}) {
    EXPECT_TRUE(signature(R"("code":)" + std::string(code) + R"(,"msg":"x")")) << code;
  }
  EXPECT_FALSE(signature(R"("code":11,"sub_code":"isv.permission-api-package-limit")"));
  EXPECT_FALSE(signature(R"("code":27,"msg":"Invalid session")"));
}

TEST(TaobaoPull, each_failure_has_its_code_and_leaves_the_cursor_to_the_caller) {
  const auto code = [](const Given& given) {
    const auto read = read_as("", given);
    return read ? std::string("ok") : read.error().error.code;
  };
  EXPECT_EQ(code({200, error_response(R"("code":27,"msg":"Invalid session")")}), "token_expired");
  EXPECT_EQ(code({200, error_response(R"("code":26,"msg":"Missing session")")}), "token_expired");
  EXPECT_EQ(code({200, error_response(R"("code":25,"msg":"Invalid signature")")}),
            "permission_denied");
  EXPECT_EQ(
      code({200, error_response(R"("code":11,"sub_code":"isv.permission-api-package-limit")")}),
      "permission_denied");
  EXPECT_EQ(
      code({200, error_response(R"("code":15,"sub_code":"isp.top-remote-connection-timeout")")}),
      "platform_down");
  EXPECT_EQ(code({200, error_response(R"("code":40,"msg":"Missing required arguments")")}),
            "request_refused");
  EXPECT_EQ(code({503, "<html>"}), "platform_down");
  EXPECT_EQ(code({0, ""}), "platform_down");
  EXPECT_EQ(code({429, ""}), "rate_limited");
  EXPECT_EQ(code({200, "<xml/>"}), "malformed_answer");
  EXPECT_EQ(code({200, R"({"trades_sold_increment_get_response":{"total_results":"3"}})"}),
            "malformed_answer");
}

TEST(TaobaoPull, a_ban_says_how_long_it_lasts) {
  const auto limited = read_as(
      "", {200, error_response(R"("code":7,"sub_code":"accesscontrol.limited-by-api-access-count",)"
                               R"("sub_msg":"This ban will last for 17 more seconds")")});
  ASSERT_FALSE(limited.has_value());
  EXPECT_EQ(limited.error().error.code, "rate_limited");
  EXPECT_EQ(limited.error().error.kind, ErrorClass::kLimited);
  EXPECT_EQ(limited.error().retry_after_ms, 17'000);
  EXPECT_EQ(read_as("", {200, error_response(R"("code":7)")}).error().retry_after_ms, 1'000);
}

TEST(TaobaoPull, one_trade_that_is_refused_does_not_hold_up_the_others) {
  const std::string step = R"(,"step":"trade","page":1,"trades":["11","12"])";
  const auto page =
      read_as(step, {200, error_response(R"("code":15,"sub_code":"isv.trade-not-exist")")});
  ASSERT_TRUE(page.has_value());
  ASSERT_EQ(page->unreadable.size(), 1u);
  EXPECT_EQ(page->unreadable[0].order_no, "12");
  EXPECT_EQ(page->unreadable[0].code, "isv.trade-not-exist");
  EXPECT_NE(page->cursor.find(R"("trades":["11"])"), std::string::npos);
  EXPECT_FALSE(read_as(step, {200, error_response(R"("code":27)")}).has_value());
}

TEST(TaobaoPull, a_cursor_reads_back_as_it_was_written) {
  const TaobaoPuller puller;
  FakeShop shop = shop_of(45, kStart, 1000);
  shop.rows[3].refund = 5;
  std::string cursor = puller.first_cursor(kStart);
  const Instant now = kStart.plus_ms(10 * kMinuteMs);
  for (bool more = true; more;) {
    const auto call = puller.next(kCredentials, cursor, now);
    // Its own cursor gives the same call once more, whatever the clock says meanwhile.
    const auto again = puller.next(kCredentials, call->cursor, now);
    EXPECT_EQ(again->body, call->body);
    EXPECT_EQ(puller.next(kCredentials, call->cursor, now.plus_ms(kHourMs))->cursor, call->cursor);
    const Given given{200, shop.answer(*call), {}};
    const auto page = puller.read(given.answer(), call->cursor, now);
    more = page->more;
    cursor = page->cursor;
  }
}

TEST(TaobaoPull, what_is_no_cursor_is_refused) {
  for (
      const std::string bad :
      {"", "{}", "[]", "nonsense", R"({"complete_to":-1})", R"({"complete_to":"x"})",
       R"({"complete_to":1,"window":{"from":5,"to":4,"newest":true}})",
       R"({"complete_to":1,"step":"dance"})", R"({"complete_to":1,"step":"page","page":1})",
       R"({"complete_to":1,"window":{"from":1,"to":4,"newest":true,"total":1},"step":"trade","page":1})",
       R"({"complete_to":1,"trades":["1 or 1"]})"}) {
    const auto call = TaobaoPuller().next(kCredentials, bad, kStart);
    ASSERT_FALSE(call.has_value()) << bad;
    EXPECT_EQ(call.error().code, "cursor_invalid") << bad;
    EXPECT_FALSE(TaobaoPuller().watermark(bad).has_value()) << bad;
  }
  const auto read = TaobaoPuller().read({200, {}, "{}"}, R"({"complete_to":1})", kStart);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().error.code, "cursor_invalid");
}

TEST(TaobaoPull, one_trade_is_asked_for_with_its_refunds_and_that_is_all) {
  const TaobaoPuller puller;
  FakeShop shop;
  shop.rows = {{77001, kStart, 9001}};
  std::string cursor = puller.cursor_for("77001");
  std::vector<std::string> topics;
  for (int calls = 0; !cursor.empty(); ++calls) {
    ASSERT_LT(calls, 3);
    const auto call = puller.next(kCredentials, cursor, kStart);
    ASSERT_TRUE(call.has_value());
    const Given given{200, shop.answer(*call), {}};
    const auto page = puller.read(given.answer(), call->cursor, kStart);
    ASSERT_TRUE(page.has_value()) << page.error().error.detail;
    EXPECT_FALSE(page->finished.has_value());
    for (const PulledMessage& message : page->messages) topics.push_back(message.topic);
    EXPECT_EQ(page->more, !page->cursor.empty());
    cursor = page->cursor;
  }
  EXPECT_EQ(topics, (std::vector<std::string>{"trade", "refund"}));
}

TEST(TaobaoPull, one_trade_that_the_platform_does_not_have_is_unreadable) {
  const TaobaoPuller puller;
  const auto call = puller.next(kCredentials, puller.cursor_for("77001"), kStart);
  ASSERT_TRUE(call.has_value());
  const Given given{200, R"({"error_response":{"code":15,"sub_code":"isv.trade-not-exist"}})", {}};
  const auto page = puller.read(given.answer(), call->cursor, kStart);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->cursor, "");
  ASSERT_EQ(page->unreadable.size(), 1u);
  EXPECT_EQ(page->unreadable.front().order_no, "77001");
  EXPECT_EQ(puller.cursor_for("E2026"), "");
}

TEST(TaobaoPull, sellers_of_one_app_share_its_allowance_whichever_session_they_have) {
  const TaobaoPuller puller;
  const Secret other_seller(
      R"({"app_key":"30000001","app_secret":"top-demo-secret","session":"2"})");
  const Secret other_app(R"({"app_key":"30000002","app_secret":"s","session":"2"})");
  EXPECT_EQ(puller.allowance_of(kCredentials), "30000001");
  EXPECT_EQ(puller.allowance_of(other_seller), puller.allowance_of(kCredentials));
  EXPECT_NE(puller.allowance_of(other_app), puller.allowance_of(kCredentials));
  EXPECT_EQ(puller.allowance_of(Secret("{}")), "");
}

}  // namespace
}  // namespace ordo::channels::taobao
