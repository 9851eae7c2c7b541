// Reading stock: what there is, where each figure comes from, what holds it, what is short.
#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "api/kit.h"
#include "api/order_json.h"
#include "api/stock_json.h"
#include "base/text.h"
#include "orders/order_queries.h"
#include "stock/stock_queries.h"
#include "stock/stock_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using Owed = std::unordered_map<int64_t, int64_t>;  // units, by item

int64_t owed_by(const Owed& owed, const stock::Item& item) {
  const auto at = owed.find(item.id().value);
  return at == owed.end() ? 0 : at->second;
}

enum class State : uint8_t { kAny, kLow, kShort, kNegativeSellable };

Result<State> read_state(const HttpRequest& request) {
  const auto text = request.parameter("state");
  if (!text) return State::kAny;
  if (*text == "low") return State::kLow;
  if (*text == "short") return State::kShort;
  if (*text == "negative_sellable") return State::kNegativeSellable;
  return invalid("/state", "must be low, short or negative_sellable", "unknown_state");
}

bool is_in(State state, const stock::Item& item, const stock::Catalogue& catalogue,
           int64_t missing) {
  switch (state) {
    case State::kAny: return true;
    case State::kLow: return is_low(item, catalogue);
    case State::kShort: return missing > 0;
    case State::kNegativeSellable: return missing > item.sellable();
  }
  return true;
}

// A cursor holds a key: its parts hold no line break.
std::string key_text(const stock::ItemKey& key) {
  return key.sku + "\n" + key.warehouse + "\n" + key.pool;
}

Result<stock::ItemKey> read_key(const HttpRequest& request) {
  const auto cursor = request.parameter("cursor");
  if (!cursor) return stock::ItemKey{};
  const auto inside = decode_cursor(*cursor);
  const size_t first = inside ? inside->find('\n') : std::string::npos;
  const size_t second = first == std::string::npos ? first : inside->find('\n', first + 1);
  if (second == std::string::npos) {
    return fail(ErrorClass::kInvalid, "malformed_cursor", "this is no cursor of this list");
  }
  return stock::ItemKey{inside->substr(0, first), inside->substr(first + 1, second - first - 1),
                        inside->substr(second + 1)};
}

struct ListQuery {
  std::string words, sku;
  State state = State::kAny;
  stock::ItemFilter filter;
  stock::ItemKey after;
  size_t limit = kPageDefault;
};

Result<ListQuery> read_list(const HttpRequest& request) {
  ListQuery query;
  const auto limit = read_limit(request);
  const auto words = read_word(request, "q"), sku = read_word(request, "sku"),
             warehouse = read_word(request, "warehouse"), pool = read_word(request, "pool");
  const auto state = read_state(request);
  auto after = read_key(request);
  if (!limit) return std::unexpected(limit.error());
  for (const auto* word : {&words, &sku, &warehouse, &pool}) {
    if (!*word) return std::unexpected(word->error());
  }
  if (!state) return std::unexpected(state.error());
  if (!after) return std::unexpected(after.error());
  query.limit = *limit;
  query.words = *words;
  query.state = *state;
  query.after = std::move(*after);
  query.filter.warehouse = *warehouse;
  if (request.parameter("pool")) query.filter.pool = *pool;
  if (sku->empty()) return query;
  auto clean = clean_number(*sku);
  if (!clean) return invalid("/sku", clean.error().detail, clean.error().code);
  query.sku = query.filter.sku_from = std::move(*clean);
  return query;
}

Result<HttpResponse> list_stock(const Call& call) {
  auto query = read_list(call.request);
  if (!query) return std::unexpected(query.error());
  const auto settings = call.kit.hub.settings();
  const stock::Catalogue& catalogue = *settings->catalogue;
  const auto lease = call.kit.hub.database().read();
  const Owed owed = stock::missing_by_item(lease.reader());
  const SkuSearch search(catalogue, query->words);
  query->filter.also = [&](const stock::Item& item) {
    return (query->sku.empty() || item.key().sku == query->sku) && search.finds(item.key().sku) &&
           is_in(query->state, item, catalogue, owed_by(owed, item));
  };
  const auto page = stock::list_items(lease.reader(), query->filter, query->after, query->limit);
  json::array items;
  for (const stock::Item& item : page.items) {
    items.push_back(stock_item_json(item, catalogue, owed_by(owed, item)));
  }
  return page_answer(std::move(items), page.next ? key_text(*page.next) : "");
}

json::object share_json(const stock::Share& share) {
  return {{"kind", stock::name(share.kind)},
          {"times", share.times},
          {"brought", share.brought},
          {"taken", share.taken}};
}

