// Papers of stock (stock/document.h) as commands:
//   stock.document    {"document": {…}}        drafts one (stock::parse_document)
//   stock.purchase, stock.transfer, stock.stocktake
//                     {"document": id, "do": "open", "record" or "close", "skus", "lines"?, "reason"?, "if_version"?}
// "skus" are those of its lines, by which its stock is loaded. Each change is in the audit with the whole document as
// it then stands (kPaperEvent), from which `prove` makes the table again. Codes: those of stock/document.h and
// check_goods, "document_not_found", "version_stale".
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"

namespace ordo::flows {

inline constexpr std::string_view kPaperEvent = "stock.document";

[[nodiscard]] bool is_paper_command(std::string_view route);
void want_paper(World& world, store::Questions& questions, const boost::json::object& body);
[[nodiscard]] core::Outcome apply_paper_command(World& world, Context& context,
                                                const boost::json::object& body);

}  // namespace ordo::flows
