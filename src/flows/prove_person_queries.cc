#include "flows/prove_persons.h"

namespace ordo::flows {
namespace {

constexpr store::Sql kJoined{"prove.joined",
                             "SELECT id, same_as FROM persons WHERE same_as > 0 ORDER BY same_as"};
constexpr store::Sql kJoinsTold{
    "prove.joins_told",
    "SELECT payload FROM events WHERE version = 0 AND kind = 'person.joined' ORDER BY seq"};
constexpr store::Sql kHalfForgotten{
    "prove.half_forgotten",
    "SELECT p.id FROM persons p JOIN persons q ON q.id = p.same_as WHERE p.same_as > 0 AND "
    "(p.forgotten_at > 0) <> (q.forgotten_at > 0) ORDER BY p.id LIMIT 100"};

}  // namespace

std::map<int64_t, int64_t> joined_rows(const store::Reader& reader) {
  std::map<int64_t, int64_t> joined;
  reader.query(kJoined, {}, [&](const store::Row& row) {
    joined.emplace(row.integer(0), row.integer(1));
    return true;
  });
  return joined;
}

void each_join_told(const store::Reader& reader,
                    const std::function<void(std::string_view payload)>& visit) {
  reader.query(kJoinsTold, {}, [&](const store::Row& row) {
    visit(row.text(0));
    return true;
  });
}

std::vector<int64_t> half_forgotten(const store::Reader& reader) {
  std::vector<int64_t> ids;
  reader.query(kHalfForgotten, {}, [&](const store::Row& row) {
    ids.push_back(row.integer(0));
    return true;
  });
  return ids;
}

}  // namespace ordo::flows
