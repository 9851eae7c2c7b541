// Rules of the hub itself that a merchant sets: how long raw bodies are kept (document kind
// "retention"), how often a refused call is tried again ("delivery"), how often callers may come
// ("limits"), when the door closes by itself ("overload"), what the patrol takes for late ("patrol"), and
// where the hub is reached from outside ("address"). Pure.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "base/result.h"
#include "core/limits.h"

namespace ordo::flows {

// {"raw_days": 7..3650, or null to keep them for ever, "call_days": 1..90, 14 where it is not named}
struct RetentionRule {
  std::optional<int64_t> raw_days = 365;
  int64_t call_days = core::kCallDays;  // how long records of our own calls are kept
  bool operator==(const RetentionRule&) const = default;
};

// {"attempts": 1..20, "first_wait_seconds": 1..3600, "factor": 1..10}
struct DeliveryRule {
  int64_t attempts = core::kOutboxAttemptsMax;  // in all, the first one included; then a person
  int64_t first_wait_seconds = core::kOutboxFirstWaitMs / kSecondMs;
  int64_t factor =
      core::kOutboxFactor;  // each wait is this many times the one before; 1: all alike
  bool operator==(const DeliveryRule&) const = default;

  // Before the next attempt, when `spent` attempts came to nothing before this one; at most
  // kOutboxWaitMaxMs.
  [[nodiscard]] int64_t wait_ms(int64_t spent) const;
};

// {"per_minute": 60..1000000, "lookups_per_minute": 1..10000, "unknown_keys_per_minute": 1..10000}
struct LimitRule {
  int64_t per_minute = 600;         // requests of one key or user that names no limit of its own
  int64_t lookups_per_minute = 60;  // searches, and people shown: where harvesting would begin
  int64_t unknown_keys_per_minute = 30;  // wrong keys from one address
  bool operator==(const LimitRule&) const = default;
};

// {"automatic": true or false, "usual_peak_per_s": 1..1000000 or null to learn it, "factor_percent":
// 100..1000, "slow_ms": 50..60000, "hold_s": 1..600, "recover_s": 1..3600}
struct OverloadRule {
  bool automatic = true;
  std::optional<int64_t> usual_peak_per_s;
  int64_t factor_percent = 120;  // of the usual peak; more is too much
  int64_t slow_ms = 800;         // one call in twenty that takes longer is too slow
  int64_t hold_s = 10;           // how long it must be too much or too slow before the mode changes
  int64_t recover_s = 60;        // how long neither, before it changes back
  bool operator==(const OverloadRule&) const = default;
};

// {"status_follow_s": 10..86400, "end_to_end_s": 10..86400 and no less than the former}
struct PatrolRule {
  int64_t status_follow_s = 120;  // from what we were told until the order's status says so
  int64_t end_to_end_s = 300;  // from what happened at its source, or until those who ask are told
  bool operator==(const PatrolRule&) const = default;
};

// {"public_url": "https://hub.example.com", or null}
struct AddressRule {
  std::string public_url;  // what platforms are told to send to, without /hooks/…; empty: not said
  bool operator==(const AddressRule&) const = default;
};

// Documents are whole, but for what came later and has a usual value: a field that is missing, unknown or out
// of its range is an error with its pointer.
[[nodiscard]] Result<RetentionRule> parse_retention(const boost::json::object& document);
[[nodiscard]] Result<DeliveryRule> parse_delivery(const boost::json::object& document);
[[nodiscard]] Result<LimitRule> parse_limits(const boost::json::object& document);
[[nodiscard]] Result<OverloadRule> parse_overload(const boost::json::object& document);
[[nodiscard]] Result<PatrolRule> parse_patrol(const boost::json::object& document);
[[nodiscard]] Result<AddressRule> parse_address(const boost::json::object& document);
[[nodiscard]] boost::json::object retention_json(const RetentionRule& rule);
[[nodiscard]] boost::json::object delivery_json(const DeliveryRule& rule);
[[nodiscard]] boost::json::object limits_json(const LimitRule& rule);
[[nodiscard]] boost::json::object overload_json(const OverloadRule& rule);
[[nodiscard]] boost::json::object patrol_json(const PatrolRule& rule);
[[nodiscard]] boost::json::object address_json(const AddressRule& rule);

}  // namespace ordo::flows
