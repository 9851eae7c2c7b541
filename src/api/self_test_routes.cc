// Self-tests: whether a shop's connection works, step by step; of a shop as it stands, or as somebody is
// about to save it. They wait for others' servers, and so run beside the workers.
#include <fmt/format.h>

#include <algorithm>

#include "api/kit.h"
#include "api/order_json.h"
#include "base/text.h"
#include "channels/web_text.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kAddressMax = 200;
// Credentials that say where a platform is called.
constexpr std::string_view kAddresses[] = {"base_url", "shop_domain", "gateway"};

// Given for this one, or as the settings say. Only who may connect shops has the hub call where he likes: to
// anybody else it would tell what listens in the merchant's own network.
void read_address(const Call& call, Fields& fields, const flows::Settings& settings,
                  flows::SelfTestSubject& subject) {
  const std::string given = fields.text("address", kAddressMax);
  if (allowed(call.context.caller, {Area::kShops, true})) subject.public_url = given;
  if (!subject.public_url.empty()) {
    subject.address_from = "given";
    if (!channels::is_base_url(subject.public_url)) {
      fields.problem("/address", "must be an http or https address without user and query");
    }
  } else if (!settings.address.public_url.empty()) {
    subject.public_url = settings.address.public_url;
    subject.address_from = "configured";
  }
}

Result<json::object> read_optional(const HttpRequest& request) {
  if (request.body.empty()) return json::object();
  return read_object(request);
}

// A shop's is anybody's who may see it; what is not saved is its caller's alone.
std::string key_of_shop(ShopId shop) { return "shop/" + shop.str(); }
std::string key_of_typed(const Caller& caller, std::string_view channel, std::string_view code) {
  return fmt::format("typed/{}/{}/{}", caller.id, channel, code);
}

Result<flows::SelfTestSubject> of_shop(const Call& call) {
  const auto settings = call.kit.hub.settings();
  const auto named = shop_of_path(call, *settings);
  if (!named) return std::unexpected(named.error());
  const flows::Shop& shop = **named;
  if (!shop.adapter) {
    return fail(ErrorClass::kNotFound, "unknown_channel", "this hub does not speak its channel");
  }
  auto body = read_optional(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"address"});
  flows::SelfTestSubject subject{
      shop.code, shop.adapter, shop.credentials, shop.credentials_expire_at, true, shop.id};
  subject.key = key_of_shop(shop.id);
  read_address(call, fields, *settings, subject);
  if (!fields.ok()) return fields.error();
  return subject;
}

// What was typed over what is held, as an edit would save it.
Secret merged(const json::object& typed, const flows::Shop* held) {
  json::object all;
  if (held) {
    json::error_code failed;
    json::value kept = json::parse(held->credentials.reveal(), failed);
    if (!failed && kept.is_object()) all = std::move(kept.as_object());
  }
  for (const auto& [name, value] : typed) {
    if (value.is_null())
      all.erase(name);
    else
      all[name] = value;
  }
  return Secret(json::serialize(all));
}

// What is held as a secret is never sent to an address that was typed and not saved: nobody reads it back here.
bool goes_elsewhere(const json::object& typed, const flows::Shop& held) {
  json::error_code failed;
  const json::value kept = json::parse(held.credentials.reveal(), failed);
  return std::ranges::any_of(kAddresses, [&](std::string_view name) {
    const json::value* wanted = typed.if_contains(name);
    const json::value* before =
        !failed && kept.is_object() ? kept.get_object().if_contains(name) : nullptr;
    return wanted && (!before || *wanted != *before);
  });
}

// Whom the typed credentials are for: a shop that is there, or a code that is free.
const flows::Shop* find_held(const Call& call, const flows::Settings& settings,
                             const channels::Adapter& adapter, const std::string& code,
                             Fields& fields) {
  const flows::Shop* held = code.empty() ? nullptr : settings.shop(code);
  if (!held) return nullptr;
  if (held->channel == adapter.name() && in_scope(call.context.caller, held->id)) return held;
  fields.problem("/shop", "shop_exists: there is another shop with this code");
  return nullptr;
}

