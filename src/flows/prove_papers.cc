#include "flows/prove_papers.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>
#include <utility>

#include "stock/document_store.h"

namespace ordo::flows {

void prove_papers(const store::Reader& reader,
                  const std::function<void(std::string sentence)>& complain) {
  std::map<int64_t, stock::Document> told;
  each_paper_event(reader, [&](std::string_view payload) {
    boost::json::error_code failed;
    const boost::json::value v = boost::json::parse(payload, failed);
    if (failed || !v.is_object()) return;
    stock::Document document = stock::read_document(v.as_object());
    told.insert_or_assign(document.id, std::move(document));
  });
  stock::each_document(reader, [&](const stock::Document& row) {
    const auto history = told.find(row.id);
    if (history == told.end() || history->second != row) {
      complain(fmt::format("{} is not what the audit tells of it", row.cause()));
    }
    if (history != told.end()) told.erase(history);
  });
  for (const auto& [id, document] : told) {
    complain(fmt::format("the audit tells of {}, which left no row", document.cause()));
  }
}

}  // namespace ordo::flows
