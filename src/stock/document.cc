#include "stock/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/civil.h"
#include "base/json_read.h"
#include "base/text.h"
#include "stock/catalogue.h"
#include "stock/handling.h"

namespace ordo::stock {
namespace {

namespace json = boost::json;

constexpr size_t kSupplierMax = 200, kDocumentNoteMax = 500;
constexpr std::array<std::string_view, 3> kDocumentKinds{"purchase", "transfer", "stocktake"};
constexpr std::array<std::string_view, 5> kDocumentStates{"draft", "open", "partly", "done",
                                                          "cancelled"};

// A body that people send, read field by field.
class DocumentReader {
 public:
  explicit DocumentReader(const json::object& body) : body_(body) {}

  void only(std::initializer_list<std::string_view> names) {
    for (const auto& [key, value] : body_) {
      if (std::ranges::find(names, std::string_view(key)) == names.end()) {
        wrong("/" + printable(key), "is not a field of this document");
      }
    }
  }

  std::string text(std::string_view field, size_t max) {
    const json::value* v = body_.if_contains(field);
    if (!v || v->is_null()) return {};
    auto clean = v->is_string() ? clean_text(std::string_view(v->as_string()))
                                : fail(ErrorClass::kInvalid, "field_type", "");
    if (clean && code_points(*clean) <= max) return *clean;
    wrong("/" + std::string(field), fmt::format("must be a text of at most {} characters", max));
    return {};
  }

  std::string warehouse(std::string_view field, bool wanted) {
    const json::value* v = body_.if_contains(field);
    const std::string named = v && v->is_string() ? std::string(v->as_string()) : std::string();
    if (wanted && !is_warehouse_name(named)) {
      wrong("/" + std::string(field), "must be the name of a warehouse");
    } else if (!wanted && v && !v->is_null()) {
      wrong("/" + std::string(field), "is of another kind of document");
    }
    return named;
  }

  int32_t day(std::string_view field) {
    const std::string said = json_text(body_, field);
    if (!body_.contains(field)) return 0;
    if (said.size() != 10 || !civil::parse_date_time(said + "T00:00:00")) {
      wrong("/" + std::string(field), "must be a day like 2026-12-01");
      return 0;
    }
    return (civil::two_digits(said, 0) * 100 + civil::two_digits(said, 2)) * 10'000 +
           civil::two_digits(said, 5) * 100 + civil::two_digits(said, 8);
  }

  // `least`: of the quantity; nothing: there is none to say.
  Recorded lines(std::optional<int64_t> least) {
    Recorded all;
    const json::value* v = body_.if_contains("lines");
    if (!v || !v->is_array() || v->as_array().empty() || v->as_array().size() > kDocumentLinesMax) {
      wrong("/lines", fmt::format("must be 1 to {} lines", kDocumentLinesMax));
      return all;
    }
    for (const json::value& one : v->as_array()) {
      const std::string at = fmt::format("/lines/{}", all.size());
      all.push_back(line(one.is_object() ? one.as_object() : json::object(), at, least));
      const auto& [sku, quantity] = all.back();
      if (std::count_if(all.begin(), all.end(), [&](const auto& l) { return l.first == sku; }) >
          1) {
        wrong(at + "/sku", "stands in this document twice");
      }
    }
    return all;
  }

  void wrong(std::string pointer, std::string detail) {
    problems_.push_back({std::move(pointer), std::move(detail)});
  }

  template <class T>
  Result<T> end(T read) {
    if (problems_.empty()) return read;
    std::string first = problems_.front().pointer + " " + problems_.front().detail;
    return fail(ErrorClass::kInvalid, "document_invalid", std::move(first), std::move(problems_));
  }

 private:
  std::pair<std::string, int64_t> line(const json::object& o, const std::string& at,
                                       std::optional<int64_t> least) {
    const auto sku = clean_number(json_text(o, "sku"));
    if (!sku) wrong(at + "/sku", sku.error().detail);
    const json::value* q = o.if_contains("quantity");
    const bool sane =
        q && q->is_int64() && least && q->as_int64() >= *least && q->as_int64() <= kUnitsMax;
    if (least && !sane) {
      wrong(at + "/quantity", fmt::format("must be {} to {} units", *least, kUnitsMax));
    } else if (!least && q) {
      wrong(at + "/quantity", "is of another kind of document");
    }
    return {sku.value_or(""), sane ? q->as_int64() : 0};
  }

