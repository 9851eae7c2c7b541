// The language between domains and a database engine: named statements, parameters bound by name,
// rows read by position. Portable SQL only: times are epoch milliseconds, money minor units, ids 64
// bits, booleans 0/1; what is queried is a column. What must differ between engines is declared in
// the statement itself (`postgres`), never scattered.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ordo::store {

// What can be done about a storage fault. Thrown by store/ only, caught at the lane's, the log's
// and the API's edge only. An ambiguous commit is never treated as failure: the batch is looked
// up. kTakenOver: another process owns what this one wrote to; whoever tries again writes nothing ever.
enum class Fault : uint8_t { kRetryable, kAmbiguous, kConstraint, kFatal, kTakenOver };

class StorageError : public std::runtime_error {
 public:
  StorageError(Fault fault, int native, const std::string& what)
      : std::runtime_error(what), fault_(fault), native_(native) {}
  [[nodiscard]] Fault fault() const { return fault_; }
  [[nodiscard]] int native() const { return native_; }  // the engine's own code, for logs only

 private:
  Fault fault_;
  int native_;
};

// A statement with a name that metrics and logs use. Must have static storage: sessions cache the
// prepared form by its address. Parameters are written `:name`.
struct Sql {
  const char* name;
  const char* text;
  const char* postgres = nullptr;  // only where the portable text cannot do
  // Its answer may be as long as a table, and is left early or used row by row: a server hands it over in
  // parts. Any other answer is held in memory whole.
  bool walks = false;
};

// A value to bind. Views must outlive the call.
class Value {
 public:
  enum class Kind : uint8_t { kNull, kInt, kText, kBlob };
  Value(std::nullptr_t) {}
  Value(int64_t v) : kind_(Kind::kInt), int_(v) {}
  Value(int v) : Value(static_cast<int64_t>(v)) {}
  Value(bool v) : Value(static_cast<int64_t>(v)) {}
  Value(std::string_view v) : kind_(Kind::kText), text_(v) {}
  Value(const std::string& v) : Value(std::string_view(v)) {}
  Value(const char* v) : Value(std::string_view(v)) {}
  template <class T>
  Value(const std::optional<T>& v) : Value(v ? Value(*v) : Value(nullptr)) {}
  static Value blob(std::string_view bytes) {
    Value v(bytes);
    v.kind_ = Kind::kBlob;
    return v;
  }
  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] int64_t integer() const { return int_; }
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  Kind kind_ = Kind::kNull;
  int64_t int_ = 0;
  std::string_view text_;
};

struct Param {
  const char* name;  // without the colon
  Value value;
};
using Params = std::initializer_list<Param>;

// One row of an answer, valid only inside the callback. Columns count from 0. Reading NULL as an
// integer gives 0 and as text gives an empty view: ask is_null where it matters.
class Row {
 public:
  virtual ~Row() = default;
  [[nodiscard]] virtual int columns() const = 0;
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual int64_t integer(int column) const = 0;
  [[nodiscard]] virtual std::string_view text(int column) const = 0;  // also for blobs
  [[nodiscard]] virtual Value::Kind kind(int column) const = 0;
  [[nodiscard]] virtual std::string_view column_name(int column) const = 0;
};

// Called for each row; answer false to stop early.
using RowFn = std::function<bool(const Row&)>;

// One connection of an engine. Not thread-safe. Domains never see it: they get a Reader or a
// UnitOfWork.
class Session {
 public:
  virtual ~Session() = default;
  virtual int64_t execute(const Sql& sql, Params params) = 0;  // rows changed
  // The same where nobody asks how many. An engine across a network sends it with what follows, and
  // throws what came of it from the next question, or from commit().
  virtual void send(const Sql& sql, Params params) = 0;
  virtual void query(const Sql& sql, Params params, const RowFn& row) = 0;
  // See Questions. An engine without a network answers on the spot.
  virtual void ask(const Sql& sql, Params params, const RowFn& row) { query(sql, params, row); }
  virtual void settle() {}
  virtual void forget_asked() noexcept {}
  // Several statements without parameters (migrations): portable DDL, which an engine may take in its
  // own words, and the text for PostgreSQL where those cannot do.
  virtual void script(std::string_view text, const char* postgres = nullptr) = 0;
  // A statement made at run time (list filters): text from our own fragments, values only as
  // parameters. Cached by text.
  virtual void query_text(const std::string& text, std::span<const Param> params,
                          const RowFn& row) = 0;
  virtual void begin() = 0;  // a write transaction, taken at once
  virtual void begin_read() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
};

// Reads and nothing else.
class Reader {
 public:
  explicit Reader(Session& session) : session_(&session) {}
  void query(const Sql& sql, Params params, const RowFn& row) const {
    session_->query(sql, params, row);
  }
  void query_text(const std::string& text, std::span<const Param> params, const RowFn& row) const {
    session_->query_text(text, params, row);
  }
  // The first row's first column, or nothing when there is no row or it is NULL.
  [[nodiscard]] std::optional<int64_t> integer(const Sql& sql, Params params = {}) const;
  [[nodiscard]] std::optional<std::string> text(const Sql& sql, Params params = {}) const;

 protected:
  friend class Questions;
  Session* session_;
};

// Questions that do not need each other's answers. A server is sent all of them and waited for once; SQLite
// answers each as it is asked. Answers come in the order of asking, no later than settle(): what `row`
// points to must live until then. What was not settled is never answered.
class Questions {
 public:
  explicit Questions(const Reader& reader) : session_(*reader.session_) {}
  ~Questions() { session_.forget_asked(); }
  Questions(const Questions&) = delete;
  Questions& operator=(const Questions&) = delete;
  // Not for one that walks. `row` is copied: what captures no more than two pointers takes no memory.
  void ask(const Sql& sql, Params params, const RowFn& row) { session_.ask(sql, params, row); }
  void settle() { session_.settle(); }

 private:
  Session& session_;
};

// The only handle that writes, and the only way to get one is Database::begin: a write outside a
// transaction does not compile. Rolls back on destruction unless committed. What a write throws may
// come as late as the next question or the commit.
class UnitOfWork : public Reader {
 public:
  UnitOfWork(const UnitOfWork&) = delete;
  UnitOfWork& operator=(const UnitOfWork&) = delete;
  ~UnitOfWork();
  void execute(const Sql& sql, Params params) { session_->send(sql, params); }
  // How many rows it changed; waits for the answer.
  int64_t execute_counting(const Sql& sql, Params params) { return session_->execute(sql, params); }
  void commit();  // StorageError when it failed or is unclear; then nothing here may be used again

 private:
  friend class Database;
  explicit UnitOfWork(Session& session);
  bool open_ = true;
};

}  // namespace ordo::store
