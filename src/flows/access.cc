#include "flows/access.h"

#include <fmt/format.h>

#include <algorithm>

#include "flows/roles.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

struct Part {
  std::string_view name;
  bool View::* shown;
};
constexpr std::array kParts = {
    Part{"people", &View::people},
    Part{"address", &View::address},
    Part{"goods", &View::goods},
    Part{"amounts", &View::amounts},
    Part{"payments", &View::payments},
    Part{"refunds", &View::refunds},
    Part{"notes", &View::notes},
    Part{"mirrors", &View::mirrors},
    Part{"attachments", &View::attachments},
};
constexpr View kInstaller{.address = true, .goods = true};

bool is_scope(std::string_view text) { return std::ranges::find(kScopes, text) != kScopes.end(); }

// Configuration, users, keys, figures and new shops are the whole hub's.
bool concerns_all_shops(std::string_view scope) {
  return scope.starts_with("settings:") || scope.starts_with("access:") || scope == "shops:write" ||
         scope == "metrics:read";
}

// Reads one document and gathers what is wrong with it.
class AccessReading {
 public:
  AccessReading(const json::object& document, const KnowsShop& knows_shop)
      : document_(document), knows_shop_(knows_shop) {}

  Result<Access> run() {
    read_role();
    read_scopes();
    read_view();
    read_shops();
    read_expiry();
    read_per_minute();
    check_reach();
    if (problems_.empty()) return std::move(access_);
    std::string first = problems_.front().pointer + " " + problems_.front().detail;
    return fail(ErrorClass::kInvalid, "invalid", std::move(first), std::move(problems_));
  }

 private:
  [[nodiscard]] const json::value* given(std::string_view name) const {
    const json::value* v = document_.if_contains(name);
    return v && !v->is_null() ? v : nullptr;
  }
  void wrong(std::string pointer, std::string detail) {
    problems_.push_back({std::move(pointer), std::move(detail)});
  }

  void read_role() {
    const json::value* v = given("role");
    if (!v) {
      if (!given("scopes")) wrong("/role", "required: name a role, or scopes");
    } else if (!v->is_string() || !is_role(std::string_view(v->as_string()))) {
      wrong("/role", fmt::format("unknown_role: must be {}", kRolesText));
    } else {
      access_.role = v->as_string();
    }
  }

  // Each text of a list, where there is one; `check` says what is wrong with a text, or nothing.
  template <class Check>
  std::optional<std::vector<std::string>> list(std::string_view name, size_t most, Check check) {
    const json::value* v = given(name);
    if (!v) return std::nullopt;
    const std::string pointer = "/" + std::string(name);
    const json::array* items = v->if_array();
    if (!items || items->empty() || items->size() > most) {
      wrong(pointer, fmt::format("must be a list of 1 to {}", most));
      return std::nullopt;
    }
    std::vector<std::string> texts;
    for (size_t i = 0; i < items->size(); ++i) {
      const json::value& item = (*items)[i];
      const std::string text = item.is_string() ? std::string(item.as_string()) : std::string();
      const std::string_view fault = check(text);
      if (!fault.empty()) wrong(fmt::format("{}/{}", pointer, i), std::string(fault));
      if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
    }
    return texts;
  }

  void read_scopes() {
    access_.scopes = list("scopes", kScopes.size(), [](std::string_view text) {
      return is_scope(text) ? std::string_view() : "unknown_scope: is not a right that keys have";
    });
  }

  void read_shops() {
    access_.shops = list("shops", kShopsOfCallerMax, [this](std::string_view code) {
      return knows_shop_(code) ? std::string_view() : "unknown_shop: there is no such shop";
    });
  }

  void read_view() {
    const json::value* v = given("view");
    if (!v) return;
    if (v->is_string()) {
      access_.view = kInstaller;
      if (v->as_string() != "installer")
        wrong("/view", "must be a list of parts, or \"installer\"");
      return;
    }
    if (!v->is_array()) return wrong("/view", "must be a list of parts, or \"installer\"");
    View view;
    for (size_t i = 0; i < v->as_array().size(); ++i) {
      const json::value& name = v->as_array()[i];
      const auto* part = std::ranges::find_if(kParts, [&](const Part& p) {
        return name.is_string() && p.name == std::string_view(name.as_string());
      });
      if (part == kParts.end())
        wrong(fmt::format("/view/{}", i), "unknown_part: is not a part of orders");
      else
        view.*(part->shown) = true;
    }
    access_.view = view;
  }

  void read_expiry() {
    const json::value* v = given("expires_at");
    if (!v) return;
    if (!v->is_string()) return wrong("/expires_at", "must be a time as RFC 3339");
    auto at = parse_rfc3339(std::string_view(v->as_string()));
    if (!at) return wrong("/expires_at", at.error().code + ": " + at.error().detail);
    access_.expires_at = *at;
  }

  void read_per_minute() {
    const json::value* v = given("per_minute");
    if (!v) return;
    if (!v->is_int64() || v->as_int64() < 0 || v->as_int64() > kPerMinuteMax) {
      return wrong("/per_minute", fmt::format("must be 0 (no limit) to {}", kPerMinuteMax));
    }
    access_.per_minute = v->as_int64();
  }

  void check_reach() {
    if (!given("shops")) return;
    const bool by_role = !access_.scopes && (access_.role == "owner" || access_.role == "metrics");
    const bool by_scope =
        access_.scopes && std::ranges::any_of(*access_.scopes, [](const std::string& scope) {
          return concerns_all_shops(scope);
        });
    if (by_role) {
      wrong("/shops",
            fmt::format("the role {} concerns the whole hub, not some shops", access_.role));
    } else if (by_scope) {
      wrong("/shops", "settings, access, metrics and shops:write concern the whole hub");
    }
  }

  const json::object& document_;
  const KnowsShop& knows_shop_;
  Access access_;
  std::vector<FieldError> problems_;
};

json::array texts_json(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

}  // namespace

View view_of_role(std::string_view role) {
  View view = kWholeView;
  if (role != "owner" && role != "operations") view.people = view.address = view.notes = false;
  return view;
}

json::array view_json(const View& view) {
  json::array names;
  for (const Part& part : kParts) {
    if (view.*(part.shown)) names.emplace_back(part.name);
  }
  return names;
}

Result<Access> parse_access(const json::object& document, const KnowsShop& knows_shop) {
  return AccessReading(document, knows_shop).run();
}

json::object access_json(const Access& access) {
  json::object out;
  if (!access.role.empty()) out["role"] = access.role;
  if (access.scopes) out["scopes"] = texts_json(*access.scopes);
  if (access.view) out["view"] = view_json(*access.view);
  if (access.shops) out["shops"] = texts_json(*access.shops);
  if (access.expires_at.ms != 0) out["expires_at"] = format_rfc3339(access.expires_at);
  if (access.per_minute) out["per_minute"] = *access.per_minute;
  return out;
}

}  // namespace ordo::flows
