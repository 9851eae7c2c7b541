// Reporting groups: which statuses roll up under which name, and how many orders stand in each.
#include <algorithm>

#include "api/kit.h"
#include "orders/order_queries.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

// A figure on a button needs no more; counting on would cost more than the list itself.
constexpr int64_t kCountMax = 10'000;

Result<HttpResponse> get_groups(const Call& call) {
  return config_answer(
      call, "status_groups", "orders",
      json::serialize(orders::status_groups_json(orders::default_status_groups())));
}

Result<Write> put_groups(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  auto groups = orders::parse_status_groups(*body);
  if (!groups) return std::unexpected(groups.error());
  const auto version = read_if_match(call.request);
  if (!version) return std::unexpected(version.error());
  return document_write("config.status_groups", orders::status_groups_json(*groups), *version);
}

json::object counted(const store::Reader& reader, const orders::StatusGroup& group,
                     const core::ShopScope& shops) {
  int64_t orders = 0;
  for (const facts::Status status : group.statuses) {
    orders += orders::count_status(reader, status, shops, kCountMax);
  }
  return {{"code", group.code},
          {"name", {{"zh", group.name_zh}, {"en", group.name_en}}},
          {"orders", std::min(orders, kCountMax)},
          {"at_least", orders >= kCountMax},
          {"shipped", orders::counts_as_shipped(group)}};
}

Result<HttpResponse> count_groups(const Call& call) {
  const auto settings = call.kit.hub.settings();
  const auto lease = call.kit.hub.database().read_anywhere();
  json::array items;
  for (const orders::StatusGroup& group : settings->status_groups) {
    items.push_back(counted(lease.reader(), group, call.context.caller.shops));
  }
  return json_answer(200, json::object{{"items", std::move(items)}});
}

}  // namespace

void add_status_group_routes(Resources& resources) {
  resources.read("GET", "/settings/status-groups", Area::kOrders, get_groups);
  resources.write("PUT", "/settings/status-groups", Area::kSettings, put_groups);
  resources.read("GET", "/stats/groups", Area::kOrders, count_groups);
}

}  // namespace ordo::api
