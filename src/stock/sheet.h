// The SKU master and stock as tables, for people with spreadsheets: a header of column names, then a row each. Pure.
//   SKUs   sku, name, barcode, unit, alert_below, lock_minutes, placeholder_hours, per_buyer, presale_arrives_on,
//          presale_mode, presale_ceiling, components ("TEA*2+CUP*1*gift"). Columns that are left out stay as they
//          are; an empty cell clears.
//   stock  sku, warehouse, available: what is to be sellable there, and is set aside for nobody
// Chinese names of columns are read as well. Full-width digits become what they mean.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "stock/catalogue.h"
#include "stock/item.h"

namespace ordo::stock {

inline constexpr size_t kSheetRowsMax = 5'000;

struct SkuSheet {
  std::vector<Sku> skus;           // as they would stand
  std::vector<FieldError> faults;  // "/rows/2/alert_below": 1 is the first row below the header
};
// What the rows would make of the catalogue; bundles may be made of what stands in other rows.
[[nodiscard]] SkuSheet read_sku_sheet(const Catalogue& catalogue, const std::vector<CsvRow>& rows);
[[nodiscard]] std::string write_sku_sheet(const Catalogue& catalogue);

struct StockRow {
  std::string sku, warehouse;
  int64_t available = 0;
};
struct StockSheet {
  std::vector<StockRow> rows;
  std::vector<FieldError> faults;
};
[[nodiscard]] StockSheet read_stock_sheet(const Catalogue& catalogue,
                                          const std::vector<CsvRow>& rows);
[[nodiscard]] std::string stock_sheet_header();
[[nodiscard]] std::string stock_sheet_line(const Item& item, const Catalogue& catalogue);

}  // namespace ordo::stock
