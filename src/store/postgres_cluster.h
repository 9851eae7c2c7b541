// A private PostgreSQL server, from Debian's binaries, in a folder of its own, by an unprivileged user: for
// tests and measurements. It is stopped and removed when the program ends, however it ends.
#pragma once

#include <arpa/inet.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "store/temp_dir.h"

namespace ordo::store {

inline const std::string kPostgresBinaries = "/usr/lib/postgresql/15/bin";

// A socket that listens on a port of 127.0.0.1 that is free (0) or was given.
class ListeningSocket {
 public:
  explicit ListeningSocket(int port = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int yes = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    socklen_t length = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, any, length) != 0 || ::listen(socket_, 16) != 0 ||
        ::getsockname(socket_, any, &length) != 0) {
      throw std::runtime_error("no port to listen on");
    }
    port_ = ntohs(address.sin_port);
  }
  ~ListeningSocket() { ::close(socket_); }
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;
  [[nodiscard]] int get() const { return socket_; }
  [[nodiscard]] int port() const { return port_; }

 private:
  int socket_;
  int port_ = 0;
};

class PostgresCluster {
 public:
  // The one of this test program.
  static PostgresCluster& shared() {
    static PostgresCluster cluster;
    return cluster;
  }

  [[nodiscard]] static bool is_installed() {
    return ::access((kPostgresBinaries + "/postgres").c_str(), X_OK) == 0;
  }

  enum class Role : uint8_t { kPrimary, kStandby };
  // `options`: more of the server's own, "-c work_mem=64MB"; fsync is off where they do not turn it on.
  explicit PostgresCluster(Role role = Role::kPrimary, const std::string& folder = {},
                           std::string options = {})
      : dir_(reachable(folder)), options_(std::move(options)) {
    require_user();
    must(fmt::format("initdb -D {} -U ordo -A trust -E UTF8 --locale=C --no-sync", data_));
    if (role == Role::kStandby) {
      // One without a primary: it replays what there is, and answers.
      const std::string signal = data_ + "/standby.signal";
      std::ofstream{signal}.close();
      std::filesystem::permissions(signal, std::filesystem::perms::all);
    }
    serve();
  }
  // A standby of `primary`, for which that one's commits wait from here on.
  struct Follows {
    const PostgresCluster& primary;
  };
  explicit PostgresCluster(Follows follows) : dir_(reachable({})) {
    const PostgresCluster& primary = follows.primary;
    require_user();
    must(fmt::format("pg_basebackup -D {} -h 127.0.0.1 -p {} -U ordo -c fast -R --no-sync", data_,
                     primary.port()));
    serve();
    primary.run("ALTER SYSTEM SET synchronous_standby_names = '*'");
    primary.run("SELECT pg_reload_conf()");
    while (primary.run("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") !=
           "1") {
      primary.run("SELECT pg_sleep(0.01)");
    }
  }
  ~PostgresCluster() {
    (void)run_program("pg_ctl -D " + data_ + " -m immediate -w stop");
    if (guard_ != nullptr) ::pclose(guard_);
  }
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  [[nodiscard]] int port() const { return port_; }
  // A schema that nobody has used yet. `port`: of a proxy before the server.
  [[nodiscard]] std::string fresh_dsn(int port = 0) { return dsn(++schemas_, port); }
  // The schema that was given last, by another way.
  [[nodiscard]] std::string same_dsn(int port = 0) const { return dsn(schemas_, port); }

  // The address of a database of its own, a copy of the one called `from`, to which nobody may be connected.
  std::string fresh_database(const std::string& from = "template1") {
    const std::string name = fmt::format("of_a_test_{}", ++databases_);
    run(fmt::format("CREATE DATABASE {} TEMPLATE {}", name, from));
    return fmt::format("postgres://ordo@127.0.0.1:{}/{}?schema=merchant", port_, name);
  }

