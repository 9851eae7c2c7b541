#include <chrono>
#include <memory>

#include "base/log.h"
#include "core/limits.h"
#include "flows/commands.h"
#include "flows/head_export.h"
#include "flows/head_file.h"
#include "flows/raise.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds kRecordWait{2};

constexpr store::Sql kNewest{"heads.newest",
                             "SELECT no, at, head, last_event FROM batches ORDER BY no DESC LIMIT "
                             "1"};
constexpr store::Sql kLastEventOf{"heads.last_event_of",
                                  "SELECT last_event FROM batches WHERE no = :no"};
constexpr store::Sql kHeadOf{"heads.head_of", "SELECT head FROM batches WHERE no = :no"};
constexpr store::Sql kEventKind{"heads.event_kind", "SELECT kind FROM events WHERE seq = :seq"};
constexpr store::Sql kExportsBack{"heads.exports",
                                  "SELECT payload FROM events WHERE kind = 'head.exported' AND seq "
                                  "> :after ORDER BY seq DESC LIMIT 1"};

struct Newest {
  core::SignedHead head;
  int64_t last_event = 0;
};

Newest newest_of(const store::Reader& reader) {
  Newest newest;
  reader.query(kNewest, {}, [&](const store::Row& row) {
    newest.head = {row.integer(0), Instant{row.integer(1)}, std::string(row.text(2)), ""};
    newest.last_event = row.integer(3);
    return false;
  });
  return newest;
}

// Whether all that followed batch `exported` is the record of its export.
bool only_recorded(const store::Reader& reader, const Newest& newest, int64_t exported) {
  if (newest.head.batch != exported + 1) return false;
  const int64_t before = reader.integer(kLastEventOf, {{"no", exported}}).value_or(0);
  return newest.last_event == before + 1 &&
         reader.text(kEventKind, {{"seq", newest.last_event}}) == core::kHeadExported;
}

// The newest batch whose export the chain has recorded after batch `from`'s events.
int64_t newest_recorded(const store::Reader& reader, int64_t from) {
  const int64_t after = reader.integer(kLastEventOf, {{"no", from}}).value_or(0);
  const auto payload = reader.text(kExportsBack, {{"after", after}});
  const auto head = payload ? core::parse_head_payload(*payload) : std::nullopt;
  return head ? head->batch : 0;
}

}  // namespace

core::Outcome record_head(Context& context, const json::object& body) {
  const auto head = core::parse_head_payload(json::serialize(body));
  if (!head) return refused({ErrorClass::kInvalid, "invalid", "is not a signed head", {}});
  core::Event event;
  event.kind = core::kHeadExported;
  event.message = context.entry.seq;
  event.transaction_id = context.chance.uuid();
  event.actor = context.entry.caller;
  event.payload = core::head_payload(head->batch, head->signature);
  context.batch.add_event(std::move(event));
  if (const json::value* path = body.if_contains("copy_failed"); path && path->is_string()) {
    raise(context, AlertKind::kHeadsNotCopied, {{"path", path->as_string()}});
  }
  return answered(200, {});
}

HeadExport::HeadExport(Hub& hub) : hub_(hub), path_(head_path(hub.options().data_dir)) {
  const HeadFile file = read_heads(path_);
  if (file.heads.empty()) return;
  last_batch_ = file.heads.back().batch;
  last_at_ = file.heads.back().at;
}

HeadExport::~HeadExport() { stop(); }

bool HeadExport::is_overdue() { return hub_.clock().now().ms - last_at_.ms >= core::kHeadExportMs; }

void HeadExport::start() {
  stopping_ = false;
  thread_ = std::jthread([this] {
    record_missing();
    if (is_overdue()) export_now();
    std::unique_lock lock(mutex_);
    while (!cv_.wait_for(lock, std::chrono::milliseconds(core::kHeadExportMs),
                         [this] { return stopping_; })) {
      export_now();
    }
  });
}

void HeadExport::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    cv_.notify_all();
  }
  thread_.join();
  export_now();
  if (recorded_.valid()) (void)recorded_.wait_for(kRecordWait);
}

bool HeadExport::append_newest(core::SignedHead& head) {
  // What another process has written is for that one to vouch for.
  if (hub_.taken_over()) return false;
  try {
    const auto lease = hub_.database().read();
    const Newest newest = newest_of(lease.reader());
    head = newest.head;
    if (head.batch <= last_batch_ || only_recorded(lease.reader(), newest, last_batch_)) {
      return false;
    }
  } catch (const store::StorageError& e) {
    log::error("head_not_exported", {{"detail", e.what()}});
    return false;
  }
  head.signature =
      ed25519_sign(hub_.keyring().signing_seed(), core::head_message(head.batch, head.head));
  if (!append_head(path_, head)) {
    log::error("head_not_exported", {{"path", path_}});
    return false;
  }
  last_batch_ = head.batch;
  last_at_ = head.at;
  return true;
}

bool HeadExport::export_now() {
  core::SignedHead head;
  if (!append_newest(head)) return false;
  const bool copied = copy_heads();
  const bool alert = !copied && !copy_failing_;
  copy_failing_ = !copied;
  recorded_ = record(head, alert);
  return true;
}

// A copy that holds more than the data folder is evidence, and only ever grows.
bool HeadExport::copy_heads() {
  const std::string& copy = hub_.options().heads_copy;
  if (copy.empty()) return true;
  const HeadFile there = read_heads(copy);
  const int64_t last = there.heads.empty() ? 0 : there.heads.back().batch;
  for (const core::SignedHead& head : read_heads(path_).heads) {
    if (head.batch <= last || append_head(copy, head)) continue;
    log::error("heads_not_copied", {{"path", copy}});
    return false;
  }
  return true;
}

void HeadExport::export_last() {
  core::SignedHead head;
  (void)append_newest(head);
  (void)copy_heads();
}

// A record that the log does not take now is made at the next start.
std::future<void> HeadExport::record(const core::SignedHead& head, bool alert_copy) {
  auto done = std::make_shared<std::promise<void>>();
  auto recorded = done->get_future();
  Hub::Command command;
  command.route = kRecordHead;
  command.caller = "head-export";
  json::object body = json::parse(core::head_payload(head.batch, head.signature)).as_object();
  if (alert_copy) body["copy_failed"] = hub_.options().heads_copy;
  command.body = json::serialize(body);
  command.done = [done](const core::Outcome&) { done->set_value(); };
  if (!hub_.command(std::move(command))) log::warn("head_not_recorded", {{"batch", head.batch}});
  return recorded;
}

bool HeadExport::record_missing() {
  try {
    const HeadFile file = read_heads(path_);
    if (file.heads.empty()) return false;
    const auto lease = hub_.database().read();
    const core::SignedHead& newest = file.heads.back();
    if (newest_recorded(lease.reader(), newest.batch) == newest.batch) return false;
    // A head that history does not have is evidence; recording it would make it look like ours.
    if (lease->text(kHeadOf, {{"no", newest.batch}}) == newest.head) {
      recorded_ = record(newest);
      return true;
    }
    log::error("head_contradicts_history", {{"batch", newest.batch}, {"path", path_}});
  } catch (const store::StorageError& e) {
    log::error("head_not_recorded", {{"detail", e.what()}});
  }
  return false;
}

}  // namespace ordo::flows
