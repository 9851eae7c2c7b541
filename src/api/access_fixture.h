// What the tests of keys, users and the audit share: sign-in beside the routes, and who asks.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/kit.h"
#include "api/routes_fixture.h"
#include "api/sign_in.h"

namespace ordo::api::testing {

class AccessTest : public RoutesTest {
 protected:
  AccessTest() { sign_in_.add_routes(*router_); }
  static Caller key_with(std::vector<std::string> scopes, std::string role = "") {
    Caller caller;
    caller.id = "key:7";
    caller.role = std::move(role);
    caller.scopes = std::move(scopes);
    return caller;
  }
  // Nothing in a path exists: whoever is let in hears of that instead.
  static std::string fill(std::string path) {
    for (size_t open = path.find('{'); open != path.npos; open = path.find('{')) {
      path.replace(open, path.find('}') - open + 1, "999999999");
    }
    return path;
  }
  bool let_in(const std::string& method, const std::string& path) {
    auto asked = send(method, fill(path), "{}", {{"content-type", "application/json"}});
    settle();
    hub_->drain();
    const Answer a = answer_of(*asked);
    return a.status != 401 && !(a.status == 403 && a.at("code") == "forbidden");
  }
  Answer edit_user(const std::string& login, const std::string& body) {
    return ask("PATCH", "/users/" + login, body,
               {{"if-match", get("/users/" + login).headers.at("ETag")}});
  }
  json::array items(const std::string& path) { return get(path).body.at("items").as_array(); }

  SignIn sign_in_{[this] { return hub_->settings(); }, sessions_, clock_,
                  [this](flows::Hub::Command c) -> Result<> {
                    if (hub_->command(std::move(c))) return {};
                    return std::unexpected(hub_->refusal());
                  }};
};

}  // namespace ordo::api::testing
