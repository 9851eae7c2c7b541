// Shops: channel accounts. Credentials are written and never shown.
#include <algorithm>

#include "api/kit.h"
#include "api/name_page.h"
#include "api/order_json.h"
#include "base/text.h"
#include "core/batch_store.h"
#include "flows/poll_store.h"
#include "flows/shop_fields.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

// Figures of all shops, gathered once a request.
struct Health {
  std::map<int64_t, int64_t> offsets, waiting, parked;
  std::map<int64_t, size_t> depth;
  std::map<int64_t, flows::PullRow> pulls;
  std::map<int64_t, watch::LagFigure> lags;
};

Health gather(const Call& call, const store::Reader& reader) {
  return {core::applied_offsets(reader),
          core::waiting_by_stream(reader),
          core::parked_by_stream(reader),
          call.kit.hub.feed().depth_by_stream(),
          flows::load_pulls(reader),
          call.kit.patrol ? call.kit.patrol->lags() : std::map<int64_t, watch::LagFigure>()};
}

template <class Map>
int64_t count_of(const Map& counts, ShopId shop) {
  const auto it = counts.find(shop.value);
  return it == counts.end() ? 0 : static_cast<int64_t>(it->second);
}

json::value last_message_at(const store::Reader& reader, const Health& health, ShopId shop) {
  const auto row = core::load_message(reader, MessageSeq(count_of(health.offsets, shop)));
  return row ? time_json(row->received_at) : json::value(nullptr);
}

json::value moment_json(Instant t) {
  return t == Instant{} ? json::value(nullptr) : json::value(time_json(t));
}

// Null for a shop that was never asked.
json::value pull_json(const Health& health, ShopId shop) {
  const auto it = health.pulls.find(shop.value);
  if (it == health.pulls.end()) return nullptr;
  const flows::PullRow& row = it->second;
  json::value error = nullptr;
  if (!row.state.error_code.empty()) {
    error = json::object{{"code", row.state.error_code}, {"detail", row.state.error_detail}};
  }
  return json::object{{"complete_until", moment_json(row.complete_until)},
                      {"watermark", moment_json(row.state.watermark)},
                      {"cursor_at", moment_json(row.at)},
                      {"error", std::move(error)},
                      {"failures", row.state.failures}};
}

// Null where nothing of the present was applied lately.
json::value lag_json(const Health& health, ShopId shop) {
  const auto it = health.lags.find(shop.value);
  if (it == health.lags.end()) return nullptr;
  return json::object{{"median_ms", it->second.median_ms},
                      {"p95_ms", it->second.p95_ms},
                      {"at", time_json(it->second.at)}};
}

json::object shop_json(const flows::Shop& shop, const core::ConfigDocument* document,
                       const store::Reader& reader, const Health& health) {
  json::array credentials;
  json::error_code failed;
  const json::value held = json::parse(shop.credentials.reveal(), failed);
  if (!failed && held.is_object()) {
    for (const auto& [key, value] : held.as_object()) credentials.push_back(json::value(key));
  }
  json::value callback = nullptr;
  if (!shop.callback_url.empty()) callback = json::value(shop.callback_url);
  return {{"id", shop.id.str()},
          {"code", shop.code},
          {"channel", shop.channel},
          {"contract", "/api/v1/channels/" + shop.channel + "/contract"},
          {"name", shop.name},
          {"zone", shop.zone},
          {"currency", shop.currency},
          {"country", shop.country},
          {"callback_url", callback},
          {"paused", shop.paused},
          {"pull_look_back_days", shop.pull_look_back_days},
          {"probe_hours", shop.probe_hours},
          {"quota_per_minute",
           shop.quota_per_minute ? json::value(*shop.quota_per_minute) : json::value(nullptr)},
          {"credentials_expire_at", moment_json(shop.credentials_expire_at)},
          {"silence_minutes",
           shop.silence_minutes ? json::value(*shop.silence_minutes) : json::value(nullptr)},
          {"credentials_set", std::move(credentials)},
          {"version", document ? document->version : 0},
          {"pull", pull_json(health, shop.id)},
          {"health", json::object{{"last_message_at", last_message_at(reader, health, shop.id)},
                                  {"backlog", count_of(health.depth, shop.id)},
                                  {"waiting", count_of(health.waiting, shop.id)},
                                  {"parked", count_of(health.parked, shop.id)},
                                  {"lag", lag_json(health, shop.id)}}}};
}

Result<HttpResponse> list(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  const auto config = core::load_configuration(lease.reader(), call.kit.hub.keyring());
  const Health health = gather(call, lease.reader());
  std::map<std::string, flows::Shop, std::less<>> shops;
  for (const auto& [code, shop] : call.kit.hub.settings()->shops) {
    if (in_scope(call.context.caller, shop.id)) shops.emplace(code, shop);
  }
  return name_page(call.request, shops, [&](const std::string& code, const flows::Shop& shop) {
    return shop_json(shop, config.find("shop", code), lease.reader(), health);
  });
}

