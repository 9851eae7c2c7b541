#include "api/service.h"

#include <boost/json.hpp>

#include "api/broadcaster.h"
#include "api/console_routes.h"
#include "api/door.h"
#include "api/gateway.h"
#include "api/router.h"
#include "api/routes.h"
#include "api/sign_in.h"
#include "api/stream.h"
#include "api/workers.h"
#include "api/writer.h"
#include "core/alerts_store.h"
#include "core/batch_store.h"
#include "flows/dispatcher.h"
#include "flows/poller.h"
#include "flows/teller.h"
#include "watch/load_watch.h"
#include "watch/metric_watch.h"
#include "watch/patrol.h"
#include "watch/stock_watch.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

// What waits for somebody else's server holds up nobody who reads.
constexpr int kOutsideThreads = 2;
constexpr size_t kOutsideQueueMax = 8;

constexpr std::string_view kHooks = "/hooks/";

NewsId newest_news(flows::Hub& hub) {
  const auto lease = hub.database().read();
  return {core::last_event(lease.reader()), core::alert_since_last_event(lease.reader())};
}

Result<> taken(const flows::Hub& hub, bool was_taken) {
  if (was_taken) return {};
  return std::unexpected(hub.refusal());
}

}  // namespace

struct Service::Impl final : HttpHandler {
  flows::Hub& hub;
  watch::Metrics metrics;
  Workers workers;
  Workers outside{kOutsideThreads, kOutsideQueueMax};
  Sessions sessions;
  Door door;
  Broadcaster broadcaster;
  Stream stream;
  Gateway gateway;
  Writer writer;
  flows::SelfTester self_tester;
  SignIn sign_in;
  Router router;
  std::unique_ptr<flows::Courier> courier = flows::webhook_courier();
  std::unique_ptr<flows::Teller> teller = flows::network_teller();
  flows::Dispatcher dispatcher;
  std::unique_ptr<flows::Fetcher> fetcher = flows::http_fetcher();
  flows::Poller poller;
  watch::LoadWatch load_watch;
  watch::Patrol patrol;
  watch::MetricWatch metric_watch;
  watch::StockWatch stock_watch;
  std::unique_ptr<HttpServer> server;

  Impl(flows::Hub& h, const ServiceOptions& options)
      : hub(h),
        sessions(h.clock()),
        door([&h] { return h.settings(); }, sessions, h.clock()),
        broadcaster(newest_news(h)),
        stream(door, broadcaster),
        gateway([&h] { return h.settings(); },
                [&h](core::InboundPtr inbound) { return taken(h, h.submit(std::move(inbound))); },
                h.clock()),
        writer(h, gateway.load()),
        self_tester(h, gateway.callback_tests(),
                    [] { return flows::http_fetcher(flows::kSelfTestCallMs); }),
        sign_in([&h] { return h.settings(); }, sessions, h.clock(),
                [&h](flows::Hub::Command c) { return taken(h, h.command(std::move(c))); }),
        router(workers, [this](const HttpRequest& r, Permission p,
                               int& retry_after_s) { return door.enter(r, p, retry_after_s); }),
        dispatcher(h, *courier, *teller),
        poller(h, *fetcher),
        load_watch(h, gateway.load()),
        patrol(h),
        metric_watch(h, [this] { return figures(); }),
        stock_watch(h) {
    sign_in.add_routes(router);
    RouteDeps deps{h, gateway, workers, metrics, door, writer, self_tester, outside};
    deps.patrol = &patrol;
    add_routes(router, deps);
    add_console(router);
    hub.lane().on_published([this](const core::Batch& batch) { publish(batch); });
    ServerOptions listening{options.address, options.port, options.control_socket, 1};
    listening.trusted_proxies = options.trusted_proxies;
    server = std::make_unique<HttpServer>(listening, *this);
  }

  void handle(const HttpRequest& request, Respond respond) override {
    // The hot path does without the router: /hooks/{channel}/{shop}.
    if (request.path.starts_with(kHooks) && request.method == "POST") {
      const std::string_view rest = request.path.substr(kHooks.size());
      const size_t slash = rest.find('/');
      if (slash != std::string_view::npos && rest.find('/', slash + 1) == std::string_view::npos) {
        gateway.handle(request, rest.substr(0, slash), rest.substr(slash + 1),
                       counted(std::move(respond)));
        return;
      }
    }
    router.dispatch(request, std::move(respond));
  }

  size_t body_max(std::string_view method, std::string_view path) override {
    return router.body_max(method, path);
  }

  // Counted where the router would have counted it.
  Respond counted(Respond respond) {
    const int64_t started = hub.clock().monotonic_ns();
    return [this, started, respond = std::move(respond)](HttpResponse response) {
      const int64_t ns = hub.clock().monotonic_ns() - started;
      metrics.count_webhook(response.status, static_cast<double>(ns) / 1e9);
      respond(std::move(response));
    };
  }

  std::optional<SocketCallbacks> upgrade(const HttpRequest& request, std::shared_ptr<Socket> socket,
                                         HttpResponse& refusal) override {
    return stream.upgrade(request, socket, refusal);
  }

  std::string figures() {
    metrics.add_refused_webhooks(gateway.refused().count());
    metrics.set_patrolled(patrol);
    return metrics.text(hub);
  }

  void publish(const core::Batch& batch) {
    if (!batch.outbox.empty()) dispatcher.wake();
    for (const core::Event& e : batch.events) {
      if (!e.order) continue;
      broadcaster.publish("orders", e.kind, NewsId{e.seq.value, 0}, e.at,
                          R"({"order_id":")" + e.order.str() + R"("})", e.shop);
    }
    for (const core::Alert& a : batch.alerts) {
      if (a.again) continue;
      const json::object data{{"kind", a.kind}, {"order_id", a.order.str()}, {"detail", a.detail}};
      broadcaster.publish("alerts", "alert.raised", NewsId{batch.last_event, a.id}, batch.at,
                          json::serialize(data), a.shop);
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
  impl_->metric_watch.start();
  impl_->stock_watch.start();
  impl_->server->start();
}

void Service::stop() {
  impl_->self_tester.stop();
  impl_->server->stop();
  impl_->stock_watch.stop();
  impl_->metric_watch.stop();
  impl_->patrol.stop();
  impl_->load_watch.stop();
  impl_->poller.stop();
  impl_->dispatcher.stop();
  impl_->workers.stop();
  impl_->outside.stop();
  impl_->writer.stop();
}

int Service::port() const { return impl_->server->port(); }

}  // namespace ordo::api
