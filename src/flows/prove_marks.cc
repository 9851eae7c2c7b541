// Rows that people and breaches have left, against the events that tell of them.
#include <fmt/format.h>

#include "flows/prove_kit.h"

namespace ordo::flows {
namespace {

bool stands_alike(const core::AlertRow& a, const core::AlertRow& b) {
  return a.state == b.state && a.acknowledged_at == b.acknowledged_at &&
         a.acknowledged_by == b.acknowledged_by && a.resolved_at == b.resolved_at &&
         a.resolved_by == b.resolved_by && a.note == b.note;
}

void prove_alerts(Proof& proof) {
  auto moved = moved_alerts(proof.reader);
  for (auto page = alert_page(proof.reader, 0); !page.empty();
       page = alert_page(proof.reader, page.back().id)) {
    for (const core::AlertRow& row : page) {
      const auto told = moved.find(row.id);
      if (!stands_alike(row, told == moved.end() ? core::AlertRow{} : told->second)) {
        proof.complain(fmt::format("alert {} does not stand as people have moved it", row.id));
      }
      if (told != moved.end()) moved.erase(told);
    }
  }
  for (const auto& [id, alert] : moved) {
    proof.complain(fmt::format("alert {} was moved by people, and is not there", id));
  }
}

// What was frozen by a program that told history nothing of it is taken as it stands.
bool is_untold(const Proof& proof, const StoredFreeze& freeze) {
  return batch_of_message(proof.reader, freeze.message) <= proof.old_batch;
}

void prove_frozen(Proof& proof) {
  const auto told = told_frozen(proof.reader), rows = frozen_orders(proof.reader);
  for (const auto& [order, freeze] : rows) {
    const auto event = told.find(order);
    if (event == told.end() ? is_untold(proof, freeze) : event->second == freeze) continue;
    proof.complain(fmt::format("order {} is not frozen as history tells it", order));
  }
  for (const auto& [order, freeze] : told) {
    if (rows.contains(order)) continue;
    proof.complain(fmt::format("order {} was frozen and never thawed, but is not frozen", order));
  }
}

}  // namespace

void prove_marks(Proof& proof) {
  prove_alerts(proof);
  prove_frozen(proof);
}

}  // namespace ordo::flows
