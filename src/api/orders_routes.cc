// Reading orders: the list, the search, one order.
#include <algorithm>
#include <iterator>
#include <set>

#include "api/kit.h"
#include "api/order_json.h"
#include "base/phone.h"
#include "base/text.h"
#include "flows/placeholder_phone.h"
#include "orders/order_queries.h"
#include "orders/order_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using orders::OrderFilter;

constexpr int kSealedPagesMax = 20;

// What is asked for, and what a look-up must be made for.
struct Query {
  OrderFilter filter;
  // Personal, compared after unsealing. `phones`: what the number may mean, of which one must hold.
  std::vector<std::string> phones;
  std::string phone_tail, name, address;
  size_t limit = kPageDefault;
  int64_t before = INT64_MAX;
  [[nodiscard]] bool personal() const { return by_phone() || !name.empty() || !address.empty(); }
  [[nodiscard]] bool by_phone() const { return !phones.empty() || !phone_tail.empty(); }
};

using Source = std::function<std::string(std::string_view)>;  // a filter's text, or empty

void read_number(const Source& source, std::string_view name, std::string& out, Fields& fields) {
  const std::string raw = source(name);
  if (raw.empty()) return;
  auto clean = clean_number(raw);
  if (!clean)
    return fields.problem(pointer_to(name), clean.error().code + ": " + clean.error().detail);
  out = std::move(*clean);
}

void read_moment(const Source& source, std::string_view name, std::optional<Instant>& out,
                 Fields& fields) {
  const std::string text = source(name);
  if (text.empty()) return;
  auto at = parse_rfc3339(text);
  if (!at) return fields.problem(pointer_to(name), at.error().code + ": " + at.error().detail);
  out = *at;
}

void read_shop(const Call& call, const std::string& code, OrderFilter& filter, Fields& fields) {
  filter.shops = call.context.caller.shops;
  if (code.empty()) return;
  const auto settings = call.kit.hub.settings();
  const auto shop = shop_named(call, *settings, code);
  if (shop)
    filter.shops = filter.shops.only((*shop)->id);
  else
    fields.problem("/shop", "unknown_shop: there is no such shop");
}

void read_filter(const Call& call, const Source& source, OrderFilter& filter, Fields& fields) {
  read_shop(call, source("shop"), filter, fields);
  filter.channel = source("channel");
  const std::string status = source("status");
  filter.status = facts::parse_status(status);
  if (!status.empty() && !filter.status) {
    fields.problem("/status", "unknown_status: is not a status of orders");
  }
  const std::string group = source("group");
  const auto settings = call.kit.hub.settings();
  if (const auto* found = orders::find_group(settings->status_groups, group))
    filter.any_of = found->statuses;
  else if (!group.empty())
    fields.problem("/group", "unknown_group: is not a group of statuses");
  filter.order_no = source("order_no");
  filter.tag = source("tag");
  read_number(source, "channel_order_no", filter.channel_order_no_clean, fields);
  read_number(source, "tracking_no", filter.tracking_no, fields);
  read_number(source, "sku", filter.sku, fields);
  read_moment(source, "created_from", filter.created_from, fields);
  read_moment(source, "created_to", filter.created_to, fields);
}

// Under this number, in one shop or in all of them.
std::vector<int64_t> ids_of_number(const Call& call, const store::Reader& reader,
                                   const OrderFilter& filter) {
  std::vector<int64_t> ids;
  for (const auto& [code, shop] : call.kit.hub.settings()->shops) {
    if (!filter.shops.holds(shop.id)) continue;
    const OrderId id = orders::find_order_id(reader, shop.id, filter.channel_order_no_clean);
    if (id) ids.push_back(id.value);
  }
  std::ranges::sort(ids);
  return ids;
}

std::vector<int64_t> ids_under(const Call& call, const store::Reader& reader,
                               const std::string& key) {
  const int64_t hash = keyed_hash63(call.kit.hub.keyring().lookup(), key);
  std::vector<int64_t> ids = call.kit.hub.lookups().find(reader, hash);
  std::ranges::sort(ids);
  return ids;
}

