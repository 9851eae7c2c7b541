// What people and documents do to an item: receipts, corrections, counts, pools, transfers. Pure; what is refused
// has changed nothing. Codes: "invalid_quantity", "reason_required", "not_enough" (names what there is),
// "not_of_a_pool" (expected goods, receipts and transfers are of what is set aside for nobody).
#pragma once

#include <cstdint>
#include <span>

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
// What stands in the warehouse of the SKU by the books: of nobody and of its pools. Whoever counts it notes it
// with what was counted.
[[nodiscard]] int64_t on_hand_of(const Book& book, ItemId main, std::span<const ItemId> pools);
// And ends by posting the difference that was found: what came and went after the counting is in the books, and
// is not a difference. What is missing goes out of what can be sold first, then out of what is frozen. Answers
// the difference. Code "counted_below_bound": more is missing than is bound to no order and no pool; those must
// be seen to first.
struct Count {
  ItemId main;
  int64_t on_hand = 0;  // on_hand_of() when it was counted
  int64_t counted = 0;  // all that lay there then, sold, frozen and of pools included
  int64_t frozen = 0;   // what this count had frozen, and is sellable again
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
