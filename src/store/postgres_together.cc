// What a session sends together: the rows of one INSERT, and questions that do not need each other's answers.
#include <algorithm>
#include <utility>

#include "base/invariant.h"
#include "base/log.h"
#include "store/postgres_session.h"

namespace ordo::store {
namespace {

// So many rows of an INSERT are gathered, so that the server has work while the others are made.
constexpr size_t kGatheredRows = 256, kGatheredBytes = 256 << 10;

}  // namespace

bool PostgresSession::gather(Statement& statement, std::span<const Param> params) {
  if (statement.set) learn_types(statement, params);
  if (!statement.set) return false;
  if (statement.rows.count() == 0) {
    send_gathered_before(statement);  // another INSERT into the same table
    gathered_.push_back(&statement);
  }
  statement.sql.parameters.match(statement.name, params, [&](size_t place, const Value& value) {
    require_type(statement, place, value);
    statement.rows.add(place, value, statement.types);
  });
  statement.rows.end_row();
  if (statement.rows.count() >= kGatheredRows || statement.rows.bytes() >= kGatheredBytes) {
    send_rows(statement);
    std::erase(gathered_, &statement);
  }
  return true;
}

void PostgresSession::send_rows(Statement& statement) {
  const std::string handle = statement.handle + "_set";
  if (statement.set_prepared_in != link_.generation()) {
    std::vector<Oid> types;
    for (const Oid type : statement.types) types.push_back(array_of(type));
    link_.prepare(statement.name, handle, set_text(*statement.set, statement.types), types,
                  &statement.set_prepared_in);
  }
  statement.rows.bind(arguments_);
  link_.execute(statement.name, handle, arguments_);
  statement.rows.clear();
}

// What a lost connection leaves unsent stays gathered, until it is forgotten with its unit of work.
void PostgresSession::send_gathered() {
  for (Statement* gathered : gathered_) send_rows(*gathered);
  gathered_.clear();
}

void PostgresSession::send_gathered_before(const Statement& statement) {
  for (Statement* gathered : gathered_) {
    const std::string& table = gathered->set->table;
    if (std::ranges::binary_search(statement.words, table)) send_rows(*gathered);
  }
  std::erase_if(gathered_, [](const Statement* gathered) { return gathered->rows.count() == 0; });
}

void PostgresSession::forget_gathered() noexcept {
  for (Statement* gathered : gathered_) gathered->rows.clear();
  gathered_.clear();
}

void PostgresSession::ask(const Sql& sql, Params params, const RowFn& row) {
  Statement& statement = cached(sql);
  invariant(is_question(statement.sql.text) && !sql.walks, "only what is held whole is asked so");
  if (state_ == State::kWriting) require_writing(statement.name);
  ready();
  put(statement, as_span(params));
  link_.keep_answer();
  asked_.push_back(row);
  if (link_.pending() >= kPendingMax) (void)collect();
}

// What is answered may ask in its turn: nothing of ours is touched while it does.
void PostgresSession::settle() {
  if (asked_.empty()) return;
  if (answers_.size() < asked_.size()) (void)collect();
  invariant(answers_.size() == asked_.size(), "each question has one answer");
  answered_ = true;
  const std::vector<RowFn> asked = std::exchange(asked_, {});
  const std::vector<PostgresResult> answers = std::exchange(answers_, {});
  for (size_t i = 0; i < asked.size(); ++i) visit(answers[i].get(), asked[i]);
}

void PostgresSession::forget_asked() noexcept {
  if (asked_.empty()) return;
  try {
    if (link_.is_open() && link_.pending() > 0) (void)collect();
  } catch (const std::exception& error) {
    log::debug("questions_forgotten", {{"detail", error.what()}});
  }
  asked_.clear();
  answers_.clear();
}

}  // namespace ordo::store
