// Who may do what: every role and every scope at every route, cell by cell. Which objects somebody may meet
// is tried in scope_test.cc.
#include <map>
#include <set>

#include "api/access_fixture.h"
#include "flows/roles.h"

namespace ordo::api::testing {
namespace {

using Roles = std::set<std::string_view>;

const Roles kEveryone = {"owner",   "operations", "warehouse", "finance",
                         "support", "read_only",  "metrics"};
const Roles kPeople = {"owner", "operations", "warehouse", "finance", "support", "read_only"};
const Roles kOwner = {"owner"};
const Roles kAct = {"owner", "operations"};
const Roles kEditOrders = {"owner", "operations", "support"};
const Roles kSeeMessages = {"owner", "operations", "support", "read_only"};

// As a person would write it down; the code's own table stands in caller.cc.
const std::map<std::string, Roles> kExpected = {
    {"GET /api/v1/orders", kPeople},
    {"POST /api/v1/orders", kEditOrders},
    {"POST /api/v1/orders/search", kPeople},
    {"GET /api/v1/orders/{id}", kPeople},
    {"PATCH /api/v1/orders/{id}", kEditOrders},
    {"POST /api/v1/orders/{id}/transitions", kEditOrders},
    {"POST /api/v1/orders/{id}/status-reset", kEditOrders},
    {"POST /api/v1/orders/{id}/unfreeze", kEditOrders},
    {"POST /api/v1/orders/{id}/pushes", kEditOrders},
    {"POST /api/v1/orders/{id}/forget-person", kOwner},
    {"POST /api/v1/orders/{id}/reveal", {"owner", "operations", "warehouse", "support"}},
    {"GET /api/v1/orders/{id}/attachments", kPeople},
    {"POST /api/v1/orders/{id}/attachments", kEditOrders},
    {"GET /api/v1/orders/{id}/attachments/{attachment_id}", kPeople},
    {"DELETE /api/v1/orders/{id}/attachments/{attachment_id}", kEditOrders},
    {"POST /api/v1/orders/{id}/attachments/{attachment_id}/reveal",
     {"owner", "operations", "warehouse", "support"}},
    {"GET /api/v1/orders/{id}/trace", kPeople},
    {"GET /api/v1/orders/{id}/as-of", kPeople},
    {"GET /api/v1/orders/{id}/snapshots/{snapshot_id}", kPeople},
    {"GET /api/v1/messages", kSeeMessages},
    {"GET /api/v1/messages/{id}", kSeeMessages},
    {"POST /api/v1/messages/{id}/replay", kAct},
    {"POST /api/v1/messages/{id}/amend", kAct},
    {"GET /api/v1/review", kSeeMessages},
    {"GET /api/v1/review/counts", kSeeMessages},
    {"POST /api/v1/review/{id}/resolve", kAct},
    {"GET /api/v1/outbox", kSeeMessages},
    {"GET /api/v1/outbox/{id}", kSeeMessages},
    {"POST /api/v1/outbox/{id}/retry", kAct},
    {"POST /api/v1/outbox/{id}/discard", kAct},
    {"GET /api/v1/calls", kSeeMessages},
    {"POST /api/v1/calls/search", kSeeMessages},
    {"GET /api/v1/calls/{id}", kSeeMessages},
    {"GET /api/v1/shops", kPeople},
    {"POST /api/v1/shops", kOwner},
    {"GET /api/v1/shops/{code}", kPeople},
    {"PATCH /api/v1/shops/{code}", kOwner},
    {"GET /api/v1/shops/{code}/refused", kSeeMessages},
    {"GET /api/v1/channels", kPeople},
    {"GET /api/v1/channels/{channel}/contract", kPeople},
    {"GET /api/v1/shops/{code}/windows", kPeople},
    {"POST /api/v1/shops/{code}/probe", kAct},
    {"POST /api/v1/shops/{code}/self-test", kAct},
    {"GET /api/v1/shops/{code}/self-test", kSeeMessages},
    {"GET /api/v1/channels/{channel}/self-test", kPeople},
    {"POST /api/v1/channels/{channel}/self-test", kOwner},
    {"GET /api/v1/settings/address", kPeople},
    {"PUT /api/v1/settings/address", kOwner},
    {"GET /api/v1/keys", kOwner},
    {"POST /api/v1/keys", kOwner},
    {"DELETE /api/v1/keys/{id}", kOwner},
    {"GET /api/v1/users", kOwner},
    {"GET /api/v1/users/{login}", kOwner},
    {"POST /api/v1/users", kOwner},
    {"PATCH /api/v1/users/{login}", kOwner},
    {"POST /api/v1/users/{login}/password-reset", kOwner},
    {"GET /api/v1/audit", kOwner},
    {"GET /api/v1/mode", kPeople},
    {"PUT /api/v1/mode", kOwner},
    {"GET /api/v1/lifecycles", kPeople},
    {"PUT /api/v1/lifecycles", kOwner},
    {"GET /api/v1/retention", kPeople},
    {"PUT /api/v1/retention", kOwner},
    {"GET /api/v1/delivery", kPeople},
    {"PUT /api/v1/delivery", kOwner},
    {"GET /api/v1/settings/{kind}/versions", kPeople},
    {"GET /api/v1/settings/{kind}/versions/{version}", kPeople},
    {"POST /api/v1/settings/{kind}/rollback", kOwner},
    {"GET /api/v1/status-maps/{channel}", kPeople},
    {"PUT /api/v1/status-maps/{channel}", kOwner},
    {"GET /api/v1/status-maps/{channel}/versions", kOwner},
    {"POST /api/v1/status-maps/{channel}/rollback", kOwner},
    {"POST /api/v1/status-maps/{channel}/try", kOwner},
    {"GET /api/v1/settings/status-groups", kPeople},
    {"PUT /api/v1/settings/status-groups", kOwner},
    {"GET /api/v1/stats/groups", kPeople},
    {"GET /api/v1/settings/limits", kPeople},
    {"PUT /api/v1/settings/limits", kOwner},
    {"POST /api/v1/session", kEveryone},
    {"GET /api/v1/session", kPeople},
    {"DELETE /api/v1/session", kPeople},
    {"GET /api/v1/overload", kPeople},
    {"PUT /api/v1/overload", kOwner},
    {"GET /api/v1/patrol", kPeople},
    {"PUT /api/v1/patrol", kOwner},
    {"GET /api/v1/alerts", kPeople},
    {"GET /api/v1/alert-kinds", kPeople},
    {"POST /api/v1/alerts/{id}/acknowledge", kAct},
    {"POST /api/v1/alerts/{id}/resolve", kAct},
    {"GET /api/v1/notify-targets", kOwner},
    {"POST /api/v1/notify-targets", kOwner},
    {"GET /api/v1/notify-targets/{code}", kOwner},
    {"PATCH /api/v1/notify-targets/{code}", kOwner},
    {"DELETE /api/v1/notify-targets/{code}", kOwner},
    {"POST /api/v1/notify-targets/{code}/test", kOwner},
    {"GET /api/v1/alert-rules", kOwner},
    {"POST /api/v1/alert-rules", kOwner},
    {"GET /api/v1/alert-rules/{code}", kOwner},
    {"PATCH /api/v1/alert-rules/{code}", kOwner},
    {"DELETE /api/v1/alert-rules/{code}", kOwner},
    {"GET /api/v1/silences", kPeople},
    {"POST /api/v1/silences", kAct},
    {"GET /api/v1/silences/{id}", kPeople},
    {"PATCH /api/v1/silences/{id}", kAct},
    {"DELETE /api/v1/silences/{id}", kAct},
    {"GET /api/v1/stats", kPeople},
    {"GET /api/v1/openapi.json", kEveryone},
    {"POST /hooks/{channel}/{shop}", kEveryone},
    {"GET /healthz", kEveryone},
    {"GET /readyz", kEveryone},
};
// The one scope that opens a route. Not here: what is open to everyone, and what asks for an owner.
const std::map<std::string, std::string_view> kScopeOf = {
    {"GET /api/v1/orders", "orders:read"},
    {"POST /api/v1/orders", "orders:write"},
    {"POST /api/v1/orders/search", "orders:read"},
    {"GET /api/v1/orders/{id}", "orders:read"},
    {"PATCH /api/v1/orders/{id}", "orders:write"},
    {"POST /api/v1/orders/{id}/transitions", "orders:write"},
    {"POST /api/v1/orders/{id}/status-reset", "orders:write"},
    {"POST /api/v1/orders/{id}/unfreeze", "orders:write"},
    {"POST /api/v1/orders/{id}/reveal", "reveal:write"},
    {"GET /api/v1/orders/{id}/attachments", "orders:read"},
    {"POST /api/v1/orders/{id}/attachments", "orders:write"},
    {"GET /api/v1/orders/{id}/attachments/{attachment_id}", "orders:read"},
    {"DELETE /api/v1/orders/{id}/attachments/{attachment_id}", "orders:write"},
    {"POST /api/v1/orders/{id}/attachments/{attachment_id}/reveal", "reveal:write"},
    {"GET /api/v1/orders/{id}/trace", "orders:read"},
    {"GET /api/v1/orders/{id}/as-of", "orders:read"},
    {"GET /api/v1/orders/{id}/snapshots/{snapshot_id}", "orders:read"},
    {"GET /api/v1/messages", "messages:read"},
    {"GET /api/v1/messages/{id}", "messages:read"},
    {"GET /api/v1/calls", "messages:read"},
    {"POST /api/v1/calls/search", "messages:read"},
    {"GET /api/v1/calls/{id}", "messages:read"},
    {"POST /api/v1/messages/{id}/replay", "messages:write"},
    {"POST /api/v1/messages/{id}/amend", "messages:write"},
    {"GET /api/v1/review", "review:read"},
    {"GET /api/v1/review/counts", "review:read"},
    {"POST /api/v1/review/{id}/resolve", "review:write"},
    {"GET /api/v1/outbox", "review:read"},
    {"GET /api/v1/outbox/{id}", "review:read"},
    {"POST /api/v1/outbox/{id}/retry", "review:write"},
    {"POST /api/v1/outbox/{id}/discard", "review:write"},
    {"GET /api/v1/shops", "shops:read"},
    {"POST /api/v1/shops", "shops:write"},
    {"GET /api/v1/shops/{code}", "shops:read"},
    {"PATCH /api/v1/shops/{code}", "shops:write"},
    {"GET /api/v1/keys", "access:read"},
    {"POST /api/v1/keys", "access:write"},
    {"DELETE /api/v1/keys/{id}", "access:write"},
    {"GET /api/v1/users", "access:read"},
    {"POST /api/v1/users", "access:write"},
    {"PATCH /api/v1/users/{login}", "access:write"},
    {"POST /api/v1/users/{login}/password-reset", "access:write"},
    {"GET /api/v1/audit", "access:read"},
    {"GET /api/v1/mode", "orders:read"},
    {"PUT /api/v1/mode", "settings:write"},
    {"GET /api/v1/lifecycles", "orders:read"},
    {"PUT /api/v1/lifecycles", "settings:write"},
    {"GET /api/v1/retention", "orders:read"},
    {"PUT /api/v1/retention", "settings:write"},
    {"GET /api/v1/delivery", "orders:read"},
    {"PUT /api/v1/delivery", "settings:write"},
    {"GET /api/v1/settings/limits", "orders:read"},
    {"PUT /api/v1/settings/limits", "settings:write"},
    {"GET /api/v1/notify-targets", "settings:read"},
    {"POST /api/v1/notify-targets", "settings:write"},
    {"GET /api/v1/notify-targets/{code}", "settings:read"},
    {"PATCH /api/v1/notify-targets/{code}", "settings:write"},
    {"DELETE /api/v1/notify-targets/{code}", "settings:write"},
    {"POST /api/v1/notify-targets/{code}/test", "settings:write"},
    {"GET /api/v1/alert-rules", "settings:read"},
    {"POST /api/v1/alert-rules", "settings:write"},
    {"GET /api/v1/alert-rules/{code}", "settings:read"},
    {"PATCH /api/v1/alert-rules/{code}", "settings:write"},
    {"DELETE /api/v1/alert-rules/{code}", "settings:write"},
    {"GET /api/v1/silences", "alerts:read"},
    {"POST /api/v1/silences", "alerts:write"},
    {"GET /api/v1/silences/{id}", "alerts:read"},
    {"PATCH /api/v1/silences/{id}", "alerts:write"},
    {"DELETE /api/v1/silences/{id}", "alerts:write"},
    {"GET /api/v1/alerts", "alerts:read"},
    {"GET /api/v1/alert-kinds", "alerts:read"},
    {"POST /api/v1/alerts/{id}/acknowledge", "alerts:write"},
    {"POST /api/v1/alerts/{id}/resolve", "alerts:write"},
    {"GET /api/v1/stats", "orders:read"},
    {"POST /api/v1/orders/{id}/pushes", "orders:write"},
    {"GET /api/v1/shops/{code}/refused", "messages:read"},
    {"GET /api/v1/overload", "orders:read"},
    {"GET /api/v1/patrol", "orders:read"},
    {"GET /api/v1/settings/status-groups", "orders:read"},
    {"GET /api/v1/settings/{kind}/versions", "orders:read"},
    {"GET /api/v1/settings/{kind}/versions/{version}", "orders:read"},
    {"GET /api/v1/stats/groups", "orders:read"},
    {"GET /api/v1/status-maps/{channel}", "orders:read"},
    {"POST /api/v1/shops/{code}/probe", "review:write"},
    {"POST /api/v1/shops/{code}/self-test", "review:write"},
    {"GET /api/v1/shops/{code}/self-test", "review:read"},
    {"GET /api/v1/channels/{channel}/self-test", "shops:read"},
    {"POST /api/v1/channels/{channel}/self-test", "shops:write"},
    {"GET /api/v1/settings/address", "orders:read"},
    {"PUT /api/v1/settings/address", "settings:write"},
    {"GET /api/v1/status-maps/{channel}/versions", "settings:read"},
    {"POST /api/v1/status-maps/{channel}/try", "settings:read"},
    {"POST /api/v1/settings/{kind}/rollback", "settings:write"},
    {"POST /api/v1/status-maps/{channel}/rollback", "settings:write"},
    {"PUT /api/v1/overload", "settings:write"},
    {"PUT /api/v1/patrol", "settings:write"},
    {"PUT /api/v1/settings/status-groups", "settings:write"},
    {"PUT /api/v1/status-maps/{channel}", "settings:write"},
    {"GET /api/v1/channels", "shops:read"},
    {"GET /api/v1/channels/{channel}/contract", "shops:read"},
    {"GET /api/v1/shops/{code}/windows", "shops:read"},
    {"GET /api/v1/users/{login}", "access:read"},
};
const std::set<std::string> kForEveryKey = {"POST /api/v1/session",
                                            "GET /api/v1/session",
                                            "DELETE /api/v1/session",
                                            "GET /api/v1/openapi.json",
                                            "POST /hooks/{channel}/{shop}",
                                            "GET /healthz",
                                            "GET /readyz"};

// They ask for themselves who comes, and have tests of their own.
const std::set<std::string> kDoorsOfTheirOwn = {"GET /metrics", "GET /api/v1/stream"};

TEST_F(AccessTest, every_role_at_every_route) {
  std::set<std::string> served;
  for (const auto& [method, path] : router_->routes()) {
    const std::string route = method + " " + path;
    if (kDoorsOfTheirOwn.contains(route)) continue;
    served.insert(route);
    ASSERT_TRUE(kExpected.contains(route)) << route << ": who may do this?";
    for (const std::string_view role : flows::kRoles) {
      role_ = role;
      EXPECT_EQ(let_in(method, path), kExpected.at(route).contains(role)) << role << " " << route;
    }
  }
  for (const auto& [route, roles] : kExpected) EXPECT_TRUE(served.contains(route)) << route;
}

TEST_F(AccessTest, every_scope_at_every_route) {
  for (const auto& [method, path] : router_->routes()) {
    const std::string route = method + " " + path;
    if (kDoorsOfTheirOwn.contains(route)) continue;
    const auto opens = kScopeOf.find(route);
    for (const std::string_view scope : flows::kScopes) {
      caller_ = key_with({std::string(scope)});
      const bool expected =
          kForEveryKey.contains(route) || (opens != kScopeOf.end() && opens->second == scope);
      EXPECT_EQ(let_in(method, path), expected) << scope << " " << route;
    }
  }
}

}  // namespace
}  // namespace ordo::api::testing
