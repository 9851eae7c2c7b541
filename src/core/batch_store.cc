#include "core/batch_store.h"

#include <fmt/format.h>

#include <utility>

#include "core/alerts_store.h"
#include "core/chain.h"

namespace ordo::core {
namespace {

using store::Row;
using store::Sql;
using store::Value;

constexpr Sql kLastBatch{"batches.last",
                         "SELECT no, at, last_id, last_event, head FROM batches ORDER BY no DESC "
                         "LIMIT 1"};
constexpr Sql kLastEvent{"batches.last_event", "SELECT max(last_event) FROM batches"};
constexpr Sql kBatchExists{"batches.exists", "SELECT 1 FROM batches WHERE no = :no"};
constexpr Sql kOffsets{"offsets.all", "SELECT stream, seq FROM offsets"};
constexpr Sql kWaiting{"waiting.all", "SELECT seq, stream, wait_key FROM waiting ORDER BY seq"};
constexpr Sql kFrozen{"frozen.all", "SELECT order_id FROM frozen"};
constexpr Sql kConfig{"config.all",
                      "SELECT version, kind, name, sealed, at, actor FROM config WHERE version > "
                      ":after AND version <= :last ORDER BY version"};
constexpr Sql kNewestConfig{"config.newest",
                            "SELECT version, sealed FROM config ORDER BY version DESC LIMIT 1"};
constexpr Sql kConfigVersions{
    "config.versions",
    "SELECT version, at, actor FROM config WHERE kind = :kind AND name = :name AND version < "
    ":before ORDER BY version DESC LIMIT :count"};
constexpr Sql kConfigEdit{
    "config.one",
    "SELECT version, kind, name, sealed, at, actor FROM config WHERE version = :version AND kind = "
    ":kind AND name = :name"};
constexpr Sql kInsertBatch{
    "batches.insert",
    "INSERT INTO batches(no, at, last_id, last_event, config, applied, head, effects) "
    "VALUES(:no, :at, :last_id, :last_event, :config, :applied, :head, :effects)"};
constexpr Sql kInsertEvent{
    "events.insert",
    "INSERT INTO events(seq, batch, order_id, kind, version, at, message, transaction_id, actor, "
    "payload) VALUES(:seq, :batch, :order_id, :kind, :version, :at, :message, :transaction_id, "
    ":actor, :payload)"};
constexpr Sql kOffset{
    "offsets.put",
    "INSERT INTO offsets(stream, seq) VALUES(:stream, :seq) ON CONFLICT(stream) DO "
    "UPDATE SET seq = excluded.seq"};
constexpr Sql kInsertTimer{
    "timers.insert",
    "INSERT INTO timers(due, kind, ref) VALUES(:due, :kind, :ref) ON CONFLICT "
    "DO NOTHING"};
constexpr Sql kDeleteTimer{"timers.delete",
                           "DELETE FROM timers WHERE due = :due AND kind = :kind AND ref = :ref"};
constexpr Sql kDueTimers{
    "timers.due",
    "SELECT due, kind, ref FROM timers WHERE due <= :now ORDER BY due, kind, ref "
    "LIMIT :limit"};
constexpr Sql kNextDue{"timers.next", "SELECT min(due) FROM timers"};
constexpr Sql kInsertOutbox{
    "outbox.insert",
    "INSERT INTO outbox(id, order_id, shop, target, route, body, created_at, state, attempts, "
    "next_at, last_error, repeatable) VALUES(:id, :order_id, :shop, :target, :route, :body, "
    ":created_at, 0, 0, :next_at, '', :repeatable)"};
constexpr Sql kInsertConfig{"config.insert",
                            "INSERT INTO config(version, at, kind, name, sealed, actor) "
                            "VALUES(:version, :at, :kind, :name, :sealed, :actor)"};
constexpr Sql kFreeze{
    "frozen.put",
    "INSERT INTO frozen(order_id, message, at, reason) VALUES(:order_id, :message, "
    ":at, :reason) ON CONFLICT DO NOTHING"};
constexpr Sql kThaw{"frozen.delete", "DELETE FROM frozen WHERE order_id = :order_id"};

std::string config_context(int64_t version) { return fmt::format("config:{}", version); }

// Depends on the content as well: a version whose commit a crash undid is given again to another edit.
Nonce96 config_nonce(int64_t version, std::string_view body) {
  const Digest d = sha256({fmt::format("config-nonce/{}/", version), body});
  Nonce96 nonce;
  std::copy_n(d.begin(), nonce.size(), nonce.begin());
  return nonce;
}

void write_events(store::UnitOfWork& uow, const Batch& batch, HeadBuilder& head) {
  for (const Event& e : batch.events) {
    uow.execute(kInsertEvent, {{"seq", e.seq.value},
                               {"batch", batch.no.value},
                               {"order_id", e.order.value},
                               {"kind", e.kind},
                               {"version", e.version},
                               {"at", e.at.ms},
                               {"message", e.message.value},
                               {"transaction_id", e.transaction_id},
                               {"actor", e.actor},
                               {"payload", e.payload}});
    head.add(e.seq.value, e.order.value, e.kind, e.version, e.at.ms, e.message.value,
             e.transaction_id, e.actor, e.payload);
  }
}

void write_timers(store::UnitOfWork& uow, const Batch& batch) {
  for (const Timer& t : batch.timers_cancelled) delete_timer(uow, t);
  for (const Timer& t : batch.timers_set) {
    uow.execute(kInsertTimer, {{"due", t.due.ms}, {"kind", t.kind}, {"ref", t.ref}});
  }
}

void write_outbox(store::UnitOfWork& uow, Batch& batch) {
  for (const OutboxMessage& m : batch.outbox) {
    batch.effects.created(m);
    uow.execute(kInsertOutbox, {{"id", m.id.value},
                                {"order_id", m.order.value},
                                {"shop", m.shop.value},
                                {"target", m.target},
                                {"route", m.route},
                                {"body", m.body},
                                {"created_at", m.created_at.ms},
                                {"next_at", m.created_at.ms},
                                {"repeatable", static_cast<int>(m.repeatable)}});
  }
}

void write_config(store::UnitOfWork& uow, Batch& batch, const store::Keyring& keyring) {
  for (const ConfigEdit& c : batch.config_edits) {
    batch.effects.edited(c, batch.at);
    const std::string sealed =
        keyring.seal(c.body, config_nonce(c.version, c.body), config_context(c.version));
    uow.execute(kInsertConfig, {{"version", c.version},
                                {"at", batch.at.ms},
                                {"kind", c.kind},
                                {"name", c.name},
                                {"sealed", Value::blob(sealed)},
                                {"actor", c.actor}});
  }
}

// A row of version, kind, name, sealed, at and actor.
ConfigEdit open_edit(const Row& row, const store::Keyring& keyring) {
  auto body = keyring.open(row.text(3), config_context(row.integer(0)));
  if (!body) {
    throw store::StorageError(store::Fault::kFatal, 0,
                              "the configuration does not open: keys/master.key is not the key "
                              "that this data was written with");
  }
  return {row.integer(0), std::string(row.text(1)), std::string(row.text(2)), std::move(*body),
          std::string(row.text(5))};
}

}  // namespace

std::optional<bool> opens_with(const store::Reader& reader, const store::Keyring& keyring) {
  std::optional<bool> opens;
  reader.query(kNewestConfig, {}, [&](const Row& row) {
    opens = keyring.open(row.text(1), config_context(row.integer(0))).has_value();
    return false;
  });
  return opens;
}

void each_config_edit(const store::Reader& reader, const store::Keyring& keyring,
                      const std::function<void(const ConfigEdit&, Instant at)>& visit) {
  each_config_edit(reader, keyring, 0, INT64_MAX, visit);
}

void each_config_edit(const store::Reader& reader, const store::Keyring& keyring, int64_t after,
                      int64_t last,
                      const std::function<void(const ConfigEdit&, Instant at)>& visit) {
  reader.query(kConfig, {{"after", after}, {"last", last}}, [&](const Row& row) {
    visit(open_edit(row, keyring), Instant{row.integer(4)});
    return true;
  });
}

std::vector<ConfigVersion> config_versions(const store::Reader& reader, std::string_view kind,
                                           std::string_view name, int64_t before, size_t count) {
  std::vector<ConfigVersion> found;
  reader.query(
      kConfigVersions,
      {{"kind", kind}, {"name", name}, {"before", before}, {"count", static_cast<int64_t>(count)}},
      [&](const Row& row) {
        found.push_back({row.integer(0), Instant{row.integer(1)}, std::string(row.text(2))});
        return true;
      });
  return found;
}

std::optional<ConfigEdit> load_config_edit(const store::Reader& reader,
                                           const store::Keyring& keyring, std::string_view kind,
                                           std::string_view name, int64_t version) {
  std::optional<ConfigEdit> found;
  reader.query(kConfigEdit, {{"version", version}, {"kind", kind}, {"name", name}},
               [&](const Row& row) {
                 found = open_edit(row, keyring);
                 return false;
               });
  return found;
}

Configuration load_configuration(const store::Reader& reader, const store::Keyring& keyring) {
  Configuration configuration;
  each_config_edit(reader, keyring, [&](const ConfigEdit& e, Instant) {
    configuration = std::move(configuration).with(e);
  });
  return configuration;
}

LaneState load_lane_state(const store::Reader& reader, const store::Keyring& keyring) {
  LaneState s;
  reader.query(kLastBatch, {}, [&](const Row& row) {
    s.last_batch = row.integer(0);
    s.last_at = Instant{row.integer(1)};
    s.last_id = row.integer(2);
    s.last_event = row.integer(3);
    std::copy_n(row.text(4).begin(), std::min(s.head.size(), row.text(4).size()),
                reinterpret_cast<char*>(s.head.data()));
    return false;
  });
  reader.query(kOffsets, {}, [&](const Row& row) {
    s.offsets[row.integer(0)] = row.integer(1);
    return true;
  });
  reader.query(kWaiting, {}, [&](const Row& row) {
    s.waiting[{row.integer(1), std::string(row.text(2))}].push_back(row.integer(0));
    return true;
  });
  reader.query(kFrozen, {}, [&](const Row& row) {
    s.frozen.push_back(row.integer(0));
    return true;
  });
  s.next_due = load_next_due(reader);
  s.configuration = load_configuration(reader, keyring);
  return s;
}

int64_t last_event(const store::Reader& reader) { return reader.integer(kLastEvent).value_or(0); }

bool batch_exists(const store::Reader& reader, BatchNo no) {
  return reader.integer(kBatchExists, {{"no", no.value}}).has_value();
}

Digest write_batch(store::UnitOfWork& uow, Batch& batch, const std::string& applied,
                   const Digest& previous, const store::Keyring& keyring) {
  write_timers(uow, batch);
  write_outbox(uow, batch);
  write_alerts(uow, batch);
  write_config(uow, batch, keyring);
  const std::string effects = encode_effects(batch.effects.digests(keyring.lookup()));
  HeadBuilder builder(previous, batch.no.value, batch.at.ms, batch.last_id, batch.config.version(),
                      applied, effects);
  write_events(uow, batch, builder);
  for (const Freeze& f : batch.frozen) {
    uow.execute(kFreeze, {{"order_id", f.order.value},
                          {"message", f.message.value},
                          {"at", batch.at.ms},
                          {"reason", f.reason}});
  }
  for (int64_t order : batch.unfrozen) uow.execute(kThaw, {{"order_id", order}});
  const Digest head = builder.finish();
  uow.execute(kInsertBatch, {{"no", batch.no.value},
                             {"at", batch.at.ms},
                             {"last_id", batch.last_id},
                             {"last_event", batch.last_event},
                             {"config", batch.config.version()},
                             {"applied", applied},
                             {"head", Value::blob(bytes_view(head))},
                             {"effects", Value::blob(effects)}});
  return head;
}

void write_offset(store::UnitOfWork& uow, int64_t stream, int64_t seq) {
  uow.execute(kOffset, {{"stream", stream}, {"seq", seq}});
}

std::vector<Timer> load_due_timers(const store::Reader& reader, Instant now, size_t limit) {
  std::vector<Timer> due;
  reader.query(kDueTimers, {{"now", now.ms}, {"limit", static_cast<int64_t>(limit)}},
               [&](const Row& row) {
                 due.push_back({Instant{row.integer(0)}, std::string(row.text(1)), row.integer(2)});
                 return true;
               });
  return due;
}

std::optional<Instant> load_next_due(const store::Reader& reader) {
  if (auto ms = reader.integer(kNextDue)) return Instant{*ms};
  return std::nullopt;
}

void delete_timer(store::UnitOfWork& uow, const Timer& timer) {
  uow.execute(kDeleteTimer, {{"due", timer.due.ms}, {"kind", timer.kind}, {"ref", timer.ref}});
}

}  // namespace ordo::core
