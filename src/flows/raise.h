// The one way in which the flows raise an alert: by a kind that the table lists, with the values of the
// case instead of a sentence. Pure.
#pragma once

#include <string>

#include "core/alert_detail.h"
#include "flows/alert_kinds.h"
#include "flows/cell.h"

namespace ordo::flows {

// What an alert is about besides its case.
struct AlertAbout {
  OrderId order;
  std::string key;  // as core::Alert's
  ShopId shop;      // 0: whose message raises it
  std::string transaction_id = {};
};

void raise(Context& context, AlertKind kind, core::AlertFields fields, AlertAbout about = {});
// What a program of ours says in a command: the kind's name, and a detail as alerts keep it.
void raise_told(Context& context, std::string kind, std::string detail, AlertAbout about);

}  // namespace ordo::flows
