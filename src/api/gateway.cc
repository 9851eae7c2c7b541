#include "api/gateway.h"

#include <array>
#include <utility>

#include "api/kept_headers.h"
#include "api/problem.h"
#include "base/log.h"

namespace ordo::api {
namespace {

constexpr std::array<std::string_view, 4> kHeadersKept = {"content-type", "user-agent",
                                                          "webhook-id", "webhook-timestamp"};

std::string headers_json(const HttpRequest& request, const channels::Adapter& adapter) {
  std::string text;
  JsonMembers kept(text);
  keep_headers(request, kHeadersKept, kept);
  keep_headers(request, adapter.kept_headers(), kept);
  kept.close();
  return text;
}

HttpResponse acknowledgement(const channels::Adapter& adapter) {
  auto ack = adapter.accepted();
  return {ack.status, std::move(ack.content_type), std::move(ack.body), {}};
}

core::InboundPtr make_inbound(const HttpRequest& request, const flows::Shop& shop,
                              channels::Verified verified) {
  auto inbound = std::make_unique<core::Inbound>();
  core::Entry& entry = inbound->entry;
  entry.stream = shop.id;
  entry.kind = core::EntryKind::kWebhook;
  entry.route = channels::route_of(shop.channel, verified.topic);
  entry.external_id = std::move(verified.external_id);
  entry.caller = "ip:" + std::string(request.remote);
  entry.headers = headers_json(request, *shop.adapter);
  random_bytes(entry.entropy);
  entry.body = request.body;
  return inbound;
}

HttpResponse unknown_shop() {
  return problem(Error{ErrorClass::kNotFound, "unknown_shop", "No such shop on this channel.", {}});
}

HttpResponse shedding() {
  return problem(
      Error{ErrorClass::kLimited, "shedding", "The server sheds load; send it again.", {}},
      kShedRetryAfterSeconds);
}

// Pointer into `settings`, or nothing when the channel is another than the shop's.
const flows::Shop* find_shop(const flows::Settings& settings, std::string_view channel,
                             std::string_view code) {
  auto it = settings.shops.find(code);
  if (it == settings.shops.end() || it->second.channel != channel) return nullptr;
  return it->second.adapter ? &it->second : nullptr;
}

}  // namespace

std::optional<int64_t> RefusedLog::add(Refused refused) {
  count_.fetch_add(1, std::memory_order_relaxed);
  std::lock_guard lock(mutex_);
  const int64_t since_ms = told_at_ ? refused.at.ms - told_at_->ms : kSecondMs;
  const bool tells = since_ms < 0 || since_ms >= kSecondMs;  // below 0: the clock was set back
  if (tells) told_at_ = refused.at;
  std::deque<Refused>& of_shop = recent_[refused.shop];
  if (of_shop.size() == kRefusedKept) of_shop.pop_front();
  of_shop.push_back(std::move(refused));
  if (tells) return std::exchange(left_out_, 0);
  ++left_out_;
  return std::nullopt;
}

std::vector<Refused> RefusedLog::recent(std::string_view shop) const {
  std::lock_guard lock(mutex_);
  const auto found = recent_.find(shop);
  if (found == recent_.end()) return {};
  return {found->second.rbegin(), found->second.rend()};
}

Gateway::Gateway(SettingsSource settings, Submit submit, Clock& clock)
    : settings_(std::move(settings)), submit_(std::move(submit)), clock_(clock) {}

HttpResponse Gateway::refuse(const HttpRequest& request, const flows::Shop& shop,
                             const Error& error) {
  const std::string digest = hex(sha256(request.body));
  const auto left_out =
      refused_.add({clock_.now(), shop.code, error.code, digest, std::string(request.remote)});
  if (left_out) {
    log::warn("webhook_refused", {{"shop", shop.code},
                                  {"code", error.code},
                                  {"remote", request.remote},
                                  {"body_sha256", digest},
                                  {"left_out", *left_out}});
  }
  return problem(error);
}

// A shop that is not saved, or not with these credentials: what comes in is verified, and nothing is kept.
HttpResponse Gateway::try_credentials(const HttpRequest& request, flows::CallbackTest& test) {
  const channels::Request came{request.headers, request.body};
  const flows::SentCallback& sent = test.sent();
  const auto verified = sent.adapter->verify(came, *sent.credentials, clock_.now());
  if (verified) {
    test.verified();
    return acknowledgement(*sent.adapter);
  }
  test.refused(came, verified.error());
  return problem(verified.error());
}

void Gateway::accept(const HttpRequest& request, const flows::Shop& shop,
                     channels::Verified verified, const flows::CallbackTestPtr& test,
                     const Respond& respond) {
  auto inbound = make_inbound(request, shop, std::move(verified));
  inbound->on_durable = [load = load_, &clock = clock_, adapter = shop.adapter, test, respond,
                         started = clock_.monotonic_ns()](MessageSeq seq) {
    if (test) test->stored(seq);
    respond(acknowledgement(*adapter));
    load->took_ns(clock.monotonic_ns() - started);
  };
  if (auto taken = submit_(std::move(inbound)); !taken) {
    if (test) test->not_stored("log_full", "the log takes nothing now");
    return respond(problem(taken.error()));
  }
  load_->accepted();
}

void Gateway::handle(const HttpRequest& request, std::string_view channel, std::string_view code,
                     const Respond& respond) {
  const channels::Request came{request.headers, request.body};
  const flows::CallbackTestPtr test = callback_tests_.find(channel, code, came);
  if (test && test->sent().credentials) return respond(try_credentials(request, *test));
  auto settings = settings_();
  const flows::Shop* shop = find_shop(*settings, channel, code);
  if (!shop) return respond(unknown_shop());
  if (settings->mode == flows::Mode::kShed) return respond(shedding());
  if (request.body.empty()) {
    return respond(problem(Error{ErrorClass::kInvalid, "empty_body", "The body is empty.", {}}));
  }
  auto verified = shop->adapter->verify(came, shop->credentials, clock_.now());
  if (!verified) {
    if (test) test->refused(came, verified.error());
    return respond(refuse(request, *shop, verified.error()));
  }
  if (test) test->verified();
  accept(request, *shop, std::move(*verified), test, respond);
}

}  // namespace ordo::api
