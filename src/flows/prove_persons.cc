#include "flows/prove_persons.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/json_read.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

std::map<int64_t, int64_t> told(const store::Reader& reader) {
  std::map<int64_t, int64_t> joined;
  each_join_told(reader, [&](std::string_view payload) {
    json::error_code failed;
    const json::value line = json::parse({payload.data(), payload.size()}, failed);
    if (failed || !line.is_object()) return;
    const auto id = [&](std::string_view name) {
      return parse_id(json_text(line.as_object(), name)).value_or(0);
    };
    joined[id("person")] = id("same_as");
  });
  return joined;
}

// Whoever is the same as somebody who turned out to be another is that other. As many steps as there are
// lines, whatever a spoilt one says.
int64_t stands_for(const std::map<int64_t, int64_t>& joined, int64_t person) {
  for (size_t steps = 0; steps < joined.size(); ++steps) {
    const auto further = joined.find(person);
    if (further == joined.end()) break;
    person = further->second;
  }
  return person;
}

}  // namespace

void prove_persons(Proof& proof) {
  const auto rows = joined_rows(proof.reader), lines = told(proof.reader);
  for (const auto& [person, same_as] : rows) {
    if (lines.contains(person) && stands_for(lines, person) == same_as) continue;
    proof.complain(fmt::format("person {} is said to be person {}, of which history does not tell",
                               person, same_as));
  }
  for (const auto& [person, same_as] : lines) {
    if (rows.contains(person)) continue;
    proof.complain(
        fmt::format("person {} is person {}, of which its row does not tell", person, same_as));
  }
  for (const int64_t person : half_forgotten(proof.reader)) {
    proof.complain(
        fmt::format("person {} and who is the same were not forgotten together", person));
  }
}

}  // namespace ordo::flows