Result<HttpResponse> one(const Call& call) {
  const auto settings = call.kit.hub.settings();
  const auto named = shop_of_path(call, *settings);
  if (!named) return std::unexpected(named.error());
  const flows::Shop* shop = *named;
  const auto lease = call.kit.hub.database().read();
  const auto config = core::load_configuration(lease.reader(), call.kit.hub.keyring());
  const core::ConfigDocument* document = config.find("shop", shop->code);
  HttpResponse response =
      json_answer(200, shop_json(*shop, document, lease.reader(), gather(call, lease.reader())));
  if (document) {
    response.headers.emplace_back("ETag", "\"" + std::to_string(document->version) + "\"");
  }
  return response;
}

void check_words(const json::object& body, Fields& fields) {
  (void)fields.text("name", 200);
  const std::string zone = fields.text("zone", 64);
  if (!zone.empty() && !Zone::find(zone)) fields.problem("/zone", "is not an IANA time zone");
  const std::string currency = fields.text("currency", 3);
  if (!currency.empty() && !Currency::parse(currency)) {
    fields.problem("/currency", "is not an ISO 4217 currency");
  }
  const std::string country = fields.text("country", 2);
  if (!country.empty() && country.size() != 2) {
    fields.problem("/country", "must be two letters of ISO 3166");
  }
  const std::string url = fields.text("callback_url", 2048);
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://")) {
    fields.problem("/callback_url", "must be an http or https address");
  }
  const json::value* paused = body.if_contains("paused");
  if (paused && !paused->is_bool()) fields.problem("/paused", "must be true or false");
  if (auto watched = flows::check_watched_fields(body); !watched) fields.take(watched.error());
}

void check_credentials(const channels::Adapter* adapter, Fields& fields) {
  const json::object* credentials = fields.object("credentials", true);
  if (!credentials || !adapter) return;
  auto fit = adapter->check_credentials(json::serialize(*credentials));
  if (!fit) fields.take(fit.error(), "/credentials");
}

Result<Write> write_shop(const json::object& body) {
  Write write;
  write.route = "config.shop";
  write.administers = true;
  write.body = json::serialize(body);
  write.finish = [](HttpResponse& response, const core::Outcome&) {
    const json::object answer = json::parse(response.body).as_object();
    const std::string code(answer.at("name").as_string());
    response.body =
        json::serialize(json::object{{"code", code}, {"version", answer.at("version")}});
    response.headers.emplace_back("Location", "/api/v1/shops/" + code);
    response.headers.emplace_back("ETag", "\"" + json::serialize(answer.at("version")) + "\"");
  };
  return write;
}

Result<Write> create(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"code", "channel", "name", "zone", "currency", "country", "callback_url", "paused",
               "pull_look_back_days", "probe_hours", "quota_per_minute", "credentials_expire_at",
               "silence_minutes", "credentials"});
  const std::string code = fields.required("code", 64);
  if (!code.empty() && !is_code(code)) {
    fields.problem("/code", "must be 1 to 64 lower case letters, digits, '-' or '_'");
  }
  const std::string channel = fields.required("channel", 64);
  const channels::Adapter* adapter = channels::find_adapter(channel);
  if (!channel.empty() && !adapter) {
    fields.problem("/channel", "unknown_channel: this hub does not speak it");
  }
  check_words(*body, fields);
  check_credentials(adapter, fields);
  if (!fields.ok()) return fields.error();
  (*body)["mode"] = "create";
  return write_shop(*body);
}

Result<Write> patch(const Call& call) {
  const auto settings = call.kit.hub.settings();
  const auto named = shop_of_path(call, *settings);
  if (!named) return std::unexpected(named.error());
  const flows::Shop* shop = *named;
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"name", "zone", "currency", "country", "callback_url", "paused",
               "pull_look_back_days", "probe_hours", "quota_per_minute", "credentials_expire_at",
               "silence_minutes", "credentials"});
  check_words(*body, fields);
  // Merged with what is held when it is applied, and checked then.
  if (body->contains("credentials")) (void)fields.object("credentials", true);
  if (!fields.ok()) return fields.error();
  (*body)["code"] = shop->code;
  (*body)["if_version"] = *version;
  return write_shop(*body);
}

// Messages whose signature was not right, newest first: what to look for in a sender's books. They are
// kept in memory, the newest of each shop since the server's start.
Result<HttpResponse> refused(const Call& call) {
  const auto settings = call.kit.hub.settings();
  const auto named = shop_of_path(call, *settings);
  if (!named) return std::unexpected(named.error());
  const flows::Shop* shop = *named;
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  json::array items;
  for (const Refused& webhook : call.kit.gateway.refused().recent(shop->code)) {
    if (items.size() == *limit) break;
    items.push_back(json::object{{"at", time_json(webhook.at)},
                                 {"code", webhook.code},
                                 {"body_sha256", webhook.body_digest},
                                 {"remote", webhook.remote}});
  }
  return page_answer(std::move(items), "");
}

}  // namespace

void add_shop_routes(Resources& resources) {
  resources.read("GET", "/shops", Area::kShops, list);
  resources.read("GET", "/shops/{code}", Area::kShops, one);
  resources.read("GET", "/shops/{code}/refused", Area::kMessages, refused);
  resources.write("POST", "/shops", Area::kShops, create);
  resources.write("PATCH", "/shops/{code}", Area::kShops, patch);
}

}  // namespace ordo::api
