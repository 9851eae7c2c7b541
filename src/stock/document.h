// Papers by which goods come, go and are counted: purchase orders, transfers, stocktakes. Each is drafted, opened,
// recorded upon in parts and closed; what it does to stock are movements whose cause it is. Pure.
//
//              open                     record                     close
//   purchase   goods are expected       they came, or some of it   the rest is not expected any more
//   transfer   they leave, and are      they came, or some of it   the rest was lost on its way
//              expected at the other end
//   stocktake  what can be sold is      what was counted, again    differences are posted, what was frozen
//              frozen                   until it is closed         can be sold again
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "stock/book.h"
#include "stock/reserve.h"

namespace ordo::stock {

// The numbers are stored.
enum class DocumentKind : uint8_t { kPurchase = 1, kTransfer = 2, kStocktake = 3 };
enum class DocumentState : uint8_t {
  kDraft = 0,
  kOpen = 1,
  kPartly = 2,
  kDone = 3,
  kCancelled = 4,
};
[[nodiscard]] std::string_view name(DocumentKind kind);
[[nodiscard]] std::string_view name(DocumentState state);
[[nodiscard]] std::optional<DocumentKind> parse_document_kind(std::string_view text);
[[nodiscard]] std::optional<DocumentState> parse_document_state(std::string_view text);

inline constexpr size_t kDocumentLinesMax = 500;
inline constexpr int64_t kNotCounted = -1;

struct DocumentLine {
  std::string sku;
  int64_t quantity = 0;  // ordered or sent; of a stocktake what it has frozen
  int64_t done = 0;      // came; of a stocktake what was counted, or kNotCounted
  int64_t lost = 0;      // will not come
  int64_t on_hand = 0;   // of a stocktake: by the books, when it was counted
  int64_t difference = 0;
  bool operator==(const DocumentLine&) const = default;
};

struct Document {
  int64_t id = 0;
  DocumentKind kind = DocumentKind::kPurchase;
  DocumentState state = DocumentState::kDraft;
  std::string warehouse;  // where goods come to, or are counted
  std::string from;       // of a transfer
  std::string supplier, note;
  int32_t arrives_on = 0;  // yyyymmdd; 0: nobody said
  Instant created_at, updated_at;
  std::string created_by;
  int64_t version = 1;
  std::vector<DocumentLine> lines;  // each SKU once
  bool operator==(const Document&) const = default;

  [[nodiscard]] bool is_over() const { return state >= DocumentState::kDone; }
  [[nodiscard]] std::string cause() const;  // "purchase/7"
};

// {"kind", "warehouse", "from"?, "supplier"?, "arrives_on"?, "note"?, "lines": [{"sku", "quantity"}]}. Code
// "document_invalid" with every field at fault.
[[nodiscard]] Result<Document> parse_document(const boost::json::object& document);
// [{"sku", "quantity"}] of what came or was counted. Code "document_invalid".
using Recorded = std::vector<std::pair<std::string, int64_t>>;
[[nodiscard]] Result<Recorded> parse_recorded(const boost::json::object& body);

// All of it; read_document() of it is the same again.
[[nodiscard]] boost::json::object document_json(const Document& document);
[[nodiscard]] Document read_document(const boost::json::object& stored);

// What a document works on.
struct Desk {
  Book& book;
  std::function<ItemId(const ItemKey&)> item;           // made where there is none
  std::function<std::vector<Waiting>(ItemId)> waiting;  // for goods that come
  Origin origin;
};
// Each changes document and book, or answers why not; then both are to be taken back. Codes "document_state" (it is
// not open any more, or not yet), "not_of_document" (no line has this SKU), "more_than_ordered", "reason_required",
// and those of handling.h.
[[nodiscard]] Result<> open_document(Document& document, const Desk& desk);
[[nodiscard]] Result<> record_document(Document& document, const Desk& desk,
                                       const Recorded& recorded);
[[nodiscard]] Result<> close_document(Document& document, const Desk& desk);

}  // namespace ordo::stock
