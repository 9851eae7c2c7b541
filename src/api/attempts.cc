#include "api/attempts.h"

#include <algorithm>

namespace ordo::api {
namespace {

int64_t lock_ms(int failures) {
  if (failures < kFailuresFree) return 0;
  int doublings = std::min(failures - kFailuresFree, 16);
  return std::min(kFirstLockMs << doublings, kLockMsMax);
}

}  // namespace

std::optional<int64_t> Attempts::begin(const std::string& login) {
  std::lock_guard lock(mutex_);
  Instant now = clock_.now();
  if (!records_.contains(login)) make_room();
  Record& record = records_[login];
  if (now < record.locked_until) return record.locked_until.ms - now.ms;
  ++record.failures;
  record.last = now;
  record.locked_until = now.plus_ms(lock_ms(record.failures));
  return std::nullopt;
}

void Attempts::succeeded(const std::string& login) {
  std::lock_guard lock(mutex_);
  records_.erase(login);
}

void Attempts::make_room() {
  if (records_.size() < kLoginsRemembered) return;
  records_.erase(
      std::ranges::min_element(records_, {}, [](const auto& r) { return r.second.last; }));
}

}  // namespace ordo::api
