#include "flows/attachment_commands.h"

#include <algorithm>

#include "base/json_read.h"
#include "core/limits.h"
#include "flows/commands.h"
#include "flows/config_commands.h"
#include "flows/order_flows.h"
#include "flows/people.h"
#include "flows/personal.h"
#include "flows/words.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Outcome;
using orders::Attachment;

int64_t number_in(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_int64() ? v->as_int64() : 0;
}

Outcome attachment_answer(int status, const Attachment& a, bool existing) {
  return answered(status,
                  {{"id", std::to_string(a.id)},
                   {"order_id", a.order.str()},
                   {"type", media_type(a.type)},
                   {"size", a.size},
                   {"added_at", format_rfc3339(a.added_at)},
                   {"existing", existing}},
                  a.order);
}

Outcome full() {
  return refused({ErrorClass::kRefused,
                  "attachments_full",
                  "an order may hold " + std::to_string(core::kAttachmentsMax) +
                      " attachments; remove one first",
                  {}});
}

class Attaching {
 public:
  Attaching(World& world, const store::Keyring& keyring, Context& context, OrderId order)
      : world_(world), keyring_(keyring), context_(context), order_(order) {}

  Outcome attach(const ReadFile& file, std::string_view name_raw) {
    const auto& held = world_.attachments().of(order_);
    const auto same = std::ranges::find_if(
        held, [&](const Attachment& a) { return a.stands() && a.mark == file.mark; });
    if (same != held.end()) return attachment_answer(200, *same, true);
    const auto standing = std::ranges::count_if(held, &Attachment::stands);
    if (static_cast<size_t>(standing) >= core::kAttachmentsMax) return full();
    auto name = orders::clean_file_name(name_raw, file.type);
    if (!name) return refused(invalid("/name", name.error().detail).error());
    const Key256* key = key_of_person();
    if (!key) {
      return refused({ErrorClass::kRefused,
                      "person_forgotten",
                      "this order's person is forgotten; nothing more is kept of them",
                      {}});
    }
    return put(file, *name, *key);
  }

  Outcome detach(int64_t id, const std::string& reason) {
    const auto& held = world_.attachments().of(order_);
    const auto found = std::ranges::find(held, id, &Attachment::id);
    if (found == held.end() || !found->stands()) {
      return refused({ErrorClass::kNotFound,
                      "attachment_not_found",
                      "the order has no such attachment, or it was removed",
                      {}});
    }
    if (reason.empty()) return refused(invalid("/reason", "is required").error());
    Attachment removed = *found;
    removed.removed_at = context_.batch.at;
    removed.removed_by = context_.entry.caller;
    removed.reason = reason;
    audit(context_, kAttachmentRemoved, {{"attachment", std::to_string(id)}, {"reason", reason}},
          order_);
    world_.attachments().remove(removed);
    return answered(200,
                    {{"id", std::to_string(id)},
                     {"order_id", order_.str()},
                     {"removed_at", format_rfc3339(removed.removed_at)}},
                    order_);
  }

 private:
  // Made where the order has none: what is sealed must be somebody's, so that he can be forgotten.
  const Key256* key_of_person() {
    if (world_.order(order_).person != 0) {
      return world_.person_key(PersonId(world_.order(order_).person));
    }
    const Key256* key = person_key_of(world_, keyring_, context_, world_.change(order_), 0);
    record_change(world_, context_, order_, "order.person_made", context_.chance.uuid(),
                  context_.entry.caller);
    return key;
  }

  Outcome put(const ReadFile& file, const std::string& name, const Key256& key) {
    Attachment a;
    a.id = context_.batch.next_id();
    a.order = order_;
    a.person = PersonId(world_.order(order_).person);
    a.name = seal_words(key, name);
    a.type = file.type;
    a.size = static_cast<int64_t>(file.bytes.size());
    a.mark = file.mark;
    a.added_at = context_.batch.at;
    a.added_by = context_.entry.caller;
    std::string sealed = seal_attachment(key, context_.chance.nonce(), a.id, file.bytes);
    a.digest = sealed_digest(sealed);
    audit(context_, kAttachmentAdded,
          {{"attachment", std::to_string(a.id)},
           {"name", a.name},
           {"type", media_type(a.type)},
           {"size", a.size},
           {"digest", a.digest},
           {"mark", std::to_string(a.mark)},
           {"person", a.person.str()}},
          order_);
    Outcome outcome = attachment_answer(201, a, false);
    world_.attachments().add(std::move(a), std::move(sealed));
    return outcome;
  }

  World& world_;
  const store::Keyring& keyring_;
  Context& context_;
  const OrderId order_;
};

}  // namespace

bool is_attaching(std::string_view route) { return route == kAttachRoute || route == kDetachRoute; }

void want_attached(World& world, store::Questions& questions, const json::object& body) {
  if (const OrderId id(number_in(body, "id")); id) world.attachments().want(questions, id);
}

Outcome apply_attaching(World& world, const store::Keyring& keyring, Context& context,
                        const DecodedCommand& command) {
  const json::object& body = *command.body;
  const OrderId order(number_in(body, "id"));
  if (!order || !world.has(order)) {
    return refused(
        {ErrorClass::kNotFound, "order_not_found", "there is no order with this id", {}});
  }
  Attaching attaching(world, keyring, context, order);
  Outcome outcome;
  if (context.entry.route == kDetachRoute) {
    outcome = attaching.detach(number_in(body, "attachment"), json_text(body, "reason"));
  } else if (!command.file) {
    outcome = refused(command.file.error());
  } else {
    outcome = attaching.attach(*command.file, json_text(body, "name"));
  }
  // A refusal belongs to its order as well: its body holds what may name people.
  outcome.order = order;
  return outcome;
}

}  // namespace ordo::flows
