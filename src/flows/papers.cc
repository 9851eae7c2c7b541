#include "flows/papers.h"

#include <utility>

namespace ordo::flows {

void Papers::want(store::Questions& questions, int64_t id) {
  const auto [asked, is_new] = held_.try_emplace(id);
  if (is_new) stock::ask_document(questions, id, asked->second);
}

const stock::Document* Papers::find(int64_t id) const {
  const auto held = held_.find(id);
  return held == held_.end() || !held->second ? nullptr : &*held->second;
}

void Papers::put(stock::Document document) {
  const int64_t id = document.id;
  changed_.insert(id);
  held_.insert_or_assign(id, std::move(document));
}

void Papers::persist(store::UnitOfWork& uow) const {
  for (const int64_t id : changed_) stock::save_document(uow, *held_.at(id));
}

void Papers::forget() noexcept {
  held_.clear();
  changed_.clear();
}

}  // namespace ordo::flows
