#include "orders/delta.h"

#include <algorithm>
#include <map>

#include "orders/fields.h"

namespace ordo::orders {
namespace json = boost::json;

void ToJson::operator()(const char* key, const std::vector<std::string>& v) {
  if (v.empty()) return;
  std::string& out = out_.key(key);
  char open = '[';
  for (const std::string& text : v) {
    out += std::exchange(open, ',');
    append_json_string(out, text);
  }
  out += ']';
}

void ToJson::operator()(const char* key, const std::vector<std::pair<std::string, int64_t>>& v) {
  if (v.empty()) return;
  std::string& out = out_.key(key);
  char open = '[';
  for (const auto& [name, n] : v) {
    out += std::exchange(open, ',');
    out += '[';
    append_json_string(out, name);
    out += ',';
    append_json_number(out, n);
    out += ']';
  }
  out += ']';
}

void ToJson::operator()(const char* key, facts::Amounts& a) {
  if (a == facts::Amounts{}) return;
  std::string& out = out_.key(key);
  JsonMembers members(out);
  ToJson v(members);
  v("goods", a.goods);
  v("freight", a.freight);
  v("commission", a.commission);
  v("tax", a.tax);
  v("paid", a.paid);
  v("total", a.total);
  if (!a.marketing.empty()) {
    members.key("marketing");
    char open = '[';
    for (const facts::MarketingShare& m : a.marketing) {
      out += std::exchange(open, ',');
      append_object(out, m);
    }
    out += ']';
  }
  members.close();
}

void FromJson::operator()(const char* key, facts::Amounts& a) {
  const json::value* f = in_.if_contains(key);
  if (!f) return;
  a = {};
  FromJson v(f->as_object());
  v("goods", a.goods);
  v("freight", a.freight);
  v("commission", a.commission);
  v("tax", a.tax);
  v("paid", a.paid);
  v("total", a.total);
  if (const json::value* list = f->as_object().if_contains("marketing")) {
    for (const json::value& share : list->as_array()) {
      FromJson s(share.as_object());
      fields(s, a.marketing.emplace_back());
    }
  }
}

void ToJson::operator()(const char* key, std::optional<facts::Presale>& p) {
  if (!p) return;
  JsonMembers members(out_.key(key));
  members.add("deposit", p->deposit);
  members.add("balance", p->balance);
  if (p->balance_due_at) members.add("balance_due_at", p->balance_due_at->ms);
  members.close();
}

void FromJson::operator()(const char* key, std::optional<facts::Presale>& p) {
  const json::value* f = in_.if_contains(key);
  if (!f) return;
  const json::object& o = f->as_object();
  p = facts::Presale{
      o.at("deposit").to_number<int64_t>(), o.at("balance").to_number<int64_t>(), {}};
  if (auto* due = o.if_contains("balance_due_at"))
    p->balance_due_at = Instant{due->to_number<int64_t>()};
}

namespace {

void append_scalars(std::string& out, const Order& order) {
  JsonMembers members(out);
  ToJson v(members);
  column_fields(v, const_cast<Order&>(order));  // the visitor only reads
  document_fields(v, const_cast<Order&>(order));
  members.close();
}

json::object scalars(const Order& order) {
  std::string text;
  append_scalars(text, order);
  return json::parse(text).as_object();
}

// Each field's own text, to see which differ. Keys are literals, so their addresses name them.
class FieldTexts {
 public:
  explicit FieldTexts(const Order& order) {
    column_fields(*this, const_cast<Order&>(order));  // the visitor only reads
    document_fields(*this, const_cast<Order&>(order));
  }
  template <class T>
  void operator()(const char* key, T& value) {
    std::string text;
    JsonMembers members(text);
    ToJson v(members);
    v(key, value);
    if (text.size() > 1) fields_.emplace_back(key, text.substr(1));
  }
  [[nodiscard]] const std::string* find(const char* key) const {
    for (const auto& [name, text] : fields_) {
      if (name == key) return &text;
    }
    return nullptr;
  }
  [[nodiscard]] const auto& all() const { return fields_; }

