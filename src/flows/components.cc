#include "flows/components.h"

#include "core/schema.h"
#include "flows/poll_store.h"
#include "orders/order_store.h"
#include "stock/document_store.h"
#include "stock/stock_store.h"
#include "store/lookups.h"

namespace ordo::flows {

std::span<const store::Component> state_components() {
  static const store::Component all[] = {core::kCoreComponent,     orders::kOrdersComponent,
                                         stock::kStockComponent,   stock::kDocumentsComponent,
                                         store::kLookupsComponent, kFlowsComponent};
  return all;
}

}  // namespace ordo::flows