Result<flows::SelfTestSubject> of_credentials(const Call& call) {
  const channels::Adapter* adapter = channels::find_adapter(call.params.at("channel"));
  if (!adapter) {
    return fail(ErrorClass::kNotFound, "unknown_channel", "this hub does not speak that channel");
  }
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  const auto settings = call.kit.hub.settings();
  Fields fields(*body);
  fields.only({"shop", "credentials", "address", "credentials_expire_at"});
  flows::SelfTestSubject subject;
  const std::string code = fields.required("shop", 64);
  if (!code.empty() && !is_code(code)) {
    fields.problem("/shop", "must be 1 to 64 lower case letters, digits, '-' or '_'");
  }
  const flows::Shop* held = find_held(call, *settings, *adapter, code, fields);
  const json::object* typed = fields.object("credentials", true);
  const std::string expires = fields.text("credentials_expire_at", 64);
  const auto moment = expires.empty()
                          ? Result<Instant>(held ? held->credentials_expire_at : Instant{})
                          : parse_rfc3339(expires);
  if (!moment) fields.problem("/credentials_expire_at", "must be a moment as RFC 3339 has it");
  read_address(call, fields, *settings, subject);
  if (!fields.ok()) return fields.error();
  subject.shop = code;
  subject.adapter = adapter;
  subject.credentials = merged(*typed, held && !goes_elsewhere(*typed, *held) ? held : nullptr);
  subject.expires_at = *moment;
  if (held) subject.stream = held->id;
  subject.key = key_of_typed(call.context.caller, adapter->name(), code);
  return subject;
}

HttpResponse log_full() {
  return problem(Error{ErrorClass::kUnavailable,
                       "log_full",
                       "the log takes nothing now, so that no test is run; try again",
                       {}});
}

// The answer waits until the log knows who had it run.
void run_test(Kit& kit, const flows::SelfTestSubject& subject, const std::string& caller,
              const Respond& respond) {
  const json::object report = flows::report_json(kit.self_tester.run(subject));
  flows::Hub::Command command;
  command.route = flows::kSelfTestRoute;
  command.stream = subject.stream;
  command.caller = caller;
  command.body = json::serialize(json::object{{"name", subject.shop},
                                              {"channel", subject.adapter->name()},
                                              {"saved", subject.saved},
                                              {"report", report}});
  command.on_durable = [report, respond](MessageSeq) { respond(json_answer(200, report)); };
  if (!kit.hub.command(std::move(command))) respond(log_full());
}

// The run of that key as it stands; nothing of one that there never was.
HttpResponse run_answer(const Kit& kit, const std::string& key) {
  const auto run = kit.self_tester.runs().find(key);
  json::object answer{{"running", false}, {"check", nullptr}, {"report", nullptr}};
  if (!run) return json_answer(200, answer);
  const auto shown = run->shown();
  answer["running"] = shown.running;
  if (!shown.check.empty()) answer["check"] = shown.check;
  answer["report"] = flows::report_json(shown.report);
  return json_answer(200, answer);
}

Result<HttpResponse> look_at_shop(const Call& call) {
  const auto settings = call.kit.hub.settings();
  const auto named = shop_of_path(call, *settings);
  if (!named) return std::unexpected(named.error());
  return run_answer(call.kit, key_of_shop((*named)->id));
}

Result<HttpResponse> look_at_typed(const Call& call) {
  const channels::Adapter* adapter = channels::find_adapter(call.params.at("channel"));
  if (!adapter) {
    return fail(ErrorClass::kNotFound, "unknown_channel", "this hub does not speak that channel");
  }
  const auto code = read_word(call.request, "shop");
  if (!code) return std::unexpected(code.error());
  return run_answer(call.kit, key_of_typed(call.context.caller, adapter->name(), *code));
}

using Read = Result<flows::SelfTestSubject> (*)(const Call&);

void add(Resources& resources, const std::string& path, Area area, Read read) {
  resources.plain("POST", "/api/v1" + path, {area, true}, Place::kWorker,
                  [kit = resources.kit(), read](const HttpRequest& request, const Params& params,
                                                const Context& context, const Respond& respond) {
                    auto subject = read({request, params, context, *kit});
                    if (!subject) return respond(problem(subject.error()));
                    const bool queued = kit->outside.run(
                        [kit, subject = std::move(*subject), caller = context.caller.id, respond] {
                          run_test(*kit, subject, caller, respond);
                        });
                    if (queued) return;
                    respond(problem(Error{ErrorClass::kUnavailable,
                                          "too_busy",
                                          "too many self-tests run already; try again",
                                          {}}));
                  });
}

}  // namespace

void add_self_test_routes(Resources& resources) {
  add(resources, "/shops/{code}/self-test", Area::kReview, of_shop);
  resources.read("GET", "/shops/{code}/self-test", Area::kReview, look_at_shop);
  add(resources, "/channels/{channel}/self-test", Area::kShops, of_credentials);
  resources.read("GET", "/channels/{channel}/self-test", Area::kShops, look_at_typed);
}

}  // namespace ordo::api
