#include "store/sql.h"

#include "base/invariant.h"

namespace ordo::store {

std::optional<int64_t> Reader::integer(const Sql& sql, Params params) const {
  std::optional<int64_t> answer;
  query(sql, params, [&answer](const Row& row) {
    if (!row.is_null(0)) answer = row.integer(0);
    return false;
  });
  return answer;
}

std::optional<std::string> Reader::text(const Sql& sql, Params params) const {
  std::optional<std::string> answer;
  query(sql, params, [&answer](const Row& row) {
    if (!row.is_null(0)) answer = std::string(row.text(0));
    return false;
  });
  return answer;
}

UnitOfWork::UnitOfWork(Session& session) : Reader(session) { session_->begin(); }

UnitOfWork::~UnitOfWork() {
  if (open_) session_->rollback();
}

void UnitOfWork::commit() {
  invariant(open_, "a unit of work is committed twice");
  open_ = false;
  session_->commit();
}

}  // namespace ordo::store
