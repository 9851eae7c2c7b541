// The tables of the log of calls, in a file of its own (calls.db). Ids are made of the moment at which a
// call began, so that a list by id is a list by time and a moment is found without an index. Bodies are
// sealed with a key for each shop and UTC day, wrapped by the merchant's: without its key they are erased.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/call_record.h"
#include "store/database.h"

namespace ordo::core {

extern const store::Component kCallsComponent;

// Calls that began in one millisecond have ids of their own below the next millisecond's first.
inline constexpr int64_t kCallIdsPerMs = 1'000;
[[nodiscard]] constexpr int64_t first_call_id(Instant at) { return at.ms * kCallIdsPerMs; }
// The first id of this moment that nobody has.
[[nodiscard]] CallId free_call_id(const store::Reader& reader, Instant at);

// A key may be destroyed and another one made for the same shop and day: a record names its own.
struct CallKey {
  int64_t id = 0;
  std::string wrapped;
};
[[nodiscard]] std::optional<CallKey> newest_call_key(const store::Reader& reader, ShopId shop,
                                                     int32_t day);
int64_t insert_call_key(store::UnitOfWork& uow, ShopId shop, int32_t day, std::string_view wrapped);
// Answers how many keys were destroyed.
int64_t erase_call_keys(store::UnitOfWork& uow, ShopId shop);
int64_t erase_call_keys_before(store::UnitOfWork& uow, int32_t day);

// Answers how many bytes the record counts for.
int64_t insert_call(store::UnitOfWork& uow, const CallRecord& record, int64_t key,
                    std::string_view sealed);

struct CallsGone {
  int64_t records = 0, bytes = 0;
};
// The oldest with an id below `before`, at most `most`, and no more than it takes to free `bytes`.
CallsGone drop_calls(store::UnitOfWork& uow, int64_t before, size_t most,
                     int64_t bytes = INT64_MAX);
[[nodiscard]] int64_t call_bytes(const store::Reader& reader);  // of all records; reads an index

// Up to which event forgetting has been heeded here.
[[nodiscard]] int64_t call_mark(const store::Reader& reader, std::string_view name);
void set_call_mark(store::UnitOfWork& uow, std::string_view name, int64_t value);

}  // namespace ordo::core
