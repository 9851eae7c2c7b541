// A PostgreSQL server of the tests' own, from Debian's binaries, in a folder of its own, by an unprivileged
// user: started when it is first asked for, stopped and removed when the test program ends, however it ends.
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
#include <stdexcept>
#include <string>
#include <utility>

#include "store/test_support.h"

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

  enum class Role : uint8_t { kPrimary, kStandby };
  explicit PostgresCluster(Role role = Role::kPrimary) {
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
  explicit PostgresCluster(Follows follows) {
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

  // Runs SQL as the superuser, outside any transaction of ours; the first column of its first row.
  std::string run(const std::string& sql) const {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdb(fmt::format("host=127.0.0.1 port={} user=ordo dbname=postgres", port_).c_str()),
        &PQfinish);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
      throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
  }
  // The server ends all its connections, and is there again.
  void restart() { must("pg_ctl -D " + data_ + " -m fast -w -l " + log_ + " restart"); }
  // The server dies, and stays dead.
  void die() { must("pg_ctl -D " + data_ + " -m immediate -w stop"); }
  // A standby becomes a primary.
  void promote() { must("pg_ctl -D " + data_ + " -w promote"); }

 private:
  static int run_program(const std::string& command) {
    const char* user =
        ::geteuid() == 0 ? "setpriv --reuid=nobody --regid=nogroup --clear-groups " : "";
    return std::system(
        fmt::format("cd / && {}{}/{} >/dev/null 2>&1", user, kPostgresBinaries, command).c_str());
  }
  static void must(const std::string& command) {
    if (run_program(command) != 0) throw std::runtime_error("failed: " + command);
  }

  void require_user() const {
    if (::access((kPostgresBinaries + "/postgres").c_str(), X_OK) != 0) {
      throw std::runtime_error("these tests need Debian's postgresql-15: run script/bootstrap");
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
                           "unix_socket_directories={3} -c fsync=off\" start",
                           data_, log_, port_, dir_.file(""))) == 0;
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
  std::string data_ = dir_.file("data");
  std::string log_ = dir_.file("log");
  int port_ = 0;
  int schemas_ = 0;
  FILE* guard_ = nullptr;
};

}  // namespace ordo::store
