#include "stock/item.h"

#include <utility>

#include "base/invariant.h"
#include "base/money.h"

namespace ordo::stock {
namespace {

void add_to(int64_t& number, int64_t quantity) {
  const auto sum = checked_add(number, quantity);
  invariant(sum.has_value(), "a number of stock is a 64-bit number");
  number = *sum;
}

int64_t granted_by(const Movement& m) {
  if (m.kind == MovementKind::kEarmark && m.to == Bucket::kEarmarked) return m.quantity;
  return m.kind == MovementKind::kGiveBack && m.from == Bucket::kEarmarked ? -m.quantity : 0;
}

}  // namespace

Item::Item(ItemId id, ItemKey key, const Figures& figures)
    : id_(id), key_(std::move(key)), figures_(figures) {
  for (const int64_t units : figures_.units) invariant(units >= 0, "stock is never negative");
  invariant(in(Bucket::kOutside) == 0, "what is outside is not counted");
}

int64_t Item::on_hand() const {
  return in(Bucket::kAvailable) + in(Bucket::kLocked) + in(Bucket::kOccupied) +
         in(Bucket::kEarmarked) + in(Bucket::kFrozen);
}

Movement Item::move(MovementKind kind, Bucket from, Bucket to, int64_t quantity, const Cause& cause,
                    const Origin& origin) {
  Movement m{.item = id_,
             .no = figures_.movements + 1,
             .kind = kind,
             .from = from,
             .to = to,
             .quantity = quantity,
             .cause = cause,
             .actor = origin.actor,
             .reason = origin.reason,
             .message = origin.message,
             .at = origin.at};
  invariant(quantity >= 1 && quantity <= kUnitsMax, "a movement moves a sane quantity");
  if (from != Bucket::kOutside) m.from_left = in(from)-quantity;
  if (to != Bucket::kOutside) add_to(m.to_left = in(to), quantity);
  count(figures_, m);
  return m;
}

void count(Figures& figures, const Movement& m) {
  invariant(permits(m.kind, m.from, m.to), "a movement goes a way that its kind permits");
  invariant(m.quantity >= 1 && m.quantity <= kUnitsMax, "a movement moves a sane quantity");
  invariant(m.no == figures.movements + 1, "movements of an item are numbered without gaps");
  int64_t& from = figures.units.at(static_cast<size_t>(m.from));
  int64_t& to = figures.units.at(static_cast<size_t>(m.to));
  const bool leaves = m.from != Bucket::kOutside, enters = m.to != Bucket::kOutside;
  if (leaves) {
    invariant(from >= m.quantity, "stock is never negative");
    from -= m.quantity;
  }
  if (enters) add_to(to, m.quantity);
  invariant((!leaves || from == m.from_left) && (!enters || to == m.to_left),
            "a movement says what it left");
  add_to(figures.granted, granted_by(m));
  invariant(figures.granted >= 0, "a pool gives back no more than it was given");
  ++figures.movements;
}

}  // namespace ordo::stock
