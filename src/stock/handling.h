// What people and documents do to an item: receipts, corrections, counts, pools, transfers. Pure; what is refused
// has changed nothing. Codes: "invalid_quantity", "reason_required", "not_enough" (names what there is),
// "not_of_a_pool" (expected goods, receipts and transfers are of what is set aside for nobody).
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "stock/book.h"
#include "stock/settings.h"

namespace ordo::stock {

[[nodiscard]] Result<> receive(Book& book, ItemId item, int64_t quantity, const Cause& cause,
                               const Origin& origin);
// More (positive) or fewer (negative) than was thought, of what can be sold. Needs a reason.
[[nodiscard]] Result<> adjust(Book& book, ItemId item, int64_t difference, const Cause& cause,
                              const Origin& origin);
// Out of sale and back. Both need a reason.
[[nodiscard]] Result<> freeze(Book& book, ItemId item, int64_t quantity, const Cause& cause,
                              const Origin& origin);
[[nodiscard]] Result<> unfreeze(Book& book, ItemId item, int64_t quantity, const Cause& cause,
                                const Origin& origin);

// A count of one SKU in one warehouse begins by freezing what can be sold and is set aside for nobody; answers
// how much that was.
[[nodiscard]] Result<int64_t> begin_count(Book& book, ItemId main, const Cause& cause,
                                          const Origin& origin);
// And ends by posting what was found: `counted` is all that lies there, sold, frozen and of pools included.
// What is missing goes out of what can be sold first, then out of what is frozen. `frozen`: what this count
// had frozen, which is sellable again. Answers the difference. Code "counted_below_bound": fewer are there than
// are bound to orders and pools; those must be seen to first.
struct Count {
  ItemId main;
  std::vector<ItemId> pools;  // all of the same SKU and warehouse
  int64_t frozen = 0, counted = 0;
};
[[nodiscard]] Result<int64_t> post_count(Book& book, const Count& count, const Cause& cause,
                                         const Origin& origin);

// Between what is set aside for nobody and a pool of the same SKU and warehouse. Code "pool_quota": beyond what
// the pool may be given.
[[nodiscard]] Result<> earmark(Book& book, ItemId main, ItemId pool, int64_t quantity,
                               const PoolSettings& settings, const Cause& cause,
                               const Origin& origin);
[[nodiscard]] Result<> give_back(Book& book, ItemId pool, ItemId main, int64_t quantity,
                                 const Cause& cause, const Origin& origin);

// Ordered from a supplier, and what will not come after all.
[[nodiscard]] Result<> expect(Book& book, ItemId item, int64_t quantity, const Cause& cause,
                              const Origin& origin);
[[nodiscard]] Result<> cancel_expected(Book& book, ItemId item, int64_t quantity,
                                       const Cause& cause, const Origin& origin);

// To another warehouse: it leaves here and is expected there (`arrive` takes it in); what is lost on its way
// needs a reason.
[[nodiscard]] Result<> send(Book& book, ItemId from, ItemId to, int64_t quantity,
                            const Cause& cause, const Origin& origin);
[[nodiscard]] Result<> lose_in_transit(Book& book, ItemId to, int64_t quantity, const Cause& cause,
                                       const Origin& origin);

}  // namespace ordo::stock