json::array explained_json(const store::Reader& reader, const stock::Item& item) {
  json::array figures;
  for (const auto& [bucket, shares] : stock::explain_all(reader, item.id())) {
    json::array parts;
    for (const stock::Share& share : shares) parts.push_back(share_json(share));
    figures.push_back(json::object{
        {"bucket", stock::name(bucket)}, {"units", item.in(bucket)}, {"shares", std::move(parts)}});
  }
  return figures;
}

Result<HttpResponse> one_item(const Call& call) {
  const auto lease = call.kit.hub.database().read();
  const auto item = load_stock_item(call, lease.reader());
  if (!item) return std::unexpected(item.error());
  const auto settings = call.kit.hub.settings();
  const Owed owed = stock::missing_by_item(lease.reader());
  json::object answer = stock_item_json(*item, *settings->catalogue, owed_by(owed, *item));
  answer["explained"] = explained_json(lease.reader(), *item);
  HttpResponse response = json_answer(200, answer);
  response.headers.emplace_back("ETag", "\"" + std::to_string(item->figures().movements) + "\"");
  return response;
}

// Which orders of a page the caller may know of, each looked up once.
class SeenOrders {
 public:
  SeenOrders(const Call& call, const store::Reader& reader) : call_(call), reader_(reader) {}
  bool sees(OrderId id) {
    const Caller& caller = call_.context.caller;
    if (!id || caller.shops.everything()) return true;
    const auto [at, is_new] = seen_.try_emplace(id.value, false);
    if (is_new) {
      const ShopId shop = orders::shop_of_order(reader_, id);
      at->second = shop && in_scope(caller, shop);
    }
    return at->second;
  }

 private:
  const Call& call_;
  const store::Reader& reader_;
  std::unordered_map<int64_t, bool> seen_;
};

json::object movement_json(const stock::Movement& m, const Call& call,
                           const flows::Settings& settings, SeenOrders& orders) {
  // What carts hold is no line's.
  const bool of_cart = m.cause.order && m.cause.line_no.empty();
  const bool seen = !of_cart && orders.sees(m.cause.order);
  const std::string document = of_cart ? "cart/" + m.cause.order.str() : m.cause.document;
  const bool words = call.context.caller.view.notes;
  return {{"no", m.no},
          {"kind", stock::name(m.kind)},
          {"from", stock::name(m.from)},
          {"to", stock::name(m.to)},
          {"quantity", m.quantity},
          {"from_left", m.from_left},
          {"to_left", m.to_left},
          {"order_id", seen ? id_json(m.cause.order) : json::value(nullptr)},
          {"line_no", seen ? text_or_null(m.cause.line_no) : json::value(nullptr)},
          {"document", text_or_null(document)},
          {"actor", m.actor},
          {"actor_name", text_or_null(actor_name(settings, m.actor))},
          {"reason", words ? text_or_null(m.reason) : json::value(nullptr)},
          {"message_id", seen || (of_cart && call.context.caller.shops.everything())
                             ? id_json(m.message)
                             : json::value(nullptr)},
          {"at", time_json(m.at)}};
}

Result<std::optional<stock::MovementKind>> read_kind(const HttpRequest& request) {
  const auto text = request.parameter("kind");
  if (!text) return std::nullopt;
  const auto kind = stock::parse_movement_kind(*text);
  if (!kind) return invalid("/kind", "is no kind of movement", "unknown_kind");
  return kind;
}

Result<HttpResponse> list_movements(const Call& call) {
  const auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  const auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  const auto kind = read_kind(call.request);
  if (!kind) return std::unexpected(kind.error());
  const auto lease = call.kit.hub.database().read();
  const auto item = load_stock_item(call, lease.reader());
  if (!item) return std::unexpected(item.error());
  auto found = stock::ledger(lease.reader(), item->id(), *before, *limit + 1, *kind);
  const bool more = found.size() > *limit;
  if (more) found.resize(*limit);
  const auto settings = call.kit.hub.settings();
  SeenOrders orders(call, lease.reader());
  json::array items;
  for (const stock::Movement& m : found) {
    items.push_back(movement_json(m, call, *settings, orders));
  }
  return page_answer(std::move(items), more ? std::to_string(found.back().no) : "");
}

