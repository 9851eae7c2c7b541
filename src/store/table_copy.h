// Making a table of one store what it is in another, a part at a time: each part is a transaction, what is
// there already is compared and left alone, and whoever was stopped goes on by beginning again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/tables.h"

namespace ordo::store {

// A statement whose parameters are only known at run time. Must outlive the database that it is used on.
class RuntimeStatement {
 public:
  // Parameters are written :c0, :c1 … in `text`, in this order.
  RuntimeStatement(const char* name, std::string text, size_t parameters);
  RuntimeStatement(const RuntimeStatement&) = delete;
  RuntimeStatement& operator=(const RuntimeStatement&) = delete;
  void send(UnitOfWork& uow, const Cells& values) const;

 private:
  const std::string text_;
  std::vector<std::string> names_;
  const Sql sql_;
};

class TableCopy {
 public:
  // `table` as the source has it. Throws kFatal where the target's is another.
  TableCopy(Database& target, Table table);
  ~TableCopy();

  // Makes these the target's rows in (after, upto]; empty keys: no bound. Answers whether anything had to
  // be written. What is refused names the rows; what may pass is tried again.
  bool put(const KeyRange& range, const std::vector<Cells>& rows);

 private:
  bool attempt(const KeyRange& range, const std::vector<Cells>& rows);
  void write(const std::vector<Cells>& gone, const std::vector<Cells>& rows);

  Database& target_;
  const Table table_;
  // Kept for as long as the program runs: sessions know statements by their address.
  const RuntimeStatement* insert_;
  const RuntimeStatement* erase_;
};

}  // namespace ordo::store
