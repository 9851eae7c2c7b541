#include "flows/prove_papers.h"

namespace ordo::flows {
namespace {

// The partial index of the audit holds them all.
constexpr store::Sql kPaperEvents{
    .name = "stock_documents.events",
    .text = "SELECT payload FROM events WHERE version = 0 AND kind = 'stock.document' ORDER BY seq",
    .walks = true};

}  // namespace

void each_paper_event(const store::Reader& reader,
                      const std::function<void(std::string_view payload)>& visit) {
  reader.query(kPaperEvents, {}, [&](const store::Row& row) {
    visit(row.text(0));
    return true;
  });
}

}  // namespace ordo::flows
