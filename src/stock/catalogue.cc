#include "stock/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/text.h"

namespace ordo::stock {
namespace {

namespace json = boost::json;

constexpr size_t kNameMax = 200, kUnitMax = 16, kBarcodeMax = 64, kShopsMax = 500;
constexpr int64_t kPriorityMax = 1'000'000;

// Reads the fields that documents of the catalogue have beside their settings, and takes them out of the rest.
class CatalogueParser {
 public:
  explicit CatalogueParser(const json::object& document) : document_(document), rest_(document) {}

  std::string text(std::string_view field, size_t max) {
    const json::value* v = take(field);
    if (!v || v->is_null()) return {};
    if (!v->is_string()) return wrong(field, "must be a text"), std::string();
    auto clean = clean_text(std::string_view(v->as_string()));
    if (!clean || code_points(*clean) > max) {
      return wrong(field, fmt::format("must be a text of at most {} characters", max)),
             std::string();
    }
    return *clean;
  }

  // Full-width digits become what they mean.
  std::string number_text(std::string_view field) {
    const std::string raw = text(field, kBarcodeMax);
    if (raw.empty()) return raw;
    auto clean = clean_number(raw);
    if (!clean) return wrong(field, clean.error().detail), std::string();
    return *clean;
  }

  int64_t whole(std::string_view field, int64_t least, int64_t most, int64_t otherwise) {
    const json::value* v = take(field);
    if (!v || v->is_null()) return otherwise;
    if (v->is_int64() && v->as_int64() >= least && v->as_int64() <= most) return v->as_int64();
    wrong(field, fmt::format("must be a whole number from {} to {}", least, most));
    return otherwise;
  }

  bool flag(std::string_view field, bool otherwise) {
    const json::value* v = take(field);
    if (!v || v->is_null()) return otherwise;
    if (!v->is_bool()) return wrong(field, "must be true or false"), otherwise;
    return v->as_bool();
  }

  std::vector<std::string> codes(std::string_view field) {
    std::vector<std::string> all;
    for (const json::value& v : list(field, kShopsMax)) {
      const std::string code = v.is_string() ? std::string(v.as_string()) : std::string();
      if (!is_code(code)) return wrong(field, "must be a list of codes"), all;
      if (std::ranges::find(all, code) == all.end()) all.push_back(code);
    }
    return all;
  }

  std::vector<Component> components() {
    std::vector<Component> all;
    size_t index = 0;
    for (const json::value& v : list("components", kComponentsMax)) {
      const std::string at = fmt::format("components/{}", index++);
      if (!v.is_object()) {
        wrong(at, "must be an object");
        continue;
      }
      all.push_back(component(v.as_object(), at));
    }
    return all;
  }

  // What no field above has taken.
  [[nodiscard]] const json::object& rest() const { return rest_; }
  void nothing_else() {
    for (const auto& [key, value] : rest_) wrong(key, "is not a field of this document");
  }
  void take_problems(const Error& error) {
    problems_.insert(problems_.end(), error.fields.begin(), error.fields.end());
  }
  void wrong(std::string_view field, std::string detail) {
    problems_.push_back({"/" + printable(field), std::move(detail)});
  }

  template <class T>
  Result<T> end(T parsed, std::string_view code) {
    if (problems_.empty()) return parsed;
    std::string first = problems_.front().pointer + " " + problems_.front().detail;
    return fail(ErrorClass::kInvalid, code, std::move(first), std::move(problems_));
  }

 private:
  const json::value* take(std::string_view field) {
    rest_.erase(field);
    return document_.if_contains(field);
  }

  json::array list(std::string_view field, size_t max) {
    const json::value* v = take(field);
    if (!v || v->is_null()) return {};
    if (v->is_array() && v->as_array().size() <= max) return v->as_array();
    wrong(field, fmt::format("must be a list of at most {}", max));
    return {};
  }

  Component component(const json::object& o, const std::string& at) {
    Component c;
    const json::value *sku = o.if_contains("sku"), *units = o.if_contains("units"),
                      *gift = o.if_contains("gift");
    auto clean = sku && sku->is_string() ? clean_number(std::string_view(sku->as_string()))
                                         : Result<std::string>(std::string());
    c.sku = clean.value_or("");  // empty: the bundle's own check says so
    if (units && units->is_int64()) {
      c.units = units->as_int64();
    } else if (units) {
      wrong(at + "/units", "must be a whole number");
    }
    if (gift && gift->is_bool()) {
      c.gift = gift->as_bool();
    } else if (gift) {
      wrong(at + "/gift", "must be true or false");
    }
    for (const auto& [key, value] : o) {
      if (key != "sku" && key != "units" && key != "gift") {
        wrong(at + "/" + std::string(key), "is not a field of a component");
      }
    }
    return c;
  }

