// What a channel's words mean: read, set, tried on messages that are kept, and taken back.
#include "api/config_versions.h"
#include "api/kit.h"
#include "api/order_json.h"
#include "flows/status_trial.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kReasonMax = 500;
constexpr size_t kTrialDefault = 200;

// The map that a request is about: of a channel, or of one of its shops.
struct Named {
  const channels::Adapter* adapter;
  const flows::Shop* shop;  // null: of the whole channel
  [[nodiscard]] std::string document() const {
    return flows::status_map_name(adapter->name(), shop ? shop->code : "");
  }
  [[nodiscard]] json::value shop_json() const {
    return shop ? json::value(shop->code) : json::value(nullptr);
  }
};

Result<Named> find_named(const Call& call, const flows::Settings& settings,
                         const std::string& shop) {
  const channels::Adapter* adapter = channels::find_adapter(call.params.at("channel"));
  if (!adapter) {
    return fail(ErrorClass::kNotFound, "unknown_channel", "this hub does not speak this channel");
  }
  if (shop.empty()) return Named{adapter, nullptr};
  const flows::Shop* found = settings.shop(shop);
  if (!found || found->channel != adapter->name() || !in_scope(call.context.caller, found->id)) {
    return fail(ErrorClass::kNotFound, "unknown_shop", "there is no such shop on this channel");
  }
  return Named{adapter, found};
}

Result<Named> read_named(const Call& call, const flows::Settings& settings) {
  return find_named(call, settings, call.request.parameter("shop").value_or(""));
}

json::array known_json(const channels::Adapter& adapter) {
  json::array known;
  for (const channels::StatusWord& word : adapter.words()) {
    known.push_back(json::object{{"word", word.key},
                                 {"kind", facts::name(*facts::kind_of(word.key))},
                                 {"means", facts::name(word.sense)},
                                 {"label", facts::says_label_printed(word.sense)}});
  }
  return known;
}

Result<HttpResponse> get_map(const Call& call) {
  const auto settings = call.kit.hub.settings();
  auto named = read_named(call, *settings);
  if (!named) return std::unexpected(named.error());
  HttpResponse response = config_answer(call, "status_map", named->document(), R"({"words":{}})");
  json::object map = json::parse(response.body).as_object();
  map["channel"] = named->adapter->name();
  map["shop"] = named->shop_json();
  map["inherited"] = json::object();
  if (named->shop) {
    map["inherited"] = flows::status_words_json(settings->status_map(named->adapter->name()));
  }
  map["known"] = known_json(*named->adapter);
  response.body = json::serialize(map);
  return response;
}

// The edit as a command, answered with the map as it then is.
Write map_write(const Named& named, const json::object& words, json::object more,
                int64_t if_version) {
  json::object saved{
      {"channel", named.adapter->name()}, {"shop", named.shop_json()}, {"words", words}};
  json::object command = std::move(more);
  for (const auto& [key, value] : saved) command[key] = value;
  Write write = config_write("config.status_map", std::move(command), if_version);
  write.finish = [answer = json::serialize(saved)](HttpResponse& response,
                                                   const core::Outcome& outcome) {
    response.body = answer;
    add_version_tag(response, outcome);
  };
  return write;
}

Result<json::object> read_words(const Named& named, const json::object& body) {
  json::object document;
  if (const json::value* words = body.if_contains("words")) document["words"] = *words;
  auto map = flows::parse_status_map(*named.adapter, document);
  if (!map) return std::unexpected(map.error());
  return document.at("words").as_object();
}

Result<Write> put_map(const Call& call) {
  const auto settings = call.kit.hub.settings();
  auto named = read_named(call, *settings);
  if (!named) return std::unexpected(named.error());
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  Fields fields(*body);
  fields.only({"words", "reason"});
  const std::string reason = fields.text("reason", kReasonMax);
  if (!fields.ok()) return fields.error();
  auto words = read_words(*named, *body);
  if (!words) return std::unexpected(words.error());
  return map_write(*named, *words, {{"reason", reason}}, *version);
}

