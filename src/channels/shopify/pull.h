// Pulling orders by their time of change through the REST Admin API, whose resources have the form of
// the webhooks' bodies. (The API is older than GraphQL's and still open to a merchant's own apps; one
// form means one decoder and one meaning.) A window is counted first, which tells what it should hold,
// and then read page by page. Pages follow the platform's own page_info, which does not shift when rows
// change; what changes meanwhile leaves the window and stands in a later one.
#pragma once

#include "channels/pull.h"

namespace ordo::channels::shopify {

class ShopifyPuller final : public Puller {
 public:
  [[nodiscard]] std::string first_cursor(Instant from) const override;
  [[nodiscard]] Result<HttpCall> next(const Secret& credentials, std::string_view cursor,
                                      Instant now) const override;
  [[nodiscard]] PullResult read(const HttpAnswer& answer, std::string_view cursor,
                                Instant now) const override;
  [[nodiscard]] Result<Instant> watermark(std::string_view cursor) const override;
  [[nodiscard]] std::string cursor_for(std::string_view order_no) const override;
};

// The address of rel="next" in a Link header: its page_info, still percent-encoded; empty where there
// is no next page.
[[nodiscard]] std::string next_page_info(std::string_view link_header);

// From "32/40": how long to wait so that the bucket, which loses a twentieth a second, is half empty.
[[nodiscard]] int64_t quota_wait_ms(std::string_view call_limit_header);

}  // namespace ordo::channels::shopify
