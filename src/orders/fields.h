// The fields of an order and of its parts, named once for JSON in both directions. Internal to the
// room. Empty and zero values are left out, and names are short: absent means default, and three
// events of an order shall fit a page of the database.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json_text.h"
#include "orders/order.h"

namespace ordo::orders {

class ToJson {
 public:
  explicit ToJson(JsonMembers& out) : out_(out) {}
  void operator()(const char* key, const std::string& v) {
    if (!v.empty()) out_.add(key, v);
  }
  void operator()(const char* key, int64_t v) {
    if (v) out_.add(key, v);
  }
  void operator()(const char* key, int32_t v) { (*this)(key, static_cast<int64_t>(v)); }
  void operator()(const char* key, bool v) {
    if (v) out_.key(key) += "true";
  }
  void operator()(const char* key, Instant v) { (*this)(key, v.ms); }
  template <class Tag>
  void operator()(const char* key, Id<Tag> v) {
    (*this)(key, v.value);
  }
  template <class E>
    requires std::is_enum_v<E>
  void operator()(const char* key, E v) {
    (*this)(key, static_cast<int64_t>(v));
  }
  void operator()(const char* key, const std::vector<std::string>& v);
  void operator()(const char* key, const std::vector<std::pair<std::string, int64_t>>& v);
  void operator()(const char* key, facts::Amounts& v);
  void operator()(const char* key, std::optional<facts::Presale>& v);

 private:
  JsonMembers& out_;
};

// Leaves what is absent as it is: a delta sets only what it names. Text of the wrong type throws
// boost::system::system_error, which the reader of history reports.
class FromJson {
 public:
  explicit FromJson(const boost::json::object& in) : in_(in) {}
  void operator()(const char* key, std::string& v) {
    if (auto* f = in_.if_contains(key)) v = std::string(f->as_string());
  }
  void operator()(const char* key, int64_t& v) {
    if (auto* f = in_.if_contains(key)) v = f->to_number<int64_t>();
  }
  void operator()(const char* key, int32_t& v) {
    if (auto* f = in_.if_contains(key)) v = f->to_number<int32_t>();
  }
  void operator()(const char* key, bool& v) {
    if (auto* f = in_.if_contains(key))
      v = f->is_bool() ? f->as_bool() : f->to_number<int64_t>() != 0;
  }
  void operator()(const char* key, Instant& v) { (*this)(key, v.ms); }
  template <class Tag>
  void operator()(const char* key, Id<Tag>& v) {
    (*this)(key, v.value);
  }
  template <class E>
    requires std::is_enum_v<E>
  void operator()(const char* key, E& v) {
    if (auto* f = in_.if_contains(key)) v = static_cast<E>(f->to_number<int64_t>());
  }
  void operator()(const char* key, std::vector<std::string>& v) {
    auto* f = in_.if_contains(key);
    if (!f) return;
    v.clear();
    for (const auto& item : f->as_array()) v.emplace_back(item.as_string());
  }
  void operator()(const char* key, std::vector<std::pair<std::string, int64_t>>& v) {
    auto* f = in_.if_contains(key);
    if (!f) return;
    v.clear();
    for (const auto& item : f->as_array()) {
      v.emplace_back(item.as_array().at(0).as_string(), item.as_array().at(1).to_number<int64_t>());
    }
  }
  void operator()(const char* key, facts::Amounts& v);
  void operator()(const char* key, std::optional<facts::Presale>& v);

 private:
  const boost::json::object& in_;
};

template <class V>
void fields(V& v, facts::MarketingShare& m) {
  v("kind", m.kind);
  v("amount", m.amount);
  v("taxed", m.tax_included);
  v("borne_by", m.borne_by);
}
template <class V>
void fields(V& v, Observation& o) {
  v("no", o.no);
  v("axis", o.axis);
  v("subject", o.subject);
  v("to", o.to);
  int from = o.from + 1;  // stored from 1, so that "did not move" is the default
  v("from", from);
  o.from = from - 1;
  v("at", o.occurred_at);
  v("rec", o.recorded_at);
  v("implied", o.implied);
  v("by_hand", o.by_hand);
  v("reset", o.reset);
  v("settled", o.settled);
  v("verdict", o.verdict);
  v("via", o.via);
  v("source", o.source);
  v("actor", o.actor);
  v("tx", o.transaction_id);
  v("message", o.message);
  v("reason", o.reason);
  v("detail", o.detail);
}
template <class V>
void fields(V& v, Line& l) {
  v("no", l.line_no);
  v("sku", l.sku);
  v("csku", l.channel_sku);
  v("title", l.title);
  v("qty", l.quantity);
  v("price", l.unit_price);
  v("discount", l.discount);
  v("allocated", l.allocated);
  v("packed", l.packed);
  v("shipped", l.shipped);
  v("delivered", l.delivered);
  v("returned", l.returned);
  v("refunded", l.refunded);
}
template <class V>
void fields(V& v, Parcel& p) {
  v("tracking_no", p.tracking_no);
  v("carrier", p.carrier);
  v("status", p.status);
  v("last_scan_at", p.last_scan_at);
  v("lines", p.lines);
}
template <class V>
void fields(V& v, PaymentPart& p) {
  v("payment_no", p.payment_no);
  v("method", p.method);
  v("amount", p.amount);
  v("paid_at", p.paid_at);
}
template <class V>
void fields(V& v, RefundCase& r) {
  v("refund_no", r.refund_no);
  v("kind", r.kind);
  v("reason", r.reason);
  v("status", r.status);
  v("amount", r.amount);
  v("lines", r.lines);
}
template <class V>
void fields(V& v, Mirror& m) {
  v("system", m.system);
  v("status_raw", m.status_raw);
  v("status", m.status);
  v("said_at", m.said_at);
  v("message", m.message);
}
// What of an order lies in no column of its own.
template <class V>
void document_fields(V& v, Order& o) {
  v("amounts", o.amounts);
  v("presale", o.presale);
  v("mark", o.personal_mark);
  v("content_at", o.content_at);
  v("said", o.content_status);
  v("key", o.content_key);
  v("note", o.note);
  v("custom", o.custom);
  v("tags", o.tags);
  v("holds", o.holds);
  v("hand", o.by_hand);
}
template <class V>
void column_fields(V& v, Order& o) {
  v("id", o.id);
  v("shop", o.shop);
  v("channel", o.channel);
  v("order_no", o.order_no);
  v("no_raw", o.channel_order_no);
  v("no_clean", o.order_no_clean);
  v("payment", o.axes.payment);
  v("fulfilment", o.axes.fulfilment);
  v("after_sale", o.axes.after_sale);
  v("status", o.status);
  v("balance_open", o.balance_open);
  v("at", o.occurred_at);
  v("updated", o.updated_at_platform);
  v("received", o.received_at);
  v("committed", o.committed_at);
  v("day", o.business_day);
  v("currency", o.currency);
  v("paid", o.paid);
  v("refunded", o.refunded);
  v("person", o.person);
  v("personal", o.personal);
  v("digest", o.personal_digest);
  v("version", o.version);
}

template <class T>
void append_object(std::string& out, const T& part) {
  JsonMembers members(out);
  ToJson v(members);
  fields(v, const_cast<T&>(part));  // the visitor only reads
  members.close();
}
template <class T>
void from_object(const boost::json::object& in, T& part) {
  FromJson v(in);
  fields(v, part);
}

[[nodiscard]] std::string document_json(const Order& order);
void read_document(std::string_view json, Order& order);

}  // namespace ordo::orders
