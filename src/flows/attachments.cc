#include "flows/attachments.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/invariant.h"
#include "core/limits.h"

namespace ordo::flows {
namespace {

std::string attachment_context(int64_t id) { return fmt::format("attachment:{}", id); }

}  // namespace

Result<ReadFile> read_file(const Key256& lookup, std::string_view content) {
  auto bytes = from_base64(content);
  if (!bytes) {
    return fail(ErrorClass::kInvalid, "malformed_content", "the file's content must be base64");
  }
  if (bytes->size() > core::kAttachmentBytesMax) {
    return fail(ErrorClass::kInvalid, "file_too_large", "a file may have 5 MiB");
  }
  auto type = detect_file_type(*bytes);
  if (!type) return std::unexpected(type.error());
  const int64_t mark = keyed_hash63(lookup, "attachment/" + hex(sha256(*bytes)));
  return ReadFile{std::move(*bytes), *type, mark};
}

std::string seal_attachment(const Key256& person, const Nonce96& nonce, int64_t id,
                            std::string_view bytes) {
  std::string sealed(bytes_view(nonce));
  sealed += aead_seal(person, nonce, bytes, attachment_context(id));
  return sealed;
}

std::optional<std::string> open_attachment(const Key256& person, int64_t id,
                                           std::string_view sealed) {
  Nonce96 nonce;
  if (sealed.size() < nonce.size()) return std::nullopt;
  std::copy_n(sealed.begin(), nonce.size(), reinterpret_cast<char*>(nonce.data()));
  return aead_open(person, nonce, sealed.substr(nonce.size()), attachment_context(id));
}

void Attachments::want(store::Questions& questions, OrderId order) {
  const auto [place, is_new] = by_order_.try_emplace(order);
  if (is_new) orders::ask_attachments(questions, order, place->second);
}

const std::vector<orders::Attachment>& Attachments::of(OrderId order) const {
  const auto it = by_order_.find(order);
  invariant(it != by_order_.end(), "attachments are looked for before they are asked for");
  return it->second;
}

void Attachments::add(orders::Attachment attachment, std::string sealed) {
  by_order_[attachment.order].push_back(attachment);
  added_.push_back({std::move(attachment), std::move(sealed)});
}

void Attachments::remove(orders::Attachment removed) {
  const auto held =
      std::ranges::find(by_order_[removed.order], removed.id, &orders::Attachment::id);
  invariant(held != by_order_[removed.order].end() && held->stands(),
            "an attachment is removed once");
  *held = removed;
  removed_.push_back(std::move(removed));
}

// One that was added in this very batch is written first, so that it can be removed.
void Attachments::persist(store::UnitOfWork& uow) const {
  for (const Added& added : added_) {
    orders::insert_attachment(uow, added.attachment, added.sealed);
  }
  for (const orders::Attachment& removed : removed_) orders::remove_attachment(uow, removed);
}

void Attachments::forget() noexcept {
  by_order_.clear();
  added_.clear();
  removed_.clear();
}

}  // namespace ordo::flows
