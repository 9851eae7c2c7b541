// The part of the world that knows what people added to orders: what the batch asks for, and what it
// changes; and how a file is sealed. The lane's thread only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "orders/attachment_store.h"

namespace ordo::flows {

// A file that a command brings, read: its bytes, what they are, and their keyed hash.
struct ReadFile {
  std::string bytes;
  FileType type = FileType::kText;
  int64_t mark = 0;
};
// Of its base64. Codes: "malformed_content", "file_too_large", and those of detect_file_type().
[[nodiscard]] Result<ReadFile> read_file(const Key256& lookup, std::string_view content);

// Nonce first; bound to the attachment's id.
[[nodiscard]] std::string seal_attachment(const Key256& person, const Nonce96& nonce, int64_t id,
                                          std::string_view bytes);
[[nodiscard]] std::optional<std::string> open_attachment(const Key256& person, int64_t id,
                                                         std::string_view sealed);

class Attachments {
 public:
  // Loading, from prefetch only: known once `questions` are settled.
  void want(store::Questions& questions, OrderId order);

  // Asking, during apply: those of an order, oldest first, as this batch has left them. What was not asked
  // for is an InvariantBreach.
  [[nodiscard]] const std::vector<orders::Attachment>& of(OrderId order) const;

  void add(orders::Attachment attachment, std::string sealed);
  // One that stands, as it is once it was removed.
  void remove(orders::Attachment removed);

  void persist(store::UnitOfWork& uow) const;
  void forget() noexcept;

 private:
  struct Added {
    orders::Attachment attachment;
    std::string sealed;
  };
  std::map<OrderId, std::vector<orders::Attachment>> by_order_;
  std::vector<Added> added_;
  std::vector<orders::Attachment> removed_;
};

}  // namespace ordo::flows
