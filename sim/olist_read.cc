#include <charconv>
#include <unordered_map>

#include "base/money.h"
#include "base/text.h"
#include "sim/csv.h"
#include "sim/olist.h"

namespace ordo::sim {
namespace {

using Index = std::unordered_map<std::string, size_t>;  // id → place in the vector of orders

Error in_file(Error error, const std::string& file, const std::string& id) {
  error.detail = file + ", row of " + id + ": " + error.detail;
  return error;
}

Result<std::optional<Instant>> local_time(const std::string& text) {
  static const Result<Zone> kZone = Zone::find("America/Sao_Paulo");
  if (text.empty()) return std::optional<Instant>{};
  if (!kZone) return std::unexpected(kZone.error());
  auto moment = kZone->parse_local(text);
  if (!moment) return std::unexpected(std::move(moment.error()));
  return std::optional<Instant>{*moment};
}

Result<int64_t> centavos(const std::string& text) {
  static const Currency kReal = *Currency::parse("BRL");
  auto amount = parse_decimal(text, kReal);
  if (!amount) return std::unexpected(std::move(amount.error()));
  return amount->minor;
}

Result<OlistOrder> order_of_row(const CsvTable& row) {
  OlistOrder order;
  order.id = row["order_id"];
  order.status = row["order_status"];
  std::optional<Instant> purchased;
  const std::pair<const char*, std::optional<Instant>*> times[] = {
      {"order_purchase_timestamp", &purchased},
      {"order_approved_at", &order.approved_at},
      {"order_delivered_carrier_date", &order.handed_over_at},
      {"order_delivered_customer_date", &order.delivered_at}};
  for (const auto& [column, target] : times) {
    auto moment = local_time(row[column]);
    if (!moment) return std::unexpected(std::move(moment.error()));
    *target = *moment;
  }
  if (!purchased) return invalid("/order_purchase_timestamp", "an order has a time of purchase");
  order.purchased_at = *purchased;
  return order;
}

Result<> read_orders(const std::string& folder, size_t limit, std::vector<OlistOrder>& orders,
                     Index& by_customer) {
  const std::string file = folder + "/olist_orders_dataset.csv.gz";
  auto table = CsvTable::open(
      file, {"order_id", "customer_id", "order_status", "order_purchase_timestamp",
             "order_approved_at", "order_delivered_carrier_date", "order_delivered_customer_date"});
  if (!table) return std::unexpected(std::move(table.error()));
  while ((limit == 0 || orders.size() < limit) && table->next()) {
    auto order = order_of_row(*table);
    if (!order) return std::unexpected(in_file(order.error(), file, (*table)["order_id"]));
    by_customer.emplace((*table)["customer_id"], orders.size());
    orders.push_back(std::move(*order));
  }
  return {};
}

Result<> read_customers(const std::string& folder, std::vector<OlistOrder>& orders,
                        const Index& by_customer) {
  auto table = CsvTable::open(folder + "/olist_customers_dataset.csv.gz",
                              {"customer_id", "customer_unique_id", "customer_zip_code_prefix",
                               "customer_city", "customer_state"});
  if (!table) return std::unexpected(std::move(table.error()));
  while (table->next()) {
    const auto at = by_customer.find((*table)["customer_id"]);
    if (at == by_customer.end()) continue;
    OlistOrder& order = orders[at->second];
    order.customer_unique_id = (*table)["customer_unique_id"];
    order.postcode = (*table)["customer_zip_code_prefix"];
    order.city = (*table)["customer_city"];
    order.state = (*table)["customer_state"];
  }
  return {};
}

Result<> read_items(const std::string& folder, std::vector<OlistOrder>& orders,
                    const Index& by_id) {
  const std::string file = folder + "/olist_order_items_dataset.csv.gz";
  auto table =
      CsvTable::open(file, {"order_id", "order_item_id", "product_id", "price", "freight_value"});
  if (!table) return std::unexpected(std::move(table.error()));
  while (table->next()) {
    const auto at = by_id.find((*table)["order_id"]);
    if (at == by_id.end()) continue;
    const auto price = centavos((*table)["price"]), freight = centavos((*table)["freight_value"]);
    if (!price) return std::unexpected(in_file(price.error(), file, at->first));
    if (!freight) return std::unexpected(in_file(freight.error(), file, at->first));
    orders[at->second].items.push_back(
        {(*table)["order_item_id"], (*table)["product_id"], *price, *freight});
  }
  return {};
}

Result<> read_payments(const std::string& folder, std::vector<OlistOrder>& orders,
                       const Index& by_id) {
  const std::string file = folder + "/olist_order_payments_dataset.csv.gz";
  auto table =
      CsvTable::open(file, {"order_id", "payment_sequential", "payment_type", "payment_value"});
  if (!table) return std::unexpected(std::move(table.error()));
  while (table->next()) {
    const auto at = by_id.find((*table)["order_id"]);
    if (at == by_id.end()) continue;
    const auto value = centavos((*table)["payment_value"]);
    if (!value) return std::unexpected(in_file(value.error(), file, at->first));
    orders[at->second].payments.push_back(
        {(*table)["payment_sequential"], (*table)["payment_type"], *value});
  }
  return {};
}

Index index_by_id(const std::vector<OlistOrder>& orders) {
  Index index;
  index.reserve(orders.size());
  for (size_t i = 0; i < orders.size(); ++i) index.emplace(orders[i].id, i);
  return index;
}

std::optional<int64_t> whole_number(const std::string& text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<ExpectedOrder> expected_of_row(const CsvTable& row) {
  const auto units = whole_number(row["units"]), goods = whole_number(row["goods_minor"]);
  const auto freight = whole_number(row["freight_minor"]), paid = whole_number(row["paid_minor"]);
  if (!units || !goods || !freight || !paid) return std::nullopt;
  return ExpectedOrder{*units,         *goods, *freight, *paid, row["payment"], row["fulfilment"],
                       row["headline"]};
}

}  // namespace

Result<std::vector<OlistOrder>> read_olist(const std::string& folder, size_t limit) {
  std::vector<OlistOrder> orders;
  Index by_customer;
  auto read = read_orders(folder, limit, orders, by_customer);
  const Index by_id = index_by_id(orders);
  if (read) read = read_customers(folder, orders, by_customer);
  if (read) read = read_items(folder, orders, by_id);
  if (read) read = read_payments(folder, orders, by_id);
  if (!read) return std::unexpected(std::move(read.error()));
  return orders;
}

Result<ExpectedOrders> read_expected(const std::string& folder) {
  const std::string file = folder + "/expected.csv.gz";
  auto table = CsvTable::open(file, {"order_id", "units", "goods_minor", "freight_minor",
                                     "paid_minor", "payment", "fulfilment", "headline"});
  if (!table) return std::unexpected(std::move(table.error()));
  ExpectedOrders expected;
  while (table->next()) {
    const auto number = clean_number((*table)["order_id"]);
    auto row = expected_of_row(*table);
    if (!number || !row) {
      return fail(ErrorClass::kInvalid, "row_invalid", file + ": " + (*table)["order_id"]);
    }
    expected.emplace(*number, std::move(*row));
  }
  return expected;
}

}  // namespace ordo::sim
