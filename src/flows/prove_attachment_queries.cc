#include "flows/prove_attachments.h"

namespace ordo::flows {
namespace {

// The partial index of the audit holds them all, that of an order those of one.
constexpr store::Sql kAttachmentEvents{
    "prove.attachment_events",
    "SELECT seq, order_id, kind, at, actor, payload FROM events WHERE version = 0 AND kind IN "
    "('attachment.added', 'attachment.removed') ORDER BY seq"};
constexpr store::Sql kAttachmentEventsOfOrder{
    "prove.attachment_events_of_order",
    "SELECT seq, order_id, kind, at, actor, payload FROM events WHERE order_id = :order_id AND "
    "order_id > 0 AND version = 0 AND kind IN ('attachment.added', 'attachment.removed') ORDER BY "
    "seq"};
constexpr store::Sql kStrayContent{
    "prove.stray_attachment_content",
    "SELECT id FROM attachment_content c WHERE NOT EXISTS (SELECT 1 FROM attachments a WHERE a.id "
    "= c.id AND a.removed_at = 0) ORDER BY id LIMIT 100"};

}  // namespace

void each_attachment_event(const store::Reader& reader, std::optional<OrderId> order,
                           const std::function<void(const AttachmentEvent&)>& visit) {
  const auto take = [&](const store::Row& row) {
    visit({row.integer(0), OrderId(row.integer(1)), row.text(2) == "attachment.removed",
           Instant{row.integer(3)}, std::string(row.text(4)), std::string(row.text(5))});
    return true;
  };
  if (order) {
    reader.query(kAttachmentEventsOfOrder, {{"order_id", order->value}}, take);
  } else {
    reader.query(kAttachmentEvents, {}, take);
  }
}

std::vector<int64_t> stray_attachment_content(const store::Reader& reader) {
  std::vector<int64_t> ids;
  reader.query(kStrayContent, {}, [&](const store::Row& row) {
    ids.push_back(row.integer(0));
    return true;
  });
  return ids;
}

}  // namespace ordo::flows
