#include "orders/attachment_store.h"

#include "base/invariant.h"

namespace ordo::orders {
namespace {

using store::Row;
using store::Sql;
using store::Value;

constexpr Sql kInsertAttachment{
    "attachments.insert",
    "INSERT INTO attachments(id, order_id, person, name, type, size, digest, mark, added_at, "
    "added_by, removed_at, removed_by, reason) VALUES(:id, :order_id, :person, :name, :type, "
    ":size, :digest, :mark, :added_at, :added_by, 0, '', '')"};
constexpr Sql kInsertAttachmentContent{
    "attachment_content.insert", "INSERT INTO attachment_content(id, sealed) VALUES(:id, :sealed)"};
constexpr Sql kRemoveAttachment{
    "attachments.remove",
    "UPDATE attachments SET removed_at = :removed_at, removed_by = :removed_by, "
    "reason = :reason WHERE id = :id AND removed_at = 0"};
constexpr Sql kRemoveAttachmentContent{"attachment_content.remove",
                                       "DELETE FROM attachment_content WHERE id = :id"};
constexpr Sql kAttachmentsOfOrder{
    "attachments.of_order",
    "SELECT id, order_id, person, name, type, size, digest, mark, added_at, added_by, removed_at, "
    "removed_by, reason FROM attachments WHERE order_id = :order_id ORDER BY id"};
constexpr Sql kAttachmentPage{
    "attachments.page",
    "SELECT id, order_id, person, name, type, size, digest, mark, added_at, added_by, removed_at, "
    "removed_by, reason FROM attachments WHERE id > :after ORDER BY id LIMIT :count"};
constexpr Sql kAttachmentContent{"attachment_content.load",
                                 "SELECT sealed FROM attachment_content WHERE id = :id"};

Attachment read_attachment(const Row& row) {
  Attachment a;
  a.id = row.integer(0);
  a.order = OrderId(row.integer(1));
  a.person = PersonId(row.integer(2));
  a.name = row.text(3);
  // A type that nobody has written is text: nothing opens it but a reader of text.
  a.type = parse_media_type(row.text(4)).value_or(FileType::kText);
  a.size = row.integer(5);
  a.digest = row.text(6);
  a.mark = row.integer(7);
  a.added_at = Instant{row.integer(8)};
  a.added_by = row.text(9);
  a.removed_at = Instant{row.integer(10)};
  a.removed_by = row.text(11);
  a.reason = row.text(12);
  return a;
}

}  // namespace

std::vector<Attachment> load_attachments(const store::Reader& reader, OrderId order) {
  std::vector<Attachment> found;
  reader.query(kAttachmentsOfOrder, {{"order_id", order.value}}, [&](const Row& row) {
    found.push_back(read_attachment(row));
    return true;
  });
  return found;
}

void ask_attachments(store::Questions& questions, OrderId order, std::vector<Attachment>& found) {
  questions.ask(kAttachmentsOfOrder, {{"order_id", order.value}}, [&found](const Row& row) {
    found.push_back(read_attachment(row));
    return true;
  });
}

std::vector<Attachment> attachment_page(const store::Reader& reader, int64_t after, size_t count) {
  std::vector<Attachment> found;
  reader.query(kAttachmentPage, {{"after", after}, {"count", static_cast<int64_t>(count)}},
               [&](const Row& row) {
                 found.push_back(read_attachment(row));
                 return true;
               });
  return found;
}

std::optional<std::string> load_attachment_content(const store::Reader& reader, int64_t id) {
  std::optional<std::string> sealed;
  reader.query(kAttachmentContent, {{"id", id}}, [&](const Row& row) {
    sealed = std::string(row.text(0));
    return false;
  });
  return sealed;
}

void insert_attachment(store::UnitOfWork& uow, const Attachment& a, std::string_view sealed) {
  uow.execute(kInsertAttachment, {{"id", a.id},
                                  {"order_id", a.order.value},
                                  {"person", a.person.value},
                                  {"name", a.name},
                                  {"type", media_type(a.type)},
                                  {"size", a.size},
                                  {"digest", a.digest},
                                  {"mark", a.mark},
                                  {"added_at", a.added_at.ms},
                                  {"added_by", a.added_by}});
  uow.execute(kInsertAttachmentContent, {{"id", a.id}, {"sealed", Value::blob(sealed)}});
}

void remove_attachment(store::UnitOfWork& uow, const Attachment& a) {
  const int64_t moved = uow.execute_counting(kRemoveAttachment, {{"id", a.id},
                                                                 {"removed_at", a.removed_at.ms},
                                                                 {"removed_by", a.removed_by},
                                                                 {"reason", a.reason}});
  invariant(moved == 1, "an attachment is removed once");
  uow.execute(kRemoveAttachmentContent, {{"id", a.id}});
}

}  // namespace ordo::orders
