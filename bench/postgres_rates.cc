#include "bench/postgres_rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <future>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/log.h"
#include "bench/median.h"
#include "bench/stored_rows.h"
#include "bench/synced_postgres.h"
#include "bench/traffic.h"
#include "core/schema.h"
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
  database->migrate({&core::kLogComponent, 1});
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

// Gone with what lies in it when it is done with, so that no turn pays for the one before it.
class FreshSchema {
 public:
  explicit FreshSchema(PostgresCluster& cluster) : cluster_(cluster), dsn_(cluster.fresh_dsn()) {}
  ~FreshSchema() {
    try {
      cluster_.run(
          fmt::format("SET client_min_messages = warning; DROP SCHEMA IF EXISTS {} CASCADE",
                      dsn_.substr(dsn_.rfind('=') + 1)));
      cluster_.run("CHECKPOINT");
    } catch (const std::exception& e) {
      log::error("bench_schema_not_dropped", {{"detail", e.what()}});
    }
  }
  FreshSchema(const FreshSchema&) = delete;
  FreshSchema& operator=(const FreshSchema&) = delete;
  [[nodiscard]] const std::string& dsn() const { return dsn_; }

 private:
  PostgresCluster& cluster_;
  const std::string dsn_;
};

// All that a hub writes for these orders, its log included. It writes them to SQLite, where they are read
// from; the same messages end in the same rows on both engines.
std::vector<StoredTable> rows_of_a_hub(const std::string& dir, int64_t orders) {
  {
    Merchant merchant(dir, kShop, {}, orders);
    merchant.ingest();
    (void)merchant.stop();
  }
  std::vector<StoredTable> tables = read_stored_tables(dir + "/ordo.db");
  std::ranges::move(read_stored_tables(dir + "/inbox/inbox-000001.db"), std::back_inserter(tables));
  // What each store writes by itself when it is opened, and what has no rows, and so no types.
  std::erase_if(tables, [](const StoredTable& table) {
    return table.name == "migrations" || table.rows() == 0;
  });
  return tables;
}

// What is measured once a turn, each on schemas of its own.
class Turns {
 public:
  Turns(PostgresCluster& cluster, std::string dir, int64_t orders)
      : cluster_(cluster),
        dir_(std::move(dir)),
        orders_(orders),
        tables_(rows_of_a_hub(empty_folder(dir_ + "/rows"), orders)) {}

  [[nodiscard]] double rows_per_order() const {
    int64_t rows = 0;
    for (const StoredTable& table : tables_) rows += table.rows();
    return static_cast<double>(rows) / static_cast<double>(orders_);
  }

  double floor() {
    const FreshSchema schema(cluster_);
    return BareWriter(tables_, cluster_, schema.dsn()).write(orders_);
  }

  double session(double& trips) {
    const FreshSchema schema(cluster_);
    SessionWriter writer(tables_, schema.dsn());
    const double rate = writer.write(orders_);
    trips = writer.trips_per_batch();
    return rate;
  }

  double two_lanes() {
    const FreshSchema one(cluster_), two(cluster_);
    SessionWriter first(tables_, one.dsn()), second(tables_, two.dsn());
    return together([&] { (void)first.write(orders_); }, [&] { (void)second.write(orders_); });
  }

  double hub(StageCosts& costs) {
    const FreshSchema schema(cluster_);
    Merchant merchant(empty_folder(dir_ + "/hub"), kShop, schema.dsn(), orders_);
    const auto start = Moment::now();
    merchant.ingest();
    const double rate = per_second(orders_, start);
    costs = merchant.stop();
    return rate;
  }

  double two_hubs() {
    const FreshSchema one(cluster_), two(cluster_);
    Merchant first(empty_folder(dir_ + "/first"), kShop, one.dsn(), orders_);
    Merchant second(empty_folder(dir_ + "/second"), kSecondShop, two.dsn(), orders_);
    return together([&] { first.ingest(); }, [&] { second.ingest(); });
  }

 private:
  static constexpr std::string_view kSecondShop = "bench-second";

  template <class First, class Second>
  double together(First&& one, Second&& other) const {
    const auto start = Moment::now();
    auto beside = std::async(std::launch::async, other);
    one();
    beside.get();
    return per_second(2 * orders_, start);
  }

  PostgresCluster& cluster_;
  const std::string dir_;
  const int64_t orders_;
  const std::vector<StoredTable> tables_;
};

// What was measured in each turn, and its ratio to what was measured next to it.
struct Compared {
  std::vector<double> rates, ratios;
  void add(double rate, double of) {
    rates.push_back(rate);
    ratios.push_back(rate / of);
  }
};

}  // namespace

bool postgres_is_installed() { return PostgresCluster::is_installed(); }

PostgresRates measure_postgres(const std::string& dir, int64_t orders, int turns) {
  const auto server = start_synced_postgres(dir);
  PostgresCluster& cluster = *server;
  Turns turn(cluster, dir, orders);
  PostgresRates rates;
  std::vector<double> floors;
  Compared lanes, sessions, hubs, two_hubs;
  for (int i = 0; i < turns; ++i) {
    const double two_lanes = turn.two_lanes(), session = turn.session(rates.session_trips);
    const double floor = turn.floor(), hub = turn.hub(rates.hub);
    floors.push_back(floor);
    lanes.add(two_lanes, session);
    sessions.add(session, floor);
    hubs.add(hub, floor);
    two_hubs.add(turn.two_hubs(), hub);
  }
  rates.floor_per_s = median(floors);
  rates.ingest_per_s = median(hubs.rates);
  rates.ingest_of_floor = median(hubs.ratios);
  rates.two_hubs_per_s = median(two_hubs.rates);
  rates.two_hubs_of_one = median(two_hubs.ratios);
  rates.session_per_s = median(sessions.rates);
  rates.session_of_floor = median(sessions.ratios);
  rates.two_lanes_per_s = median(lanes.rates);
  rates.two_lanes_of_one = median(lanes.ratios);
  rates.rows_per_order = turn.rows_per_order();
  rates.shared_buffers_mib =
      std::stod(cluster.run("SELECT pg_size_bytes(current_setting('shared_buffers')) / 1048576"));
  return rates;
}

}  // namespace ordo::bench
