#include "flows/raise.h"

namespace ordo::flows {

void raise(Context& context, AlertKind kind, core::AlertFields fields, AlertAbout about) {
  raise_told(context, std::string(name(kind)), core::alert_detail(std::move(fields)),
             std::move(about));
}

void raise_told(Context& context, std::string kind, std::string detail, AlertAbout about) {
  core::Alert alert;
  alert.kind = std::move(kind);
  alert.detail = std::move(detail);
  alert.message = context.entry.seq;
  alert.order = about.order;
  alert.shop = about.shop;
  alert.key = std::move(about.key);
  alert.transaction_id = std::move(about.transaction_id);
  context.batch.alerts.push_back(std::move(alert));
}

}  // namespace ordo::flows
