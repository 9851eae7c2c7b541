#include "flows/prove_pushes.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>

#include "flows/echo_flow.h"
#include "flows/push_store.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

struct Told {
  ShopId shop;
  std::string order_no;
};

std::optional<Told> read(const core::Event& event) {
  json::error_code failed;
  const json::value told = json::parse(event.payload, failed);
  if (failed || !told.is_object()) return std::nullopt;
  const json::value* shop = told.as_object().if_contains("shop_id");
  const json::value* order_no = told.as_object().if_contains("channel_order_no");
  if (!shop || !shop->is_int64() || !order_no || !order_no->is_string()) return std::nullopt;
  return Told{ShopId(shop->as_int64()), std::string(order_no->as_string())};
}

// The row as history has it; none when nothing tells of it.
std::optional<Push> rebuilt(const store::Reader& reader, const Push& row) {
  std::optional<Push> built;
  each_push_event(reader, row.order, [&](const core::Event& event) {
    const auto told = read(event);
    if (!told || told->shop != row.shop) return;
    const bool first = !built && event.kind == kOrderPushed;
    if (first) built = Push{row.shop, row.order, {}, event.at};
    if (built && !told->order_no.empty()) built->order_no = told->order_no;
  });
  return built;
}

}  // namespace

void prove_pushes(const store::Reader& reader,
                  const std::function<void(std::string sentence)>& complain) {
  each_push(reader, [&](const Push& row) {
    if (rebuilt(reader, row) == row) return;
    complain(fmt::format("order {} was not pushed to shop {} as its row says", row.order.value,
                         row.shop.value));
  });
  each_push_event(reader, std::nullopt, [&](const core::Event& event) {
    const auto told = read(event);
    if (told && load_push(reader, told->shop, event.order)) return;
    complain(fmt::format("event {} tells of a push of order {} that left no row", event.seq.value,
                         event.order.value));
  });
}

}  // namespace ordo::flows
