#include "bench/postgres_rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <future>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bench/stored_rows.h"
#include "flows/components.h"
#include "store/postgres_cluster.h"
#include "store/postgres_rows.h"

namespace ordo::bench {
namespace {

using store::PostgresCluster;
using store::PostgresRows;
using store::Value;
using Moment = std::chrono::steady_clock;

constexpr int64_t kOrdersABatch = 1'000;
constexpr size_t kColumnsMax = 32;

// Of each table, the rows of one batch: first and behind the last.
using Slice = std::pair<int64_t, int64_t>;
Slice slice_of(const StoredTable& table, int64_t batch, int64_t batches) {
  return {table.rows() * batch / batches, table.rows() * (batch + 1) / batches};
}

Value value_of(const StoredCell& cell) {
  switch (cell.kind) {
    case StoredCell::Kind::kInteger: return cell.integer;
    case StoredCell::Kind::kText: return cell.bytes;
    case StoredCell::Kind::kBlob: return Value::blob(cell.bytes);
    case StoredCell::Kind::kNull: break;
  }
  return nullptr;
}

double per_second(int64_t orders, Moment::time_point start) {
  return static_cast<double>(orders) / std::chrono::duration<double>(Moment::now() - start).count();
}

std::unique_ptr<store::Database> open_schema(const std::string& dsn) {
  auto database = store::Database::open({.path = dsn});
  database->migrate(flows::state_components());
  return database;
}

// Our session, given an INSERT a row as the stores give it.
class SessionWriter {
 public:
  SessionWriter(const std::vector<StoredTable>& tables, const std::string& dsn)
      : tables_(tables), database_(open_schema(dsn)) {
    for (const StoredTable& table : tables_) {
      std::string columns, values;
      for (const std::string& column : table.columns) {
        columns += (columns.empty() ? "" : ", ") + column;
        values += (values.empty() ? ":" : ", :") + column;
      }
      texts_.push_back(fmt::format("INSERT INTO {}({}) VALUES({})", table.name, columns, values));
      statements_.push_back({table.name.c_str(), texts_.back().c_str()});
    }
  }

  double write(int64_t orders) {
    const int64_t batches = std::max<int64_t>(1, orders / kOrdersABatch);
    const auto start = Moment::now();
    const int64_t before = database_->round_trips();
    for (int64_t batch = 0; batch < batches; ++batch) {
      store::UnitOfWork uow = database_->begin();
      for (size_t t = 0; t < tables_.size(); ++t) {
        const auto [from, to] = slice_of(tables_[t], batch, batches);
        for (int64_t row = from; row < to; ++row) {
          put(uow, t, row, std::make_index_sequence<kColumnsMax>());
        }
      }
      uow.commit();
    }
    trips_per_batch_ =
        static_cast<double>(database_->round_trips() - before) / static_cast<double>(batches);
    return per_second(orders, start);
  }
  [[nodiscard]] double trips_per_batch() const { return trips_per_batch_; }

 private:
  // A list of parameters has a length that the compiler knows.
  template <size_t... N>
  void put(store::UnitOfWork& uow, size_t table, int64_t row, std::index_sequence<N...>) {
    const size_t columns = tables_[table].columns.size();
    ((N + 1 == columns ? put_columns(uow, table, row, std::make_index_sequence<N + 1>()) : void()),
     ...);
  }
  template <size_t... I>
  void put_columns(store::UnitOfWork& uow, size_t table, int64_t row, std::index_sequence<I...>) {
    const StoredTable& rows = tables_[table];
    uow.execute(statements_[table],
                {store::Param{rows.columns[I].c_str(), value_of(rows.at(row, I))}...});
  }

  const std::vector<StoredTable>& tables_;
  std::unique_ptr<store::Database> database_;
  std::deque<std::string> texts_;
  std::deque<store::Sql> statements_;
  double trips_per_batch_ = 0;
};

// The floor: nothing but libpq.
class BareWriter {
 public:
  BareWriter(const std::vector<StoredTable>& tables, const PostgresCluster& cluster,
             const std::string& dsn)
      : tables_(tables),
        connection_(PQconnectdb(fmt::format("host=127.0.0.1 port={} user=ordo dbname=postgres",
                                            cluster.port())
                                    .c_str()),
                    &PQfinish) {
    (void)open_schema(dsn);
    run("SET search_path = " + dsn.substr(dsn.rfind('=') + 1));
    for (const StoredTable& table : tables_) prepare(table);
  }

