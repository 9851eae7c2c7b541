// What orders do to stock: lock, pay, let go, expire, ship, come back. Pure: each works on the book, all or
// nothing: what is refused has changed nothing. Codes are stable; details name the line and what is left.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "stock/book.h"
#include "stock/bundle.h"
#include "stock/settings.h"

namespace ordo::stock {

// What one line needs of one SKU; a bundle's line is one for each component.
struct Demand {
  std::string line_no, sku;
  int64_t quantity = 0;      // units of the SKU
  int64_t per_unit = 1;      // for one unit of the line
  std::vector<ItemId> from;  // where it may be taken, best first; must hold this SKU
  bool more = false;         // beyond what the line has already
  ItemId lacks_at;           // what may be taken nowhere is lacking here
};

// Of `quantity` units of a line. `bundle` is null where its SKU is none. Code "invalid_quantity" for what is
// not 1 to kUnitsMax units of each. Where to take it from is the caller's to say.
[[nodiscard]] Result<std::vector<Demand>> demands_of(const std::string& line_no,
                                                     const std::string& sku, int64_t quantity,
                                                     const Bundle* bundle);

// Whose order it is.
struct Asker {
  OrderId order;
  ShopId shop;
  std::string channel;
  int64_t buyer = 0;  // keyed hash; 0: unknown, and without a limit
  int64_t priority = 0;
};

// Units of a line that were not to be had.
struct Missing {
  std::string line_no, sku;
  int64_t asked = 0, missing = 0;
  bool operator==(const Missing&) const = default;
};

// An order is placed: all of its demands or none. A SKU on presale is sold from the shelf first, and then
// held by placeholders, up to the ceiling of all its items (Book::put_all_of). Codes, all refusals: "insufficient_stock", "buyer_limit", "presale_ceiling", "already_reserved" (a line holds stock, has
// been shipped or lacks some; one whose time was over may be taken anew).
[[nodiscard]] Result<> lock(Book& book, const StockSettings& settings, const Asker& asker,
                            std::span<const Demand> demands, const Origin& origin);

// An order that arrives paid takes what is there, and what is not becomes a shortage; by policy
// (Terms::overdraft) it is refused instead: "insufficient_stock". Answers what is missing.
[[nodiscard]] Result<std::vector<Missing>> take_paid(Book& book, const StockSettings& settings,
                                                     const Asker& asker,
                                                     std::span<const Demand> demands,
                                                     const Origin& origin);

// What a payment met.
enum class PaidEnd : uint8_t {
  kNothing,  // the order has nothing that waits for it
  kPosted,   // all that was locked
  kRetaken,  // some of it had expired, and was there still
  kPartly,   // some of that is gone: the buyer is owed the rest
  kRefused,  // all of it is gone, or it is not enough (LatePayment::kWhole): a refund is owed
};
struct Paid {
  PaidEnd end = PaidEnd::kNothing;
  std::vector<Missing> missing;  // with kPartly and kRefused
  std::string reason;            // for people; with kPartly and kRefused
};
// What is pending is posted. What has expired is taken again as far as it is there, of a bundle as many as all
// of its components are there for; what is pending beyond that is let go of. By Terms::late_payment all of the
// order, what is pending included, or nothing. Of an order that was partly posted before, only the rest.
[[nodiscard]] Paid pay(Book& book, const StockSettings& settings, const Asker& asker,
                       const Origin& origin);

// A part of one reservation is paid, and the rest of it is let go of. Codes "reservation_not_found",
// "reservation_not_pending", "invalid_quantity".
[[nodiscard]] Result<> post(Book& book, OrderId order, int64_t no, int64_t quantity,
                            const Origin& origin);

// A payment is on its way: pending reservations stand at least Terms::payment_ms from now on. Codes
// "nothing_pending", "extended_enough".
[[nodiscard]] Result<> extend(Book& book, const StockSettings& settings, const Asker& asker,
                              const Origin& origin);

// Lets go of what is pending and over at the batch's time. Calling it again changes nothing. Answers the units
// that were let go of.
int64_t expire(Book& book, OrderId order, const Origin& origin);

// The order is cancelled, or a line of it: all that is held is let go of, open shortages are dropped, and
// what had expired no payment takes again. What was shipped is not touched. Answers the units that were let go of.
int64_t let_go(Book& book, OrderId order, const Origin& origin);
int64_t let_go_line(Book& book, OrderId order, std::string_view line_no, const Origin& origin);

// At most so many units of the line stay bound or lacking; what has left counts, and stays. What is lacking goes
// first. Answers the units of items that were let go of.
int64_t keep_at_most(Book& book, OrderId order, std::string_view line_no, int64_t units,
                     const Origin& origin);

// What a line has, in whole units of it: of a bundle as many as there are of each component.
struct LineUnits {
  bool is_known = false;  // it has, or had, anything to do with stock
  int64_t bound = 0;      // held, shipped or lacking
  int64_t occupied = 0;   // could leave now
  int64_t shipped = 0;
};
[[nodiscard]] LineUnits units_of(const Book& book, OrderId order, std::string_view line_no);

// So many units of a line leave. Of a bundle all its components do, and none without one that is lacking. Where
// they leave from: what the line has elsewhere stays, and does not count; empty: from wherever it lies. Code
// "not_occupied": less is bound to the line than leaves.
[[nodiscard]] Result<> ship(Book& book, OrderId order, std::string_view line_no, int64_t units,
                            std::string_view warehouse, const Origin& origin);

// What an inspection found. What was lost does not come back into stock.
enum class Inspection : uint8_t { kGood, kDamaged };
// So many units of an item of a line come back, into `arrived`; 0: to where they were shipped from. Code "not_shipped": more than were shipped and have not come
// back.
[[nodiscard]] Result<> take_back(Book& book, OrderId order, std::string_view line_no,
                                 std::string_view sku, int64_t quantity, Inspection found,
                                 ItemId arrived, const Origin& origin);

// Covers a shortage as far as its item has sellable units; answers how many. 0 where it is not open.
int64_t cover(Book& book, OrderId order, int64_t shortage_no, const Origin& origin);
// Gives a shortage up. Code "shortage_not_open".
[[nodiscard]] Result<> drop_shortage(Book& book, OrderId order, int64_t shortage_no,
                                     const Origin& origin);

// Placeholders that wait for an item, as whoever receives goods has loaded them, the first to be served first.
struct Waiting {
  OrderId order;
  int64_t no = 0;
  bool paid = false;
  int64_t priority = 0;
};
// Who waits for the item: those that the tables know of, as the batch has changed them and those like them since.
// Paid ones first, then by priority, then the oldest.
[[nodiscard]] std::vector<Waiting> waiting_for(const Book& book, ItemId item,
                                               std::vector<Waiting> stored);
// Expected units came: placeholders are served, the rest can be sold. `kind`: kArrive or kTransferIn. Code
// "more_than_expected": what is beyond is received without having been expected; "invalid_quantity".
[[nodiscard]] Result<> arrive(Book& book, ItemId item, int64_t quantity, MovementKind kind,
                              std::span<const Waiting> waiting, const Cause& cause,
                              const Origin& origin);

}  // namespace ordo::stock
