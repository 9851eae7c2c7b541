// The SKU master and stock as tables: read as files, and set from files, which may be tried first.
#include <optional>

#include "api/kit.h"
#include "base/csv.h"
#include "stock/sheet.h"
#include "stock/stock_queries.h"

namespace ordo::api {
namespace {

namespace json = boost::json;

constexpr size_t kSheetBodyMax = 4u << 20;
constexpr size_t kExportPage = 1'000;

HttpResponse file_answer(std::string text, const std::string& name) {
  HttpResponse response;
  response.content_type = "text/csv; charset=utf-8";
  response.body = std::move(text);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return response;
}

Result<HttpResponse> export_skus(const Call& call) {
  return file_answer(stock::write_sku_sheet(*call.kit.hub.settings()->catalogue), "skus.csv");
}

Result<HttpResponse> export_stock(const Call& call) {
  const auto catalogue = call.kit.hub.settings()->catalogue;
  const auto lease = call.kit.hub.database().read();
  std::string text = stock::stock_sheet_header();
  std::optional<stock::ItemKey> after = stock::ItemKey{};
  while (after) {
    const auto page = stock::list_items(lease.reader(), {}, *after, kExportPage);
    for (const stock::Item& item : page.items) text += stock::stock_sheet_line(item, *catalogue);
    after = page.next;
  }
  return file_answer(std::move(text), "stock.csv");
}

Result<std::vector<CsvRow>> read_rows(const HttpRequest& request) {
  const std::string_view type = request.header("content-type");
  if (!type.starts_with("text/csv")) {
    return fail(ErrorClass::kInvalid, "unsupported_media_type", "send text/csv");
  }
  if (request.body.empty()) return fail(ErrorClass::kInvalid, "empty_body", "the file is empty");
  const auto text = text_of_file(request.body);
  if (!text) return std::unexpected(text.error());
  return parse_csv(*text, stock::kSheetRowsMax + 1);
}

json::array faults_json(const std::vector<FieldError>& faults) {
  json::array all;
  for (const FieldError& f : faults) {
    all.push_back(json::object{{"pointer", f.pointer}, {"detail", f.detail}});
  }
  return all;
}

// What a file would come to.
struct Import {
  std::string route;
  json::array items;
  std::vector<FieldError> faults;
  size_t rows = 0;
  int64_t changed = 0;
};

Result<Import> read_skus(const Call& call) {
  const auto rows = read_rows(call.request);
  if (!rows) return std::unexpected(rows.error());
  const auto catalogue = call.kit.hub.settings()->catalogue;
  stock::SkuSheet sheet = stock::read_sku_sheet(*catalogue, *rows);
  Import taken{.route = "config.skus", .items = {}, .faults = std::move(sheet.faults)};
  taken.rows = rows->empty() ? 0 : rows->size() - 1;
  for (const stock::Sku& sku : sheet.skus) {
    json::object document = stock::sku_json(sku);
    const stock::Sku* held = catalogue->sku(sku.sku);
    if (!held || stock::sku_json(*held) != document) ++taken.changed;
    document["code"] = sku.sku;
    taken.items.push_back(std::move(document));
  }
  return taken;
}

Result<Import> read_stock(const Call& call) {
  const auto rows = read_rows(call.request);
  if (!rows) return std::unexpected(rows.error());
  stock::StockSheet sheet = stock::read_stock_sheet(*call.kit.hub.settings()->catalogue, *rows);
  Import taken{.route = "stock.import", .items = {}, .faults = std::move(sheet.faults)};
  taken.rows = rows->empty() ? 0 : rows->size() - 1;
  const auto lease = call.kit.hub.database().read();
  for (const stock::StockRow& row : sheet.rows) {
    int64_t sellable = 0;
    stock::ItemFilter filter{.sku_from = row.sku, .warehouse = row.warehouse, .pool = ""};
    filter.also = [&](const stock::Item& item) { return item.key().sku == row.sku; };
    const auto found = stock::list_items(lease.reader(), filter, {}, 1);
    if (!found.items.empty()) sellable = found.items.front().sellable();
    if (sellable != row.available) ++taken.changed;
    taken.items.push_back(
        json::object{{"sku", row.sku}, {"warehouse", row.warehouse}, {"available", row.available}});
  }
  return taken;
}

// Tried only, where ?dry_run=true; what has one row at fault is not taken at all.
template <Result<Import> (*kRead)(const Call&)>
void take_sheet(const std::shared_ptr<Kit>& kit, const HttpRequest& request, const Params& params,
                const Context& context, const Respond& respond) {
  auto read = kRead({request, params, context, *kit});
  if (!read) return respond(problem(read.error()));
  if (request.parameter("dry_run").value_or("false") == "true") {
    return respond(json_answer(
        200,
        {{"rows", read->rows}, {"changed", read->changed}, {"errors", faults_json(read->faults)}}));
  }
  if (!read->faults.empty()) {
    return respond(problem(Error{ErrorClass::kInvalid, "import_invalid",
                                 read->faults.front().pointer + " " + read->faults.front().detail,
                                 read->faults}));
  }
  Write write;
  write.route = read->route;
  write.body =
      json::serialize(json::object{{"items", std::move(read->items)}, {"reason", "import"}});
  write.finish = [](HttpResponse& response, const core::Outcome&) {
    json::object answer = json::parse(response.body).as_object();
    answer["errors"] = json::array();
    response.body = json::serialize(answer);
  };
  kit->writer.send(request, context, std::move(write), respond);
}

template <Result<Import> (*kRead)(const Call&)>
void add_import(Resources& resources, const std::string& path) {
  resources.plain(
      "POST", "/api/v1" + path, {Area::kStock, true}, Place::kWorker,
      [kit = resources.kit()](const HttpRequest& request, const Params& params,
                              const Context& context, const Respond& respond) {
        take_sheet<kRead>(kit, request, params, context, respond);
      },
      kSheetBodyMax);
}

}  // namespace

void add_sheet_routes(Resources& resources) {
  resources.read("GET", "/exports/skus", Area::kStock, export_skus);
  resources.read("GET", "/exports/stock", Area::kStock, export_stock);
  add_import<read_skus>(resources, "/imports/skus");
  add_import<read_stock>(resources, "/imports/stock");
}

}  // namespace ordo::api