 private:
  std::vector<std::pair<const char*, std::string>> fields_;
};

void append_change(std::string& out, const FieldTexts& old, const FieldTexts& now) {
  char open = '{';
  for (const auto& [key, text] : now.all()) {
    const std::string* was = old.find(key);
    if (was && *was == text) continue;
    out += std::exchange(open, ',');
    out += text;
  }
  char list = '[';
  for (const auto& [key, text] : old.all()) {
    if (now.find(key)) continue;
    if (list == '[') {
      out += std::exchange(open, ',');
      out += "\"clear\":";
    }
    out += std::exchange(list, ',');
    append_json_string(out, key);
  }
  if (list == ',') out += ']';
  out += open == '{' ? "{}" : "}";
}

// A new order's fields are written as they are; of a known one only those that changed.
void append_changed_scalars(JsonMembers& members, const Order& before, const Order& after) {
  if (!before.id) {
    append_scalars(members.key("order"), after);
    return;
  }
  const FieldTexts old(before), now(after);
  if (old.all() == now.all()) return;
  append_change(members.key("order"), old, now);
}

// Rows of `after` that are new or differ, looked up by key in `before`.
template <class Part, class Key>
void changed_parts(JsonMembers& members, std::string& out, const char* name,
                   const std::vector<Part>& before, const std::vector<Part>& after, Key key) {
  bool any = false;
  for (size_t i = 0; i < after.size(); ++i) {
    const Part& part = after[i];
    // Parts keep their places, so the same index is nearly always the same part.
    if (i < before.size() && before[i] == part) continue;
    const auto old = std::ranges::find(before, part.*key, key);
    if (old != before.end() && *old == part) continue;
    if (!any)
      members.key(name) += '[';
    else
      out += ',';
    any = true;
    append_object(out, part);
  }
  if (any) out += ']';
}

template <class Part, class Key>
void apply_parts(const json::object& in, const char* name, std::vector<Part>& parts, Key key) {
  const json::value* rows = in.if_contains(name);
  if (!rows) return;
  for (const json::value& row : rows->as_array()) {
    Part part;
    from_object(row.as_object(), part);
    auto it = std::ranges::find(parts, part.*key, key);
    if (it == parts.end())
      parts.push_back(std::move(part));
    else
      *it = std::move(part);
  }
}

void clear_scalars(const json::object& change, Order& order) {
  const json::value* clear = change.if_contains("clear");
  if (!clear) return;
  // A field that became empty: take its value from an order that has nothing.
  const Order empty;
  for (const json::value& key : clear->as_array()) {
    json::object rest = scalars(order);
    rest.erase(std::string_view(key.as_string()));
    Order cleared = empty;
    FromJson v(rest);
    column_fields(v, cleared);
    document_fields(v, cleared);
    cleared.lines = std::move(order.lines);
    cleared.observations = std::move(order.observations);
    cleared.parcels = std::move(order.parcels);
    cleared.payments = std::move(order.payments);
    cleared.refunds = std::move(order.refunds);
    cleared.mirrors = std::move(order.mirrors);
    order = std::move(cleared);
  }
}

void apply_scalars(const json::object& delta, Order& order) {
  const json::value* change = delta.if_contains("order");
  if (!change) return;
  clear_scalars(change->as_object(), order);
  FromJson v(change->as_object());
  column_fields(v, order);
  document_fields(v, order);
}

void apply_lines(const json::object& delta, Order& order) {
  const json::value* lines = delta.if_contains("lines");
  if (!lines) return;
  order.lines.clear();
  for (const json::value& line : lines->as_array()) {
    from_object(line.as_object(), order.lines.emplace_back());
  }
}

}  // namespace

std::string make_delta(const Order& before, const Order& after) {
  std::string out;
  out.reserve(2048);
  JsonMembers members(out);
  append_changed_scalars(members, before, after);
  if (before.lines != after.lines) {
    members.key("lines");
    char open = '[';
    for (const Line& l : after.lines) {
      out += std::exchange(open, ',');
      append_object(out, l);
    }
    out += after.lines.empty() ? "[]" : "]";
  }
  changed_parts(members, out, "observations", before.observations, after.observations,
                &Observation::no);
  changed_parts(members, out, "parcels", before.parcels, after.parcels, &Parcel::tracking_no);
  changed_parts(members, out, "payments", before.payments, after.payments,
                &PaymentPart::payment_no);
  changed_parts(members, out, "refunds", before.refunds, after.refunds, &RefundCase::refund_no);
  changed_parts(members, out, "mirrors", before.mirrors, after.mirrors, &Mirror::system);
  members.close();
  return out;
}

Result<> apply_delta(Order& order, int version, std::string_view payload) {
  if (version != kDeltaVersion) {
    return fail(ErrorClass::kInternal, "history_unreadable",
                "an event has a format that this program does not know; use a newer one");
  }
  try {
    const json::value delta = json::parse({payload.data(), payload.size()});
    const json::object& o = delta.as_object();
    apply_scalars(o, order);
    apply_lines(o, order);
    apply_parts(o, "observations", order.observations, &Observation::no);
    apply_parts(o, "parcels", order.parcels, &Parcel::tracking_no);
    apply_parts(o, "payments", order.payments, &PaymentPart::payment_no);
    apply_parts(o, "refunds", order.refunds, &RefundCase::refund_no);
    apply_parts(o, "mirrors", order.mirrors, &Mirror::system);
  } catch (const std::exception& e) {
    return fail(ErrorClass::kInternal, "history_unreadable", e.what());
  }
  return {};
}

std::string document_json(const Order& order) {
  std::string out;
  JsonMembers members(out);
  ToJson v(members);
  document_fields(v, const_cast<Order&>(order));
  members.close();
  return out;
}

void read_document(std::string_view text, Order& order) {
  const json::value document = json::parse({text.data(), text.size()});
  FromJson v(document.as_object());
  document_fields(v, order);
}

std::vector<std::string> changed_fields(std::string_view payload) {
  static const std::map<std::string, std::string, std::less<>> told{
      {"note", "note"},         {"custom", "custom"}, {"tags", "tags"},
      {"personal", "receiver"}, {"holds", "holds"},   {"balance_open", "balance_open"},
      {"status", "status"}};
  std::vector<std::string> names;
  json::error_code failed;
  const json::value delta = json::parse({payload.data(), payload.size()}, failed);
  const json::value* order =
      !failed && delta.is_object() ? delta.as_object().if_contains("order") : nullptr;
  if (!order || !order->is_object()) return names;
  const auto add = [&](std::string_view field) {
    if (const auto it = told.find(field); it != told.end()) names.push_back(it->second);
  };
  for (const auto& [field, value] : order->as_object()) add(field);
  if (const json::value* clear = order->as_object().if_contains("clear");
      clear && clear->is_array()) {
    for (const json::value& field : clear->as_array()) {
      if (field.is_string()) add(std::string_view(field.as_string()));
    }
  }
  return names;
}

}  // namespace ordo::orders
