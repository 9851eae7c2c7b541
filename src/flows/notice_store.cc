#include "flows/notice_store.h"

namespace ordo::flows {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kGroups{"notices.groups",
                      "SELECT id, rule, kind, ends_at, merged, sample, sample_shop FROM "
                      "notify_groups"};
constexpr Sql kGroup{"notices.group",
                     "SELECT id, rule, kind, ends_at, merged, sample, sample_shop FROM "
                     "notify_groups WHERE id = :id"};
constexpr Sql kTold{"notices.told", "SELECT rule, at FROM notify_told WHERE key = :key"};
constexpr Sql kSaveGroup{
    "notices.save_group",
    "INSERT INTO notify_groups(id, rule, kind, ends_at, merged, sample, sample_shop) VALUES(:id, "
    ":rule, :kind, :ends_at, :merged, :sample, :sample_shop) ON CONFLICT(id) DO UPDATE SET "
    "ends_at = excluded.ends_at, merged = excluded.merged, sample = excluded.sample, sample_shop = "
    "excluded.sample_shop"};
constexpr Sql kCloseGroup{"notices.close_group", "DELETE FROM notify_groups WHERE id = :id"};
constexpr Sql kSaveTold{"notices.save_told",
                        "INSERT INTO notify_told(key, rule, at) VALUES(:key, :rule, :at) ON "
                        "CONFLICT(key, rule) DO UPDATE SET at = excluded.at"};
// No rule waits longer before it repeats itself.
constexpr Sql kPurgeTold{"notices.purge_told", "DELETE FROM notify_told WHERE at <= :expired"};

NoticeGroup read_group(const Row& row) {
  NoticeGroup group;
  group.id = row.integer(0);
  group.rule = row.text(1);
  group.kind = row.text(2);
  group.ends_at = Instant{row.integer(3)};
  group.merged = row.integer(4);
  group.sample = row.text(5);
  group.sample_shop = row.text(6);
  return group;
}

}  // namespace

NoticeMemory load_notice_memory(const store::Reader& reader, std::span<const core::Alert> alerts) {
  NoticeMemory memory;
  store::Questions questions(reader);
  questions.ask(kGroups, {}, [&memory](const Row& row) {
    NoticeGroup group = read_group(row);
    std::pair key{group.rule, group.kind};
    memory.groups.emplace(std::move(key), std::move(group));
    return true;
  });
  for (const core::Alert& alert : alerts) {
    if (!alert.again) continue;
    questions.ask(kTold, {{"key", alert.key}}, [&memory, &alert](const Row& row) {
      memory.told.emplace(std::pair{std::string(row.text(0)), alert.key}, Instant{row.integer(1)});
      return true;
    });
  }
  questions.settle();
  return memory;
}

std::optional<NoticeGroup> load_notice_group(const store::Reader& reader, int64_t id) {
  std::optional<NoticeGroup> group;
  reader.query(kGroup, {{"id", id}}, [&](const Row& row) {
    group = read_group(row);
    return false;
  });
  return group;
}

void save_notice_step(store::UnitOfWork& uow, const NoticeStep& step, Instant at) {
  for (const NoticeGroup& group : step.kept) {
    uow.execute(kSaveGroup, {{"id", group.id},
                             {"rule", group.rule},
                             {"kind", group.kind},
                             {"ends_at", group.ends_at.ms},
                             {"merged", group.merged},
                             {"sample", group.sample},
                             {"sample_shop", group.sample_shop}});
  }
  for (const NoticeGroup& group : step.closed) uow.execute(kCloseGroup, {{"id", group.id}});
  for (const auto& [rule, key] : step.told) {
    uow.execute(kSaveTold, {{"key", key}, {"rule", rule}, {"at", at.ms}});
  }
  if (!step.told.empty()) uow.execute(kPurgeTold, {{"expired", at.ms - kRepeatMaxS * kSecondMs}});
}

}  // namespace ordo::flows