  double write(int64_t orders) {
    const int64_t batches = std::max<int64_t>(1, orders / kOrdersABatch);
    const auto start = Moment::now();
    for (int64_t batch = 0; batch < batches; ++batch) {
      run("BEGIN");
      for (size_t t = 0; t < tables_.size(); ++t) {
        const auto [from, to] = slice_of(tables_[t], batch, batches);
        if (from < to) put(tables_[t], types_[t], from, to);
      }
      run("COMMIT");
    }
    return per_second(orders, start);
  }

 private:
  void must(PGresult* result) const {
    const std::unique_ptr<PGresult, decltype(&PQclear)> held(result, &PQclear);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
      throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
  }
  void run(const std::string& sql) const { must(PQexec(connection_.get(), sql.c_str())); }

  static Oid type_of(const StoredTable& table, size_t column) {
    for (int64_t row = 0; row < table.rows(); ++row) {
      switch (table.at(row, column).kind) {
        case StoredCell::Kind::kInteger: return 20;
        case StoredCell::Kind::kText: return 25;
        case StoredCell::Kind::kBlob: return 17;
        case StoredCell::Kind::kNull: break;
      }
    }
    return 25;
  }
  void prepare(const StoredTable& table) {
    std::string columns, arrays;
    std::vector<Oid> types;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      types.push_back(type_of(table, i));
      columns += (i > 0 ? ", " : "") + table.columns[i];
      arrays += fmt::format("{}${}::{}", i > 0 ? ", " : "", i + 1, store::array_name(types[i]));
    }
    const std::string sql =
        fmt::format("INSERT INTO {}({}) SELECT * FROM unnest({})", table.name, columns, arrays);
    must(PQprepare(connection_.get(), table.name.c_str(), sql.c_str(), 0, nullptr));
    types_.push_back(std::move(types));
  }
  void put(const StoredTable& table, const std::vector<Oid>& types, int64_t from, int64_t to) {
    PostgresRows rows;
    for (int64_t row = from; row < to; ++row) {
      for (size_t i = 0; i < types.size(); ++i) rows.add(i, value_of(table.at(row, i)), types);
      rows.end_row();
    }
    store::PostgresArguments given;
    rows.bind(given);
    must(PQexecPrepared(connection_.get(), table.name.c_str(), static_cast<int>(types.size()),
                        given.values.data(), given.lengths.data(), given.formats.data(), 1));
  }

  const std::vector<StoredTable>& tables_;
  std::vector<std::vector<Oid>> types_;
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace

bool postgres_is_installed() { return PostgresCluster::is_installed(); }

PostgresRates measure_postgres(const std::string& source, const std::string& dir, int64_t orders) {
  std::vector<StoredTable> tables = read_stored_tables(source);
  // What each store writes by itself when it is opened, and what has no rows, and so no types.
  std::erase_if(tables, [](const StoredTable& table) {
    return table.name == "migrations" || table.rows() == 0;
  });
  int64_t rows = 0;
  for (const StoredTable& table : tables) rows += table.rows();
  PostgresCluster cluster(PostgresCluster::Role::kPrimary, dir,
                          "-c fsync=on -c shared_buffers=256MB -c max_wal_size=4GB");
  const auto bare = [&] { return BareWriter(tables, cluster, cluster.fresh_dsn()).write(orders); };
  PostgresRates rates;
  rates.rows_per_order = static_cast<double>(rows) / static_cast<double>(orders);
  const double before = bare();
  SessionWriter session(tables, cluster.fresh_dsn());
  rates.session_per_s = session.write(orders);
  rates.trips_per_batch = session.trips_per_batch();
  rates.floor_per_s = (before + bare()) / 2;
  SessionWriter first(tables, cluster.fresh_dsn()), second(tables, cluster.fresh_dsn());
  const auto start = Moment::now();
  auto other = std::async(std::launch::async, [&] { return first.write(orders); });
  (void)second.write(orders);
  (void)other.get();
  rates.two_lanes_per_s = per_second(2 * orders, start);
  return rates;
}

}  // namespace ordo::bench
