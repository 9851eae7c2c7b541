#include "flows/teller.h"

#include "flows/notices.h"

namespace ordo::flows {
namespace {

class NoTeller final : public Teller {
 public:
  Telling tell(const core::OutboxMessage&, const NotifyTarget&, Instant) override {
    return {{channels::Told::Met::kRefused, "this program tells nobody", 0}};
  }
};

bool is_too_old(const core::OutboxMessage& message, Instant now) {
  return now.ms - message.created_at.ms >= kNoticeKeptMs;
}

}  // namespace

Teller& no_teller() {
  static NoTeller teller;
  return teller;
}

void close_notice(const core::OutboxMessage& message, const channels::Told& told, Instant now,
                  core::OutboxResult& result) {
  const bool test = message.route == kNoticeTestRoute;
  const bool ends = result.give_up || test || is_too_old(message, now);
  result.discard = !result.delivered && ends;
  result.give_up = false;
  const bool somebody_missed_it = result.discard || !told.detail.empty();
  if (test || !somebody_missed_it || !(result.discard || result.delivered)) return;
  result.alert = kNotifyGaveUp;
  result.about = message.target.substr(kNotifyPrefix.size());
}

core::OutboxResult dropped_notice(const core::OutboxMessage& message, std::string why) {
  core::OutboxResult result;
  result.id = message.id;
  result.discard = true;
  result.counts = false;
  result.error = std::move(why);
  return result;
}

}  // namespace ordo::flows
