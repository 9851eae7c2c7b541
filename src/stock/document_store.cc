#include "stock/document_store.h"

#include <boost/json.hpp>

namespace ordo::stock {
namespace {

using store::Row;
using store::Sql;

constexpr store::Migration kDocumentMigrations[] = {
    {1, "documents",
     // What lists ask for are columns; all of it is in the body.
     "CREATE TABLE stock_documents(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, state INTEGER "
     "NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL);"},
};

constexpr Sql kSaveDocument{
    "stock_documents.save",
    "INSERT INTO stock_documents(id, kind, state, version, body) VALUES(:id, :kind, :state, "
    ":version, :body) ON CONFLICT(id) DO UPDATE SET state = excluded.state, version = "
    "excluded.version, body = excluded.body"};
constexpr Sql kLoadDocument{"stock_documents.load",
                            "SELECT body FROM stock_documents WHERE id = :id"};
constexpr Sql kListDocuments{
    .name = "stock_documents.list",
    .text =
        "SELECT body FROM stock_documents WHERE id < :before AND (:kind < 0 OR kind = :kind) "
        "AND (:state < 0 OR state = :state) ORDER BY id DESC LIMIT :count",
    .walks = true};
constexpr Sql kAllDocuments{.name = "stock_documents.all",
                            .text = "SELECT body FROM stock_documents ORDER BY id",
                            .walks = true};

Document read_row(const Row& row) {
  return read_document(boost::json::parse(row.text(0)).as_object());
}

}  // namespace

const store::Component kDocumentsComponent{"stock_documents", kDocumentMigrations};

void save_document(store::UnitOfWork& uow, const Document& d) {
  uow.execute(kSaveDocument, {{"id", d.id},
                              {"kind", static_cast<int>(d.kind)},
                              {"state", static_cast<int>(d.state)},
                              {"version", d.version},
                              {"body", boost::json::serialize(document_json(d))}});
}

std::optional<Document> load_document(const store::Reader& reader, int64_t id) {
  std::optional<Document> found;
  reader.query(kLoadDocument, {{"id", id}}, [&](const Row& row) {
    found = read_row(row);
    return false;
  });
  return found;
}

void ask_document(store::Questions& questions, int64_t id, std::optional<Document>& found) {
  questions.ask(kLoadDocument, {{"id", id}}, [&found](const Row& row) {
    found = read_row(row);
    return false;
  });
}

std::vector<Document> list_documents(const store::Reader& reader, const DocumentFilter& filter,
                                     int64_t before, size_t count) {
  std::vector<Document> found;
  reader.query(kListDocuments,
               {{"before", before},
                {"kind", filter.kind ? static_cast<int>(*filter.kind) : -1},
                {"state", filter.state ? static_cast<int>(*filter.state) : -1},
                {"count", static_cast<int64_t>(count)}},
               [&](const Row& row) {
                 found.push_back(read_row(row));
                 return true;
               });
  return found;
}

void each_document(const store::Reader& reader, const std::function<void(const Document&)>& visit) {
  reader.query(kAllDocuments, {}, [&](const Row& row) {
    visit(read_row(row));
    return true;
  });
}

}  // namespace ordo::stock
