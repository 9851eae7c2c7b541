// Channels that this hub speaks: what a shop's credentials are made of, and what is read of a message.
#include <type_traits>
#include <variant>

#include "api/kit.h"
#include "channels/adapter.h"
#include "channels/field_example.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

std::string contract_path(std::string_view channel) {
  return "/api/v1/channels/" + std::string(channel) + "/contract";
}

json::object credential_json(const channels::CredentialRule& rule) {
  return {{"name", rule.name},
          {"secret", rule.secret},
          {"required", rule.required},
          {"list", rule.list},
          {"help", rule.help}};
}

json::object channel_json(const channels::Adapter& adapter) {
  json::array credentials;
  for (const auto& rule : adapter.credential_rules()) credentials.push_back(credential_json(rule));
  return {{"name", adapter.name()},
          {"pulled", adapter.puller() != nullptr},
          {"credentials", std::move(credentials)},
          {"contract", contract_path(adapter.name())}};
}

Result<HttpResponse> list(const Call&) {
  json::array items;
  for (const channels::Adapter* adapter : channels::all_adapters()) {
    items.push_back(channel_json(*adapter));
  }
  return page_answer(std::move(items), "");
}

// As everybody's regular expressions say it: the whole text.
json::value pattern_json(const channels::Pattern& pattern) {
  if (pattern.any()) return nullptr;
  return json::string("^" + std::string(pattern.form()) + "$");
}

json::value example_json(const channels::FieldExample& example) {
  return std::visit(
      [](const auto& value) -> json::value {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
          return nullptr;
        else
          return json::value(value);
      },
      example);
}

json::object field_json(const channels::FieldRule& rule) {
  return {{"name", rule.name},
          {"type", channels::name(rule.type)},
          {"expected", channels::expected_words(rule.type)},
          {"required", rule.required},
          {"min", rule.min},
          {"max", rule.max},
          {"pattern", pattern_json(rule.pattern)},
          {"example", example_json(channels::example_of(rule))}};
}

json::object object_json(const channels::ObjectRule& rule) {
  json::array fields;
  for (const channels::FieldRule& field : rule.fields) fields.push_back(field_json(field));
  return {{"event", rule.event}, {"pointer", rule.pointer}, {"fields", std::move(fields)}};
}

Result<HttpResponse> contract(const Call& call) {
  const channels::Adapter* adapter = channels::find_adapter(call.params.at("channel"));
  if (!adapter) {
    return fail(ErrorClass::kNotFound, "unknown_channel", "this hub does not speak that channel");
  }
  json::array objects;
  for (const auto& rule : adapter->contract()) objects.push_back(object_json(rule));
  return json_answer(200,
                     json::object{{"channel", adapter->name()}, {"objects", std::move(objects)}});
}

}  // namespace

void add_channel_routes(Resources& resources) {
  resources.read("GET", "/channels", Area::kShops, list);
  resources.read("GET", "/channels/{channel}/contract", Area::kShops, contract);
}

}  // namespace ordo::api