  // What SQL did: the first column of its last answer's first row, and how many rows it changed.
  struct Done {
    std::string answer;
    int64_t rows = 0;
  };
  // Runs SQL as the superuser, outside any transaction of ours.
  Done run_in(const std::string& database, const std::string& sql) const {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdb(
            fmt::format("host=127.0.0.1 port={} user=ordo dbname={}", port_, database).c_str()),
        &PQfinish);
    if (PQsendQuery(connection.get(), sql.c_str()) != 1) {
      throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    Done done;
    while (PGresult* next = PQgetResult(connection.get())) {
      const std::unique_ptr<PGresult, decltype(&PQclear)> result(next, &PQclear);
      const auto status = PQresultStatus(next);
      if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        throw std::runtime_error(PQresultErrorMessage(next));
      }
      if (PQntuples(next) > 0) done.answer = PQgetvalue(next, 0, 0);
      done.rows += std::atoll(PQcmdTuples(next));
    }
    return done;
  }
  std::string run(const std::string& sql) const { return run_in("postgres", sql).answer; }

  // What lies in the files of a schema's tables, without what was deleted from them.
  std::string bytes_of(const std::string& schema) const {
    const std::string own = "relnamespace = to_regnamespace('" + schema + "')";
    run("VACUUM (FULL) " + run("SELECT string_agg(CAST(CAST(oid AS regclass) AS TEXT), ', ') FROM "
                               "pg_class WHERE relkind = 'r' AND " +
                               own));
    run("CHECKPOINT");
    std::istringstream paths(
        run("SELECT string_agg(pg_relation_filepath(oid), ' ') FROM pg_class "
            "WHERE (relkind IN ('r', 'i') AND " +
            own + ") OR oid IN (SELECT reltoastrelid FROM pg_class WHERE " + own + ")"));
    std::ostringstream all;
    for (std::string path; paths >> path; all.clear()) {  // an empty file counts as a failure
      all << std::ifstream(data_ + "/" + path, std::ios::binary).rdbuf();
    }
    return all.str();
  }

  // The server ends all its connections, and is there again.
  void restart() { must("pg_ctl -D " + data_ + " -m fast -w -l " + log_ + " restart"); }
  // The server dies, and stays dead.
  void die() { must("pg_ctl -D " + data_ + " -m immediate -w stop"); }
  // A standby becomes a primary.
  void promote() { must("pg_ctl -D " + data_ + " -w promote"); }

 private:
  static const char* as_user() {
    return ::geteuid() == 0 ? "setpriv --reuid=nobody --regid=nogroup --clear-groups " : "";
  }
  static int run_program(const std::string& command) {
    return std::system(
        fmt::format("cd / && {}{}/{} >/dev/null 2>&1", as_user(), kPostgresBinaries, command)
            .c_str());
  }
  // A folder below one that the unprivileged user may not enter is of no use to it.
  static std::string reachable(const std::string& folder) {
    const bool enters =
        !folder.empty() && std::system(fmt::format("{}test -x {}", as_user(), folder).c_str()) == 0;
    return enters ? folder : std::filesystem::temp_directory_path().string();
  }
  static void must(const std::string& command) {
    if (run_program(command) != 0) throw std::runtime_error("failed: " + command);
  }

  void require_user() const {
    if (!is_installed()) {
      throw std::runtime_error("Debian's postgresql-15 is missing: run script/bootstrap");
    }
    const passwd* nobody = ::getpwnam("nobody");
    if (::geteuid() == 0 && (nobody == nullptr ||
                             ::chown(dir_.file("").c_str(), nobody->pw_uid, nobody->pw_gid) != 0)) {
      throw std::runtime_error("no unprivileged user to run PostgreSQL as");
    }
  }

  void serve() {
    for (int attempt = 1; !start(); ++attempt) {
      if (attempt == 3) throw std::runtime_error("PostgreSQL does not start: see its log");
    }
    guard();
  }

  bool start() {
    port_ = ListeningSocket().port();
    return run_program(
               fmt::format("pg_ctl -D {0} -w -l {1} -o \"-p {2} -c listen_addresses=127.0.0.1 -c "
                           "unix_socket_directories={3} -c fsync=off {4}\" start",
                           data_, log_, port_, dir_.file(""), options_)) == 0;
  }

  // A process that outlives this one by as much as it takes to clear away after it.
  void guard() {
    std::ifstream file(data_ + "/postmaster.pid");
    int pid = 0;
    file >> pid;
    guard_ = ::popen(fmt::format("trap '' INT TERM; cat >/dev/null; kill -QUIT {} 2>/dev/null; "
                                 "rm -rf {}",
                                 pid, dir_.file(""))
                         .c_str(),
                     "we");
  }

  [[nodiscard]] std::string dsn(int schema, int port) const {
    return fmt::format("postgres://ordo@127.0.0.1:{}/postgres?schema=merchant_{}",
                       port == 0 ? port_ : port, schema);
  }

  TempDir dir_;
  const std::string options_;
  std::string data_ = dir_.file("data");
  std::string log_ = dir_.file("log");
  int port_ = 0;
  int schemas_ = 0, databases_ = 0;
  FILE* guard_ = nullptr;
};

}  // namespace ordo::store