  const json::object& document_;
  json::object rest_;
  std::vector<FieldError> problems_;
};

void check_bundle_alone(const Sku& sku, CatalogueParser& parser) {
  if (!sku.is_bundle()) return;
  if (sku.settings.presale) {
    parser.wrong("presale", "is of what has stock of its own: set it for a component");
  }
  if (sku.settings.alert_below) {
    parser.wrong("alert_below", "is of what has stock of its own: set it for a component");
  }
}

std::optional<std::string> bundle_with(const Catalogue& catalogue, std::string_view component) {
  for (const auto& [code, sku] : catalogue.skus) {
    const auto at = std::ranges::find(sku.components, component, &Component::sku);
    if (at != sku.components.end()) return code;
  }
  return std::nullopt;
}

}  // namespace

void Catalogue::put(Sku sku) {
  if (!sku.barcode.empty()) by_barcode[sku.barcode] = sku.sku;
  if (sku.settings != SkuSettings{}) settings.skus[sku.sku] = sku.settings;
  std::string code = sku.sku;
  skus.insert_or_assign(std::move(code), std::move(sku));
}

void Catalogue::put(Pool pool) {
  settings.pools.insert_or_assign(pool.code, pool.settings);
  std::string code = pool.code;
  pools.insert_or_assign(std::move(code), std::move(pool));
}

const Sku* Catalogue::sku(std::string_view code) const {
  const auto at = skus.find(code);
  return at == skus.end() ? nullptr : &at->second;
}

const Pool* Catalogue::pool(std::string_view code) const {
  const auto at = pools.find(code);
  return at == pools.end() ? nullptr : &at->second;
}

bool Catalogue::is_bundle(std::string_view code) const {
  const Sku* found = sku(code);
  return found && found->is_bundle();
}

bool Catalogue::takes_sku(std::string_view code) const { return skus.empty() || sku(code); }

bool Catalogue::takes_warehouse(std::string_view code) const {
  return warehouses.empty() || warehouses.contains(code);
}

bool is_warehouse_name(std::string_view text) {
  if (text.empty() || !is_valid_utf8(text) || code_points(text) > 64) return false;
  const auto clean = clean_text(text);
  return clean && *clean == text;
}

Result<Sku> parse_sku(const std::string& code, const json::object& document) {
  CatalogueParser parser(document);
  Sku sku;
  sku.sku = code;
  if (const auto clean = clean_number(code); !clean || *clean != code) {
    parser.wrong("sku", "must be written as it is kept: upper case, without blanks");
  }
  sku.name = parser.text("name", kNameMax);
  sku.barcode = parser.number_text("barcode");
  sku.unit = parser.text("unit", kUnitMax);
  sku.components = parser.components();
  auto settings = parse_sku_settings(parser.rest());
  if (settings) {
    sku.settings = std::move(*settings);
    check_bundle_alone(sku, parser);
  } else {
    parser.take_problems(settings.error());
  }
  return parser.end(std::move(sku), "sku_invalid");
}

Result<Warehouse> parse_warehouse(const std::string& code, const json::object& document) {
  CatalogueParser parser(document);
  Warehouse warehouse;
  if (!is_warehouse_name(code)) {
    parser.wrong("code", "must be a text of 1 to 64 characters without blanks at its ends");
  }
  warehouse.name = parser.text("name", kNameMax);
  warehouse.priority = parser.whole("priority", 0, kPriorityMax, 0);
  warehouse.sells = parser.flag("sells", true);
  parser.nothing_else();
  return parser.end(std::move(warehouse), "warehouse_invalid");
}

Result<Pool> parse_pool(const std::string& code, const json::object& document) {
  CatalogueParser parser(document);
  Pool pool;
  pool.code = code;
  if (!is_code(code)) {
    parser.wrong("code", "must be 1 to 64 lower case letters, digits, '-' or '_'");
  }
  pool.name = parser.text("name", kNameMax);
  pool.shops = parser.codes("shops");
  pool.channels = parser.codes("channels");
  auto settings = parse_pool_settings(parser.rest());
  if (settings) {
    pool.settings = *settings;
  } else {
    parser.take_problems(settings.error());
  }
  return parser.end(std::move(pool), "pool_invalid");
}

Result<> check_sku(const Catalogue& catalogue, const Sku& sku) {
  if (!sku.barcode.empty()) {
    const auto holder = catalogue.by_barcode.find(sku.barcode);
    if (holder != catalogue.by_barcode.end() && holder->second != sku.sku) {
      return invalid("/barcode", "is the barcode of " + holder->second, "barcode_taken");
    }
  }
  if (!sku.is_bundle()) return {};
  const auto is_bundle = [&](std::string_view code) { return catalogue.is_bundle(code); };
  if (auto sound = check_bundle({sku.sku, sku.components}, is_bundle); !sound) return sound;
  std::vector<FieldError> unknown;
  for (size_t i = 0; i < sku.components.size(); ++i) {
    if (catalogue.sku(sku.components[i].sku)) continue;
    unknown.push_back({fmt::format("/components/{}/sku", i), "is no SKU of the master file"});
  }
  if (!unknown.empty()) {
    std::string first = unknown.front().pointer + " " + unknown.front().detail;
    return fail(ErrorClass::kInvalid, "bundle_invalid", std::move(first), std::move(unknown));
  }
  if (const auto other = bundle_with(catalogue, sku.sku)) {
    return invalid("/components",
                   "this SKU is a component of " + *other + ": a bundle cannot be one",
                   "bundle_invalid");
  }
  return {};
}

json::object sku_json(const Sku& sku) {
  json::object o = sku_settings_json(sku.settings);
  o["name"] = sku.name;
  o["barcode"] = sku.barcode;
  o["unit"] = sku.unit;
  json::array components;
  for (const Component& c : sku.components) {
    components.push_back(json::object{{"sku", c.sku}, {"units", c.units}, {"gift", c.gift}});
  }
  o["components"] = std::move(components);
  return o;
}

json::object warehouse_json(const Warehouse& w) {
  return {{"name", w.name}, {"priority", w.priority}, {"sells", w.sells}};
}

json::object pool_json(const Pool& pool) {
  const auto codes = [](const std::vector<std::string>& all) {
    json::array list;
    for (const std::string& code : all) list.push_back(json::value(code));
    return list;
  };
  return {{"name", pool.name},
          {"quota", pool.settings.quota},
          {"falls_back", pool.settings.falls_back},
          {"shops", codes(pool.shops)},
          {"channels", codes(pool.channels)}};
}

}  // namespace ordo::stock
