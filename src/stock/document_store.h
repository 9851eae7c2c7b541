// The tables of papers (stock/document.h): each as it stands.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "stock/document.h"
#include "store/database.h"

namespace ordo::stock {

extern const store::Component kDocumentsComponent;

void save_document(store::UnitOfWork& uow, const Document& document);
[[nodiscard]] std::optional<Document> load_document(const store::Reader& reader, int64_t id);
// None: there is no such document.
void ask_document(store::Questions& questions, int64_t id, std::optional<Document>& found);

struct DocumentFilter {
  std::optional<DocumentKind> kind;
  std::optional<DocumentState> state;
};
// Newest first, of those with ids below `before`; at most `count`.
[[nodiscard]] std::vector<Document> list_documents(const store::Reader& reader,
                                                   const DocumentFilter& filter, int64_t before,
                                                   size_t count);
// All, by id.
void each_document(const store::Reader& reader, const std::function<void(const Document&)>& visit);

}  // namespace ordo::stock
