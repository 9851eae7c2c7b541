#include "api/trace_json.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "api/order_json.h"
#include "flows/order_flows.h"
#include "orders/delta.h"
#include "orders/fold.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using orders::Observation;
using orders::Verdict;

struct Item {
  int64_t occurred_ms;
  int64_t recorded_ms;
  size_t place;  // as it was added: keeps inferred steps before what they explain
  json::object content;
};

std::vector<std::string> split(const std::string& via) {
  std::vector<std::string> names;
  for (size_t start = 0; start < via.size();) {
    const size_t comma = std::min(via.find(',', start), via.size());
    names.push_back(via.substr(start, comma - start));
    start = comma + 1;
  }
  return names;
}

// The observation itself, behind the steps that must have happened before it.
void add_observation(std::vector<Item>& items, const Observation& o) {
  json::object said = observation_json(o);
  for (const std::string& step : split(o.via)) {
    json::object inferred = said;
    inferred["kind"] = "inferred";
    inferred["inferred"] = true;
    inferred["to"] = step;
    said["from"] = step;
    items.push_back({o.occurred_at.ms, o.recorded_at.ms, items.size(), std::move(inferred)});
  }
  items.push_back({o.occurred_at.ms, o.recorded_at.ms, items.size(), std::move(said)});
}

json::value message_reason(const core::MessageRow& m) {
  const std::string& reason = m.detail.empty() ? m.code : m.detail;
  return reason.empty() ? json::value(nullptr) : json::value(reason);
}

// What moved no axis.
json::object still_item(std::string_view kind, Instant at) {
  return {{"kind", kind},    {"at", time_json(at)}, {"occurred_at", nullptr}, {"axis", nullptr},
          {"from", nullptr}, {"to", nullptr},       {"inferred", false}};
}

json::object message_item(const core::MessageRow& m) {
  const bool refused = m.code == flows::kRefusedAgain;
  json::object item = still_item("message", m.received_at);
  item["source"] = m.route;
  item["actor"] = m.caller;
  item["transaction_id"] = nullptr;
  item["message_id"] = m.seq.str();
  item["accepted"] = m.state == core::MessageState::kApplied && !refused;
  item["verdict"] = refused ? name(Verdict::kRefused) : core::name(m.state);
  item["reason"] = message_reason(m);
  return item;
}

// Moves of axes are told by their observations; these are not.
bool moves_no_axis(const core::Event& e) {
  return e.version == core::kAuditVersion || e.kind == "order.edited" ||
         e.kind == "order.balance_due";
}

json::array changed_json(const core::Event& e) {
  json::array fields;
  for (const std::string& field : orders::changed_fields(e.payload)) fields.emplace_back(field);
  return fields;
}

// The names of what an edit changed; an audit line's own reason.
json::object deed_item(const core::Event& e) {
  json::object item = still_item(e.version == core::kAuditVersion ? "audit" : "change", e.at);
  item["event"] = e.kind;
  item["source"] = "console";
  item["actor"] = e.actor;
  item["transaction_id"] = e.transaction_id;
  item["message_id"] = id_json(e.message);
  item["accepted"] = true;
  item["verdict"] = nullptr;
  item["reason"] = nullptr;
  if (e.version != core::kAuditVersion) {
    item["fields"] = changed_json(e);
    return item;
  }
  json::error_code failed;
  const json::value told = json::parse(e.payload, failed);
  const json::object* o = failed ? nullptr : told.if_object();
  if (const json::value* reason = o ? o->if_contains("reason") : nullptr) item["reason"] = *reason;
  if (const json::value* file = o ? o->if_contains("attachment") : nullptr) {
    item["attachment"] = *file;
  }
  return item;
}

bool shows_parts_of(const flows::View& view, orders::Axis axis) {
  switch (axis) {
    case orders::Axis::kPayment: return view.payments;
    case orders::Axis::kFulfilment:
    case orders::Axis::kParcel: return view.goods;
    case orders::Axis::kAfterSale:
    case orders::Axis::kRefund: return view.refunds;
  }
  return false;
}

// What the whitelists say stays: those are our own words. A channel's reason for what was refused is not.
void leave_out_words(json::object& item) {
  item.erase("detail");
  const json::value* reason = item.if_contains("reason");
  const bool ours =
      reason && reason->is_string() &&
      std::string_view(reason->as_string()).starts_with(std::string(orders::kForbidden) + " ");
  if (!ours) item["reason"] = nullptr;
}

}  // namespace

bool shows_axis(const flows::View& view, orders::Axis axis) {
  const bool of_a_part = axis == orders::Axis::kParcel || axis == orders::Axis::kRefund;
  return !of_a_part || shows_parts_of(view, axis);
}

json::object observation_json(const Observation& o) {
  const json::value from =
      o.from < 0 ? json::value(nullptr) : json::value(orders::state_name(o.axis, o.from));
  const bool accepted = o.verdict != Verdict::kRefused && o.verdict != Verdict::kDuplicate;
  json::object item{{"kind", "observation"},
                    {"at", time_json(o.recorded_at)},
                    {"occurred_at", time_json(o.occurred_at)},
                    {"axis", name(o.axis)},
                    {"from", from},
                    {"to", orders::state_name(o.axis, o.to)},
                    {"source", o.source},
                    {"actor", o.actor},
                    {"transaction_id", o.transaction_id},
                    {"message_id", id_json(o.message)},
                    {"accepted", accepted},
                    {"verdict", name(o.verdict)},
                    {"inferred", false},
                    {"implied", o.implied},
                    {"reason", nullptr}};
  if (!o.reason.empty()) item["reason"] = o.reason;
  if (!o.subject.empty()) item["subject"] = o.subject;
  if (!o.detail.empty()) item["detail"] = o.detail;
  return item;
}

void leave_out_observed(std::vector<core::MessageRow>& messages, const orders::Order& order) {
  std::set<MessageSeq> observed;
  for (const Observation& o : order.observations) observed.insert(o.message);
  std::erase_if(messages, [&](const core::MessageRow& m) {
    return m.state == core::MessageState::kApplied && observed.contains(m.seq);
  });
}

json::array trace_json(const orders::Order& order, const std::vector<core::MessageRow>& messages,
                       const std::vector<core::Event>& events, const flows::View& view) {
  std::vector<Item> items;
  for (Observation o : order.observations) {
    if (!shows_axis(view, o.axis)) continue;
    if (!shows_parts_of(view, o.axis)) o.subject.clear();
    add_observation(items, o);
  }
  for (const core::MessageRow& m : messages) {
    if (!view.mirrors) break;
    json::object item = message_item(m);
    const auto change = std::ranges::find(events, m.seq, &core::Event::message);
    if (change != events.end() && change->version != core::kAuditVersion) {
      item["fields"] = changed_json(*change);
    }
    items.push_back({m.received_at.ms, m.received_at.ms, items.size(), std::move(item)});
  }
  for (const core::Event& e : events) {
    if (!moves_no_axis(e)) continue;
    if (!view.attachments && e.kind.starts_with("attachment.")) continue;
    items.push_back({e.at.ms, e.at.ms, items.size(), deed_item(e)});
  }
  std::ranges::sort(
      items, {}, [](const Item& i) { return std::tuple(i.occurred_ms, i.recorded_ms, i.place); });
  json::array list;
  for (Item& item : items) {
    if (!view.notes) leave_out_words(item.content);
    list.push_back(std::move(item.content));
  }
  return list;
}

}  // namespace ordo::api
