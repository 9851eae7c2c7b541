#include "core/inbound_ids.h"

#include "core/limits.h"
#include "core/messages_store.h"

namespace ordo::core {

std::string KnownIds::key(const Entry& entry) {
  std::string key = entry.stream.str();
  key += '/';
  key += entry.external_id;
  return key;
}

void KnownIds::ask(store::Questions& questions, const Entry& entry,
                   std::optional<KnownId>& found) const {
  if (const auto it = recent_.find(key(entry)); it != recent_.end()) {
    found = it->second;
  } else {
    ask_consumer(questions, entry.stream, entry.external_id, found);
  }
}

void KnownIds::add(const Entry& entry, const KnownId& consumer) {
  std::string k = key(entry);
  if (!recent_.emplace(k, consumer).second) return;
  order_.push_back(std::move(k));
  if (order_.size() <= kRecentIdsMax) return;
  recent_.erase(order_.front());
  order_.pop_front();
}

void KnownIds::clear() {
  recent_.clear();
  order_.clear();
}

}  // namespace ordo::core
