#include "store/table_copy.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <mutex>
#include <utility>

#include "base/invariant.h"

namespace ordo::store {
namespace {

constexpr size_t kParametersMax = 64;
constexpr int kAttemptsMax = 5;
// Of what the target has beyond what the source has in the same range.
constexpr int64_t kExtraRows = 1'024;

// Parameters are an initializer_list, whose length the compiler has to know.
template <size_t... I>
void send_exactly(UnitOfWork& uow, const Sql& sql, const std::vector<std::string>& names,
                  const Cells& values, std::index_sequence<I...>) {
  uow.execute(sql, {Param{names[I].c_str(), values[I].value()}...});
}

using Sender = void (*)(UnitOfWork&, const Sql&, const std::vector<std::string>&, const Cells&);

template <size_t N>
void send_n(UnitOfWork& uow, const Sql& sql, const std::vector<std::string>& names,
            const Cells& values) {
  send_exactly(uow, sql, names, values, std::make_index_sequence<N>());
}

template <size_t... N>
constexpr std::array<Sender, sizeof...(N)> senders(std::index_sequence<N...>) {
  return {&send_n<N + 1>...};
}
constexpr auto kSenders = senders(std::make_index_sequence<kParametersMax>());

std::string insert_text(const Table& table) {
  std::string columns, values;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const char* comma = i == 0 ? "" : ", ";
    columns += fmt::format("{}\"{}\"", comma, table.columns[i].name);
    values += fmt::format("{}:c{}", comma, i);
  }
  return fmt::format("INSERT INTO \"{}\" ({}) VALUES ({})", table.name, columns, values);
}

std::string erase_text(const Table& table) {
  std::string text = fmt::format("DELETE FROM \"{}\" WHERE ", table.name);
  for (size_t i = 0; i < table.key.size(); ++i) {
    const std::string& name = table.columns[table.key[i]].name;
    text += fmt::format("{}\"{}\" = :c{}", i == 0 ? "" : " AND ", name, i);
  }
  return text;
}

const RuntimeStatement* kept(const char* name, const std::string& text, size_t parameters) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<RuntimeStatement>> all;
  const std::lock_guard lock(mutex);
  auto& statement = all[text];
  if (!statement) statement = std::make_unique<RuntimeStatement>(name, text, parameters);
  return statement.get();
}

}  // namespace

RuntimeStatement::RuntimeStatement(const char* name, std::string text, size_t parameters)
    : text_(std::move(text)), sql_{name, text_.c_str()} {
  invariant(parameters >= 1 && parameters <= kParametersMax,
            "a table has more columns than a statement can be made for");
  for (size_t i = 0; i < parameters; ++i) names_.push_back(fmt::format("c{}", i));
}

void RuntimeStatement::send(UnitOfWork& uow, const Cells& values) const {
  invariant(values.size() == names_.size(), "a row has other columns than its table");
  kSenders[values.size() - 1](uow, sql_, names_, values);
}

TableCopy::TableCopy(Database& target, Table table)
    : target_(target),
      table_(std::move(table)),
      insert_(kept("store.copy_row", insert_text(table_), table_.columns.size())),
      erase_(kept("store.drop_row", erase_text(table_), table_.key.size())) {
  if (table_of(target_.read().reader(), table_.name) == table_) return;
  throw StorageError(Fault::kFatal, 0,
                     fmt::format("the table {} has other columns on the two sides", table_.name));
}

TableCopy::~TableCopy() = default;

bool TableCopy::put(const KeyRange& range, const std::vector<Cells>& rows) {
  for (int tries = 1;; ++tries) {
    try {
      return attempt(range, rows);
    } catch (const StorageError& error) {
      // A commit that is unclear is looked at by the next attempt, as all that is there is.
      const bool may_pass =
          error.fault() == Fault::kRetryable || error.fault() == Fault::kAmbiguous;
      if (may_pass && tries < kAttemptsMax) continue;
      throw StorageError(error.fault(), error.native(),
                         fmt::format("table {}, rows after ({}): {}", table_.name,
                                     shown_key(range.after), error.what()));
    }
  }
}

bool TableCopy::attempt(const KeyRange& range, const std::vector<Cells>& rows) {
  const int64_t limit = std::ssize(rows) + kExtraRows;
  for (bool wrote = false;; wrote = true) {
    const std::vector<Cells> found = read_rows(target_.read().reader(), table_, range, limit);
    if (found == rows) return wrote;
    // Where there may be more, the source's rows could meet their like behind it.
    const bool all = std::ssize(found) < limit;
    write(found, all ? rows : std::vector<Cells>());
    if (all) return true;
  }
}

void TableCopy::write(const std::vector<Cells>& gone, const std::vector<Cells>& rows) {
  UnitOfWork uow = target_.begin();
  for (const Cells& row : gone) erase_->send(uow, key_of(table_, row));
  for (const Cells& row : rows) insert_->send(uow, row);
  uow.commit();
}

}  // namespace ordo::store
