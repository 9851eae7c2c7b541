#include "orders/lifecycle.h"

#include <boost/json.hpp>
#include <deque>

#include "base/invariant.h"

namespace ordo::orders {
namespace {

namespace json = boost::json;

constexpr std::string_view kDefault = R"({
  "payment": {"initial": "unpaid",
    "platform": [["unpaid","deposit_paid"],["unpaid","partially_paid"],["unpaid","paid"],
      ["deposit_paid","partially_paid"],["deposit_paid","paid"],["partially_paid","paid"],
      ["paid","partially_refunded"],["paid","refunded"],["partially_refunded","refunded"],
      ["deposit_paid","refunded"],["partially_paid","refunded"]],
    "hand": [["unpaid","deposit_paid"],["unpaid","paid"],["deposit_paid","paid"],
      ["partially_paid","paid"],["paid","partially_refunded"],["paid","refunded"],
      ["partially_refunded","refunded"]]},
  "fulfilment": {"initial": "none",
    "platform": [["none","awaiting_allocation"],["awaiting_allocation","label_printed"],
      ["label_printed","picked_up"],["picked_up","in_transit"],["picked_up","partially_shipped"],
      ["partially_shipped","in_transit"],["in_transit","delivered"],["delivered","completed"],
      ["none","cancelled"],["awaiting_allocation","cancelled"],["label_printed","cancelled"],
      ["picked_up","cancelled"],["partially_shipped","cancelled"],["in_transit","cancelled"],
      ["delivered","cancelled"]],
    "hand": [["none","awaiting_allocation"],["awaiting_allocation","label_printed"],
      ["label_printed","picked_up"],["picked_up","in_transit"],["picked_up","partially_shipped"],
      ["partially_shipped","in_transit"],["in_transit","delivered"],["delivered","completed"],
      ["none","cancelled"],["awaiting_allocation","cancelled"],["label_printed","cancelled"]]},
  "after_sale": {"initial": "none",
    "platform": [["none","requested"],["requested","in_progress"],["in_progress","done"],
      ["requested","done"],["requested","rejected"],["in_progress","rejected"],
      ["rejected","requested"],["done","requested"]],
    "hand": [["none","requested"],["requested","in_progress"],["in_progress","done"],
      ["requested","rejected"],["in_progress","rejected"],["rejected","requested"]]},
  "parcel": {"initial": "label_printed",
    "platform": [["label_printed","picked_up"],["picked_up","in_transit"],["in_transit","delivered"],
      ["in_transit","refused"],["in_transit","lost"],["in_transit","returning"],
      ["refused","returning"],["picked_up","lost"]],
    "hand": [["label_printed","picked_up"],["picked_up","in_transit"],["in_transit","delivered"]]},
  "refund": {"initial": "requested",
    "platform": [["requested","in_progress"],["in_progress","done"],["requested","done"],
      ["requested","rejected"],["in_progress","rejected"],["rejected","requested"],
      ["in_progress","requested"]],
    "hand": []}
})";

Result<> edge_error(const std::string& pointer, std::string detail) {
  return invalid(pointer, std::move(detail), "lifecycle_invalid");
}

}  // namespace

class LifecycleParser {
 public:
  static Result<Lifecycle> parse(Axis axis, const json::object& o, const std::string& at) {
    Lifecycle l;
    l.states_ = state_count(axis);
    const json::value* initial = o.if_contains("initial");
    const auto start =
        initial && initial->is_string() ? parse_state(axis, initial->as_string()) : std::nullopt;
    if (!start)
      return invalid(at + "/initial", "must name a state of this axis", "lifecycle_invalid");
    l.initial_ = *start;
    if (auto r = edges(axis, o, "platform", at, l.edges_); !r) return std::unexpected(r.error());
    if (auto r = edges(axis, o, "hand", at, l.hand_); !r) return std::unexpected(r.error());
    l.close();
    return l;
  }

