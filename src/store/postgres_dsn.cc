#include "store/postgres_dsn.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <memory>

namespace ordo::store {
namespace {

constexpr size_t kSchemaNameMax = 63;
constexpr std::string_view kSchemaKey = "schema=";

// Used where the address does not say otherwise. A peer that is gone is noticed within half a minute, by
// the network itself: a question may take as long as it needs.
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"connect_timeout", "5"},    {"keepalives_idle", "10"},     {"keepalives_interval", "5"},
    {"keepalives_count", "3"},   {"tcp_user_timeout", "20000"}, {"client_encoding", "UTF8"},
    {"application_name", "ordo"}};

std::unexpected<Error> wrong(const std::string& detail) {
  return fail(ErrorClass::kInvalid, "wrong_dsn",
              detail + "; write postgres://user@host:5432/database?schema=merchant");
}

// Takes `schema=…` out of the query, which libpq does not know; nothing where it is not there.
std::string take_schema(std::string& dsn) {
  const size_t query = dsn.find('?');
  if (query == std::string::npos) return {};
  for (size_t at = query + 1; at < dsn.size();) {
    const size_t end = std::min(dsn.find('&', at), dsn.size());
    if (dsn.compare(at, kSchemaKey.size(), kSchemaKey) == 0) {
      std::string schema = dsn.substr(at + kSchemaKey.size(), end - at - kSchemaKey.size());
      // With the sign that parts it from its neighbour.
      const bool last = end == dsn.size();
      dsn.erase(last ? at - 1 : at, end - at + 1);
      return schema;
    }
    at = end + 1;
  }
  return {};
}

// What needs no quotes, and means the same in every tool.
bool is_schema_name(std::string_view name) {
  if (name.empty() || name.size() > kSchemaNameMax || (name[0] >= '0' && name[0] <= '9')) {
    return false;
  }
  return !name.starts_with("pg_") && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string option(const PostgresTarget& target, std::string_view key) {
  for (const auto& [name, value] : target.options) {
    if (name == key) return value;
  }
  return {};
}

void set_default(PostgresTarget& target, const std::string& key, const std::string& value) {
  if (option(target, key).empty()) target.options.emplace_back(key, value);
}

}  // namespace

bool is_postgres(std::string_view dsn) {
  return dsn.starts_with("postgres://") || dsn.starts_with("postgresql://");
}

Result<PostgresTarget> parse_postgres_dsn(std::string_view dsn, HostWanted wanted) {
  std::string address(dsn);
  PostgresTarget target;
  target.schema = take_schema(address);
  if (target.schema.empty()) target.schema = kDefaultSchema;
  if (!is_schema_name(target.schema)) {
    return wrong(fmt::format("the schema \"{}\" is not a name of small letters, digits and _",
                             target.schema));
  }
  char* complaint = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(address.c_str(), &complaint), &PQconninfoFree);
  if (!parsed) {
    // libpq's complaint quotes the address, and with it a password.
    PQfreemem(complaint);
    return wrong("the address of the PostgreSQL database cannot be read");
  }
  for (const PQconninfoOption* o = parsed.get(); o->keyword != nullptr; ++o) {
    if (o->val != nullptr && o->val[0] != '\0') target.options.emplace_back(o->keyword, o->val);
  }
  for (const auto& [key, value] : kDefaults) set_default(target, key, value);
  const std::string host = option(target, "host");
  if (host.find(',') != std::string::npos) {
    set_default(target, "target_session_attrs",
                wanted == HostWanted::kPrimary ? "read-write" : "standby");
  }
  target.shown = fmt::format("postgres://{}{}{}/{}?schema={}", host.empty() ? "localhost" : host,
                             option(target, "port").empty() ? "" : ":", option(target, "port"),
                             option(target, "dbname"), target.schema);
  return target;
}

ConnectParameters::ConnectParameters(const PostgresTarget& target) {
  for (const auto& [key, value] : target.options) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
}

}  // namespace ordo::store
