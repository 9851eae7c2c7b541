#include "stock/sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <span>

#include "base/text.h"

namespace ordo::stock {
namespace {

namespace json = boost::json;

struct Column {
  std::string_view name, chinese;
  bool number = false;
};
constexpr Column kSkuColumns[] = {
    {"sku", "商品编码"},
    {"name", "名称"},
    {"barcode", "条码"},
    {"unit", "单位"},
    {"alert_below", "库存预警", true},
    {"lock_minutes", "锁定分钟", true},
    {"placeholder_hours", "预占小时", true},
    {"per_buyer", "每人限购", true},
    {"presale_arrives_on", "预售到货日"},
    {"presale_mode", "预售方式"},
    {"presale_ceiling", "预售上限", true},
    {"components", "组成"},
};
constexpr Column kStockColumns[] = {
    {"sku", "商品编码"}, {"warehouse", "仓库"}, {"available", "可售", true}};

// Which cell of a row is which column.
class Header {
 public:
  Header(std::span<const Column> columns, const std::vector<CsvRow>& rows,
         std::vector<FieldError>& faults)
      : faults_(faults) {
    if (rows.empty()) fault(0, "", "the file has no header");
    for (const std::string& cell : rows.empty() ? CsvRow{} : rows.front()) {
      const std::string said = clean_text(cell).value_or("");
      const auto known = std::ranges::find_if(
          columns, [&](const Column& c) { return said == c.name || said == c.chinese; });
      if (known != columns.end()) {
        cells_.push_back(&*known);
      } else {
        cells_.push_back(nullptr);
        if (!said.empty()) fault(0, printable(said), "is no column of this table");
      }
    }
  }
  void needs(std::string_view column) {
    if (!has(column)) fault(0, column, "is missing");
  }
  [[nodiscard]] bool has(std::string_view column) const {
    return std::ranges::any_of(cells_, [&](const Column* c) { return c && c->name == column; });
  }
  // Column by column: number columns as whole numbers where they are, else as they were typed.
  template <class Take>
  void each(const CsvRow& row, const Take& take) const {
    for (size_t i = 0; i < cells_.size(); ++i) {
      if (!cells_[i]) continue;
      const std::string cell = i < row.size() ? clean_text(row[i]).value_or(row[i]) : "";
      take(*cells_[i], cell);
    }
  }
  void fault(size_t row, std::string_view column, std::string detail) {
    faults_.push_back({fmt::format("/rows/{}/{}", row, column), std::move(detail)});
  }

