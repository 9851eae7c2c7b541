// The part of the world that is papers of stock (stock/document.h): what the batch asks for, and what it changes. The
// lane's thread only.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "stock/document_store.h"

namespace ordo::flows {

class Papers {
 public:
  // Loading, from prefetch only: known once `questions` are settled.
  void want(store::Questions& questions, int64_t id);
  // Asking, during apply. Null: there is none, or nobody asked for it.
  [[nodiscard]] const stock::Document* find(int64_t id) const;
  void put(stock::Document document);

  void persist(store::UnitOfWork& uow) const;
  void forget() noexcept;

 private:
  std::map<int64_t, std::optional<stock::Document>> held_;
  std::set<int64_t> changed_;
};

}  // namespace ordo::flows
