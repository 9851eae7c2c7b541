#include "stock/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <utility>
#include <vector>

#include "base/civil.h"
#include "base/text.h"
#include "stock/movement.h"

namespace ordo::stock {
namespace {

namespace json = boost::json;

// A setting that is a whole number: its field, how many of our units one of it is, and what makes sense.
struct NumberField {
  std::string_view field;
  std::optional<int64_t> TermsEdit::* place;
  int64_t unit, least, most;
  std::string_view said_of;
};

constexpr NumberField kNumberFields[] = {
    {"lock_minutes", &TermsEdit::lock_ms, kMinuteMs, 1, 7 * 24 * 60, "minutes"},
    {"placeholder_hours", &TermsEdit::placeholder_ms, kHourMs, 1, 60 * 24, "hours"},
    {"payment_minutes", &TermsEdit::payment_ms, kMinuteMs, 1, 120, "minutes"},
    {"payment_extensions", &TermsEdit::payment_extensions, 1, 0, 10, "times"},
    {"per_buyer", &TermsEdit::per_buyer, 1, 1, 1'000'000, "units"},
};
constexpr size_t kChannelsMax = 200, kShopsWithoutMax = 500;

class SettingsParser {
 public:
  TermsEdit terms(const json::object& o, const std::string& at) {
    TermsEdit edit;
    for (const NumberField& f : kNumberFields) {
      const auto n = number(o, f.field, at, f.least, f.most, f.said_of);
      if (n) edit.*f.place = *n * f.unit;
    }
    const auto overdraft = word(o, "overdraft", at, {"shortage", "refuse"});
    if (overdraft) edit.overdraft = *overdraft == 0 ? Overdraft::kShortage : Overdraft::kRefuse;
    const auto late = word(o, "late_payment", at, {"remaining", "whole"});
    if (late) edit.late_payment = *late == 0 ? LatePayment::kRemaining : LatePayment::kWhole;
    return edit;
  }

  std::optional<Presale> presale(const json::value& value, const std::string& at) {
    if (!value.is_object()) return wrong(at, "must be an object"), std::nullopt;
    const json::object& o = value.as_object();
    only(o, {"arrives_on", "mode", "ceiling"}, at);
    Presale presale;
    presale.arrives_on = day(o, at + "/arrives_on");
    const auto mode = word(o, "mode", at, {"placeholder", "deduct"});
    if (mode) presale.mode = *mode == 0 ? PresaleMode::kPlaceholder : PresaleMode::kDeduct;
    const auto ceiling = number(o, "ceiling", at, 1, kUnitsMax, "units");
    const bool needed = presale.mode == PresaleMode::kPlaceholder;
    if (needed && !o.contains("ceiling")) {
      wrong(at + "/ceiling", "must say how many units placeholders may hold");
    } else if (!needed && o.contains("ceiling")) {
      wrong(at + "/ceiling", "is of placeholders: a presale that deducts locks what is on hand");
    }
    presale.ceiling = ceiling.value_or(0);
    return presale;
  }

  std::optional<int64_t> number(const json::object& o, std::string_view field,
                                const std::string& at, int64_t least, int64_t most,
                                std::string_view said_of) {
    const json::value* v = o.if_contains(field);
    if (!v) return std::nullopt;
    if (v->is_int64() && v->as_int64() >= least && v->as_int64() <= most) return v->as_int64();
    wrong(at + "/" + std::string(field),
          fmt::format("must be a whole number of {} from {} to {}", said_of, least, most));
    return std::nullopt;
  }

  std::vector<std::string> codes(const json::object& o, std::string_view field) {
    std::vector<std::string> all;
    const json::value* v = o.if_contains(field);
    if (!v) return all;
    const bool list = v->is_array() && v->as_array().size() <= kShopsWithoutMax;
    if (list) {
      for (const json::value& code : v->as_array()) {
        if (code.is_string() && is_code(std::string_view(code.as_string()))) {
          all.emplace_back(code.as_string());
        }
      }
    }
    if (list && all.size() == v->as_array().size()) return all;
    wrong("/" + std::string(field), fmt::format("must be at most {} codes", kShopsWithoutMax));
    return {};
  }