 private:
  std::vector<const Column*> cells_;
  std::vector<FieldError>& faults_;
};

std::optional<int64_t> whole_number(std::string_view cell) {
  const std::string clean = clean_number(cell).value_or("");
  int64_t n = 0;
  const auto [end, failed] = std::from_chars(clean.data(), clean.data() + clean.size(), n);
  if (failed != std::errc{} || end != clean.data() + clean.size()) return std::nullopt;
  return n;
}

json::value value_of(const Column& column, const std::string& cell) {
  if (!column.number) return json::value(cell);
  const auto n = whole_number(cell);
  return n ? json::value(*n) : json::value(cell);
}

// "TEA*2+CUP*1*gift".
json::array components_of(std::string_view cell) {
  json::array all;
  while (!cell.empty()) {
    std::string_view part = cell.substr(0, cell.find('+'));
    cell.remove_prefix(std::min(part.size() + 1, cell.size()));
    const bool gift = part.ends_with("*gift");
    if (gift) part.remove_suffix(5);
    const size_t star = part.rfind('*');
    const auto units =
        star == part.npos ? std::optional<int64_t>(1) : whole_number(part.substr(star + 1));
    all.push_back(json::object{{"sku", part.substr(0, star)},
                               {"units", units ? json::value(*units) : json::value("?")},
                               {"gift", gift}});
  }
  return all;
}

void set_presale(json::object& document, std::string_view field, json::value value) {
  json::value& presale = document["presale"];
  if (!presale.is_object()) presale = json::object();
  presale.as_object()[field] = std::move(value);
}

// The document as the row leaves it.
void take_cell(json::object& document, const Column& column, const std::string& cell) {
  if (column.name == "sku") return;
  if (column.name == "components") {
    document["components"] = components_of(cell);
  } else if (column.name.starts_with("presale_")) {
    const std::string_view field = column.name.substr(8);
    if (!cell.empty()) return set_presale(document, field, value_of(column, cell));
    json::value* presale = document.if_contains("presale");
    if (presale && presale->is_object()) presale->as_object().erase(field);
    if (presale && presale->as_object().empty()) document.erase("presale");
  } else if (cell.empty()) {
    document.erase(column.name);
  } else {
    document[column.name] = value_of(column, cell);
  }
}

std::string column_of(std::string_view pointer) {
  std::string column(pointer.substr(std::min<size_t>(1, pointer.size())));
  std::ranges::replace(column, '/', '_');
  return column;
}

std::string number_cell(const json::object& o, std::string_view field) {
  const json::value* v = o.if_contains(field);
  if (!v) return {};
  return v->is_string() ? std::string(v->as_string()) : json::serialize(*v);
}

std::string components_cell(const Sku& sku) {
  std::string cell;
  for (const Component& c : sku.components) {
    if (!cell.empty()) cell += '+';
    cell += fmt::format("{}*{}{}", c.sku, c.units, c.gift ? "*gift" : "");
  }
  return cell;
}

std::string header_line(std::span<const Column> columns) {
  std::vector<std::string> names;
  for (const Column& c : columns) names.emplace_back(c.name);
  return csv_line(names);
}

}  // namespace

SkuSheet read_sku_sheet(const Catalogue& catalogue, const std::vector<CsvRow>& rows) {
  SkuSheet sheet;
  Header header(kSkuColumns, rows, sheet.faults);
  header.needs("sku");
  if (!sheet.faults.empty()) return sheet;
  Catalogue next = catalogue;
  std::set<std::string> seen;
  std::vector<size_t> row_of;
  for (size_t i = 1; i < rows.size(); ++i) {
    std::string code;
    header.each(rows[i], [&](const Column& column, const std::string& cell) {
      if (column.name == "sku") code = clean_number(cell).value_or("");
    });
    if (code.empty()) {
      header.fault(i, "sku", "must be a SKU");
      continue;
    }
    if (!seen.insert(code).second) header.fault(i, "sku", "stands in this file twice");
    const Sku* held = catalogue.sku(code);
    json::object document = held ? sku_json(*held) : json::object();
    header.each(rows[i], [&](const Column& column, const std::string& cell) {
      take_cell(document, column, cell);
    });
    auto sku = parse_sku(code, document);
    if (!sku) {
      for (const FieldError& f : sku.error().fields) {
        header.fault(i, column_of(f.pointer), f.detail);
      }
      continue;
    }
    next.put(*sku);
    sheet.skus.push_back(std::move(*sku));
    row_of.push_back(i);
  }
  for (size_t k = 0; k < sheet.skus.size(); ++k) {
    const auto fits = check_sku(next, sheet.skus[k]);
    if (fits) continue;
    for (const FieldError& f : fits.error().fields) {
      header.fault(row_of[k], column_of(f.pointer), f.detail);
    }
  }
  return sheet;
}

std::string write_sku_sheet(const Catalogue& catalogue) {
  std::string text = "\xEF\xBB\xBF" + header_line(kSkuColumns);
  for (const auto& [code, sku] : catalogue.skus) {
    const json::object document = sku_json(sku);
    std::vector<std::string> cells;
    for (const Column& column : kSkuColumns) {
      if (column.name == "sku") {
        cells.push_back(code);
      } else if (column.name == "components") {
        cells.push_back(components_cell(sku));
      } else if (column.name.starts_with("presale_")) {
        const json::value* presale = document.if_contains("presale");
        cells.push_back(presale ? number_cell(presale->as_object(), column.name.substr(8)) : "");
      } else {
        cells.push_back(number_cell(document, column.name));
      }
    }
    text += csv_line(cells);
  }
  return text;
}

StockSheet read_stock_sheet(const Catalogue& catalogue, const std::vector<CsvRow>& rows) {
  StockSheet sheet;
  Header header(kStockColumns, rows, sheet.faults);
  for (const Column& column : kStockColumns) header.needs(column.name);
  if (!sheet.faults.empty()) return sheet;
  std::set<std::pair<std::string, std::string>> seen;
  for (size_t i = 1; i < rows.size(); ++i) {
    StockRow row;
    header.each(rows[i], [&](const Column& column, const std::string& cell) {
      if (column.name == "sku") {
        row.sku = clean_number(cell).value_or("");
        if (row.sku.empty()) return header.fault(i, "sku", "must be a SKU");
        if (!catalogue.takes_sku(row.sku)) header.fault(i, "sku", "is no SKU of the master file");
        if (catalogue.is_bundle(row.sku)) header.fault(i, "sku", "is a bundle");
      } else if (column.name == "warehouse") {
        row.warehouse = cell;
        const bool named = is_warehouse_name(cell) && catalogue.takes_warehouse(cell);
        if (!named) header.fault(i, "warehouse", "is no warehouse");
      } else {
        const auto n = whole_number(cell);
        row.available = n.value_or(0);
        if (!n || *n < 0 || *n > kUnitsMax) {
          header.fault(i, "available",
                       fmt::format("must be a whole number from 0 to {}", kUnitsMax));
        }
      }
    });
    if (!seen.emplace(row.sku, row.warehouse).second) {
      header.fault(i, "sku", "stands in this file twice for this warehouse");
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

std::string stock_sheet_header() {
  return "\xEF\xBB\xBF" + csv_line(std::vector<std::string>{
                              "sku", "name", "warehouse", "pool", "sellable", "available", "locked",
                              "occupied", "earmarked", "frozen", "incoming", "promised"});
}

std::string stock_sheet_line(const Item& item, const Catalogue& catalogue) {
  const Sku* sku = catalogue.sku(item.key().sku);
  std::vector<std::string> cells{item.key().sku, sku ? sku->name : "", item.key().warehouse,
                                 item.key().pool, std::to_string(item.sellable())};
  for (const Bucket bucket :
       {Bucket::kAvailable, Bucket::kLocked, Bucket::kOccupied, Bucket::kEarmarked, Bucket::kFrozen,
        Bucket::kIncoming, Bucket::kPromised}) {
    cells.push_back(std::to_string(item.in(bucket)));
  }
  return csv_line(cells);
}

}  // namespace ordo::stock
