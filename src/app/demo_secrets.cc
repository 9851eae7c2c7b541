#include "app/demo_secrets.h"

#include <boost/json.hpp>

#include "app/own_command.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "sim/demo_catalogue.h"
#include "sim/signer.h"

namespace ordo::app {
namespace {

namespace json = boost::json;

std::string drawn_secret() {
  Key256 key;
  random_bytes(key);
  return "whsec_" + base64(bytes_view(key));
}

std::string held_secret(const flows::Settings& settings, const sim::DemoShop& shop) {
  const flows::Shop* held = settings.shop(shop.code);
  if (!held) return "";
  json::error_code failed;
  const json::value credentials = json::parse(held->credentials.reveal(), failed);
  const json::object* object = failed ? nullptr : credentials.if_object();
  return object ? json_text(*object, "secret") : "";
}

// Secrets once followed from a shop's code: whoever knows the program knows them.
bool is_known(const std::string& secret, const sim::DemoShop& shop) {
  return secret == sim::secret_from_seed(1, shop.code);
}

Result<> give(flows::Hub& hub, const sim::DemoShop& shop, const std::string& secret) {
  flows::Hub::Command command;
  command.route = "config.shop";
  command.caller = "demo";
  command.body = json::serialize(json::object{{"code", shop.code},
                                              {"channel", "standard"},
                                              {"name", shop.name},
                                              {"zone", shop.zone},
                                              {"currency", "CNY"},
                                              {"credentials", json::object{{"secret", secret}}}});
  auto outcome = run_command(hub, std::move(command));
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->answer.status < 300) return {};
  return fail(ErrorClass::kInternal, outcome->code, outcome->detail);
}

}  // namespace

Result<std::vector<std::string>> demo_secrets(flows::Hub& hub) {
  const auto settings = hub.settings();
  std::vector<std::string> secrets;
  for (const sim::DemoShop& shop : sim::demo_shops()) {
    secrets.push_back(held_secret(*settings, shop));
    if (!secrets.back().empty() && !is_known(secrets.back(), shop)) continue;
    secrets.back() = drawn_secret();
    if (auto ok = give(hub, shop, secrets.back()); !ok) return std::unexpected(ok.error());
  }
  return secrets;
}

}  // namespace ordo::app
