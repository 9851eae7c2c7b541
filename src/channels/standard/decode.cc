#include "channels/standard/decode.h"

#include <fmt/format.h>

#include <algorithm>

#include "channels/document.h"

namespace ordo::channels::standard {
namespace {

namespace dom = simdjson::dom;
using Decoder = facts::Fact (*)(const Event&);

struct EventType {
  std::string_view name;
  Decoder decode;
};

// order.created is what many shop systems call the first order.upserted.
constexpr EventType kEventTypes[] = {
    {"order.upserted", decode_order},      {"order.created", decode_order},
    {"order.paid", decode_payment},        {"order.cancelled", decode_cancel},
    {"shipment.updated", decode_shipment}, {"refund.updated", decode_refund},
    {"stock.adjusted", decode_stock},
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Words joined by single dots, as Standard Webhooks has it.
bool is_event_type(std::string_view text) {
  char last = '.';
  for (const char c : text) {
    if (!is_word(c) && (c != '.' || last == '.')) return false;
    last = c;
  }
  return last != '.';
}

std::string_view read_type(dom::object root, const Path& path, Reading& reading) {
  FieldsOf<kTypeRules> fields(root, path, reading);
  const std::string_view type = fields.raw_text("type");
  if (fields.has("type") && !is_event_type(type)) {
    fields.problem("type", "field_type", "expected words of a-z, A-Z, 0-9 and _ joined by dots");
  }
  return type;
}

facts::Fact decode_envelope(dom::object root, const Path& path, Decoder decoder, Reading& reading) {
  FieldsOf<kEnvelopeRules> envelope(root, path, reading);
  const Instant timestamp = envelope.time("timestamp").value_or(Instant{});
  const auto data = envelope.object("data");
  if (!data) return facts::CancelFact{};
  const Path data_path = envelope.path_of("data");
  return decoder({*data, data_path, timestamp, reading});
}

Result<std::vector<facts::Fact>> decode_root(dom::element root_element, Reading& reading) {
  const Path path;
  const auto root = entry_object(root_element, path, reading.problems);
  const std::string_view type = root ? read_type(*root, path, reading) : std::string_view{};
  if (!reading.problems.empty()) return std::unexpected(std::move(reading.problems).breach());
  const auto at = std::ranges::find(kEventTypes, type, &EventType::name);
  if (at == std::end(kEventTypes)) return std::vector<facts::Fact>{};
  facts::Fact fact = decode_envelope(*root, path, at->decode, reading);
  if (!reading.problems.empty()) return std::unexpected(std::move(reading.problems).breach());
  std::vector<facts::Fact> facts;
  facts.push_back(std::move(fact));
  return facts;
}

}  // namespace

Result<std::vector<facts::Fact>> decode_event(std::string_view body, const ShopContext& shop) {
  auto root = parse_document(body);
  if (!root) return std::unexpected(std::move(root.error()));
  Reading reading{shop, body, {}};
  return decode_root(*root, reading);
}

}  // namespace ordo::channels::standard
