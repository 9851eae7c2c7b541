#include "app/serve.h"

#include <fmt/format.h>
#include <signal.h>

#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "api/service.h"
#include "app/demo_secrets.h"
#include "app/first_start.h"
#include "app/moved.h"
#include "app/own_command.h"
#include "base/crypto.h"
#include "base/log.h"
#include "sim/demo.h"

namespace ordo::app {
namespace {

namespace json = boost::json;

struct Address {
  std::string host;
  int port;
};

Result<Address> parse_address(const std::string& text) {
  const size_t colon = text.rfind(':');
  int port = -1;
  if (colon != std::string::npos) {
    const char* end = text.data() + text.size();
    auto [at, failed] = std::from_chars(text.data() + colon + 1, end, port);
    if (failed != std::errc() || at != end) port = -1;
  }
  if (colon == 0 || port < 0 || port > 65535) {
    return invalid("--listen", "must be HOST:PORT, such as 127.0.0.1:8080", "bad_address");
  }
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  return Address{std::move(host), port};
}

// Blocks the signals in every thread, so that one place waits for them.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return set;
}

void set_log_level(const std::string& name) {
  if (name == "debug")
    log::set_level(log::Level::kDebug);
  else if (name == "warn")
    log::set_level(log::Level::kWarn);
  else if (name == "error")
    log::set_level(log::Level::kError);
}

class Running {
 public:
  Running(flows::Hub& hub, const Address& address, const ServeOptions& options)
      : hub_(hub),
        service_(hub, {address.host, address.port, control_socket(options.common),
                       options.trusted_proxies}) {
    hub_.start();
    service_.start();
    const bool v6 = address.host.find(':') != std::string::npos;
    url_ = fmt::format("http://{}{}{}:{}", v6 ? "[" : "", address.host, v6 ? "]" : "",
                       service_.port());
  }
  ~Running() {
    service_.stop();
    hub_.stop();
  }
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  flows::Hub& hub_;
  api::Service service_;
  std::string url_;
};

// Those who are asked over ports of this run's own: the hub hears anew where they are, and pulls nothing from
// them when they have gone.
Result<> tell_of_platforms(flows::Hub& hub, const std::vector<std::string>& shops,
                           int64_t wait_ms) {
  for (const std::string& shop : shops) {
    flows::Hub::Command command;
    command.route = "config.shop";
    command.caller = "demo";
    command.body = shop;
    auto outcome = run_command(hub, std::move(command), wait_ms);
    if (!outcome) return std::unexpected(outcome.error());
    if (outcome->answer.status >= 300) {
      return fail(ErrorClass::kInternal, outcome->code, outcome->detail);
    }
  }
  return {};
}

void end_demo(flows::Hub& hub, sim::DemoTrade& demo) {
  constexpr int64_t kRestWaitMs = 2 * kSecondMs;
  demo.stop();
  auto ok = tell_of_platforms(hub, sim::DemoPlatforms::shops_at_rest(), kRestWaitMs);
  if (!ok) log::warn("demo_shops_not_paused", {{"code", ok.error().code}});
}

// Whoever has it stopped while it starts has what he wanted.
int end_start(const Error& error) { return error.code == "stopping" ? kOk : complain(error); }

// The signal that ends it, or 0 where another process has taken over.
int wait_for_end(const flows::Hub& hub, const sigset_t& signals) {
  constexpr timespec kAskEvery{0, 200'000'000};
  while (!hub.taken_over()) {
    const int ended_by = sigtimedwait(&signals, nullptr, &kAskEvery);
    if (ended_by > 0) return ended_by;
  }
  return 0;
}

Error taken_over() {
  return {ErrorClass::kUnavailable,
          "taken_over",
          "another process has taken over this store, and nothing more is accepted here; start "
          "this one again only when the other one is stopped",
          {}};
}

int run(flows::Hub& hub, const ServeOptions& options, const Address& address,
        const sigset_t& signals) {
  Running running(hub, address, options);
  if (auto ok = first_start(hub); !ok) return end_start(ok.error());
  std::unique_ptr<sim::DemoTrade> demo;
  if (options.demo) {
    KeyOptions wanted;
    wanted.name = "demo trade";
    wanted.expires_days = 1;  // each start makes another
    auto key = create_key(hub, wanted);
    if (!key) return end_start(key.error());
    auto secrets = demo_secrets(hub);
    if (!secrets) return end_start(secrets.error());
    demo = std::make_unique<sim::DemoTrade>(running.url(), Secret(*key), std::move(*secrets),
                                            options.demo_orders_per_second);
    if (auto ok = tell_of_platforms(hub, demo->platform_shops(), kOwnCommandWaitMs); !ok) {
      return end_start(ok.error());
    }
    if (auto ok = demo->start(); !ok) return complain(ok.error());
    fmt::print(stderr,
               "  Simulated shops are trading. To look at their orders, for a day:\n"
               "  curl -H 'Authorization: Bearer {}' {}/api/v1/orders?limit=5\n\n",
               *key, running.url());
  }
  fmt::print("ready {}\n", running.url());
  std::fflush(stdout);
  const int signal = wait_for_end(hub, signals);
  if (hub.taken_over()) return complain(taken_over());
  log::info("stopping", {{"signal", signal}});
  if (demo) end_demo(hub, *demo);
  return kOk;
}

}  // namespace

