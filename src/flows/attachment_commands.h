// Adding a file to an order, and removing it.
//
//   orders.attach  {"id", "name", "content": base64}    the file's type is found in its bytes
//   orders.detach  {"id", "attachment", "reason"}
//
// Both change nothing of the order itself: they are lines of its audit, "attachment.added" {"attachment",
// "name": sealed, "type", "size", "digest", "mark", "person"} and "attachment.removed" {"attachment",
// "reason"}, from which the rows can be made again; only the bytes cannot. The same bytes again are answered
// with what is there. Codes: 404 "order_not_found", "attachment_not_found"; 409 "attachments_full"; 410
// "person_forgotten"; 422 those of read_file().
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"

namespace ordo::flows {

inline constexpr std::string_view kAttachRoute = "orders.attach";
inline constexpr std::string_view kDetachRoute = "orders.detach";
inline constexpr std::string_view kAttachmentAdded = "attachment.added";
inline constexpr std::string_view kAttachmentRemoved = "attachment.removed";

[[nodiscard]] bool is_attaching(std::string_view route);
void want_attached(World& world, store::Questions& questions, const boost::json::object& body);
[[nodiscard]] core::Outcome apply_attaching(World& world, const store::Keyring& keyring,
                                            Context& context, const DecodedCommand& command);

}  // namespace ordo::flows
