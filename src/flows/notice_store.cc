#include "flows/notice_store.h"

#include <boost/json.hpp>

namespace ordo::flows {
namespace {

namespace json = boost::json;

using store::Row;
using store::Sql;

constexpr Sql kGroups{"notices.groups",
                      "SELECT id, rule, kind, ends_at, merged, sample, sample_shop, others FROM "
                      "notify_groups"};
constexpr Sql kGroup{"notices.group",
                     "SELECT id, rule, kind, ends_at, merged, sample, sample_shop, others FROM "
                     "notify_groups WHERE id = :id"};
constexpr Sql kTold{"notices.told", "SELECT rule, at FROM notify_told WHERE key = :key"};
constexpr Sql kSaveGroup{
    "notices.save_group",
    "INSERT INTO notify_groups(id, rule, kind, ends_at, merged, sample, sample_shop, others) "
    "VALUES(:id, :rule, :kind, :ends_at, :merged, :sample, :sample_shop, :others) ON CONFLICT(id) "
    "DO UPDATE SET ends_at = excluded.ends_at, merged = excluded.merged, sample = excluded.sample, "
    "sample_shop = excluded.sample_shop, others = excluded.others"};
constexpr Sql kCloseGroup{"notices.close_group", "DELETE FROM notify_groups WHERE id = :id"};
constexpr Sql kSaveTold{"notices.save_told",
                        "INSERT INTO notify_told(key, rule, at) VALUES(:key, :rule, :at) ON "
                        "CONFLICT(key, rule) DO UPDATE SET at = excluded.at"};
// No rule waits longer before it repeats itself.
constexpr Sql kPurgeTold{"notices.purge_told", "DELETE FROM notify_told WHERE at <= :expired"};

// [["shop", 3, "detail"], …], all but the last.
std::string others_text(const NoticeGroup& group) {
  json::array others;
  for (size_t i = 0; i + 1 < group.followed.size(); ++i) {
    const Followers& of_shop = group.followed[i];
    others.push_back(json::array{of_shop.shop, of_shop.count, of_shop.detail});
  }
  return others.empty() ? std::string() : json::serialize(others);
}

void read_others(std::string_view text, std::vector<Followers>& followed) {
  if (text.empty()) return;
  for (const json::value& each : json::parse({text.data(), text.size()}).as_array()) {
    const json::array& of_shop = each.as_array();
    followed.push_back({std::string(of_shop.at(0).as_string()), of_shop.at(1).as_int64(),
                        std::string(of_shop.at(2).as_string())});
  }
}

NoticeGroup read_group(const Row& row) {
  NoticeGroup group;
  group.id = row.integer(0);
  group.rule = row.text(1);
  group.kind = row.text(2);
  group.ends_at = Instant{row.integer(3)};
  read_others(row.text(7), group.followed);
  if (row.integer(4) > 0) {
    group.followed.push_back({std::string(row.text(6)), row.integer(4), std::string(row.text(5))});
  }
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
    const Followers last = group.followed.empty() ? Followers{} : group.followed.back();
    uow.execute(kSaveGroup, {{"id", group.id},
                             {"rule", group.rule},
                             {"kind", group.kind},
                             {"ends_at", group.ends_at.ms},
                             {"merged", last.count},
                             {"sample", last.detail},
                             {"sample_shop", last.shop},
                             {"others", others_text(group)}});
  }
  for (const NoticeGroup& group : step.closed) uow.execute(kCloseGroup, {{"id", group.id}});
  for (const auto& [rule, key] : step.told) {
    uow.execute(kSaveTold, {{"key", key}, {"rule", rule}, {"at", at.ms}});
  }
  if (!step.told.empty()) uow.execute(kPurgeTold, {{"expired", at.ms - kRepeatMaxS * kSecondMs}});
}

}  // namespace ordo::flows
