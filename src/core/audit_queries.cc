#include "core/audit_queries.h"

namespace ordo::core {
namespace {

constexpr store::Sql kLines{
    "audit.lines",
    "SELECT seq, order_id, kind, at, message, transaction_id, actor, payload FROM events WHERE "
    "version = 0 AND seq < :before AND kind <> 'head.exported' ORDER BY seq DESC LIMIT :count"};
static_assert(kAuditVersion == 0, "the query above, and the index events_audit, count with it");

}  // namespace

std::vector<Event> audit_lines(const store::Reader& reader, int64_t before, size_t count) {
  std::vector<Event> lines;
  reader.query(kLines, {{"before", before}, {"count", static_cast<int64_t>(count)}},
               [&](const store::Row& r) {
                 Event& e = lines.emplace_back();
                 e.seq = EventSeq(r.integer(0));
                 e.order = OrderId(r.integer(1));
                 e.kind = r.text(2);
                 e.version = kAuditVersion;
                 e.at = Instant{r.integer(3)};
                 e.message = MessageSeq(r.integer(4));
                 e.transaction_id = r.text(5);
                 e.actor = r.text(6);
                 e.payload = r.text(7);
                 return true;
               });
  return lines;
}

}  // namespace ordo::core
