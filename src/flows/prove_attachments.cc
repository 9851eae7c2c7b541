#include "flows/prove_attachments.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/json_read.h"
#include "flows/attachments.h"
#include "flows/personal.h"
#include "flows/words.h"
#include "orders/order_store.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using orders::Attachment;

constexpr size_t kAttachmentsPage = 200;

json::object told_by(const AttachmentEvent& event) {
  json::error_code failed;
  json::value v = json::parse(event.payload, failed);
  return failed || !v.is_object() ? json::object() : std::move(v.as_object());
}

int64_t told_id(const json::object& told, std::string_view name) {
  return parse_id(json_text(told, name)).value_or(0);
}

Attachment added_by(const AttachmentEvent& event, const json::object& told) {
  Attachment a;
  a.id = told_id(told, "attachment");
  a.order = event.order;
  a.person = PersonId(told_id(told, "person"));
  a.name = json_text(told, "name");
  a.type = parse_media_type(json_text(told, "type")).value_or(FileType::kText);
  const json::value* size = told.if_contains("size");
  a.size = size && size->is_int64() ? size->as_int64() : -1;
  a.digest = json_text(told, "digest");
  a.mark = told_id(told, "mark");
  a.added_at = event.at;
  a.added_by = event.actor;
  return a;
}

// The row as history has it; none when nothing tells of it.
std::optional<Attachment> rebuilt(const store::Reader& reader, const Attachment& row) {
  std::optional<Attachment> built;
  each_attachment_event(reader, row.order, [&](const AttachmentEvent& event) {
    const json::object told = told_by(event);
    if (told_id(told, "attachment") != row.id) return;
    if (!event.removes) {
      built = added_by(event, told);
    } else if (built) {
      built->removed_at = event.at;
      built->removed_by = event.actor;
      built->reason = json_text(told, "reason");
    }
  });
  return built;
}

void prove_content(Proof& proof, const Attachment& a) {
  const auto sealed = orders::load_attachment_content(proof.reader, a.id);
  if (!sealed) {
    return proof.complain(
        fmt::format("attachment {} of order {} has lost its content", a.id, a.order.value));
  }
  if (sealed_digest(*sealed) != a.digest) {
    return proof.complain(
        fmt::format("attachment {} of order {} has another content than history "
                    "names",
                    a.id, a.order.value));
  }
  if (is_forgotten(proof.reader, a.person.value)) return;
  const auto wrapped = orders::load_person_key(proof.reader, a.person);
  const auto key = wrapped ? proof.keyring.unwrap(*wrapped, person_context(a.person.value))
                           : fail(ErrorClass::kNotFound, "no_key", "");
  const auto bytes = key ? open_attachment(*key, a.id, *sealed) : std::nullopt;
  if (!bytes || std::ssize(*bytes) != a.size || !open_words(*key, a.name)) {
    proof.complain(fmt::format("attachment {} of order {} does not open with the key of person {}",
                               a.id, a.order.value, a.person.value));
  }
}

void prove_row(Proof& proof, const Attachment& row) {
  proof.advance("attachments", ++proof.report.attachments);
  if (rebuilt(proof.reader, row) != row) {
    proof.complain(fmt::format("attachment {} of order {} is not what its events make of it",
                               row.id, row.order.value));
  }
  if (row.stands()) prove_content(proof, row);
}

}  // namespace

void prove_attachments(Proof& proof) {
  for (auto page = orders::attachment_page(proof.reader, 0, kAttachmentsPage); !page.empty();
       page = orders::attachment_page(proof.reader, page.back().id, kAttachmentsPage)) {
    for (const Attachment& row : page) prove_row(proof, row);
  }
  each_attachment_event(proof.reader, std::nullopt, [&](const AttachmentEvent& event) {
    const int64_t id = told_id(told_by(event), "attachment");
    const auto held = orders::load_attachments(proof.reader, event.order);
    if (std::ranges::find(held, id, &Attachment::id) != held.end()) return;
    proof.complain(fmt::format("event {} tells of attachment {} of order {} that left no row",
                               event.seq, id, event.order.value));
  });
  for (const int64_t id : stray_attachment_content(proof.reader)) {
    proof.complain(fmt::format("content {} belongs to no attachment that stands", id));
  }
}

}  // namespace ordo::flows
