// The audit: who did what, and why. And one thing that is audited: looking at an order's people.
#include <iterator>

#include "api/kit.h"
#include "api/order_json.h"
#include "base/text.h"
#include "core/audit_queries.h"
#include "flows/words.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kPurposeMin = 4, kPurposeMax = 200;

// What is sealed says nothing here, and is long.
void leave_out_sealed(json::value& details) {
  json::object* told = details.if_object();
  if (!told) return;
  for (auto it = told->begin(); it != told->end();) {
    const bool sealed = it->value().is_string() &&
                        std::string_view(it->value().as_string()).starts_with(flows::kSealedWords);
    it = sealed ? told->erase(it) : std::next(it);
  }
}

json::object line_json(const core::Event& e, const flows::Settings& settings) {
  json::error_code failed;
  json::value details = json::parse(e.payload, failed);
  leave_out_sealed(details);
  const std::string name = actor_name(settings, e.actor);
  return {{"id", std::to_string(e.seq.value)},
          {"at", time_json(e.at)},
          {"kind", e.kind},
          {"actor", e.actor},
          {"actor_name", name.empty() ? json::value(nullptr) : json::value(name)},
          {"order_id", id_json(e.order)},
          {"message_id", id_json(e.message)},
          {"details", failed ? json::value(nullptr) : std::move(details)}};
}

Result<HttpResponse> list(const Call& call) {
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  const auto settings = call.kit.hub.settings();
  const auto lease = call.kit.hub.database().read_anywhere();
  json::array items;
  std::string next;
  for (const core::Event& e : core::audit_lines(lease.reader(), *before, *limit)) {
    items.push_back(line_json(e, *settings));
    next = std::to_string(e.seq.value);
  }
  if (items.size() < *limit) next.clear();
  return page_answer(std::move(items), next);
}

// Read before the line is written, given away only when it is.
Result<Write> reveal(const Call& call) {
  auto purpose = read_purpose(call);
  if (!purpose) return std::unexpected(purpose.error());
  const auto lease = call.kit.hub.database().read();
  auto order = load_order(call, lease.reader());
  if (!order) return std::unexpected(order.error());
  const HeldPersonal held = unseal(lease.reader(), call.kit.hub.keyring(), *order);
  flows::View view = call.context.caller.view;
  view.people = view.address = view.notes = true;
  Write write;
  write.route = "orders.reveal";
  write.stream = order->shop;
  // Only the answer that waited for the line shows anything: put off, it could never be had.
  write.administers = true;
  write.body = json::serialize(json::object{{"id", order->id.value}, {"purpose", *purpose}});
  write.finish = [shown =
                      json::serialize(order_json(*order, held, *call.kit.hub.settings(), view))](
                     HttpResponse& response, const core::Outcome& outcome) {
    if (outcome.answer.replayed) return;  // no new line was written, so nothing is shown again
    response.body = shown;
    response.headers.emplace_back("Cache-Control", "no-store");
  };
  return write;
}

}  // namespace

Result<std::string> read_purpose(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Fields fields(*body);
  fields.only({"purpose"});
  std::string purpose = fields.required("purpose", kPurposeMax);
  if (!purpose.empty() && code_points(purpose) < kPurposeMin) {
    fields.problem("/purpose", "too_short: say in a few words what it is needed for");
  }
  if (!fields.ok()) return fields.error();
  return purpose;
}

std::string actor_name(const flows::Settings& settings, std::string_view actor) {
  for (const auto& [login, user] : settings.users) {
    if (actor == "user:" + std::to_string(user.id)) return login;
  }
  for (const auto& [hash, key] : settings.keys_by_hash) {
    if (actor == "key:" + std::to_string(key.id)) return key.name;
  }
  return {};
}

void add_audit_routes(Resources& resources) {
  resources.read("GET", "/audit", Area::kAccess, list);
  resources.write("POST", "/orders/{id}/reveal", Area::kReveal, reveal, Pace::kLookup);
}

}  // namespace ordo::api
