// What a status map would have made of messages that are kept: tried before it is published. Reads only;
// answers hold words, statuses and order numbers, and nothing about people.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/inbox.h"
#include "flows/settings.h"
#include "store/database.h"

namespace ordo::flows {

inline constexpr size_t kTrialMessagesMax = 500;
inline constexpr size_t kTrialSamplesMax = 50;

// One word, and what it means under the map that holds and under the one that is tried; "": nothing.
struct WordReading {
  std::string word, present, tried;
  auto operator<=>(const WordReading&) const = default;
};

struct TrialSample {
  MessageSeq message;
  std::string shop, order_no;  // the order's cleaned number; empty where the message names none
  WordReading reading;
};

struct Trial {
  int64_t messages = 0;    // looked at, newest first
  int64_t erased = 0;      // the body is gone under the retention rule
  int64_t unreadable = 0;  // the adapter cannot read it, whatever the map says
  int64_t changed = 0;     // statuses that would be read otherwise
  int64_t parked = 0;      // messages that wait for a person because of an unknown word, apart
  int64_t would_pass = 0;  // of those: every word would have a meaning
  std::map<WordReading, int64_t> words;  // of those that wait: the unknown ones
  std::vector<TrialSample> samples;      // of what would change, at most kTrialSamplesMax
};

// Tries `tried` as the document of `channel`, or of the one shop where `shop` is not null, on the newest
// `limit` messages of the shops that it concerns, and on those that wait. Any thread.
[[nodiscard]] Trial try_status_map(store::Database& database, const core::Inbox& inbox,
                                   const Settings& settings, std::string_view channel,
                                   const Shop* shop, const StatusMap& tried, size_t limit);

}  // namespace ordo::flows
