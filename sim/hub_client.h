// What a simulation asks of a hub beyond pushing messages: the public API, spoken over one kept
// connection with an owner's key.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "sim/shop.h"

namespace ordo::sim {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

// How far the hub has come with what it accepted.
struct HubStats {
  int64_t backlog = 0;  // durable, not yet applied
  int64_t waiting = 0;  // for an order that is not known yet
  int64_t parked = 0;
  int64_t orders = 0;
  bool operator==(const HubStats&) const = default;
};

// How far a shop has been pulled; moment 0 while nothing is known.
struct PullProgress {
  Instant watermark, complete_until;
  std::string error;  // code of the last call; empty: it went well
};

// An order as the API shows it, as far as a simulation compares it.
struct ShownOrder {
  std::string shop, number_clean;
  int64_t units = 0, goods = 0, freight = 0, paid = 0;
  std::string payment, fulfilment, headline;
};

// Not thread-safe: one a thread.
class HubClient {
 public:
  // `key` may be empty: then only what needs no key is answered.
  HubClient(std::string base_url, Secret key);
  ~HubClient();

  // Code "hub_unreachable" where no answer came. An answer of any status is a value.
  using Headers = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] Result<HttpAnswer> get(const std::string& path);
  [[nodiscard]] Result<HttpAnswer> post(const std::string& path, const std::string& body,
                                        const Headers& headers = {});

  [[nodiscard]] Result<HttpAnswer> put(const std::string& path, const std::string& body,
                                       const Headers& headers = {});

  // Creates the shop where there is none of its code yet: of the `standard` channel, or as `body` says.
  [[nodiscard]] Result<> ensure_shop(const ShopAccount& account);
  [[nodiscard]] Result<> ensure_shop(const std::string& code, const std::string& body);
  [[nodiscard]] Result<PullProgress> pull_progress(const std::string& code);
  [[nodiscard]] Result<HubStats> stats();
  // Reads all orders, page by page. Code "unexpected_answer" when a page is not as the API promises.
  [[nodiscard]] Result<> each_order(const std::function<void(ShownOrder)>& take);

 private:
  struct Impl;
  [[nodiscard]] Result<HubStats> stats_from_lists();
  std::unique_ptr<Impl> impl_;
};

// One item of GET /api/v1/orders.
[[nodiscard]] Result<ShownOrder> parse_shown_order(std::string_view json);

}  // namespace ordo::sim