  const json::object& body_;
  std::vector<FieldError> problems_;
};

int64_t whole_of(const json::object& o, std::string_view field) {
  const json::value* v = o.if_contains(field);
  return v && v->is_int64() ? v->as_int64() : 0;
}

std::unexpected<Error> wrong_state(const Document& d, std::string_view wanted) {
  return fail(ErrorClass::kRefused, "document_state",
              fmt::format("{} is {}, and must be {}", d.cause(), name(d.state), wanted));
}

ItemId main_item(const Document& d, const Desk& desk, const std::string& sku) {
  return desk.item({sku, d.warehouse, ""});
}

Cause cause_of(const Document& d) { return {{}, "", d.cause()}; }

Result<> open_line(const Document& d, DocumentLine& line, const Desk& desk) {
  const ItemId here = main_item(d, desk, line.sku);
  if (d.kind == DocumentKind::kPurchase) {
    return expect(desk.book, here, line.quantity, cause_of(d), desk.origin);
  }
  if (d.kind == DocumentKind::kTransfer) {
    const ItemId from = desk.item({line.sku, d.from, ""});
    return send(desk.book, from, here, line.quantity, cause_of(d), desk.origin);
  }
  const auto frozen = begin_count(desk.book, here, cause_of(d), desk.origin);
  if (!frozen) return std::unexpected(frozen.error());
  line.quantity = *frozen;
  line.done = kNotCounted;
  return {};
}

std::vector<ItemId> pools_beside(const Book& book, const ItemKey& main) {
  std::vector<ItemId> pools;
  for (const Item* item : book.items_of(main.sku)) {
    if (item->key().warehouse == main.warehouse && !item->key().pool.empty()) {
      pools.push_back(item->id());
    }
  }
  return pools;
}

Result<> record_line(const Document& d, DocumentLine& line, const Desk& desk, int64_t units) {
  const ItemId here = main_item(d, desk, line.sku);
  if (d.kind == DocumentKind::kStocktake) {
    line.done = units;
    line.on_hand = on_hand_of(desk.book, here, pools_beside(desk.book, desk.book.item(here).key()));
    return {};
  }
  const int64_t open = line.quantity - line.done - line.lost;
  if (units > open) {
    return fail(ErrorClass::kRefused, "more_than_ordered",
                fmt::format("of {} {} are still to come and {} are recorded: take in what is "
                            "beyond as goods that nobody expected",
                            line.sku, open, units));
  }
  if (units == 0) return {};
  line.done += units;
  const auto kind =
      d.kind == DocumentKind::kPurchase ? MovementKind::kArrive : MovementKind::kTransferIn;
  return arrive(desk.book, here, units, kind, desk.waiting(here), cause_of(d), desk.origin);
}

Result<> close_counted(const Document& d, DocumentLine& line, const Desk& desk) {
  const ItemId here = main_item(d, desk, line.sku);
  // Somebody may have put some of it back on sale by hand.
  const int64_t frozen = std::min(line.quantity, desk.book.item(here).in(Bucket::kFrozen));
  if (line.done == kNotCounted) {
    if (frozen == 0) return {};
    Origin origin = desk.origin;
    if (origin.reason.empty()) origin.reason = "not counted";
    return unfreeze(desk.book, here, frozen, cause_of(d), origin);
  }
  const auto difference =
      post_count(desk.book, {here, line.on_hand, line.done, frozen}, cause_of(d), desk.origin);
  if (!difference) return std::unexpected(difference.error());
  line.difference = *difference;
  return {};
}

Result<> close_line(const Document& d, DocumentLine& line, const Desk& desk) {
  if (d.kind == DocumentKind::kStocktake) return close_counted(d, line, desk);
  const int64_t open = line.quantity - line.done - line.lost;
  if (open == 0) return {};
  line.lost += open;
  const ItemId here = main_item(d, desk, line.sku);
  if (d.kind == DocumentKind::kTransfer) {
    return lose_in_transit(desk.book, here, open, cause_of(d), desk.origin);
  }
  return cancel_expected(desk.book, here, open, cause_of(d), desk.origin);
}

bool has_record(const Document& d, const DocumentLine& line) {
  return d.kind == DocumentKind::kStocktake ? line.done != kNotCounted : line.done > 0;
}

}  // namespace

std::string_view name(DocumentKind kind) {
  return kDocumentKinds.at(static_cast<size_t>(kind) - 1);
}
std::string_view name(DocumentState state) {
  return kDocumentStates.at(static_cast<size_t>(state));
}

std::optional<DocumentKind> parse_document_kind(std::string_view text) {
  const auto at = std::ranges::find(kDocumentKinds, text);
  if (at == kDocumentKinds.end()) return std::nullopt;
  return static_cast<DocumentKind>(at - kDocumentKinds.begin() + 1);
}

std::optional<DocumentState> parse_document_state(std::string_view text) {
  const auto at = std::ranges::find(kDocumentStates, text);
  if (at == kDocumentStates.end()) return std::nullopt;
  return static_cast<DocumentState>(at - kDocumentStates.begin());
}

std::string Document::cause() const { return fmt::format("{}/{}", name(kind), id); }

Result<Document> parse_document(const json::object& body) {
  DocumentReader reader(body);
  reader.only({"kind", "warehouse", "from", "supplier", "arrives_on", "note", "lines"});
  Document d;
  const auto kind = parse_document_kind(json_text(body, "kind"));
  if (!kind) reader.wrong("/kind", "must be purchase, transfer or stocktake");
  d.kind = kind.value_or(DocumentKind::kPurchase);
  d.warehouse = reader.warehouse("warehouse", true);
  d.from = reader.warehouse("from", d.kind == DocumentKind::kTransfer);
  if (!d.from.empty() && d.from == d.warehouse) {
    reader.wrong("/from", "is where it goes to as well");
  }
  d.supplier = reader.text("supplier", kSupplierMax);
  d.arrives_on = reader.day("arrives_on");
  d.note = reader.text("note", kDocumentNoteMax);
  const bool counts = d.kind == DocumentKind::kStocktake;
  for (auto& [sku, quantity] : reader.lines(counts ? std::nullopt : std::optional<int64_t>(1))) {
    d.lines.push_back({.sku = std::move(sku), .quantity = quantity});
    if (counts) d.lines.back().done = kNotCounted;
  }
  return reader.end(std::move(d));
}

Result<Recorded> parse_recorded(const json::object& body) {
  DocumentReader reader(body);
  reader.only({"lines"});
  return reader.end(reader.lines(0));
}

json::object document_json(const Document& d) {
  json::array lines;
  for (const DocumentLine& l : d.lines) {
    lines.push_back(json::object{{"sku", l.sku},
                                 {"quantity", l.quantity},
                                 {"done", l.done},
                                 {"lost", l.lost},
                                 {"on_hand", l.on_hand},
                                 {"difference", l.difference}});
  }
  return {{"id", d.id},
          {"kind", name(d.kind)},
          {"state", name(d.state)},
          {"warehouse", d.warehouse},
          {"from", d.from},
          {"supplier", d.supplier},
          {"note", d.note},
          {"arrives_on", d.arrives_on},
          {"created_at", d.created_at.ms},
          {"updated_at", d.updated_at.ms},
          {"created_by", d.created_by},
          {"version", d.version},
          {"lines", std::move(lines)}};
}

Document read_document(const json::object& o) {
  Document d;
  d.id = whole_of(o, "id");
  d.kind = parse_document_kind(json_text(o, "kind")).value_or(DocumentKind::kPurchase);
  d.state = parse_document_state(json_text(o, "state")).value_or(DocumentState::kCancelled);
  d.warehouse = json_text(o, "warehouse");
  d.from = json_text(o, "from");
  d.supplier = json_text(o, "supplier");
  d.note = json_text(o, "note");
  d.arrives_on = static_cast<int32_t>(whole_of(o, "arrives_on"));
  d.created_at = Instant{whole_of(o, "created_at")};
  d.updated_at = Instant{whole_of(o, "updated_at")};
  d.created_by = json_text(o, "created_by");
  d.version = whole_of(o, "version");
  const json::value* lines = o.if_contains("lines");
  if (!lines || !lines->is_array()) return d;
  for (const json::value& v : lines->as_array()) {
    const json::object& l = v.as_object();
    d.lines.push_back({json_text(l, "sku"), whole_of(l, "quantity"), whole_of(l, "done"),
                       whole_of(l, "lost"), whole_of(l, "on_hand"), whole_of(l, "difference")});
  }
  return d;
}

Result<> open_document(Document& d, const Desk& desk) {
  if (d.state != DocumentState::kDraft) return wrong_state(d, "a draft");
  for (DocumentLine& line : d.lines) {
    if (auto opened = open_line(d, line, desk); !opened) return opened;
  }
  d.state = DocumentState::kOpen;
  return {};
}

Result<> record_document(Document& d, const Desk& desk, const Recorded& recorded) {
  if (d.state != DocumentState::kOpen && d.state != DocumentState::kPartly) {
    return wrong_state(d, "open");
  }
  for (const auto& [sku, units] : recorded) {
    const auto line = std::ranges::find(d.lines, sku, &DocumentLine::sku);
    if (line == d.lines.end()) {
      return fail(ErrorClass::kRefused, "not_of_document",
                  fmt::format("no line of {} is of {}", d.cause(), sku));
    }
    if (auto done = record_line(d, *line, desk, units); !done) return done;
  }
  const auto is_whole = [](const DocumentLine& l) { return l.done + l.lost == l.quantity; };
  const bool arrived = d.kind != DocumentKind::kStocktake && std::ranges::all_of(d.lines, is_whole);
  const bool any =
      std::ranges::any_of(d.lines, [&](const DocumentLine& l) { return has_record(d, l); });
  d.state = arrived ? DocumentState::kDone : any ? DocumentState::kPartly : DocumentState::kOpen;
  return {};
}

Result<> close_document(Document& d, const Desk& desk) {
  if (d.is_over()) return wrong_state(d, "a draft or open");
  const bool any = d.state == DocumentState::kPartly;
  if (d.state != DocumentState::kDraft) {
    for (DocumentLine& line : d.lines) {
      if (auto closed = close_line(d, line, desk); !closed) return closed;
    }
  }
  d.state = any ? DocumentState::kDone : DocumentState::kCancelled;
  return {};
}

}  // namespace ordo::stock
