// What the files of routes share: how a resource is added, and what a handler is given.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "api/body.h"
#include "api/problem.h"
#include "api/routes.h"
#include "api/writer.h"
#include "core/message_queries.h"
#include "orders/order.h"
#include "watch/metrics.h"
#include "watch/patrol.h"

namespace ordo::api {

// Lives as long as the routes that were made with it.
struct Kit {
  explicit Kit(const RouteDeps& d)
      : hub(d.hub),
        gateway(d.gateway),
        workers(d.workers),
        metrics(d.metrics),
        door(d.door),
        writer(d.writer),
        self_tester(d.self_tester),
        outside(d.outside),
        patrol(d.patrol) {}
  flows::Hub& hub;
  Gateway& gateway;
  Workers& workers;
  watch::Metrics& metrics;
  Door& door;
  Writer& writer;
  flows::SelfTester& self_tester;
  Workers& outside;
  watch::Patrol* const patrol;
  struct Counted {
    int64_t orders = 0, up_to = 0;  // orders up to this id
  };
  std::mutex counted_mutex;
  std::map<ShopId, Counted> counted;  // by shop; all of them under none
};

// One request, with what its handler needs.
struct Call {
  const HttpRequest& request;
  const Params& params;
  const Context& context;
  Kit& kit;
};

using ReadHandler = Result<HttpResponse> (*)(const Call&);
using WriteHandler = Result<Write> (*)(const Call&);

// Adds resources under /api/v1; each answer is counted and timed.
class Resources {
 public:
  Resources(Router& router, std::shared_ptr<Kit> kit) : router_(router), kit_(std::move(kit)) {}
  void read(const std::string& method, const std::string& path, Area area, ReadHandler handler);
  void write(const std::string& method, const std::string& path, Area area, WriteHandler handler,
             Pace pace = Pace::kUsual, size_t body_max = kBodyMax);
  // Outside /api/v1, or not on a worker.
  void plain(const std::string& method, const std::string& pattern, Permission permission,
             Place place, Handler handler, size_t body_max = kBodyMax);
  [[nodiscard]] const std::shared_ptr<Kit>& kit() const { return kit_; }

 private:
  Router& router_;
  std::shared_ptr<Kit> kit_;
};

void add_order_routes(Resources& resources);
void add_order_edit_routes(Resources& resources);
void add_attachment_routes(Resources& resources);
void add_trace_routes(Resources& resources);
void add_message_routes(Resources& resources);
void add_review_routes(Resources& resources);
void add_outbox_routes(Resources& resources);
void add_call_routes(Resources& resources);
void add_alert_routes(Resources& resources);
void add_notify_routes(Resources& resources);
void add_shop_routes(Resources& resources);
void add_self_test_routes(Resources& resources);
void add_window_routes(Resources& resources);
void add_key_routes(Resources& resources);
void add_user_routes(Resources& resources);
void add_audit_routes(Resources& resources);
void add_setting_routes(Resources& resources);
void add_rule_routes(Resources& resources);
void add_version_routes(Resources& resources);
void add_channel_routes(Resources& resources);
void add_status_map_routes(Resources& resources);
void add_status_group_routes(Resources& resources);
void add_stock_routes(Resources& resources);
void add_stock_handling_routes(Resources& resources);
void add_stock_document_routes(Resources& resources);
void add_sheet_routes(Resources& resources);
void add_catalogue_routes(Resources& resources);
void add_system_routes(Resources& resources);

// Whether what belongs to this shop may be met by the caller. To whom it may not, it is not there: he is
// answered as if the id were nobody's.
[[nodiscard]] bool in_scope(const Caller& caller, ShopId shop);
// The shop with this code, where there is one that the caller may know of. Code "unknown_shop", with the
// pointer "/shop".
[[nodiscard]] Result<const flows::Shop*> shop_named(const Call& call,
                                                    const flows::Settings& settings,
                                                    std::string_view code);
// The shop of a path's {code}; one that is foreign to the caller is not found either. Code
// "shop_not_found".
[[nodiscard]] Result<const flows::Shop*> shop_of_path(const Call& call,
                                                      const flows::Settings& settings);

// The order of a path's {id}. Code "order_not_found".
[[nodiscard]] Result<orders::Order> load_order(const Call& call, const store::Reader& reader);
// The same without reading it whole: its id and shop.
struct OrderPlace {
  OrderId id;
  ShopId shop;
};
[[nodiscard]] Result<OrderPlace> find_order(const Call& call, const store::Reader& reader);
// The same, shown as the caller may see it.
[[nodiscard]] HttpResponse order_answer(const Call& call, const store::Reader& reader,
                                        orders::Order order);
[[nodiscard]] std::unexpected<Error> order_not_found();

// {"reason"} of a body, and {"purpose"}, in which personal data is shown.
[[nodiscard]] Result<std::string> read_reason(const Call& call);
[[nodiscard]] Result<std::string> read_purpose(const Call& call);

// "user:7" as the login that it belongs to; keys by their name. Empty for others, or when they are gone.
[[nodiscard]] std::string actor_name(const flows::Settings& settings, std::string_view actor);

// A document of configuration as it stands, or `first` while nobody has set it (version 0), with its
// version as ETag.
[[nodiscard]] HttpResponse config_answer(const Call& call, std::string_view kind,
                                         std::string_view name, const std::string& first);
// An edit of configuration, applied at once whatever the mode; `if_version`: what it stands on.
[[nodiscard]] Write config_write(std::string route, boost::json::object document,
                                 std::optional<int64_t> if_version);
// The same, answered with the document itself and its new version as ETag.
[[nodiscard]] Write document_write(std::string route, const boost::json::object& document,
                                   std::optional<int64_t> if_version);
// The "version" of a write's answer, as ETag.
void add_version_tag(HttpResponse& response, const core::Outcome& outcome);

// The message of a path's {id}: its row, or what the log knows where it is not applied yet.
[[nodiscard]] Result<core::MessageRow> load_message(const Call& call, const store::Reader& reader);
// Whether the order's person was forgotten: what still names him is not shown.
[[nodiscard]] bool is_forgotten(const store::Reader& reader, OrderId id);
// A write that sends a stored message into the street again, as it was or with another body.
[[nodiscard]] Result<Write> replay_write(const core::MessageRow& row, std::string body);
[[nodiscard]] Result<Write> replay_as_it_was(const Call& call);
[[nodiscard]] boost::json::object message_json(const core::MessageRow& row,
                                               const flows::Settings& settings);
// Whether the shop's adapter can read this message, or why it cannot.
[[nodiscard]] Result<> check_body(const flows::Settings& settings, ShopId shop,
                                  const channels::Raw& raw, Instant now);

// The document that the server is described by.
[[nodiscard]] std::string_view openapi_document();

}  // namespace ordo::api