std::vector<int64_t> ids_of_phones(const Call& call, const store::Reader& reader,
                                   const std::vector<std::string>& phones) {
  std::vector<int64_t> ids;
  for (const std::string& phone : phones) {
    std::ranges::copy(ids_under(call, reader, flows::phone_key(phone)), std::back_inserter(ids));
  }
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

bool any_in_scope(const Call& call, const store::Reader& reader, const std::vector<int64_t>& ids) {
  return std::ranges::any_of(ids, [&](int64_t id) {
    return in_scope(call.context.caller, orders::shop_of_order(reader, OrderId(id)));
  });
}

// The narrowest way in, or nothing where only a walk will do.
std::optional<std::vector<int64_t>> candidates(const Call& call, const store::Reader& reader,
                                               const Query& q) {
  const OrderFilter& f = q.filter;
  if (!f.order_no.empty()) return std::vector{orders::id_in_order_no(f.order_no)};
  if (!f.channel_order_no_clean.empty()) return ids_of_number(call, reader, f);
  if (!f.tracking_no.empty()) return ids_under(call, reader, flows::tracking_key(f.tracking_no));
  if (!q.phones.empty()) return ids_of_phones(call, reader, q.phones);
  if (!f.sku.empty()) return ids_under(call, reader, flows::sku_key(f.sku));
  return std::nullopt;
}

orders::OrderPage find_page(const Call& call, const store::Reader& reader, const Query& q,
                            orders::PageLimit limit) {
  const auto ids = candidates(call, reader, q);
  return ids ? orders::pick_orders(reader, q.filter, *ids, limit)
             : orders::walk_orders(reader, q.filter, limit);
}

bool holds(const std::string& text, const std::string& part) {
  return part.empty() || text.find(part) != std::string::npos;
}

bool personal_fits(const Query& q, const HeldPersonal& held) {
  if (!q.personal()) return true;
  if (!held.personal) return false;
  const facts::Party& b = held.personal->buyer;
  const facts::Party& r = held.personal->receiver;
  const auto is_theirs = [&](const std::string& p) { return b.phone == p || r.phone == p; };
  if (!q.phones.empty() && std::ranges::none_of(q.phones, is_theirs)) return false;
  if (!b.phone.ends_with(q.phone_tail) && !r.phone.ends_with(q.phone_tail)) return false;
  const std::string address = r.province + r.city + r.district + r.street;
  return (holds(b.name, q.name) || holds(r.name, q.name)) && holds(address, q.address);
}

// Appends what a page holds and this query wants; answers where the next page begins.
int64_t take_page(const Call& call, const store::Reader& reader, const Query& q, int64_t before,
                  json::array& items) {
  const auto settings = call.kit.hub.settings();
  const auto page = find_page(call, reader, q, {before, q.limit - items.size()});
  for (const OrderId id : page.ids) {
    auto order = orders::load_summary(reader, id);
    if (!order) continue;
    const HeldPersonal held = unseal(reader, call.kit.hub.keyring(), *order);
    if (!personal_fits(q, held)) continue;
    items.push_back(order_json(*order, held, *settings, call.context.caller.view));
  }
  return page.next_before;
}

struct Found {
  json::array items;
  int64_t next_before = 0;
};

Found find(const Call& call, const Query& q) {
  const auto lease = call.kit.hub.database().read_anywhere();
  Found found;
  found.next_before = take_page(call, lease.reader(), q, q.before, found.items);
  // What is sealed can only be compared one by one: some more pages are looked through, not all.
  for (int round = 1; q.personal() && round < kSealedPagesMax; ++round) {
    if (found.next_before == 0 || found.items.size() == q.limit) break;
    found.next_before = take_page(call, lease.reader(), q, found.next_before, found.items);
  }
  return found;
}

HttpResponse page_of(Found found) {
  return page_answer(std::move(found.items), std::to_string(found.next_before));
}

Result<HttpResponse> list(const Call& call) {
  Query q;
  auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  q.limit = *limit;
  q.before = *before;
  const json::object none;
  Fields fields(none);
  const Source source = [&](std::string_view name) {
    return call.request.parameter(name).value_or("");
  };
  read_filter(call, source, q.filter, fields);
  if (!fields.ok()) return fields.error();
  return page_of(find(call, q));
}

void read_paging(const json::object& body, Query& q, Fields& fields) {
  if (const json::value* limit = body.if_contains("limit")) {
    const bool fits = limit->is_int64() && limit->as_int64() >= 1 &&
                      limit->as_int64() <= static_cast<int64_t>(kPageMax);
    if (fits)
      q.limit = static_cast<size_t>(limit->as_int64());
    else
      fields.problem("/limit", "out_of_range: must be 1 to 200");
  }
  const std::string cursor = fields.text("cursor", 128);
  if (cursor.empty()) return;
  auto before = id_in_cursor(cursor);
  if (before)
    q.before = *before;
  else
    fields.problem("/cursor", "malformed_cursor: is not one that this list has given");
}

bool may_look_up(const Caller& caller) {
  return caller.view.people || allowed(caller, {Area::kLookup, false});
}

// A number without a country code is another one in each country: all that it may be in the countries of
// the shops, those that are asked first. None that names nobody.
std::vector<std::string> phones_of(const Call& call, const OrderFilter& filter,
                                   std::string_view text) {
  const auto settings = call.kit.hub.settings();
  std::set<std::string_view> tried;
  std::vector<std::string> phones;
  for (const core::ShopScope& scope : {filter.shops, call.context.caller.shops}) {
    for (const auto& [code, shop] : settings->shops) {
      if (!scope.holds(shop.id) || !tried.insert(shop.country).second) continue;
      auto phone = normalise_phone(text, shop.country);
      if (!phone || flows::is_placeholder_phone(*phone)) continue;
      if (std::ranges::find(phones, *phone) == phones.end()) phones.push_back(*phone);
    }
  }
  return phones;
}

// Free text is taken for the kind of number that it can be (a number names its order exactly), and without
// a digit for a name.
void read_free_text(const Call& call, Query& q, Fields& fields) {
  const std::string text = fields.text("q", 128);
  if (text.empty()) return;
  if (orders::id_in_order_no(text) && text.starts_with("SO")) {
    q.filter.order_no = text;
    return;
  }
  auto clean = clean_number(text);
  if (!clean) return fields.problem("/q", clean.error().code + ": " + clean.error().detail);
  const auto lease = call.kit.hub.database().read_anywhere();
  const auto finds = [&](const std::string& key) {
    return any_in_scope(call, lease.reader(), ids_under(call, lease.reader(), key));
  };
  OrderFilter by_number;
  by_number.shops = q.filter.shops;
  by_number.channel_order_no_clean = *clean;
  const Caller& caller = call.context.caller;
  auto phones = may_look_up(caller) ? phones_of(call, q.filter, text) : std::vector<std::string>();
  const bool is_sku = finds(flows::sku_key(*clean));
  if (!ids_of_number(call, lease.reader(), by_number).empty()) {
    q.filter.channel_order_no_clean = *clean;
  } else if (finds(flows::tracking_key(*clean))) {
    q.filter.tracking_no = *clean;
  } else if (!is_sku && !phones.empty()) {
    q.phones = std::move(phones);
  } else if (!is_sku && caller.view.people && q.name.empty() &&
             std::ranges::none_of(text, is_digit)) {
    q.name = text;
  } else {
    q.filter.sku = *clean;
  }
}

// Shorter, it would name too many; a whole number is searched for as one.
void read_phone_tail(Query& q, Fields& fields) {
  q.phone_tail = fields.text("phone_tail", 11);
  const bool digits = std::ranges::all_of(q.phone_tail, is_digit);
  if (!q.phone_tail.empty() && (!digits || q.phone_tail.size() < 4)) {
    fields.problem("/phone_tail", "invalid_phone: must be the last 4 to 11 digits");
  }
}

void read_phone(const Call& call, Query& q, Fields& fields) {
  const std::string text = fields.text("phone", 64);
  if (text.empty()) return;
  q.phones = phones_of(call, q.filter, text);
  if (!q.phones.empty()) return;
  fields.problem("/phone",
                 flows::is_placeholder_phone(text)
                     ? "placeholder_phone: stands in orders of strangers and names none of them"
                     : "invalid_phone: cannot be a telephone number of a shop's country");
}

// Whoever sees people masked could otherwise find them out by guessing; by telephone it may be allowed,
// and is then written down.
Result<> check_personal(const Caller& caller, const Query& q) {
  const bool by_phone = !q.by_phone() || may_look_up(caller);
  const bool by_name = q.name.empty() || caller.view.people;
  const bool by_address = q.address.empty() || caller.view.address;
  if (by_phone && by_name && by_address) return {};
  return fail(ErrorClass::kForbidden, "forbidden",
              "this role cannot search by what it sees masked");
}

Result<Query> read_search(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  Query q;
  Fields fields(*body);
  fields.only({"shop", "channel", "status", "group", "order_no", "channel_order_no", "tracking_no",
               "sku", "created_from", "created_to", "tag", "phone", "phone_tail", "name", "address",
               "q", "limit", "cursor"});
  const Source source = [&](std::string_view name) { return fields.text(name, 128); };
  read_filter(call, source, q.filter, fields);
  read_paging(*body, q, fields);
  q.name = fields.text("name", 200);
  q.address = fields.text("address", 500);
  read_phone_tail(q, fields);
  read_phone(call, q, fields);
  read_free_text(call, q, fields);
  if (!fields.ok()) return fields.error();
  if (auto ok = check_personal(call.context.caller, q); !ok) return std::unexpected(ok.error());
  return q;
}

// The line that the audit gets: which number, as the look-ups keep it, and whom it found.
std::string lookup_told(const Call& call, const Query& q, const Found& found) {
  const bool whole = !q.phones.empty();
  const auto hashed = [&](const std::string& key) {
    return std::to_string(keyed_hash63(call.kit.hub.keyring().lookup(), key));
  };
  json::array orders, readings;
  for (const json::value& item : found.items) orders.push_back(item.at("id"));
  for (const std::string& phone : q.phones) readings.emplace_back(hashed(flows::phone_key(phone)));
  json::object told{
      {"by", whole ? "phone" : "phone_tail"},
      {"number", hashed(whole ? flows::phone_key(q.phones.front()) : "phone_tail/" + q.phone_tail)},
      {"orders", std::move(orders)}};
  // Without a country code it may be a number of several countries.
  if (readings.size() > 1) told["numbers"] = std::move(readings);
  return json::serialize(told);
}

// Read before the line is written, given away only when it is.
Write told_lookup(const Call& call, const Query& q, Found found) {
  Write write;
  write.route = "people.lookup";
  // Only the answer that waited for the line shows anything: put off, it could never be had.
  write.administers = true;
  write.body = lookup_told(call, q, found);
  write.finish = [shown = page_of(std::move(found)).body](HttpResponse& response,
                                                          const core::Outcome&) {
    response.body = shown;
    response.headers.emplace_back("Cache-Control", "no-store");
  };
  return write;
}

void search(const Call& call, Respond respond) {
  auto q = read_search(call);
  if (!q) return respond(problem(q.error()));
  Found found = find(call, *q);
  if (!q->by_phone() || call.context.caller.view.people) return respond(page_of(std::move(found)));
  call.kit.writer.send(call.request, call.context, told_lookup(call, *q, std::move(found)),
                       std::move(respond));
}

Result<HttpResponse> one(const Call& call) {
  const auto lease = call.kit.hub.database().read_anywhere();
  auto order = load_order(call, lease.reader());
  if (!order) return std::unexpected(order.error());
  return order_answer(call, lease.reader(), *order);
}

}  // namespace