  void only(const json::object& o, std::initializer_list<std::string_view> names,
            const std::string& at) {
    for (const auto& [key, value] : o) {
      const std::string_view field(key);
      if (std::ranges::find(names, field) == names.end()) {
        wrong(at + "/" + printable(key), "is not a field of this document");
      }
    }
  }
  void only_terms(const json::object& o, std::string_view beside, const std::string& at) {
    for (const auto& [key, value] : o) {
      const std::string_view field(key);
      const bool known =
          field == "overdraft" || field == "late_payment" || field == beside ||
          std::ranges::find(kNumberFields, field, &NumberField::field) != std::end(kNumberFields);
      if (!known) wrong(at + "/" + printable(key), "is not a field of this document");
    }
  }

  void wrong(std::string pointer, std::string detail) {
    problems_.push_back({std::move(pointer), std::move(detail)});
  }

  template <class T>
  Result<T> end(T parsed) {
    if (problems_.empty()) return parsed;
    std::string first = problems_.front().pointer + " " + problems_.front().detail;
    return fail(ErrorClass::kInvalid, "stock_settings_invalid", std::move(first),
                std::move(problems_));
  }

 private:
  std::optional<size_t> word(const json::object& o, std::string_view field, const std::string& at,
                             std::initializer_list<std::string_view> words) {
    const json::value* v = o.if_contains(field);
    if (!v) return std::nullopt;
    const auto found =
        v->is_string() ? std::ranges::find(words, std::string_view(v->as_string())) : words.end();
    if (found != words.end()) return static_cast<size_t>(found - words.begin());
    wrong(at + "/" + std::string(field), fmt::format("must be one of {}", fmt::join(words, ", ")));
    return std::nullopt;
  }

  // A day of the calendar, as yyyymmdd.
  int32_t day(const json::object& o, const std::string& at) {
    const json::value* v = o.if_contains("arrives_on");
    if (!v || v->is_null()) {
      wrong(at, "must be the day on which the goods arrive: without it there is no presale");
      return 0;
    }
    const std::string text = v->is_string() ? std::string(v->as_string()) : std::string();
    if (text.size() != 10 || !civil::parse_date_time(text + "T00:00:00")) {
      wrong(at, "must be a day like 2026-12-01");
      return 0;
    }
    return (civil::two_digits(text, 0) * 100 + civil::two_digits(text, 2)) * 10'000 +
           civil::two_digits(text, 5) * 100 + civil::two_digits(text, 8);
  }

