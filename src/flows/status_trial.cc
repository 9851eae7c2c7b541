#include "flows/status_trial.h"

#include <algorithm>
#include <unordered_map>

#include "core/message_queries.h"

namespace ordo::flows {
namespace {

using core::MessageRow;
using core::MessageState;

constexpr int kRoundsMax = 40;  // pages of the list of messages that a trial looks through

struct Concerned {
  const Shop* shop;
  StatusMap tried;  // as it would be in force for this shop
};
using Shops = std::unordered_map<int64_t, Concerned>;  // by stream

Shops concerned_shops(const Settings& settings, std::string_view channel, const Shop* only,
                      const StatusMap& tried) {
  Shops shops;
  for (const auto& [code, shop] : settings.shops) {
    if (shop.channel != channel || !shop.adapter || (only && only->id != shop.id)) continue;
    StatusMap map = only ? overlay(settings.status_map(channel), tried)
                         : overlay(tried, settings.status_map(status_map_name(channel, code)));
    shops.emplace(shop.id.value, Concerned{&shop, std::move(map)});
  }
  return shops;
}

bool came_from_channel(const MessageRow& row) {
  return row.kind == core::EntryKind::kWebhook || row.kind == core::EntryKind::kReplay;
}

// Duplicates say nothing new; what is parked is looked at apart.
bool was_read(const MessageRow& row) {
  return row.state == MessageState::kApplied || row.state == MessageState::kWaiting ||
         row.state == MessageState::kIgnored;
}

bool waits_for_a_word(const MessageRow& row) { return row.code == "unknown_status"; }

std::string name_or_nothing(const std::optional<facts::Sense>& sense) {
  return sense ? std::string(facts::name(*sense)) : std::string();
}

class Trying {
 public:
  Trying(store::Database& database, const core::Inbox& inbox, Shops shops)
      : database_(database), inbox_(inbox), shops_(std::move(shops)) {}

  Trial run(ShopId only, size_t limit) {
    const core::MessageFilter parked{MessageState::kParked, only, true};
    for (const MessageRow& row : rows(parked, waits_for_a_word, kTrialMessagesMax)) {
      look_at_parked(row);
    }
    for (const MessageRow& row : rows({std::nullopt, only, false}, was_read, limit)) look_at(row);
    return std::move(trial_);
  }

 private:
  // Rows first, bodies later: no connection is held while messages are read.
  [[nodiscard]] std::vector<MessageRow> rows(const core::MessageFilter& filter,
                                             bool (*wanted)(const MessageRow&), size_t limit) {
    const auto lease = database_.read();
    std::vector<MessageRow> found;
    int64_t before = INT64_MAX;
    for (int round = 0; round < kRoundsMax && before > 0; ++round) {
      auto page = core::walk_messages(lease.reader(), filter, before, kTrialMessagesMax);
      for (MessageRow& row : page.items) {
        if (!shops_.contains(row.stream.value) || !came_from_channel(row) || !wanted(row)) continue;
        found.push_back(std::move(row));
        if (found.size() == limit) return found;
      }
      before = page.next_before;
    }
    return found;
  }

  [[nodiscard]] const Concerned& at(const MessageRow& row) const {
    return shops_.at(row.stream.value);
  }

  // Nothing: it is erased, or cannot be read.
  std::optional<std::vector<facts::Fact>> read(const MessageRow& row) {
    const auto entry = inbox_.read(row.seq);
    if (!entry || entry->body.empty()) {
      ++trial_.erased;
      return std::nullopt;
    }
    const Shop& shop = *at(row).shop;
    auto facts = shop.adapter->decode({channels::topic_of(row.route), entry->body},
                                      context_of(shop), row.received_at);
    if (facts) return std::move(*facts);
    ++trial_.unreadable;
    return std::nullopt;
  }

  static WordReading reading_of(const facts::Fact& fact, const Concerned& concerned) {
    return {facts::word_of(fact)->key,
            name_or_nothing(sense_by(fact, concerned.shop->status_map.get())),
            name_or_nothing(sense_by(fact, &concerned.tried))};
  }

  // Of its words only those that hold it back are counted.
  void look_at_parked(const MessageRow& row) {
    ++trial_.parked;
    const auto facts = read(row);
    if (!facts) return;
    if (!unknown_word(*facts, &at(row).tried)) ++trial_.would_pass;
    for (const facts::Fact& fact : *facts) {
      if (!facts::word_of(fact)) continue;
      const WordReading reading = reading_of(fact, at(row));
      if (reading.present.empty()) ++trial_.words[reading];
    }
  }

  void look_at(const MessageRow& row) {
    ++trial_.messages;
    const auto facts = read(row);
    if (!facts) return;
    const Concerned& concerned = at(row);
    for (const facts::Fact& fact : *facts) {
      if (!facts::word_of(fact)) continue;
      const WordReading reading = reading_of(fact, concerned);
      ++trial_.words[reading];
      if (reading.present == reading.tried) continue;
      ++trial_.changed;
      if (trial_.samples.size() == kTrialSamplesMax) continue;
      trial_.samples.push_back(
          {row.seq, concerned.shop->code, std::string(facts::order_no(fact)), reading});
    }
  }

  store::Database& database_;
  const core::Inbox& inbox_;
  const Shops shops_;
  Trial trial_;
};

}  // namespace

Trial try_status_map(store::Database& database, const core::Inbox& inbox, const Settings& settings,
                     std::string_view channel, const Shop* shop, const StatusMap& tried,
                     size_t limit) {
  Trying trying(database, inbox, concerned_shops(settings, channel, shop, tried));
  return trying.run(shop ? shop->id : ShopId{}, std::min(limit, kTrialMessagesMax));
}

}  // namespace ordo::flows
