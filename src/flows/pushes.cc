#include "flows/pushes.h"

namespace ordo::flows {

void Pushes::want_any(store::Questions& questions) {
  if (any_ != Any::kUnknown || asked_any_) return;
  asked_any_ = Any::kNone;
  ask_any_push(questions, [this] { asked_any_ = Any::kSome; });
}

void Pushes::settle() noexcept {
  if (asked_any_) any_ = *std::exchange(asked_any_, {});
}

void Pushes::want(store::Questions& questions, ShopId shop, OrderId order) {
  if (any_ == Any::kNone) return;
  const auto [place, is_new] = by_order_.try_emplace({shop, order});
  if (is_new) ask_push(questions, shop, order, place->second);
}

void Pushes::want(store::Questions& questions, ShopId shop, const std::string& order_no) {
  if (any_ == Any::kNone) return;
  const auto [place, is_new] = by_number_.try_emplace({shop, order_no});
  if (is_new) ask_pushed(questions, shop, order_no, place->second);
}

const Push* Pushes::find(ShopId shop, OrderId order) const {
  const auto it = by_order_.find({shop, order});
  return it == by_order_.end() || !it->second ? nullptr : &*it->second;
}

OrderId Pushes::find(ShopId shop, const std::string& order_no) const {
  const auto it = by_number_.find({shop, order_no});
  return it == by_number_.end() ? OrderId{} : it->second;
}

void Pushes::put(Push push) {
  any_ = Any::kSome;
  std::optional<Push>& held = by_order_[{push.shop, push.order}];
  changed_.push_back({push, held});
  if (!push.order_no.empty()) by_number_[{push.shop, push.order_no}] = push.order;
  held = std::move(push);
}

void Pushes::roll_back(size_t changes) {
  while (changed_.size() > changes) {
    const Change& last = changed_.back();
    by_order_[{last.push.shop, last.push.order}] = last.before;
    if (!last.push.order_no.empty()) by_number_[{last.push.shop, last.push.order_no}] = {};
    changed_.pop_back();
  }
}

void Pushes::persist(store::UnitOfWork& uow) const {
  for (const Change& change : changed_) save_push(uow, change.push);
}

void Pushes::forget() noexcept {
  by_order_.clear();
  by_number_.clear();
  changed_.clear();
  asked_any_.reset();
}

}  // namespace ordo::flows