  std::vector<FieldError> problems_;
};

void apply_edit(Terms& terms, const TermsEdit& edit) {
  if (edit.lock_ms) terms.lock_ms = *edit.lock_ms;
  if (edit.placeholder_ms) terms.placeholder_ms = *edit.placeholder_ms;
  if (edit.payment_ms) terms.payment_ms = *edit.payment_ms;
  if (edit.payment_extensions) terms.payment_extensions = *edit.payment_extensions;
  if (edit.per_buyer) terms.per_buyer = edit.per_buyer;
  if (edit.overdraft) terms.overdraft = *edit.overdraft;
  if (edit.late_payment) terms.late_payment = *edit.late_payment;
}

json::object terms_json(const TermsEdit& edit) {
  json::object o;
  for (const NumberField& f : kNumberFields) {
    if (const auto& value = edit.*f.place) o[f.field] = *value / f.unit;
  }
  if (edit.overdraft)
    o["overdraft"] = *edit.overdraft == Overdraft::kShortage ? "shortage" : "refuse";
  if (edit.late_payment) {
    o["late_payment"] = *edit.late_payment == LatePayment::kRemaining ? "remaining" : "whole";
  }
  return o;
}

json::object presale_json(const Presale& presale) {
  json::object o{{"arrives_on", day_text(presale.arrives_on)}};
  const bool placeholder = presale.mode == PresaleMode::kPlaceholder;
  o["mode"] = placeholder ? "placeholder" : "deduct";
  if (placeholder) o["ceiling"] = presale.ceiling;
  return o;
}

}  // namespace

std::string day_text(int32_t day) {
  return fmt::format("{:04}-{:02}-{:02}", day / 10'000, day / 100 % 100, day % 100);
}

Terms StockSettings::terms_of(std::string_view channel, const std::string& sku) const {
  Terms all = terms;
  if (const auto at = channels.find(channel); at != channels.end()) apply_edit(all, at->second);
  if (const auto at = skus.find(sku); at != skus.end()) apply_edit(all, at->second.terms);
  return all;
}

const Presale* StockSettings::presale_of(const std::string& sku) const {
  const auto at = skus.find(sku);
  return at != skus.end() && at->second.presale ? &*at->second.presale : nullptr;
}

Result<StockSettings> parse_stock_settings(const json::object& document) {
  SettingsParser parser;
  StockSettings settings;
  json::object terms = document;
  terms.erase("shops_without");
  parser.only_terms(terms, "channels", "");
  settings.shops_without = parser.codes(document, "shops_without");
  apply_edit(settings.terms, parser.terms(document, ""));
  const json::value* channels = document.if_contains("channels");
  if (channels && (!channels->is_object() || channels->as_object().size() > kChannelsMax)) {
    parser.wrong("/channels",
                 fmt::format("must be an object of at most {} channels", kChannelsMax));
  } else if (channels) {
    for (const auto& [code, value] : channels->as_object()) {
      const std::string at = "/channels/" + printable(code);
      if (!is_code(code) || !value.is_object()) {
        parser.wrong(at, "must be the code of a channel, and an object");
        continue;
      }
      parser.only_terms(value.as_object(), {}, at);
      settings.channels.emplace(code, parser.terms(value.as_object(), at));
    }
  }
  return parser.end(std::move(settings));
}

Result<SkuSettings> parse_sku_settings(const json::object& document) {
  SettingsParser parser;
  SkuSettings settings;
  json::object terms = document;
  terms.erase("presale");
  parser.only_terms(terms, "alert_below", "");
  settings.terms = parser.terms(document, "");
  settings.alert_below = parser.number(document, "alert_below", "", 0, kUnitsMax, "units");
  if (const json::value* presale = document.if_contains("presale");
      presale && !presale->is_null()) {
    settings.presale = parser.presale(*presale, "/presale");
  }
  return parser.end(std::move(settings));
}

json::object stock_settings_json(const StockSettings& settings) {
  const Terms& t = settings.terms;
  json::object o = terms_json({t.lock_ms, t.placeholder_ms, t.payment_ms, t.payment_extensions,
                               t.per_buyer, t.overdraft, t.late_payment});
  json::object channels;
  for (const auto& [code, edit] : settings.channels) channels[code] = terms_json(edit);
  o["channels"] = std::move(channels);
  json::array without;
  for (const std::string& code : settings.shops_without) without.push_back(json::value(code));
  o["shops_without"] = std::move(without);
  return o;
}

json::object sku_settings_json(const SkuSettings& settings) {
  json::object o = terms_json(settings.terms);
  if (settings.alert_below) o["alert_below"] = *settings.alert_below;
  if (settings.presale) o["presale"] = presale_json(*settings.presale);
  return o;
}

Result<PoolSettings> parse_pool_settings(const json::object& document) {
  SettingsParser parser;
  PoolSettings settings;
  parser.only(document, {"quota", "falls_back"}, "");
  const auto quota = parser.number(document, "quota", "", 1, kUnitsMax, "units");
  if (!document.contains("quota"))
    parser.wrong("/quota", "must say how many units it may be given");
  settings.quota = quota.value_or(0);
  if (const json::value* v = document.if_contains("falls_back")) {
    if (v->is_bool()) {
      settings.falls_back = v->as_bool();
    } else {
      parser.wrong("/falls_back", "must be true or false");
    }
  }
  return parser.end(settings);
}

}  // namespace ordo::stock
