#include "orders/delta.h"

#include <algorithm>

#include "orders/fields.h"

namespace ordo::orders {
namespace json = boost::json;

void ToJson::operator()(const char* key, facts::Amounts& a) {
  json::object o;
  ToJson v(o);
  v("goods", a.goods);
  v("freight", a.freight);
  v("commission", a.commission);
  v("tax", a.tax);
  v("paid", a.paid);
  v("total", a.total);
  json::array marketing;
  for (facts::MarketingShare& m : a.marketing) {
    json::object share;
    ToJson s(share);
    fields(s, m);
    marketing.push_back(std::move(share));
  }
  if (!marketing.empty()) o["marketing"] = std::move(marketing);
  if (!o.empty()) out_.emplace(key, std::move(o));
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
  json::object o{{"deposit", p->deposit}, {"balance", p->balance}};
  if (p->balance_due_at) o["balance_due_at"] = p->balance_due_at->ms;
  out_.emplace(key, std::move(o));
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

json::object scalars(const Order& order) {
  json::object out;
  ToJson v(out);
  column_fields(v, const_cast<Order&>(order));
  document_fields(v, const_cast<Order&>(order));
  return out;
}

json::object changed_scalars(const Order& before, const Order& after) {
  const json::object old = scalars(before);
  json::object now = scalars(after);
  json::array clear;
  for (const auto& [key, value] : old) {
    const json::value* present = now.if_contains(key);
    if (!present)
      clear.push_back(json::value(key));
    else if (*present == value)
      now.erase(key);
  }
  if (!clear.empty()) now["clear"] = std::move(clear);
  return now;
}

// Rows of `after` that are new or differ, looked up by key in `before`.
template <class Part, class Key>
void changed_parts(json::object& out, const char* name, const std::vector<Part>& before,
                   const std::vector<Part>& after, Key key) {
  json::array rows;
  for (size_t i = 0; i < after.size(); ++i) {
    const Part& part = after[i];
    // Parts keep their places, so the same index is nearly always the same part.
    if (i < before.size() && before[i] == part) continue;
    const auto old = std::ranges::find(before, part.*key, key);
    if (old != before.end() && *old == part) continue;
    rows.push_back(to_object(part));
  }
  if (!rows.empty()) out.emplace(name, std::move(rows));
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
  unsigned char buffer[8192];
  json::monotonic_resource memory(buffer, sizeof buffer);
  json::object out(&memory);
  json::object scalar = changed_scalars(before, after);
  if (!scalar.empty()) out.emplace("order", std::move(scalar));
  if (before.lines != after.lines) {
    json::array lines;
    for (const Line& l : after.lines) lines.push_back(to_object(l));
    out.emplace("lines", std::move(lines));
  }
  changed_parts(out, "observations", before.observations, after.observations, &Observation::no);
  changed_parts(out, "parcels", before.parcels, after.parcels, &Parcel::tracking_no);
  changed_parts(out, "payments", before.payments, after.payments, &PaymentPart::payment_no);
  changed_parts(out, "refunds", before.refunds, after.refunds, &RefundCase::refund_no);
  changed_parts(out, "mirrors", before.mirrors, after.mirrors, &Mirror::system);
  return json::serialize(out);
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
  json::object out;
  ToJson v(out);
  document_fields(v, const_cast<Order&>(order));
  return json::serialize(out);
}

void read_document(std::string_view text, Order& order) {
  const json::value document = json::parse({text.data(), text.size()});
  FromJson v(document.as_object());
  document_fields(v, order);
}

}  // namespace ordo::orders
