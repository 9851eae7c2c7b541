// Purchase orders, transfers and stocktakes: drafted, opened, recorded upon and closed (stock/document.h).
#include <algorithm>
#include <utility>

#include "api/kit.h"
#include "api/order_json.h"
#include "api/stock_json.h"
#include "stock/document_store.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using stock::Document;

json::object line_json(const Document& d, const stock::DocumentLine& line,
                       const stock::Catalogue& catalogue) {
  const bool posted =
      d.kind == stock::DocumentKind::kStocktake && d.is_over() && line.done != stock::kNotCounted;
  return {{"sku", line.sku},
          {"name", name_of_sku(catalogue, line.sku)},
          {"quantity", line.quantity},
          {"done", line.done},
          {"lost", line.lost},
          {"on_hand", line.on_hand},
          {"difference", posted ? json::value(line.difference) : json::value(nullptr)}};
}

// What people wrote on it is free words.
json::object summary_json(const Document& d, const flows::Settings& settings, bool words) {
  return {{"id", std::to_string(d.id)},
          {"kind", stock::name(d.kind)},
          {"state", stock::name(d.state)},
          {"warehouse", d.warehouse},
          {"from", text_or_null(d.from)},
          {"supplier", text_or_null(d.supplier)},
          {"arrives_on", d.arrives_on ? json::value(stock::day_text(d.arrives_on)) : nullptr},
          {"note", words ? text_or_null(d.note) : json::value(nullptr)},
          {"created_at", time_json(d.created_at)},
          {"created_by", d.created_by},
          {"created_by_name", text_or_null(actor_name(settings, d.created_by))},
          {"updated_at", time_json(d.updated_at)},
          {"version", d.version}};
}

json::object whole_json(const Document& d, const flows::Settings& settings, bool words) {
  json::object o = summary_json(d, settings, words);
  json::array lines;
  for (const auto& line : d.lines) lines.push_back(line_json(d, line, *settings.catalogue));
  o["lines"] = std::move(lines);
  return o;
}

Result<stock::DocumentFilter> read_filter(const HttpRequest& request) {
  stock::DocumentFilter filter;
  if (const auto kind = request.parameter("kind")) {
    filter.kind = stock::parse_document_kind(*kind);
    if (!filter.kind) return invalid("/kind", "is no kind of document", "unknown_kind");
  }
  if (const auto state = request.parameter("state")) {
    filter.state = stock::parse_document_state(*state);
    if (!filter.state) return invalid("/state", "is no state of documents", "unknown_state");
  }
  return filter;
}

Result<HttpResponse> list(const Call& call) {
  const auto limit = read_limit(call.request);
  if (!limit) return std::unexpected(limit.error());
  const auto before = read_id_cursor(call.request);
  if (!before) return std::unexpected(before.error());
  const auto filter = read_filter(call.request);
  if (!filter) return std::unexpected(filter.error());
  const auto settings = call.kit.hub.settings();
  const auto lease = call.kit.hub.database().read();
  auto found = stock::list_documents(lease.reader(), *filter, *before, *limit + 1);
  const bool more = found.size() > *limit;
  if (more) found.resize(*limit);
  json::array items;
  for (const Document& d : found)
    items.push_back(summary_json(d, *settings, call.context.caller.view.notes));
  return page_answer(std::move(items), more ? std::to_string(found.back().id) : "");
}

Result<Document> load(const Call& call) {
  const auto id = parse_id(call.params.at("id"));
  const auto lease = call.kit.hub.database().read();
  auto found = id ? stock::load_document(lease.reader(), *id) : std::nullopt;
  if (found) return std::move(*found);
  return fail(ErrorClass::kNotFound, "document_not_found", "there is no such document");
}

HttpResponse tagged(HttpResponse response, int64_t version) {
  response.headers.emplace_back("ETag", "\"" + std::to_string(version) + "\"");
  return response;
}

Result<HttpResponse> one(const Call& call) {
  const auto document = load(call);
  if (!document) return std::unexpected(document.error());
  const auto settings = call.kit.hub.settings();
  return tagged(json_answer(200, whole_json(*document, *settings, call.context.caller.view.notes)),
                document->version);
}

// The command answers the document as it is kept; its caller sees it as any other reader does.
Write shown_write(const Call& call, std::string route, const json::object& command) {
  Write write;
  write.route = std::move(route);
  write.body = json::serialize(command);
  write.finish = [settings = call.kit.hub.settings(), words = call.context.caller.view.notes](
                     HttpResponse& response, const core::Outcome&) {
    const Document d = stock::read_document(json::parse(response.body).as_object());
    response.body = json::serialize(whole_json(d, *settings, words));
    if (response.status == 201) {
      response.headers.emplace_back("Location", "/api/v1/stock/documents/" + std::to_string(d.id));
    }
    response = tagged(std::move(response), d.version);
  };
  return write;
}

Result<Write> create(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  if (auto parsed = stock::parse_document(*body); !parsed) {
    return std::unexpected(parsed.error());
  }
  return shown_write(call, "stock.document", {{"document", std::move(*body)}});
}

// {"reason"?}, or {"lines"}; the body may be left out where nothing has to be said.
Result<json::object> read_said(const Call& call, std::string_view what) {
  if (call.request.body.empty() && what != "record") return json::object();
  auto body = read_object(call.request);
  if (!body) return std::unexpected(body.error());
  if (what == "record") {
    const auto recorded = stock::parse_recorded(*body);
    if (!recorded) return std::unexpected(recorded.error());
    return std::move(*body);
  }
  Fields fields(*body);
  fields.only({"reason"});
  const std::string reason = fields.text("reason", 500);
  if (!fields.ok()) return fields.error();
  return json::object{{"reason", reason}};
}

Result<Write> carry_on(const Call& call, std::string_view what) {
  const auto document = load(call);
  if (!document) return std::unexpected(document.error());
  auto command = read_said(call, what);
  if (!command) return std::unexpected(command.error());
  if (!call.request.header("if-match").empty()) {
    const auto version = read_if_match(call.request);
    if (!version) return std::unexpected(version.error());
    (*command)["if_version"] = *version;
  }
  json::array skus;
  for (const auto& line : document->lines) skus.push_back(json::value(line.sku));
  (*command)["document"] = document->id;
  (*command)["do"] = what;
  (*command)["skus"] = std::move(skus);
  return shown_write(call, "stock." + std::string(stock::name(document->kind)), *command);
}

Result<Write> open(const Call& call) { return carry_on(call, "open"); }
Result<Write> record(const Call& call) { return carry_on(call, "record"); }
Result<Write> close(const Call& call) { return carry_on(call, "close"); }

}  // namespace

void add_stock_document_routes(Resources& resources) {
  resources.read("GET", "/stock/documents", Area::kStock, list);
  resources.write("POST", "/stock/documents", Area::kStock, create);
  resources.read("GET", "/stock/documents/{id}", Area::kStock, one);
  resources.write("POST", "/stock/documents/{id}/open", Area::kStock, open);
  resources.write("POST", "/stock/documents/{id}/record", Area::kStock, record);
  resources.write("POST", "/stock/documents/{id}/close", Area::kStock, close);
}

}  // namespace ordo::api
