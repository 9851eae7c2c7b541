// Pulling trades by their time of change. A window is walked through these steps, which stand in the
// cursor:
//
//   count    how many trades the window holds, and so which page is the last
//   page     the ids on one page, FROM THE LAST PAGE TO THE FIRST
//   trade    the whole of each trade on that page (trade.fullinfo.get), then
//   refund   the whole of each refund that such a trade names (refund.get)
//   recount  after the first page: more trades than before mean that rows appeared late; then once more
//
// Why backwards: the platform sorts by time of change, the newest first, and a page is cut by position.
// A trade that changes while we read leaves its window (which ends in the past), and those behind it
// move up by one. Read forwards, the first of the next page would slip onto the page already read and
// never be seen; read backwards, it is at worst seen twice.
#pragma once

#include "channels/pull.h"

namespace ordo::channels::taobao {

inline constexpr int64_t kPageSize = 40;

class TaobaoPuller final : public Puller {
 public:
  [[nodiscard]] std::string first_cursor(Instant from) const override;
  [[nodiscard]] Result<HttpCall> next(const Secret& credentials, std::string_view cursor,
                                      Instant now) const override;
  [[nodiscard]] PullResult read(const HttpAnswer& answer, std::string_view cursor,
                                Instant now) const override;
  [[nodiscard]] Result<Instant> watermark(std::string_view cursor) const override;
  // The trade, and then each refund that it names.
  [[nodiscard]] std::string cursor_for(std::string_view order_no) const override;
  // The platform counts the calls of an app, whichever seller they are made for.
  [[nodiscard]] std::string allowance_of(const Secret& credentials) const override;
  // What an app may call depends on its level and is not told, only when it was too much; this leaves room
  // for the merchant's other programs under the same app.
  [[nodiscard]] std::optional<int64_t> usual_quota_per_minute() const override { return 600; }
};

}  // namespace ordo::channels::taobao
