#include "api/order_json.h"

#include <fmt/format.h>

#include "base/text.h"
#include "flows/words.h"
#include "orders/order_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using orders::Order;

std::string day_text(int32_t day) {
  return fmt::format("{:04}-{:02}-{:02}", day / 10000, day / 100 % 100, day % 100);
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::object buyer_json(const facts::Party& p, bool masked) {
  return {{"id", masked ? json::value(nullptr) : text_or_null(p.id)},
          {"name", text_or_null(masked ? mask_name(p.name) : p.name)},
          {"phone", text_or_null(masked ? mask_phone(p.phone) : p.phone)}};
}

json::object receiver_json(const facts::Party& p, const flows::View& view) {
  const json::value hidden = nullptr;
  return {{"name", text_or_null(view.people ? p.name : mask_name(p.name))},
          {"phone", text_or_null(view.people ? p.phone : mask_phone(p.phone))},
          {"country", text_or_null(p.country)},
          {"province", text_or_null(p.province)},
          {"city", text_or_null(p.city)},
          {"district", text_or_null(p.district)},
          {"street", view.address ? text_or_null(p.street) : hidden},
          {"postcode", view.address ? text_or_null(p.postcode) : hidden}};
}

json::object line_json(const orders::Line& l) {
  return {{"line_no", l.line_no},
          {"sku", text_or_null(l.sku)},
          {"channel_sku", text_or_null(l.channel_sku)},
          {"title", l.title},
          {"counters", json::object{{"ordered", l.quantity},
                                    {"allocated", l.allocated},
                                    {"packed", l.packed},
                                    {"shipped", l.shipped},
                                    {"delivered", l.delivered},
                                    {"returned", l.returned},
                                    {"refunded", l.refunded}}}};
}

json::array lines_json(const Order& o, bool priced) {
  json::array lines;
  for (const orders::Line& l : o.lines) {
    json::object line = line_json(l);
    if (priced) {
      line["unit_price"] = money_json(l.unit_price, o.currency);
      line["discount"] = money_json(l.discount, o.currency);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

json::object amounts_json(const Order& o) {
  const auto money = [&](int64_t minor) { return money_json(minor, o.currency); };
  json::array marketing;
  for (const facts::MarketingShare& m : o.amounts.marketing) {
    marketing.push_back(json::object{{"kind", m.kind},
                                     {"amount", money(m.amount)},
                                     {"tax_included", m.tax_included},
                                     {"borne_by", text_or_null(m.borne_by)}});
  }
  return {{"goods", money(o.amounts.goods)},
          {"freight", money(o.amounts.freight)},
          {"commission", money(o.amounts.commission)},
          {"marketing", std::move(marketing)},
          {"tax", money(o.amounts.tax)},
          {"total", money(o.amounts.total)},
          {"paid", money(o.paid)},
          {"refunded", money(o.refunded)}};
}

json::array quantities_json(const std::vector<std::pair<std::string, int64_t>>& lines) {
  json::array list;
  for (const auto& [line_no, quantity] : lines) {
    list.push_back(json::object{{"line_no", line_no}, {"quantity", quantity}});
  }
  return list;
}

json::array parcels_json(const Order& o) {
  json::array parcels;
  for (const orders::Parcel& p : o.parcels) {
    parcels.push_back(json::object{{"tracking_no", p.tracking_no},
                                   {"carrier", text_or_null(p.carrier)},
                                   {"status", facts::name(p.status)},
                                   {"last_scan_at", time_json(p.last_scan_at)},
                                   {"lines", quantities_json(p.lines)}});
  }
  return parcels;
}

json::array payments_json(const Order& o) {
  json::array payments;
  for (const orders::PaymentPart& p : o.payments) {
    payments.push_back(json::object{{"payment_no", p.payment_no},
                                    {"method", text_or_null(p.method)},
                                    {"amount", money_json(p.amount, o.currency)},
                                    {"paid_at", time_json(p.paid_at)}});
  }
  return payments;
}

json::array refunds_json(const Order& o, bool silent) {
  json::array refunds;
  for (const orders::RefundCase& r : o.refunds) {
    refunds.push_back(
        json::object{{"refund_no", r.refund_no},
                     {"kind", text_or_null(r.kind)},
                     {"status", facts::name(r.status)},
                     {"amount", money_json(r.amount, o.currency)},
                     {"reason", silent ? json::value(nullptr) : text_or_null(r.reason)},
                     {"lines", quantities_json(r.lines)}});
  }
  return refunds;
}

json::array mirrors_json(const Order& o) {
  json::array mirrors;
  for (const orders::Mirror& m : o.mirrors) {
    mirrors.push_back(json::object{{"system", m.system},
                                   {"status_raw", m.status_raw},
                                   {"status", text_or_null(m.status)},
                                   {"said_at", time_json(m.said_at)},
                                   {"message_id", id_json(m.message)}});
  }
  return mirrors;
}

json::value presale_json(const Order& o) {
  if (!o.presale) return nullptr;
  return json::object{{"deposit", money_json(o.presale->deposit, o.currency)},
                      {"balance", money_json(o.presale->balance, o.currency)},
                      {"balance_due_at", time_json(o.presale->balance_due_at.value_or(Instant{}))},
                      {"balance_open", o.balance_open}};
}

json::object clocks_json(const Order& o) {
  return {{"occurred_at", time_json(o.occurred_at)},
          {"updated_at_platform", time_json(o.updated_at_platform)},
          {"received_at", time_json(o.received_at)},
          {"committed_at", time_json(o.committed_at)},
          {"business_day", day_text(o.business_day)}};
}

void put_parties(json::object& out, const HeldPersonal& held, const flows::View& view) {
  out["buyer"] = nullptr;
  out["receiver"] = nullptr;
  if (held.personal) {
    out["buyer"] = buyer_json(held.personal->buyer, !view.people);
    out["receiver"] = receiver_json(held.personal->receiver, view);
  }
  if (held.forgotten) out["forgotten"] = true;
}

void put_amounts(json::object& out, const Order& o) {
  out["amounts"] = amounts_json(o);
  if (o.paid != o.amounts.total) {
    out["difference"] = money_json(o.paid - o.amounts.total, o.currency);
  }
  out["presale"] = presale_json(o);
}

void put_parts(json::object& out, const Order& o, const flows::View& view, bool silent) {
  if (view.goods) {
    out["lines"] = lines_json(o, view.amounts);
    out["parcels"] = parcels_json(o);
  }
  if (view.amounts) put_amounts(out, o);
  if (view.payments) out["payments"] = payments_json(o);
  if (view.refunds) out["refunds"] = refunds_json(o, silent);
  if (view.mirrors) out["mirrors"] = mirrors_json(o);
}

}  // namespace

json::object money_json(int64_t minor, const std::string& currency) {
  return {{"amount", minor}, {"currency", currency}};
}

json::value time_json(Instant t) {
  if (t.ms == 0) return nullptr;
  return json::value(format_rfc3339(t));
}

HeldPersonal unseal(const store::Reader& reader, const store::Keyring& keyring, Order& order) {
  HeldPersonal held;
  if (order.person == 0) return held;
  const auto wrapped = orders::load_person_key(reader, PersonId(order.person));
  held.forgotten = !wrapped;
  const auto key = wrapped ? keyring.unwrap(*wrapped, flows::person_context(order.person))
                           : Result<Key256>(std::unexpected(Error{}));
  flows::open_words(order, key ? &*key : nullptr);
  if (!key || order.personal == 0) return held;
  if (const auto row = orders::load_personal(reader, order.personal)) {
    held.personal = flows::open_personal(*key, order.personal, row->sealed);
  }
  return held;
}

json::object order_json(const Order& o, const HeldPersonal& held, const flows::Settings& settings,
                        const flows::View& view) {
  const flows::Shop* shop = settings.shop(o.shop);
  json::object out{{"id", o.id.str()},
                   {"order_no", o.order_no},
                   {"channel", o.channel},
                   {"shop", shop ? shop->code : o.shop.str()},
                   {"channel_order_no", o.channel_order_no},
                   {"status", facts::name(o.status)},
                   {"axes", json::object{{"payment", name(o.axes.payment)},
                                         {"fulfilment", name(o.axes.fulfilment)},
                                         {"after_sale", name(o.axes.after_sale)}}},
                   {"clocks", clocks_json(o)}};
  put_parties(out, held, view);
  // Free words name people as often as not.
  const bool silent = !view.notes || held.forgotten;
  put_parts(out, o, view, silent);
  out["holds"] = json::array(o.holds.begin(), o.holds.end());
  out["tags"] = json::array(o.tags.begin(), o.tags.end());
  out["custom"] = silent || o.custom.empty() ? json::object() : json::parse(o.custom).as_object();
  out["note"] = silent ? json::value(nullptr) : text_or_null(o.note);
  out["version"] = o.version;
  return out;
}

}  // namespace ordo::api