// Versions are those of every document (config_versions.h), here under the map's own path.
Result<Document> read_document(const Call& call) {
  const auto settings = call.kit.hub.settings();
  auto named = read_named(call, *settings);
  if (!named) return std::unexpected(named.error());
  return find_document(call, "status_map", named->document());
}

Result<HttpResponse> versions(const Call& call) {
  auto document = read_document(call);
  if (!document) return std::unexpected(document.error());
  return versions_answer(call, *document, true);
}

Result<Write> rollback(const Call& call) {
  const auto settings = call.kit.hub.settings();
  auto named = read_named(call, *settings);
  if (!named) return std::unexpected(named.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  auto document = find_document(call, "status_map", named->document());
  if (!document) return std::unexpected(document.error());
  auto wanted = read_rollback(call, *document);
  if (!wanted) return std::unexpected(wanted.error());
  auto words = read_words(*named, wanted->body);
  if (!words) return std::unexpected(words.error());
  return map_write(*named, *words, {{"reason", wanted->reason}, {"rollback_to", wanted->version}},
                   *version);
}

json::value sense_json(const std::string& name) {
  return name.empty() ? json::value(nullptr) : json::value(name);
}

json::object trial_json(const flows::Trial& trial) {
  json::array words, samples;
  for (const auto& [reading, count] : trial.words) {
    words.push_back(json::object{{"word", reading.word},
                                 {"present", sense_json(reading.present)},
                                 {"tried", sense_json(reading.tried)},
                                 {"count", count}});
  }
  for (const flows::TrialSample& s : trial.samples) {
    samples.push_back(json::object{{"message_id", s.message.str()},
                                   {"shop", s.shop},
                                   {"channel_order_no", sense_json(s.order_no)},
                                   {"word", s.reading.word},
                                   {"present", sense_json(s.reading.present)},
                                   {"tried", sense_json(s.reading.tried)}});
  }
  return {{"messages", trial.messages},     {"erased", trial.erased},
          {"unreadable", trial.unreadable}, {"changed", trial.changed},
          {"parked", trial.parked},         {"would_pass", trial.would_pass},
          {"words", std::move(words)},      {"samples", std::move(samples)}};
}

size_t read_trial_limit(const json::object& body, Fields& fields) {
  const json::value* limit = body.if_contains("limit");
  if (!limit) return kTrialDefault;
  if (limit->is_int64() && limit->as_int64() >= 1 &&
      limit->as_int64() <= static_cast<int64_t>(flows::kTrialMessagesMax)) {
    return static_cast<size_t>(limit->as_int64());
  }
  fields.problem("/limit", "out_of_range: must be 1 to 500");
  return 0;
}

Result<HttpResponse> try_map(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"words", "shop", "limit"});
  const std::string shop = fields.text("shop", 64);
  const size_t limit = read_trial_limit(*body, fields);
  if (!fields.ok()) return fields.error();
  const auto settings = call.kit.hub.settings();
  auto named = find_named(call, *settings, shop);
  if (!named) return std::unexpected(named.error());
  json::object document;
  if (const json::value* words = body->if_contains("words")) document["words"] = *words;
  auto map = flows::parse_status_map(*named->adapter, document);
  if (!map) return std::unexpected(map.error());
  return json_answer(200, trial_json(flows::try_status_map(
                              call.kit.hub.database(), call.kit.hub.inbox(), *settings,
                              named->adapter->name(), named->shop, *map, limit)));
}

}  // namespace

void add_status_map_routes(Resources& resources) {
  resources.read("GET", "/status-maps/{channel}", Area::kOrders, get_map);
  resources.write("PUT", "/status-maps/{channel}", Area::kSettings, put_map);
  resources.read("GET", "/status-maps/{channel}/versions", Area::kSettings, versions);
  resources.write("POST", "/status-maps/{channel}/rollback", Area::kSettings, rollback);
  resources.read("POST", "/status-maps/{channel}/try", Area::kSettings, try_map);
}

}  // namespace ordo::api
