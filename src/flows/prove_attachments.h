// The part of `prove` that makes attachments again from what history tells of them. Internal to it.
#pragma once

#include "flows/prove_kit.h"

namespace ordo::flows {

// Each row is what the events of its order make of it, and each event has left its row. Bytes stand as long
// as the attachment does, are those that history names by their digest, and open with their person's key
// unless that person is forgotten. One attachment's bytes are in memory at a time.
void prove_attachments(Proof& proof);

// What the audit tells of attachments, oldest first: of one order, or of every order.
struct AttachmentEvent {
  int64_t seq = 0;
  OrderId order;
  bool removes = false;
  Instant at;
  std::string actor, payload;
};
void each_attachment_event(const store::Reader& reader, std::optional<OrderId> order,
                           const std::function<void(const AttachmentEvent&)>& visit);
// Of rows of bytes that no attachment explains, their ids.
[[nodiscard]] std::vector<int64_t> stray_attachment_content(const store::Reader& reader);

}  // namespace ordo::flows
