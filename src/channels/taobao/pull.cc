#include "channels/taobao/pull.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/invariant.h"
#include "channels/taobao/answer.h"
#include "channels/taobao/contract.h"
#include "channels/taobao/credentials.h"
#include "channels/taobao/decode.h"
#include "channels/taobao/pull_cursor.h"
#include "channels/web_text.h"

namespace ordo::channels::taobao {
namespace {

// The platform allows a day and advises half an hour.
constexpr WindowPolicy kPolicy{5 * kMinuteMs, 30 * kMinuteMs, kMinuteMs};

Zone wall() {
  auto zone = Zone::find(kZone);
  invariant(zone.has_value(), "the zone of the platform's wall time is known");
  return *zone;
}

std::string number(int64_t n) { return std::to_string(n); }

Params increment(const OpenWindow& window, std::string_view fields, int64_t page, int64_t size,
                 bool counted) {
  const Zone zone = wall();
  return {{"method", "taobao.trades.sold.increment.get"},
          {"fields", std::string(fields)},
          {"start_modified", zone.format_local(window.from)},
          {"end_modified", zone.format_local(window.to)},
          {"page_no", number(page)},
          {"page_size", number(size)},
          // The platform counts only where it is not asked whether there is a next page.
          {"use_has_next", counted ? "false" : "true"}};
}

Params params_of(const Cursor& cursor) {
  switch (cursor.step) {
    case PullStep::kCount:
    case PullStep::kRecount: return increment(*cursor.walk.window, "tid", 1, 1, true);
    case PullStep::kPage:
      return increment(*cursor.walk.window, "tid,modified", cursor.page, kPageSize, false);
    case PullStep::kTrade:
      return {{"method", "taobao.trade.fullinfo.get"},
              {"fields", std::string(kTradeFields)},
              {"include_oaid", "oaid"},
              {"tid", cursor.trades.back()}};
    case PullStep::kRefund:
      return {{"method", "taobao.refund.get"},
              {"fields", std::string(kRefundFields)},
              {"refund_id", cursor.refunds.back()}};
  }
  return {};
}

void add_common(Params& params, const Credentials& shop, Instant now) {
  params.emplace_back("app_key", shop.app_key);
  params.emplace_back("session", shop.session.reveal());
  params.emplace_back("timestamp", wall().format_local(now));
  params.emplace_back("format", "json");
  params.emplace_back("v", "2.0");
  params.emplace_back("sign_method", name(shop.sign_method));
  params.emplace_back("sign", sign(params, shop.app_secret, shop.sign_method));
}

void begin_pages(Cursor& cursor, int64_t total) {
  cursor.walk.window->total = total;
  cursor.step = PullStep::kPage;
  cursor.page = (total + kPageSize - 1) / kPageSize;
}

void finish(Cursor& cursor, PullPage& page) {
  finish_window(cursor.walk, page);
  cursor.step = PullStep::kCount;
  cursor.page = 0;
}

// Refunds of the trade just read, then the page's next trade, then the page before, then the recount.
void go_on(Cursor& cursor) {
  if (!cursor.refunds.empty()) {
    cursor.step = PullStep::kRefund;
  } else if (!cursor.trades.empty()) {
    cursor.step = PullStep::kTrade;
  } else if (cursor.single) {
    return;  // there is no more
  } else if (--cursor.page > 0) {
    cursor.step = PullStep::kPage;
  } else {
    cursor.step = PullStep::kRecount;
  }
}

using Progress = std::expected<void, PullFailure>;

Progress take_count(std::string_view body, Cursor& cursor, PullPage& page) {
  const auto total = read_total(body);
  if (!total) return std::unexpected(total.error());
  const bool again = cursor.step == PullStep::kRecount;
  const bool grown = !again || *total > *cursor.walk.window->total;
  if (again && !grown) {
    // What has left the window meanwhile has changed, and stands in a later one: it does not lack here.
    cursor.walk.window->total = *total;
    finish(cursor, page);
  } else if (*total == 0) {
    cursor.walk.window->total = 0;
    finish(cursor, page);
  } else {
    begin_pages(cursor, *total);
  }
  return {};
}

Progress take_page(std::string_view body, Cursor& cursor, PullPage& page) {
  auto ids = read_trade_ids(body);
  if (!ids) return std::unexpected(ids.error());
  page.listed = *ids;
  std::ranges::reverse(*ids);  // taken from the end
  cursor.trades = std::move(*ids);
  go_on(cursor);
  return {};
}

Progress take_trade(std::string_view body, Cursor& cursor, PullPage& page) {
  auto trade = read_trade(body);
  if (!trade) return std::unexpected(trade.error());
  const std::string id = cursor.trades.back();
  cursor.trades.pop_back();
  page.messages.push_back({pulled_id(kTradeTopic, id, trade->text), std::string(kTradeTopic),
                           std::move(trade->text), id});
  std::ranges::reverse(trade->refunds);
  cursor.refunds = std::move(trade->refunds);
  go_on(cursor);
  return {};
}

Progress take_refund(std::string_view body, Cursor& cursor, PullPage& page) {
  auto refund = read_refund(body);
  if (!refund) return std::unexpected(refund.error());
  const std::string id = cursor.refunds.back();
  cursor.refunds.pop_back();
  page.messages.push_back(
      {pulled_id(kRefundTopic, id, *refund), std::string(kRefundTopic), std::move(*refund)});
  go_on(cursor);
  return {};
}

// What one trade or refund is refused for must not hold up all others: it is named and passed over.
bool pass_over(const Fault& fault, Cursor& cursor, PullPage& page) {
  if (!fault.concerns_one) return false;
  if (cursor.step == PullStep::kTrade) {
    page.unreadable.push_back({cursor.trades.back(), fault.code, fault.denies});
    cursor.trades.pop_back();
  } else if (cursor.step == PullStep::kRefund) {
    page.unreadable.push_back({"refund " + cursor.refunds.back(), fault.code, fault.denies});
    cursor.refunds.pop_back();
  } else {
    return false;
  }
  go_on(cursor);
  return true;
}

Progress take(std::string_view body, Cursor& cursor, PullPage& page) {
  switch (cursor.step) {
    case PullStep::kCount:
    case PullStep::kRecount: return take_count(body, cursor, page);
    case PullStep::kPage: return take_page(body, cursor, page);
    case PullStep::kTrade: return take_trade(body, cursor, page);
    case PullStep::kRefund: return take_refund(body, cursor, page);
  }
  return {};
}

}  // namespace

std::string TaobaoPuller::first_cursor(Instant from) const {
  Cursor cursor;
  cursor.walk.complete_to = from;
  return write_cursor(cursor);
}

Result<HttpCall> TaobaoPuller::next(const Secret& credentials, std::string_view cursor_text,
                                    Instant now) const {
  auto cursor = read_cursor(cursor_text);
  if (!cursor) return std::unexpected(std::move(cursor.error()));
  const auto shop = parse_credentials(credentials.reveal());
  if (!shop) return std::unexpected(shop.error());
  if (!cursor->single) open_window(cursor->walk, kPolicy, now);
  Params params = params_of(*cursor);
  add_common(params, *shop, now);
  HttpCall call;
  call.method = "POST";
  call.url = shop->gateway;
  call.headers = {{"Content-Type", "application/x-www-form-urlencoded;charset=utf-8"},
                  {"Accept", "application/json"}};
  call.body = encode_parameters(params);
  call.cursor = write_cursor(*cursor);
  return call;
}

PullResult TaobaoPuller::read(const HttpAnswer& answer, std::string_view cursor_text,
                              Instant /*now*/) const {
  auto cursor = read_cursor(cursor_text);
  if (cursor && !cursor->walk.window && !cursor->single) {
    cursor = bad_cursor("it belongs to no call");
  }
  if (!cursor) return std::unexpected(PullFailure{std::move(cursor.error()), std::nullopt});
  PullPage page;
  page.more = true;
  if (const auto fault = find_fault(answer)) {
    if (!pass_over(*fault, *cursor, page)) return std::unexpected(fault->failure);
  } else if (auto taken = take(answer.body, *cursor, page); !taken) {
    return std::unexpected(std::move(taken.error()));
  }
  const bool ended = cursor->single && cursor->trades.empty() && cursor->refunds.empty();
  if (ended)
    page.more = false;
  else
    page.cursor = write_cursor(*cursor);
  return page;
}

Result<Instant> TaobaoPuller::watermark(std::string_view cursor_text) const {
  auto cursor = read_cursor(cursor_text);
  if (!cursor) return std::unexpected(std::move(cursor.error()));
  return cursor->walk.complete_to;
}

std::string TaobaoPuller::allowance_of(const Secret& credentials) const {
  const auto shop = parse_credentials(credentials.reveal());
  return shop ? shop->app_key : std::string();
}

std::string TaobaoPuller::cursor_for(std::string_view order_no) const {
  if (!is_id(order_no)) return {};
  Cursor cursor;
  cursor.single = true;
  cursor.step = PullStep::kTrade;
  cursor.trades = {std::string(order_no)};
  return write_cursor(cursor);
}

}  // namespace ordo::channels::taobao
