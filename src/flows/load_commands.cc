#include "flows/load_commands.h"

#include "flows/commands.h"
#include "flows/config_kit.h"
#include "flows/mend_commands.h"
#include "flows/peak_store.h"
#include "flows/raise.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Outcome;

json::value member(const json::object& body, std::string_view key) {
  const json::value* v = body.if_contains(key);
  return v ? *v : json::value(nullptr);
}

// What was measured stands beside the rest, each figure under its own name.
void tell_change(Context& context, const std::string& mode, const json::object& body) {
  core::AlertFields values{{"mode", mode}, {"cause", json_text(body, "cause")}};
  const json::value measured = member(body, "measured");
  if (const json::object* figures = measured.if_object()) {
    for (const auto& [name, figure] : *figures) values.emplace(name, figure);
  }
  raise(context, AlertKind::kModeChanged, std::move(values), {{}, "mode_changed", {}});
}

Outcome set_mode(Context& context, const std::string& mode, const json::object& body) {
  const json::value cause = member(body, "cause"), measured = member(body, "measured");
  put(context, "mode", "mode",
      {{"mode", mode},
       {"by", context.entry.caller},
       {"since", format_rfc3339(context.batch.at)},
       {"cause", cause},
       {"measured", measured}});
  json::object told{{"cause", cause}, {"measured", measured}};
  return saved(context, "config.mode", mode, 200, std::move(told));
}

Outcome watch_sets(Context& context, const std::string& mode, const json::object& body) {
  if (mode_stands_by_hand(context.settings, context.batch.at)) {
    return refused({ErrorClass::kRefused,
                    "mode_by_hand",
                    "a person has set the mode; the watch leaves it as it is",
                    {}});
  }
  if (name(context.settings.mode) == mode) return answered(200, {});
  tell_change(context, mode, body);
  return set_mode(context, mode, body);
}

}  // namespace

bool mode_stands_by_hand(const Settings& settings, Instant now) {
  if (settings.mode_by == kWatchCaller) return false;
  return settings.mode != Mode::kNormal || now < settings.mode_since.plus_ms(kPersonsNormalMs);
}

Outcome put_mode(Context& context, const json::object& body) {
  const std::string mode = json_text(body, "mode");
  if (!parse_mode(mode)) return bad("/mode", "must be normal, queue_only or shed");
  if (context.entry.caller == kWatchCaller) return watch_sets(context, mode, body);
  if (is_stale(body, context.batch.config.find("mode", "mode"))) return stale("mode has");
  return set_mode(context, mode, {});
}

std::optional<Peak> decode_peak(std::string_view body) {
  json::error_code failed;
  const json::value value = json::parse({body.data(), body.size()}, failed);
  const json::object* o = failed ? nullptr : value.if_object();
  const json::value* hour = o ? o->if_contains("hour") : nullptr;
  const json::value* per_minute = o ? o->if_contains("per_minute") : nullptr;
  if (!hour || !hour->is_int64() || !per_minute || !per_minute->is_int64()) return std::nullopt;
  return Peak{Instant{hour->as_int64()}, per_minute->as_int64()};
}

// Only the watch makes such commands: a member that is not there is a mistake of ours, and throws.
Outcome record_peak(World& world, const json::object& body) {
  const Instant hour{body.at("hour").as_int64()};
  const int64_t per_minute = body.at("per_minute").as_int64();
  world.also(
      [hour, per_minute](store::UnitOfWork& uow, Instant) { save_peak(uow, hour, per_minute); });
  return answered(200, {});
}

}  // namespace ordo::flows
