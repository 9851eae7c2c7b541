// The completeness ledger of a shop: what its platform lists in each window of time, beside what we have;
// and the probe, which reads the last hours once more.
#include "api/kit.h"
#include "api/order_json.h"
#include "flows/poll_store.h"
#include "flows/pull_entries.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr int64_t kProbeHoursUsual = 24;

json::object window_json(const flows::PullWindowRow& row) {
  const flows::PullWindow& window = row.window;
  return {{"from", time_json(window.from)},
          {"to", time_json(window.to)},
          {"total", window.total},
          {"listed", window.listed},
          {"ours", window.ours},
          {"missing", window.missing},
          {"missing_numbers", json::value_from(window.missing_numbers)},
          {"tries", window.tries},
          {"checked_at", time_json(row.at)}};
}

Result<HttpResponse> list(const Call& call) {
  const auto settings = call.kit.hub.settings();
  const auto named = shop_of_path(call, *settings);
  if (!named) return std::unexpected(named.error());
  const flows::Shop* shop = *named;
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  const auto lease = call.kit.hub.database().read_anywhere();
  auto rows = flows::load_windows(lease.reader(), shop->id, Instant{*before}, *limit + 1);
  std::string next;
  if (rows.size() > *limit) {
    rows.pop_back();
    next = std::to_string(rows.back().window.to.ms);
  }
  json::array items;
  for (const flows::PullWindowRow& row : rows) items.push_back(window_json(row));
  return page_answer(std::move(items), next);
}

Result<Write> probe(const Call& call) {
  const auto settings = call.kit.hub.settings();
  const auto named = shop_of_path(call, *settings);
  if (!named) return std::unexpected(named.error());
  const flows::Shop* shop = *named;
  json::object body;
  if (!call.request.body.empty()) {
    auto sent = read_object(call.request);
    if (!sent) return std::unexpected(sent.error());
    body = std::move(*sent);
  }
  Fields fields(body);
  fields.only({"hours"});
  const int64_t most = flows::kPullLookBackDaysMax * 24;
  const json::value* hours = body.if_contains("hours");
  if (hours && (!hours->is_int64() || hours->as_int64() < 1 || hours->as_int64() > most)) {
    fields.problem("/hours", "must be 1 to " + std::to_string(most));
  }
  if (!fields.ok()) return fields.error();
  Write write;
  write.route = flows::kPullProbe;
  write.stream = shop->id;
  write.body =
      json::serialize(json::object{{"hours", hours ? hours->as_int64() : kProbeHoursUsual}});
  return write;
}

}  // namespace

void add_window_routes(Resources& resources) {
  resources.read("GET", "/shops/{code}/windows", Area::kShops, list);
  resources.write("POST", "/shops/{code}/probe", Area::kReview, probe);
}

}  // namespace ordo::api
