// What the poller hands to the log: the messages of a page, and, after them in the same commit, how far
// it has come. The latter is a command of the shop's own stream, so that the lane writes it when all
// that the page brought has been applied.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channels/pull.h"
#include "core/alert_detail.h"
#include "core/batch.h"
#include "core/entry.h"
#include "flows/alert_kinds.h"
#include "flows/cell.h"
#include "flows/poll_store.h"

namespace ordo::flows {

inline constexpr const char* kPullCursor = "pull.cursor";
inline constexpr const char* kPullChecked = "pull.checked";  // a window, as it was looked up
inline constexpr const char* kPullProbe = "pull.probe";      // {"hours"}: read them once more
inline constexpr const char* kPullCaller = "pull";
[[nodiscard]] bool is_pulling(std::string_view route);

struct PullAlert {
  AlertKind kind;
  core::AlertFields values;
  std::string key;  // as core::Alert's; may be empty
};

[[nodiscard]] core::InboundPtr pulled_entry(const Shop& shop, channels::PulledMessage message);
[[nodiscard]] core::InboundPtr cursor_entry(const PullChange& change,
                                            const std::vector<PullAlert>& alerts);
[[nodiscard]] core::InboundPtr checked_entry(ShopId shop, const PullWindow& window,
                                             const std::vector<PullAlert>& alerts);
// What such commands say; nothing when it is not one of ours.
[[nodiscard]] std::optional<PullChange> decode_pull(ShopId shop, std::string_view body);
[[nodiscard]] std::optional<PullWindow> decode_checked(std::string_view body);
[[nodiscard]] std::optional<int64_t> decode_probe(std::string_view body);  // hours
// The commands' effect. "pull.probe": 409 "not_pulled" where the channel cannot be asked; a line of the
// audit.
[[nodiscard]] core::Outcome apply_pull(World& world, Context& context,
                                       const boost::json::object& body);

}  // namespace ordo::flows
