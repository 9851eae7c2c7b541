#include "api/routes.h"

#include "api/kit.h"
#include "base/log.h"

namespace ordo::api {
namespace {

constexpr std::string_view kPrefix = "/api/v1";

Respond counted(const std::shared_ptr<Kit>& kit, const std::string& method,
                const std::string& pattern, Respond respond) {
  const int64_t started = kit->hub.clock().monotonic_ns();
  return [kit, method, pattern, started, respond = std::move(respond)](HttpResponse response) {
    const int64_t ns = kit->hub.clock().monotonic_ns() - started;
    kit->metrics.count_request(method, pattern, response.status, static_cast<double>(ns) / 1e9);
    respond(std::move(response));
  };
}

// A fault of the disk is not the caller's: nothing was stored, it may be tried again.
template <class Handle>
void guarded(const Respond& respond, const Handle& handle) {
  try {
    handle();
  } catch (const store::StorageError& e) {
    log::error("read_failed", {{"what", e.what()}});
    respond(problem(Error{ErrorClass::kUnavailable,
                          "storage_failed",
                          "the store cannot be read now; try again",
                          {}}));
  }
}

}  // namespace

void Resources::plain(const std::string& method, const std::string& pattern, Permission permission,
                      Place place, Handler handler, size_t body_max) {
  router_.add({method, pattern, permission, place,
               [kit = kit_, method, pattern, handler = std::move(handler)](
                   const HttpRequest& request, const Params& params, const Context& context,
                   Respond respond) {
                 Respond answer = counted(kit, method, pattern, std::move(respond));
                 guarded(answer, [&] { handler(request, params, context, answer); });
               },
               body_max});
}

void Resources::read(const std::string& method, const std::string& path, Area area,
                     ReadHandler handler) {
  plain(method, std::string(kPrefix) + path, {area, false}, Place::kWorker,
        [kit = kit_, handler](const HttpRequest& request, const Params& params,
                              const Context& context, const Respond& respond) {
          auto answer = handler({request, params, context, *kit});
          respond(answer ? std::move(*answer) : problem(answer.error()));
        });
}

void Resources::write(const std::string& method, const std::string& path, Area area,
                      WriteHandler handler, Pace pace, size_t body_max) {
  plain(
      method, std::string(kPrefix) + path, {area, true, pace}, Place::kWorker,
      [kit = kit_, handler](const HttpRequest& request, const Params& params,
                            const Context& context, Respond respond) {
        auto write = handler({request, params, context, *kit});
        if (!write) return respond(problem(write.error()));
        kit->writer.send(request, context, std::move(*write), std::move(respond));
      },
      body_max);
}

bool in_scope(const Caller& caller, ShopId shop) { return caller.shops.holds(shop); }

Result<const flows::Shop*> shop_named(const Call& call, const flows::Settings& settings,
                                      std::string_view code) {
  const flows::Shop* shop = settings.shop(code);
  if (shop && in_scope(call.context.caller, shop->id)) return shop;
  return invalid("/shop", "there is no such shop", "unknown_shop");
}

Result<const flows::Shop*> shop_of_path(const Call& call, const flows::Settings& settings) {
  const flows::Shop* shop = settings.shop(call.params.at("code"));
  if (shop && in_scope(call.context.caller, shop->id)) return shop;
  return fail(ErrorClass::kNotFound, "shop_not_found", "there is no shop with this code");
}

void add_routes(Router& router, const RouteDeps& deps) {
  Resources resources(router, std::make_shared<Kit>(deps));
  add_order_routes(resources);
  add_order_edit_routes(resources);
  add_attachment_routes(resources);
  add_trace_routes(resources);
  add_message_routes(resources);
  add_review_routes(resources);
  add_outbox_routes(resources);
  add_call_routes(resources);
  add_alert_routes(resources);
  add_notify_routes(resources);
  add_shop_routes(resources);
  add_self_test_routes(resources);
  add_window_routes(resources);
  add_key_routes(resources);
  add_user_routes(resources);
  add_audit_routes(resources);
  add_setting_routes(resources);
  add_rule_routes(resources);
  add_version_routes(resources);
  add_channel_routes(resources);
  add_status_map_routes(resources);
  add_status_group_routes(resources);
  add_stock_routes(resources);
  add_stock_handling_routes(resources);
  add_stock_document_routes(resources);
  add_sheet_routes(resources);
  add_catalogue_routes(resources);
  add_system_routes(resources);
}

}  // namespace ordo::api
