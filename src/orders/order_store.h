// The tables of orders: how one is written and read back whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "orders/order.h"
#include "store/database.h"

namespace ordo::orders {

extern const store::Component kOrdersComponent;

// Writes what differs between `before` (as last committed; default for a new order) and `after`.
void save_order(store::UnitOfWork& uow, const Order& before, const Order& after);
[[nodiscard]] std::optional<Order> load_order(const store::Reader& reader, OrderId id);
// Asks for all of it; `order` has an id afterwards if there is one.
void ask_order(store::Questions& questions, OrderId id, Order& order);
// The same without its observations: all that lists show.
[[nodiscard]] std::optional<Order> load_summary(const store::Reader& reader, OrderId id);
[[nodiscard]] OrderId find_order_id(const store::Reader& reader, ShopId shop,
                                    std::string_view order_no_clean);

// `id` stays as it is where there is none.
void ask_order_id(store::Questions& questions, ShopId shop, std::string_view order_no_clean,
                  int64_t& id);

// A person's wrapped data key; nothing when forgotten or unknown.
[[nodiscard]] std::optional<std::string> load_person_key(const store::Reader& reader, PersonId id);
struct PersonRow {
  std::optional<std::string> wrapped;  // the data key; nothing when forgotten or unknown
  int64_t same_as = 0;                 // see join_person(); 0: nobody else
  Instant forgotten_at;                // 0: never
};
void ask_person(store::Questions& questions, PersonId id, PersonRow& person);
void insert_person(store::UnitOfWork& uow, PersonId id, std::string_view wrapped);
// `own`, for whom an order was sealed before its buyer was known, is the buyer, and so is whoever was the
// same as `own`: forgetting one forgets all. Neither is said to be another yet, so that none is ever more
// than one step from whom he is the same as.
void join_person(store::UnitOfWork& uow, PersonId own, PersonId buyer);
// Destroys the key, and those of whoever is the same: what was sealed with them can never be read again.
// False when there was none.
bool forget_person(store::UnitOfWork& uow, PersonId id, Instant at);

struct SealedPersonal {
  PersonId person;
  std::string sealed;
};
[[nodiscard]] std::optional<SealedPersonal> load_personal(const store::Reader& reader, int64_t id);
void insert_personal(store::UnitOfWork& uow, int64_t id, const SealedPersonal& personal);

// What a person's write under a transaction id was about (A1), unique over all orders.
struct TransactionUse {
  OrderId order;         // none: the id is unused
  int64_t snapshot = 0;  // kept by it, if it was a reset
};
[[nodiscard]] TransactionUse find_transaction(const store::Reader& reader, std::string_view id);
void ask_transaction(store::Questions& questions, std::string_view id, TransactionUse& use);
void insert_transaction(store::UnitOfWork& uow, std::string_view id, const TransactionUse& use);

void insert_snapshot(store::UnitOfWork& uow, int64_t id, OrderId order, Instant at,
                     std::string_view reason, std::string_view content);
[[nodiscard]] std::optional<std::string> load_snapshot(const store::Reader& reader, OrderId order,
                                                       int64_t id);

}  // namespace ordo::orders
