// What readers ask of the log of calls. Lists stand on the id, newest first; a walk that no index serves
// ends after kCallScanMax rows and then names where to go on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/call_record.h"
#include "core/shop_scope.h"
#include "store/database.h"

namespace ordo::core {

inline constexpr int64_t kCallScanMax = 20'000;

struct CallFilter {
  std::optional<CallKind> kind;
  std::optional<bool> ok;
  ShopId shop;                                      // 0: any
  ShopScope shops = {};                             // only of these
  OutboxId outbox;                                  // 0: any
  OrderId order;                                    // 0: any
  std::optional<Instant> started_from, started_to;  // from ≤ started < to
  // Part of the target, subject, status, code, detail or an id of either side; ASCII letters of any case.
  std::string text;
};
struct CallPage {
  std::vector<CallRecord> items;  // without bodies
  int64_t next_before = 0;        // 0: there are no more
};
[[nodiscard]] CallPage walk_calls(const store::Reader& reader, const CallFilter& filter,
                                  int64_t before, size_t count);

// A record, and its bodies as they are sealed.
struct SealedCall {
  CallRecord record;
  std::string sealed;
  std::optional<std::string> wrapped_key;  // none: it was destroyed
};
[[nodiscard]] std::optional<SealedCall> load_sealed_call(const store::Reader& reader, CallId id);

}  // namespace ordo::core
