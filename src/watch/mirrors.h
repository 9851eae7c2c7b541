// Whether the systems that an order stands in say the same of it as we do. A mirror is what a system said last
// of the whole order; the hub's word stands once it has not changed for as long as a status may take to
// follow.
//
// A system is expected to follow where it is told: a shop to which the order was pushed, and the order's own
// shop where changes are sent to an address of it. One that has told of a part of the order since (a payment,
// a parcel) has no last word of the whole and is not judged, nor is one that has never said a word of the
// order (docs/decisions/0038-an-order-without-a-mirror-is-not-judged.md).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "facts/facts.h"
#include "flows/settings.h"
#include "orders/status_groups.h"
#include "store/database.h"

namespace ordo::watch {

inline constexpr int64_t kMirrorEventsMax = 2'000;  // whose orders are compared in one round
inline constexpr size_t kDifferingMax = 500;        // orders that are looked at in each round

struct Differing {
  ShopId shop;  // of the order
  OrderId order;
  std::string order_no;
  facts::Status ours = facts::Status::kPendingPayment;
  Instant since;  // our last change
  std::string system;
  facts::Status theirs = facts::Status::kPendingPayment;
  Instant said_at;
};

// Of one reporting group of the merchant's, since no system knows all of our statuses; and all words by which
// an order is called off are one, since where one system still holds money another has given it back.
[[nodiscard]] bool agree(facts::Status ours, facts::Status theirs,
                         const orders::StatusGroups& groups);

// Remembers which orders differ until they do no more, and how far the events are looked through. One thread.
class MirrorWatch {
 public:
  // Those that differ, by order, of what has not changed since `before`.
  [[nodiscard]] std::vector<Differing> look(const store::Reader& reader,
                                            const flows::Settings& settings, Instant before);

 private:
  int64_t looked_at_ = -1;  // events; none before the first round
  std::map<int64_t, Differing> differing_;
  std::set<int64_t> later_;  // orders
};

}  // namespace ordo::watch
