#include "stock/sheet.h"

#include <gtest/gtest.h>

namespace ordo::stock {
namespace {

std::vector<CsvRow> table(std::string_view text) { return parse_csv(text, 99).value(); }

std::string faults_of(const std::vector<FieldError>& faults) {
  std::string all;
  for (const FieldError& f : faults) all += f.pointer + ";";
  return all;
}

TEST(StockSheet, skus_are_read_as_they_are_written) {
  const SkuSheet sheet = read_sku_sheet(
      {}, table("sku,名称,barcode,alert_below,presale_arrives_on,presale_ceiling,components\n"
                "tea,煎茶,6901,２０,2026-12-01,9,\nCUP,=cup,,,,,\nBOX,,,,,,TEA*2+CUP*1*gift\n"));
  ASSERT_EQ(faults_of(sheet.faults), "");
  Catalogue catalogue;
  for (const Sku& sku : sheet.skus) catalogue.put(sku);
  EXPECT_EQ(catalogue.sku("TEA")->settings.alert_below, 20);
  EXPECT_TRUE(catalogue.sku("BOX")->components[1].gift);
  const std::string written = write_sku_sheet(catalogue);
  EXPECT_NE(written.find("'=cup"), std::string::npos);
  const SkuSheet again = read_sku_sheet({}, table(text_of_file(written).value()));
  ASSERT_EQ(faults_of(again.faults), "");
  ASSERT_EQ(again.skus.size(), 3u);
  for (const Sku& sku : again.skus) EXPECT_EQ(sku_json(sku), sku_json(*catalogue.sku(sku.sku)));
}

TEST(StockSheet, every_row_at_fault_is_named) {
  const SkuSheet sheet =
      read_sku_sheet({}, table("sku,alert_below,components\nTEA,-1,\n,1,\nTEA,x,\nBOX,,GONE\n"));
  EXPECT_EQ(faults_of(sheet.faults),
            "/rows/1/alert_below;/rows/2/sku;/rows/3/sku;/rows/3/alert_below;"
            "/rows/4/components_0_sku;");
  EXPECT_EQ(faults_of(read_sku_sheet({}, table("name,colour\nx,y\n")).faults),
            "/rows/0/colour;/rows/0/sku;");
}

TEST(StockSheet, columns_that_are_left_out_stay_and_empty_cells_clear) {
  Catalogue catalogue;
  catalogue.put(read_sku_sheet({}, table("sku,name,alert_below\nTEA,tea,5\n")).skus.at(0));
  const SkuSheet sheet = read_sku_sheet(catalogue, table("sku,alert_below\nTEA,\n"));
  ASSERT_EQ(sheet.skus.size(), 1u);
  EXPECT_EQ(sheet.skus[0].name, "tea");
  EXPECT_FALSE(sheet.skus[0].settings.alert_below);
}

TEST(StockSheet, stock_is_checked_row_by_row) {
  const StockSheet sheet = read_stock_sheet(
      {}, table("sku,warehouse,available\ntea,main,１０\nTEA,main,1\nCUP,,1\nCUP,main,1.5\n"));
  EXPECT_EQ(sheet.rows.at(0).available, 10);
  EXPECT_EQ(faults_of(sheet.faults), "/rows/2/sku;/rows/3/warehouse;/rows/4/available;");
}

}  // namespace
}  // namespace ordo::stock