 private:
  static Result<> edges(Axis axis, const json::object& o, const char* key, const std::string& at,
                        std::array<uint16_t, Lifecycle::kMaxStates>& out) {
    const std::string pointer = at + "/" + key;
    const json::value* list = o.if_contains(key);
    if (!list || !list->is_array()) return edge_error(pointer, "must be a list of [from, to]");
    size_t i = 0;
    for (const json::value& edge : list->as_array()) {
      const std::string here = pointer + "/" + std::to_string(i++);
      const json::array* pair = edge.if_array();
      if (!pair || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) {
        return edge_error(here, "must be [from, to]");
      }
      const auto from = parse_state(axis, (*pair)[0].as_string());
      const auto to = parse_state(axis, (*pair)[1].as_string());
      if (!from || !to) return edge_error(here, "names a state that this axis does not have");
      if (*from == *to) return edge_error(here, "a state cannot follow itself");
      out[static_cast<size_t>(*from)] |= static_cast<uint16_t>(1u << *to);
    }
    return {};
  }
};

void Lifecycle::close() {
  reach_ = edges_;
  for (int k = 0; k < states_; ++k) {
    for (int i = 0; i < states_; ++i) {
      if (reach_[static_cast<size_t>(i)] & (1u << k)) {
        reach_[static_cast<size_t>(i)] |= reach_[static_cast<size_t>(k)];
      }
    }
  }
}

Lifecycle::Step Lifecycle::step(int from, int to) const {
  if (from == to) return Step::kSame;
  if (edges_[static_cast<size_t>(from)] & (1u << to)) return Step::kDirect;
  // On a cycle both directions are reachable; going on is the friendlier reading, and only a direct
  // edge may close one.
  const bool ahead = leads(from, to), behind = leads(to, from);
  if (ahead && !behind) return Step::kSkip;
  return behind ? Step::kBack : Step::kImpossible;
}

bool Lifecycle::leads(int from, int to) const {
  return (reach_[static_cast<size_t>(from)] & (1u << to)) != 0;
}

std::vector<int> Lifecycle::between(int from, int to, int rather) const {
  std::array<int, kMaxStates> before;
  before.fill(-1);
  std::deque<int> queue{from};
  const auto visit = [&](int at, int next) {
    if (!(edges_[static_cast<size_t>(at)] & (1u << next)) || next == from) return;
    if (before[static_cast<size_t>(next)] >= 0) return;
    before[static_cast<size_t>(next)] = at;
    queue.push_back(next);
  };
  while (!queue.empty() && before[static_cast<size_t>(to)] < 0) {
    const int at = queue.front();
    queue.pop_front();
    if (rather >= 0) visit(at, rather);
    for (int next = 0; next < states_; ++next) visit(at, next);
  }
  std::vector<int> path;
  for (int at = before[static_cast<size_t>(to)]; at >= 0 && at != from;
       at = before[static_cast<size_t>(at)]) {
    path.insert(path.begin(), at);
  }
  return path;
}

bool Lifecycle::allowed_by_hand(int from, int to) const {
  return (hand_[static_cast<size_t>(from)] & (1u << to)) != 0;
}

std::vector<int> Lifecycle::next_by_hand(int from) const {
  std::vector<int> next;
  for (int to = 0; to < states_; ++to) {
    if (allowed_by_hand(from, to)) next.push_back(to);
  }
  return next;
}

Result<std::shared_ptr<const Lifecycles>> parse_lifecycles(std::string_view text) {
  boost::system::error_code failed;
  const json::value document = json::parse(text, failed);
  if (failed || !document.is_object())
    return invalid("", "must be a JSON object", "lifecycle_invalid");
  auto result = std::make_shared<Lifecycles>();
  for (int a = 0; a < kAxisCount; ++a) {
    const auto axis = static_cast<Axis>(a);
    const std::string at = "/" + std::string(name(axis));
    const json::value* part = document.as_object().if_contains(name(axis));
    if (!part || !part->is_object()) return invalid(at, "is missing", "lifecycle_invalid");
    auto lifecycle = LifecycleParser::parse(axis, part->as_object(), at);
    if (!lifecycle) return std::unexpected(lifecycle.error());
    result->axis[static_cast<size_t>(a)] = *lifecycle;
  }
  if (document.as_object().size() != kAxisCount) {
    return invalid("", "names an axis that does not exist", "lifecycle_invalid");
  }
  return result;
}

std::string_view default_lifecycles_json() { return kDefault; }

const std::shared_ptr<const Lifecycles>& default_lifecycles() {
  static const std::shared_ptr<const Lifecycles> lifecycles = [] {
    auto parsed = parse_lifecycles(kDefault);
    invariant(parsed.has_value(), "the built-in lifecycles are valid");
    return *parsed;
  }();
  return lifecycles;
}

}  // namespace ordo::orders
