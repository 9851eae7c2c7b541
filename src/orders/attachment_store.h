// The tables of what people add to orders.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "orders/attachment.h"
#include "store/database.h"

namespace ordo::orders {

// Oldest first, those that were removed included.
[[nodiscard]] std::vector<Attachment> load_attachments(const store::Reader& reader, OrderId order);
void ask_attachments(store::Questions& questions, OrderId order, std::vector<Attachment>& found);
// As many as `count` with ids after `after`, of all orders.
[[nodiscard]] std::vector<Attachment> attachment_page(const store::Reader& reader, int64_t after,
                                                      size_t count);
// Its sealed bytes; nothing once it was removed.
[[nodiscard]] std::optional<std::string> load_attachment_content(const store::Reader& reader,
                                                                 int64_t id);
void insert_attachment(store::UnitOfWork& uow, const Attachment& attachment,
                       std::string_view sealed);
// Keeps who removed it, when and why; its bytes go.
void remove_attachment(store::UnitOfWork& uow, const Attachment& attachment);

}  // namespace ordo::orders
