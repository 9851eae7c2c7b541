// The part of the world that knows which orders were pushed where: what the batch asks for, and what it
// changes. The lane's thread only.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "flows/push_store.h"

namespace ordo::flows {

class Pushes {
 public:
  // Most merchants push nothing: once that is known, no order's number is looked for among what was pushed.
  // Asked once; known after settle().
  void want_any(store::Questions& questions);
  void settle() noexcept;

  // Loading, from prefetch only: known once `questions` are settled.
  void want(store::Questions& questions, ShopId shop, OrderId order);
  void want(store::Questions& questions, ShopId shop, const std::string& order_no);

  // Asking, during apply. What was not asked for is not known: none.
  [[nodiscard]] const Push* find(ShopId shop, OrderId order) const;
  [[nodiscard]] OrderId find(ShopId shop, const std::string& order_no) const;

  // Registers a push, or the number under which one came back.
  void put(Push push);

  [[nodiscard]] size_t changes() const { return changed_.size(); }
  // As it was when there were `changes` of them.
  void roll_back(size_t changes);
  void persist(store::UnitOfWork& uow) const;
  void forget() noexcept;

 private:
  using ByOrder = std::pair<ShopId, OrderId>;
  using ByNumber = std::pair<ShopId, std::string>;
  struct Change {
    Push push;
    std::optional<Push> before;
  };
  std::map<ByOrder, std::optional<Push>> by_order_;
  std::map<ByNumber, OrderId> by_number_;  // none: known to be absent
  std::vector<Change> changed_;
  // This lane alone writes them: that there is none stands until it writes one.
  enum class Any : uint8_t { kUnknown, kNone, kSome } any_ = Any::kUnknown;
  std::optional<Any> asked_any_;  // as far as it is answered
};

}  // namespace ordo::flows