json::object key_document(const KeyOptions& wanted, Instant now) {
  const auto texts = [](const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
  };
  const bool owner = wanted.role == "owner" || (wanted.role.empty() && wanted.scopes.empty());
  json::object document{{"name", wanted.name}};
  if (owner || !wanted.role.empty()) document["role"] = owner ? "owner" : wanted.role;
  if (!wanted.scopes.empty()) document["scopes"] = texts(wanted.scopes);
  if (!wanted.shops.empty()) document["shops"] = texts(wanted.shops);
  if (wanted.view == std::vector<std::string>{"installer"})
    document["view"] = "installer";
  else if (!wanted.view.empty())
    document["view"] = texts(wanted.view);
  if (wanted.expires_days > 0) {
    document["expires_at"] = format_rfc3339(now.plus_ms(wanted.expires_days * 24 * kHourMs));
  }
  if (wanted.per_minute)
    document["per_minute"] = *wanted.per_minute;
  else if (owner)
    document["per_minute"] = 0;
  return document;
}

Result<std::string> create_key(flows::Hub& hub, const KeyOptions& wanted) {
  std::string key = "ordo_" + random_token(30);
  json::object document = key_document(wanted, hub.clock().now());
  document["hash"] = hex(std::span<const uint8_t>(sha256(key)));
  flows::Hub::Command command;
  command.route = "config.key";
  command.caller = "cli";
  command.body = json::serialize(document);
  auto outcome = run_command(hub, std::move(command));
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->answer.status >= 300) {
    return fail(ErrorClass::kInvalid, outcome->code, outcome->detail);
  }
  return key;
}

int serve(const ServeOptions& options) {
  const sigset_t signals = block_signals();
  set_log_level(options.log_level);
  auto address = parse_address(options.listen);
  if (!address) {
    complain(address.error());
    return kUsage;
  }
  for (const std::string& proxy : options.trusted_proxies) {
    if (api::is_address(proxy)) continue;
    complain({ErrorClass::kInvalid,
              "bad_address",
              "--trusted-proxy must be an address, such as 127.0.0.1 or ::1",
              {}});
    return kUsage;
  }
  if (const auto code = refused(options.common)) return *code;
  flows::HubOptions hub_options;
  hub_options.data_dir = options.common.data;
  hub_options.store = options.common.store;
  hub_options.read_store = options.read_store;
  if (!options.heads_copy.empty()) {
    hub_options.heads_copy = std::filesystem::absolute(options.heads_copy).string();
  }
  auto hub = flows::Hub::open(std::move(hub_options));
  if (!hub) return complain(hub.error());
  try {
    return run(**hub, options, *address, signals);
  } catch (const std::system_error& e) {
    return complain({ErrorClass::kUnavailable,
                     "address_in_use",
                     "cannot listen on " + options.listen + ": " + e.code().message() +
                         "; use another --listen address",
                     {}});
  }
}

}  // namespace ordo::app
