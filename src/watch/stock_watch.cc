#include "watch/stock_watch.h"

#include "core/alert_detail.h"
#include "flows/alert_kinds.h"
#include "flows/mend_commands.h"

namespace ordo::watch {
namespace {

constexpr int64_t kToldAgainMs = kHourMs;

}  // namespace

StockWatch::StockWatch(flows::Hub& hub)
    : hub_(hub), ticker_(kStockSliceEveryMs, "stock_not_proved", [this] { look(); }) {}

void StockWatch::look(int64_t movements) {
  const store::ReadLease lease = hub_.database().read();
  stock::prove_slice(lease.reader(), proof_, movements,
                     [this](const std::string& sentence) { tell(proof_.item, sentence); });
  if (proof_.around) ++rounds_;
}

void StockWatch::tell(stock::ItemId item, const std::string& sentence) {
  const Instant now = hub_.clock().now();
  const auto told = told_.find(item.value);
  if (told != told_.end() && now < told->second.plus_ms(kToldAgainMs)) return;
  flows::Hub::Command command;
  command.route = flows::kRaiseAlert;
  command.caller = flows::kWatchCaller;
  command.body =
      flows::finding_body({std::string(flows::name(flows::AlertKind::kStockContradicted)),
                           "stock_contradicted/" + item.str(),
                           core::alert_detail({{"what", sentence}}),
                           {},
                           {}});
  // Where the log is full it is told in the next round.
  if (hub_.command(std::move(command))) told_[item.value] = now;
}

}  // namespace ordo::watch