json::object reservation_json(const stock::Reservation& r, const flows::Settings& settings) {
  return {{"order_id", r.order.str()},
          {"no", r.no},
          {"line_no", r.line_no},
          {"shop", shop_code_json(settings, r.shop)},
          {"state", stock::name(r.state)},
          {"placeholder", r.placeholder},
          {"quantity", r.quantity},
          {"locked", r.locked},
          {"promised", r.promised},
          {"occupied", r.occupied},
          {"consumed", r.consumed},
          {"released", r.released},
          {"returned", r.returned},
          {"placed_at", time_json(r.placed_at)},
          {"expires_at", r.is_open() ? time_json(r.expires_at) : json::value(nullptr)},
          {"cart", r.line_no.empty()}};
}

Result<HttpResponse> list_reservations(const Call& call) {
  const auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  auto after = call.request.parameter("cursor")
                   ? read_ids_cursor(call.request)
                   : Result<std::pair<int64_t, int64_t>>(std::pair<int64_t, int64_t>(0, 0));
  if (!after) return std::unexpected(after.error());
  const auto lease = call.kit.hub.database().read();
  const auto item = load_stock_item(call, lease.reader());
  if (!item) return std::unexpected(item.error());
  const auto found = stock::open_reservations(lease.reader(), item->id(), OrderId(after->first),
                                              after->second, *limit);
  const auto settings = call.kit.hub.settings();
  json::array items;
  for (const stock::Reservation& r : found) {
    if (!in_scope(call.context.caller, r.shop)) continue;
    items.push_back(reservation_json(r, *settings));
  }
  return page_answer(std::move(items), found.size() == *limit ? found.back().order.str() + ":" +
                                                                    std::to_string(found.back().no)
                                                              : "");
}

// "item:order:no", behind which the next page begins.
struct ShortagePlace {
  int64_t item = 0, order = 0, no = 0;
};

Result<ShortagePlace> read_place(const HttpRequest& request) {
  const auto cursor = request.parameter("cursor");
  if (!cursor) return ShortagePlace{};
  const auto inside = decode_cursor(*cursor);
  const std::string text = inside.value_or("");
  const size_t first = text.find(':'), second = text.find(':', first + 1);
  const auto number = [&](size_t from, size_t until) {
    return parse_id(std::string_view(text).substr(from, until - from));
  };
  if (first != text.npos && second != text.npos) {
    const auto item = number(0, first), order = number(first + 1, second),
               no = number(second + 1, text.size());
    if (item && order && no) return ShortagePlace{*item, *order, *no};
  }
  return fail(ErrorClass::kInvalid, "malformed_cursor", "this is no cursor of this list");
}

json::object shortage_json(const stock::Shortage& s, const stock::Item& item,
                           const flows::Settings& settings) {
  return {{"id", s.order.str() + "-" + std::to_string(s.no)},
          {"order_id", s.order.str()},
          {"line_no", s.line_no},
          {"shop", shop_code_json(settings, s.shop)},
          {"item_id", s.item.str()},
          {"sku", item.key().sku},
          {"name", name_of_sku(*settings.catalogue, item.key().sku)},
          {"warehouse", item.key().warehouse},
          {"pool", text_or_null(item.key().pool)},
          {"quantity", s.quantity},
          {"covered", s.covered},
          {"missing", s.missing()},
          {"sellable", item.sellable()},
          {"at", time_json(s.at)}};
}

Result<HttpResponse> list_shortages(const Call& call) {
  const auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  const auto after = read_place(call.request);
  if (!after) return std::unexpected(after.error());
  const auto lease = call.kit.hub.database().read();
  const auto found = stock::walk_shortages(lease.reader(), stock::ItemId(after->item),
                                           OrderId(after->order), after->no, *limit);
  const auto settings = call.kit.hub.settings();
  std::map<int64_t, std::optional<stock::Item>> held;
  json::array items;
  for (const stock::Shortage& s : found) {
    if (!in_scope(call.context.caller, s.shop)) continue;
    auto [item, is_new] = held.try_emplace(s.item.value);
    if (is_new) item->second = stock::load_item(lease.reader(), s.item);
    if (item->second) items.push_back(shortage_json(s, *item->second, *settings));
  }
  if (found.size() < *limit) return page_answer(std::move(items), "");
  const stock::Shortage& last = found.back();
  return page_answer(std::move(items),
                     last.item.str() + ":" + last.order.str() + ":" + std::to_string(last.no));
}

}  // namespace

void add_stock_routes(Resources& resources) {
  resources.read("GET", "/stock", Area::kStock, list_stock);
  resources.read("GET", "/stock/items/{id}", Area::kStock, one_item);
  resources.read("GET", "/stock/items/{id}/movements", Area::kStock, list_movements);
  resources.read("GET", "/stock/items/{id}/reservations", Area::kStock, list_reservations);
  resources.read("GET", "/stock/shortages", Area::kStock, list_shortages);
}

}  // namespace ordo::api
