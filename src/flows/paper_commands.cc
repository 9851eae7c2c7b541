#include "flows/paper_commands.h"

#include <utility>

#include "base/json_read.h"
#include "flows/commands.h"
#include "flows/config_commands.h"
#include "flows/stock_commands.h"
#include "flows/stock_keeper.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Outcome;
using stock::Document;

int64_t named_paper(const json::object& body) {
  const json::value* id = body.if_contains("document");
  return id && id->is_int64() ? id->as_int64() : 0;
}

Result<> check_goods_of(const Context& context, const Document& d) {
  const stock::Catalogue& catalogue = *context.settings.catalogue;
  for (const stock::DocumentLine& line : d.lines) {
    if (auto known = check_goods(catalogue, line.sku, d.warehouse); !known) return known;
  }
  if (!d.from.empty() && !catalogue.takes_warehouse(d.from)) {
    return invalid("/from", "there is no warehouse " + d.from, "unknown_warehouse");
  }
  return {};
}

Outcome keep(World& world, Context& context, Document document, int status) {
  document.updated_at = context.batch.at;
  json::object told = stock::document_json(document);
  audit(context, kPaperEvent, told);
  world.papers().put(std::move(document));
  return answered(status, told);
}

Outcome draft(World& world, Context& context, const json::object& body) {
  const json::value* given = body.if_contains("document");
  auto document =
      stock::parse_document(given && given->is_object() ? given->as_object() : json::object());
  if (!document) return refused(document.error());
  if (auto known = check_goods_of(context, *document); !known) return refused(known.error());
  document->id = context.batch.next_id();
  document->created_at = context.batch.at;
  document->created_by = context.entry.caller;
  return keep(world, context, std::move(*document), 201);
}

Result<> check_version(const Document& document, const json::object& body) {
  const json::value* version = body.if_contains("if_version");
  if (!version || !version->is_int64() || version->as_int64() == document.version) return {};
  return fail(ErrorClass::kRefused, "version_stale",
              "this document changed since it was read; read it again and repeat");
}

// Whether all that its lines are of was loaded: the command names the SKUs.
Result<> check_loaded(const stock::Book& book, const Document& document) {
  for (const stock::DocumentLine& line : document.lines) {
    if (book.knows_all_of(line.sku)) continue;
    return invalid("/skus", "must name " + line.sku);
  }
  return {};
}

Result<> act(Document& document, const stock::Desk& desk, const json::object& body) {
  const std::string what = json_text(body, "do");
  if (what == "open") return stock::open_document(document, desk);
  if (what == "close") return stock::close_document(document, desk);
  if (what != "record") return invalid("/do", "must be open, record or close");
  json::object lines;
  if (const json::value* given = body.if_contains("lines")) lines["lines"] = *given;
  const auto recorded = stock::parse_recorded(lines);
  if (!recorded) return std::unexpected(recorded.error());
  return stock::record_document(document, desk, *recorded);
}

Outcome carry_on(World& world, Context& context, const json::object& body) {
  const Document* held = world.papers().find(named_paper(body));
  if (!held || "stock." + std::string(stock::name(held->kind)) != context.entry.route) {
    return refused({ErrorClass::kNotFound, "document_not_found", "there is no such document", {}});
  }
  StockWork work = stock_work(world, context, json_text(body, "reason"));
  if (auto same = check_version(*held, body); !same) return refused(same.error());
  if (auto loaded = check_loaded(work.book, *held); !loaded) return refused(loaded.error());
  const stock::Desk desk{work.book, [&](const stock::ItemKey& key) { return work.item(key); },
                         [&](stock::ItemId item) { return work.keeper.waiting(item); },
                         work.origin};
  Document document = *held;
  work.book.set_savepoint();
  if (auto done = act(document, desk, body); !done) {
    work.book.roll_back();
    return refused(done.error());
  }
  work.book.keep_changes();
  ++document.version;
  return keep(world, context, std::move(document), 200);
}

}  // namespace

bool is_paper_command(std::string_view route) {
  return route == "stock.document" || route == "stock.purchase" || route == "stock.transfer" ||
         route == "stock.stocktake";
}

void want_paper(World& world, store::Questions& questions, const json::object& body) {
  if (const int64_t id = named_paper(body)) world.papers().want(questions, id);
}

Outcome apply_paper_command(World& world, Context& context, const json::object& body) {
  return context.entry.route == "stock.document" ? draft(world, context, body)
                                                 : carry_on(world, context, body);
}

}  // namespace ordo::flows