std::unexpected<Error> order_not_found() {
  return fail(ErrorClass::kNotFound, "order_not_found", "there is no order with this id");
}

Result<OrderPlace> find_order(const Call& call, const store::Reader& reader) {
  const auto id = parse_id_as<OrderTag>(call.params.at("id"));
  const ShopId shop = id ? orders::shop_of_order(reader, *id) : ShopId{};
  if (!shop || !in_scope(call.context.caller, shop)) return order_not_found();
  return OrderPlace{*id, shop};
}

Result<orders::Order> load_order(const Call& call, const store::Reader& reader) {
  const auto id = parse_id_as<OrderTag>(call.params.at("id"));
  auto order = id ? orders::load_order(reader, *id) : std::nullopt;
  if (!order || !in_scope(call.context.caller, order->shop)) return order_not_found();
  return std::move(*order);
}

HttpResponse order_answer(const Call& call, const store::Reader& reader, orders::Order order) {
  const HeldPersonal held = unseal(reader, call.kit.hub.keyring(), order);
  HttpResponse response =
      json_answer(200, order_json(order, held, *call.kit.hub.settings(), call.context.caller.view));
  response.headers.emplace_back("ETag", "\"" + std::to_string(order.version) + "\"");
  return response;
}

void add_order_routes(Resources& resources) {
  resources.read("GET", "/orders", Area::kOrders, list);
  resources.plain("POST", "/api/v1/orders/search", {Area::kOrders, false, Pace::kLookup},
                  Place::kWorker,
                  [kit = resources.kit()](const HttpRequest& request, const Params& params,
                                          const Context& context, Respond respond) {
                    search({request, params, context, *kit}, std::move(respond));
                  });
  resources.read("GET", "/orders/{id}", Area::kOrders, one);
}

}  // namespace ordo::api
