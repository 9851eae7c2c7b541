#include "core/batch.h"

#include <fmt/format.h>

#include <utility>

namespace ordo::core {

void Batch::put_config(std::string kind, std::string name, std::string body, std::string actor) {
  ConfigEdit edit{config.version() + 1, std::move(kind), std::move(name), std::move(body),
                  std::move(actor)};
  config = std::move(config).with(edit);
  config_edits.push_back(std::move(edit));
}

Batch::Mark Batch::mark() const {
  return {last_id,       last_event,   events.size(), outbox.size(),
          alerts.size(), wakes.size(), timers_set,    timers_cancelled};
}

void Batch::roll_back(const Mark& mark) {
  last_id = mark.last_id;
  last_event = mark.last_event;
  events.resize(mark.events);
  timers_set = mark.timers_set;
  timers_cancelled = mark.timers_cancelled;
  outbox.resize(mark.outbox);
  alerts.resize(mark.alerts);
  wakes.resize(mark.wakes);
}

Nonce96 Chance::nonce() {
  const Digest d = sha256({entropy_, fmt::format("nonce/{}", drawn_++)});
  Nonce96 nonce;
  std::copy_n(d.begin(), nonce.size(), nonce.begin());
  return nonce;
}

std::string Chance::uuid() { return uuid_from(entropy_ + fmt::format("/uuid/{}", drawn_++)); }

}  // namespace ordo::core
