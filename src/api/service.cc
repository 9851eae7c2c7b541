#include "api/service.h"

#include <boost/json.hpp>

#include "api/auth.h"
#include "api/broadcaster.h"
#include "api/console_routes.h"
#include "api/gateway.h"
#include "api/router.h"
#include "api/routes.h"
#include "api/sign_in.h"
#include "api/stream.h"
#include "api/workers.h"
#include "core/batch_store.h"
#include "flows/dispatcher.h"
#include "flows/poller.h"
#include "watch/load_watch.h"
#include "watch/patrol.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kHooks = "/hooks/";

}  // namespace

struct Service::Impl final : HttpHandler {
  flows::Hub& hub;
  Workers workers;
  Sessions sessions;
  Authenticator authenticator;
  Broadcaster broadcaster;
  Stream stream;
  Gateway gateway;
  SignIn sign_in;
  Router router;
  std::unique_ptr<flows::Courier> courier = flows::webhook_courier();
  flows::Dispatcher dispatcher;
  std::unique_ptr<flows::Fetcher> fetcher = flows::http_fetcher();
  flows::Poller poller;
  watch::LoadWatch load_watch;
  watch::Patrol patrol;
  std::unique_ptr<HttpServer> server;

  Impl(flows::Hub& h, const ServiceOptions& options)
      : hub(h),
        sessions(h.clock()),
        authenticator([&h] { return h.settings(); }, sessions),
        broadcaster(core::last_event(h.database().read().reader())),
        stream(authenticator, broadcaster),
        gateway([&h] { return h.settings(); },
                [&h](core::InboundPtr inbound) { return h.submit(std::move(inbound)); }, h.clock()),
        sign_in([&h] { return h.settings(); }, sessions, h.clock(),
                [&h](flows::Hub::Command c) { return h.command(std::move(c)); }),
        router(workers, [this](const HttpRequest& r,
                               Permission p) { return authenticator.authorise(r, p); }),
        dispatcher(h, *courier),
        poller(h, *fetcher),
        load_watch(h, gateway.load()),
        patrol(h) {
    sign_in.add_routes(router);
    RouteDeps deps{h, gateway, workers};
    deps.patrol = &patrol;
    add_routes(router, deps);
    add_console(router);
    hub.lane().on_published([this](const core::Batch& batch) { publish(batch); });
    server = std::make_unique<HttpServer>(
        ServerOptions{options.address, options.port, options.control_socket, 1}, *this);
  }

  void handle(const HttpRequest& request, Respond respond) override {
    // The hot path does without the router: /hooks/{channel}/{shop}.
    if (request.path.starts_with(kHooks) && request.method == "POST") {
      const std::string_view rest = request.path.substr(kHooks.size());
      const size_t slash = rest.find('/');
      if (slash != std::string_view::npos && rest.find('/', slash + 1) == std::string_view::npos) {
        gateway.handle(request, rest.substr(0, slash), rest.substr(slash + 1), respond);
        return;
      }
    }
    router.dispatch(request, std::move(respond));
  }

  std::optional<SocketCallbacks> upgrade(const HttpRequest& request, std::shared_ptr<Socket> socket,
                                         HttpResponse& refusal) override {
    return stream.upgrade(request, socket, refusal);
  }

  void publish(const core::Batch& batch) {
    if (!batch.outbox.empty()) dispatcher.wake();
    for (const core::Event& e : batch.events) {
      if (!e.order) continue;
      broadcaster.publish("orders", e.kind, e.seq.value, e.at,
                          R"({"order_id":")" + e.order.str() + R"("})");
    }
    for (const core::Alert& a : batch.alerts) {
      if (a.again) continue;
      const json::object data{{"kind", a.kind}, {"order_id", a.order.str()}, {"detail", a.detail}};
      broadcaster.publish("alerts", "alert.raised", batch.last_event, batch.at,
                          json::serialize(data));
    }
  }
};

Service::Service(flows::Hub& hub, const ServiceOptions& options)
    : impl_(std::make_unique<Impl>(hub, options)) {}

Service::~Service() = default;

void Service::start() {
  impl_->dispatcher.start();
  impl_->poller.start();
  impl_->load_watch.start();
  impl_->patrol.start();
  impl_->server->start();
}

void Service::stop() {
  impl_->server->stop();
  impl_->patrol.stop();
  impl_->load_watch.stop();
  impl_->poller.stop();
  impl_->dispatcher.stop();
  impl_->workers.stop();
}

int Service::port() const { return impl_->server->port(); }

}  // namespace ordo::api
