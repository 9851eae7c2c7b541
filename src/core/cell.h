// What the lane drives: a merchant's business, seen as a deterministic state machine. The one
// implementation stands in flows/.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/batch.h"
#include "core/entry.h"
#include "store/database.h"

namespace ordo::core {

class Cell {
 public:
  virtual ~Cell() = default;

  // Raw to decoded, on any thread. Never throws for bad input: the result carries the error. The
  // snapshot may be older than the one that apply will see: apply decodes again where that matters.
  [[nodiscard]] virtual std::unique_ptr<Decoded> decode(const Entry& entry,
                                                        const Configuration& config) const = 0;

  // Loads what these will touch into the world, in as many rounds as it needs. `config` is what stood when the
  // batch began: an edit of this batch decides nothing of what is loaded for it.
  virtual void prefetch(const store::Reader& reader, const Configuration& config,
                        std::span<Inbound* const> inbounds) = 0;

  virtual void prefetch_timers(const store::Reader& reader, const Configuration& config,
                               std::span<const Timer> timers) = 0;

  // Changes the world in memory or refuses; touches nothing else. Throws InvariantBreach only when
  // something is broken that must never be.
  [[nodiscard]] virtual Outcome apply(Inbound& inbound, Batch& batch) = 0;
  virtual void apply_timer(const Timer& timer, Batch& batch) = 0;
  // It will never fire: it breached or crashed, and the batch that is persisted next drops it.
  virtual void drop_timer(const Timer& /*timer*/) {}

  // The orders that it is about, the first of them the one it names, so that an offender's order can be
  // frozen and nothing touches a frozen one; empty when it cannot be told.
  [[nodiscard]] virtual std::vector<OrderId> subjects(const Inbound& inbound) const = 0;
  [[nodiscard]] virtual OrderId subject(const Timer& timer) const = 0;
  // Whether this command is how a person mends a frozen order.
  [[nodiscard]] virtual bool mends(const Inbound& command) const = 0;

  // The streams that exist under this configuration, besides the system's.
  [[nodiscard]] virtual std::vector<ShopId> streams(const Configuration& config) const = 0;

  virtual void persist(store::UnitOfWork& uow, Batch& batch) = 0;
  virtual void committed() noexcept = 0;  // the world as changed is now the truth
  virtual void discard() noexcept = 0;    // forget every change since the last commit
};

}  // namespace ordo::core
