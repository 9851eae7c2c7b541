#include "orders/order_queries.h"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>

namespace ordo::orders {
namespace {

using store::Row;
using store::Sql;

// A platform's clock may be so far ahead of ours: what was created after a moment arrived, at the
// earliest, so much before it.
constexpr int64_t kClockSlackMs = 15 * kMinuteMs;

constexpr Sql kWalk{.name = "orders.walk",
                    .text =
                        "SELECT id, shop, channel, order_no, order_no_clean, status, occurred_at, "
                        "committed_at, document FROM orders WHERE id < :before ORDER BY id DESC",
                    .walks = true};
constexpr Sql kWalkStatus{
    .name = "orders.walk_status",
    .text =
        "SELECT id, shop, channel, order_no, order_no_clean, status, occurred_at, committed_at, "
        "document FROM orders WHERE status = :status AND id < :before ORDER BY id DESC",
    .walks = true};
constexpr Sql kShopsOfForgotten{
    "orders.shops_of_forgotten",
    "SELECT DISTINCT o.shop FROM orders o JOIN persons p ON p.id = o.person WHERE o.id > :after "
    "AND "
    "o.id <= :until AND p.forgotten_at > 0 AND p.forgotten_at >= :since"};
constexpr Sql kLastOrder{"orders.last_id", "SELECT coalesce(max(id), 0) FROM orders"};
constexpr Sql kOne{"orders.check",
                   "SELECT id, shop, channel, order_no, order_no_clean, status, occurred_at, "
                   "committed_at, document FROM orders WHERE id = :id"};
constexpr Sql kHasSku{
    "order_lines.has_sku",
    "SELECT 1 FROM order_lines WHERE order_id = :order_id AND sku = :sku LIMIT 1"};
constexpr Sql kHasParcel{
    "parcels.has_tracking_no",
    "SELECT 1 FROM parcels WHERE order_id = :order_id AND tracking_no = :tracking_no LIMIT 1"};
constexpr Sql kShopOf{"orders.shop", "SELECT shop FROM orders WHERE id = :id"};
constexpr Sql kCountAfter{"orders.count_after",
                          "SELECT count(*), max(id) FROM orders WHERE id > :after"};
constexpr Sql kCountStatus{
    "orders.count_status",
    "SELECT count(*) FROM (SELECT 1 FROM orders WHERE status = :status LIMIT :most) AS s"};
constexpr Sql kShopsOfStatus{.name = "orders.shops_of_status",
                             .text = "SELECT shop FROM orders WHERE status = :status",
                             .walks = true};
// The unary plus keeps to the range of ids: what is new is counted, not the whole shop again.
constexpr Sql kCountShopAfter{"orders.count_shop_after",
                              "SELECT count(*), (SELECT max(id) FROM orders) FROM orders WHERE id "
                              "> :after AND +shop = :shop"};
constexpr Sql kRefused{
    .name = "observations.refused",
    .text =
        "SELECT order_id, no, axis, subject, to_state, occurred_at, recorded_at, source, actor, "
        "transaction_id, message, reason, from_state, (SELECT shop FROM orders WHERE id = "
        "order_id), "
        "(SELECT person FROM orders WHERE id = order_id) FROM observations WHERE verdict = 3 AND "
        "flags "
        "< 8 AND (order_id, no) < (:order_id, :no) "
        "ORDER BY order_id DESC, no DESC",
    .walks = true};

bool has_tag(std::string_view document, const std::string& tag) {
  if (document.find("\"tags\"") == std::string_view::npos) return false;
  const auto parsed = boost::json::parse({document.data(), document.size()});
  const auto* tags = parsed.as_object().if_contains("tags");
  return tags && std::ranges::any_of(tags->as_array(), [&](const boost::json::value& v) {
           return v.as_string() == tag;
         });
}

// Columns as kWalk names them. Parts are asked for later: a row of another list is still being read.
bool row_fits(const OrderFilter& f, const Row& row) {
  if (!f.shops.holds(ShopId(row.integer(1)))) return false;
  if (!f.channel.empty() && row.text(2) != f.channel) return false;
  if (!f.order_no.empty() && row.text(3) != f.order_no) return false;
  if (!f.channel_order_no_clean.empty() && row.text(4) != f.channel_order_no_clean) return false;
  if (f.status && row.integer(5) != static_cast<int64_t>(*f.status)) return false;
  if (!f.any_of.empty() &&
      std::ranges::find(f.any_of, static_cast<facts::Status>(row.integer(5))) == f.any_of.end()) {
    return false;
  }
  if (f.created_from && row.integer(6) < f.created_from->ms) return false;
  if (f.created_to && row.integer(6) >= f.created_to->ms) return false;
  return f.tag.empty() || has_tag(row.text(8), f.tag);
}

bool parts_fit(const store::Reader& reader, const OrderFilter& f, int64_t id) {
  if (!f.sku.empty() && !reader.integer(kHasSku, {{"order_id", id}, {"sku", f.sku}})) return false;
  return f.tracking_no.empty() ||
         reader.integer(kHasParcel, {{"order_id", id}, {"tracking_no", f.tracking_no}}).has_value();
}

bool fits(const store::Reader& reader, const OrderFilter& f, int64_t id) {
  bool fit = false;
  reader.query(kOne, {{"id", id}}, [&](const Row& row) {
    fit = row_fits(f, row);
    return false;
  });
  return fit && parts_fit(reader, f, id);
}

// An order was there, at the latest, when this row was last written; every order with a lower id was
// placed before, and so created before.
bool all_older(const OrderFilter& f, const Row& row) {
  return f.created_from && row.integer(7) < f.created_from->ms - kClockSlackMs;
}

OrderPage walk(const store::Reader& reader, const OrderFilter& filter,
               std::optional<facts::Status> status, PageLimit limit) {
  OrderPage page;
  int64_t scanned = 0, last = 0;
  bool more = false;
  const auto take = [&](const Row& row) {
    more = page.ids.size() == limit.count || scanned == kScanMax;
    if (more || all_older(filter, row)) return false;
    ++scanned;
    last = row.integer(0);
    if (row_fits(filter, row)) page.ids.emplace_back(last);
    return true;
  };
  if (status) {
    reader.query(kWalkStatus, {{"status", static_cast<int>(*status)}, {"before", limit.before}},
                 take);
  } else {
    reader.query(kWalk, {{"before", limit.before}}, take);
  }
  if (!more) return page;
  const bool full = page.ids.size() == limit.count;
  page.next_before =
      full ? last : core::bound_above(last, page.ids.empty() ? 0 : page.ids.back().value);
  return page;
}

// Each status has an index of its own, so that a rare group is found as fast as a common one. A walk that
// ended early has not looked below its end: nothing from there is taken yet.
OrderPage walk_statuses(const store::Reader& reader, const OrderFilter& filter, PageLimit limit) {
  OrderPage page;
  for (const facts::Status status : filter.any_of) {
    const OrderPage one = walk(reader, filter, status, limit);
    page.ids.insert(page.ids.end(), one.ids.begin(), one.ids.end());
    page.next_before = std::max(page.next_before, one.next_before);
  }
  std::erase_if(page.ids, [&](OrderId id) { return id.value < page.next_before; });
  std::ranges::sort(page.ids, std::greater{}, &OrderId::value);
  if (page.ids.size() > limit.count) {
    page.ids.resize(limit.count);
    page.next_before = page.ids.back().value;
  }
  return page;
}

// Columns as kRefused names them.
bool fits(const RefusedFilter& f, const Row& row) {
  if (!f.shops.holds(ShopId(row.integer(13)))) return false;
  if (f.axis && row.integer(2) != static_cast<int64_t>(*f.axis)) return false;
  if (f.recorded_from && row.integer(6) < f.recorded_from->ms) return false;
  return !f.recorded_to || row.integer(6) < f.recorded_to->ms;
}

RefusedObservation read_refused(const Row& row) {
  RefusedObservation item;
  item.order = OrderId(row.integer(0));
  item.person = row.integer(14);
  Observation& o = item.observation;
  o.no = row.integer(1);
  o.axis = static_cast<Axis>(row.integer(2));
  o.subject = row.text(3);
  o.to = static_cast<int>(row.integer(4));
  o.occurred_at = Instant{row.integer(5)};
  o.recorded_at = Instant{row.integer(6)};
  o.verdict = Verdict::kRefused;
  o.source = row.text(7);
  o.actor = row.text(8);
  o.transaction_id = row.text(9);
  o.message = MessageSeq(row.integer(10));
  o.reason = row.text(11);
  o.from = static_cast<int>(row.integer(12));
  return item;
}

}  // namespace

OrderPage walk_orders(const store::Reader& reader, const OrderFilter& filter, PageLimit limit) {
  if (!filter.status && !filter.any_of.empty()) return walk_statuses(reader, filter, limit);
  return walk(reader, filter, filter.status, limit);
}

OrderPage pick_orders(const store::Reader& reader, const OrderFilter& filter,
                      std::span<const int64_t> candidates, PageLimit limit) {
  OrderPage page;
  auto end = std::ranges::lower_bound(candidates, limit.before);
  int64_t checked = 0;
  while (end != candidates.begin()) {
    if (page.ids.size() == limit.count) {
      page.next_before = *end;
      break;
    }
    if (checked == kScanMax) {
      page.next_before = core::bound_above(*end, page.ids.empty() ? 0 : page.ids.back().value);
      break;
    }
    --end;
    ++checked;
    if (fits(reader, filter, *end)) page.ids.emplace_back(*end);
  }
  return page;
}

int64_t id_in_order_no(std::string_view order_no) {
  const size_t dash = order_no.rfind('-');
  return dash == std::string_view::npos ? 0 : parse_id(order_no.substr(dash + 1)).value_or(0);
}

ShopId shop_of_order(const store::Reader& reader, OrderId id) {
  return ShopId(reader.integer(kShopOf, {{"id", id.value}}).value_or(0));
}

std::vector<ShopId> shops_of_forgotten(const store::Reader& reader, Instant since, int64_t after,
                                       int64_t until) {
  std::vector<ShopId> shops;
  reader.query(kShopsOfForgotten, {{"after", after}, {"until", until}, {"since", since.ms}},
               [&](const Row& row) {
                 shops.emplace_back(row.integer(0));
                 return true;
               });
  return shops;
}

int64_t last_order_id(const store::Reader& reader) {
  return reader.integer(kLastOrder, {}).value_or(0);
}

OrderCount count_orders_after(const store::Reader& reader, int64_t after, ShopId shop) {
  OrderCount count{0, after};
  const auto take = [&](const Row& row) {
    count.orders = row.integer(0);
    count.last_id = std::max(after, row.integer(1));
    return false;
  };
  if (shop)
    reader.query(kCountShopAfter, {{"after", after}, {"shop", shop.value}}, take);
  else
    reader.query(kCountAfter, {{"after", after}}, take);
  return count;
}

int64_t count_status(const store::Reader& reader, facts::Status status,
                     const core::ShopScope& shops, int64_t most) {
  if (!shops.everything()) {
    int64_t found = 0;
    reader.query(kShopsOfStatus, {{"status", static_cast<int>(status)}}, [&](const Row& row) {
      found += shops.holds(ShopId(row.integer(0)));
      return found < most;
    });
    return found;
  }
  return reader.integer(kCountStatus, {{"status", static_cast<int>(status)}, {"most", most}})
      .value_or(0);
}

RefusedPage refused_observations(const store::Reader& reader, const RefusedFilter& filter,
                                 OrderId before_order, int64_t before_no, size_t count) {
  RefusedPage page;
  int64_t scanned = 0, last = 0;
  bool more = false;
  const auto take = [&](const Row& row) {
    more = page.items.size() == count || scanned == kScanMax;
    if (more) return false;
    ++scanned;
    last = row.integer(0);
    if (fits(filter, row)) page.items.push_back(read_refused(row));
    return true;
  };
  reader.query(kRefused, {{"order_id", before_order.value}, {"no", before_no}}, take);
  if (!more) return page;
  const OrderId lowest = page.items.empty() ? OrderId{} : page.items.back().order;
  page.next_order =
      page.items.size() == count ? lowest : OrderId(core::bound_above(last, lowest.value));
  if (page.next_order == lowest) page.next_no = page.items.back().observation.no;
  return page;
}

AxisCounts count_refused(const store::Reader& reader, const RefusedFilter& filter) {
  AxisCounts counts;
  int64_t scanned = 0;
  reader.query(kRefused, {{"order_id", INT64_MAX}, {"no", 0}}, [&](const Row& row) {
    counts.at_least = scanned == kScanMax;
    if (counts.at_least) return false;
    ++scanned;
    if (fits(filter, row)) ++counts.by_axis[static_cast<Axis>(row.integer(2))];
    return true;
  });
  return counts;
}

}  // namespace ordo::orders
