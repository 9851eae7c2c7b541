// A proxy between a test and its PostgreSQL server, on real sockets, that breaks the connection where the
// test wants it broken. For tests only.
#pragma once

#include <poll.h>

#include <atomic>
#include <condition_variable>
#include <list>
#include <mutex>
#include <string_view>
#include <thread>

#include "store/postgres_test_support.h"

namespace ordo::store {

class PostgresProxy {
 public:
  enum class Mode : uint8_t {
    kPass,
    kCutBeforeCommit,  // the COMMIT does not reach the server, which hears that its client is gone
    kCutAfterCommit,   // the server answers the COMMIT, and nobody hears it
    kCutAmidst,        // half of what comes reaches the server, which hears that its client is gone
    kHoldCommit,       // the client is cut off; the COMMIT is on its way until release()
    kStall,       // whatever comes is taken, and nothing goes on: on that connection never again
    kStallSetup,  // the same with what a connection is set up by, once somebody is let in
    kSlow,        // each piece takes its time
    kRefuse,      // new connections are ended at once, and the old ones with them
  };

  explicit PostgresProxy(int server_port) : server_port_(server_port) {
    thread_ = std::thread([this] { loop(); });
  }
  ~PostgresProxy() {
    stopping_ = true;
    wake();
    thread_.join();
    for (const Pair& pair : pairs_) close(pair);
    ::close(wake_[0]);
    ::close(wake_[1]);
  }
  PostgresProxy(const PostgresProxy&) = delete;
  PostgresProxy& operator=(const PostgresProxy&) = delete;

  [[nodiscard]] int port() const { return listening_.port(); }
  // Comes into force with the next bytes; but for kStall, kSlow and kRefuse it strikes
  // once.
  void set(Mode mode) {
    mode_ = mode;
    wake();
  }
  void cut() { set(Mode::kRefuse); }
  // Lets the COMMIT that was held go to the server.
  void release() {
    released_ = true;
    wake();
  }
  // Returns once the mode has struck.
  void await_strike() {
    std::unique_lock lock(mutex_);
    struck_again_.wait(lock, [this] { return struck_; });
    struck_ = false;
  }

 private:
  struct Pair {
    int client, server;
    std::string held;
    bool ended = false;
    bool awaits_answer = false;
    bool half_open = false;
  };

  static void close(const Pair& pair) {
    if (pair.client >= 0) ::close(pair.client);
    if (pair.server >= 0) ::close(pair.server);
  }

  void wake() {
    const char byte = 0;
    (void)!::write(wake_[1], &byte, 1);
  }

  void strike(bool once = true) {
    if (once) mode_ = Mode::kPass;
    {
      const std::scoped_lock lock(mutex_);
      struck_ = true;
    }
    struck_again_.notify_all();
  }

  int connect() const {
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(server_port_));
    if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
      return server;
    ::close(server);
    return -1;
  }

  void accept_one() {
    const int client = ::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    const int server = mode_ == Mode::kRefuse ? -1 : connect();
    if (server < 0) {
      ::close(client);
    } else {
      pairs_.push_back({client, server, {}});
    }
  }

  static void pass(int to, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }

  void from_client(Pair& pair, std::string_view bytes) {
    const Mode mode = mode_;
    if (mode == Mode::kStall) {
      pair.half_open = true;
      strike(false);
    }
    if (pair.half_open) return;
    if (mode == Mode::kCutAmidst) {
      pass(pair.server, bytes.substr(0, bytes.size() / 2));
      pair.ended = true;
      return strike();
    }
    if (mode == Mode::kStallSetup && bytes.starts_with('Q')) return strike(false);
    const bool commits = bytes.find(std::string_view("COMMIT\0", 7)) != std::string_view::npos;
    if (commits && mode == Mode::kCutBeforeCommit) {
      pair.ended = true;
      return strike();
    }
    if (commits && mode == Mode::kHoldCommit) {
      pair.held = bytes;
      ::close(std::exchange(pair.client, -1));
      return strike();
    }
    pair.awaits_answer = commits && mode == Mode::kCutAfterCommit;
    pass(pair.server, bytes);
  }

  void from_server(Pair& pair, std::string_view bytes) {
    if (pair.awaits_answer) {
      pair.ended = true;
      return strike();
    }
    if (mode_ == Mode::kStall) pair.half_open = true;
    if (pair.client >= 0 && !pair.half_open) pass(pair.client, bytes);
  }

  void read_from(Pair& pair, int from, bool client) {
    char bytes[65536];
    const ssize_t length = ::recv(from, bytes, sizeof bytes, 0);
    if (length <= 0) {
      pair.ended = true;
      return;
    }
    const std::string_view got(bytes, static_cast<size_t>(length));
    if (mode_ == Mode::kSlow) {
      ::poll(nullptr, 0, kSlowMs);
      strike(false);
    }
    client ? from_client(pair, got) : from_server(pair, got);
  }

  void loop() {
    while (!stopping_) {
      std::vector<pollfd> sockets{{listening_.get(), POLLIN, 0}, {wake_[0], POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        sockets.push_back({pair.client, POLLIN, 0});  // poll leaves out what is below 0
        sockets.push_back({pair.server, POLLIN, 0});
      }
      ::poll(sockets.data(), sockets.size(), -1);
      serve(sockets);
    }
  }

  void serve(const std::vector<pollfd>& sockets) {
    if (sockets[1].revents != 0) {
      char bytes[64];
      (void)!::read(wake_[0], bytes, sizeof bytes);
    }
    size_t at = 2;
    for (Pair& pair : pairs_) {
      if (mode_ == Mode::kRefuse) pair.ended = true;
      if (released_ && !pair.held.empty()) pass(pair.server, std::exchange(pair.held, {}));
      const bool client = sockets[at++].revents != 0, server = sockets[at++].revents != 0;
      if (server && !pair.ended) read_from(pair, pair.server, false);
      if (client && !pair.ended) read_from(pair, pair.client, true);
    }
    std::erase_if(pairs_, [](const Pair& pair) {
      if (pair.ended) close(pair);
      return pair.ended;
    });
    if (sockets[0].revents != 0) accept_one();
  }

  static constexpr int kSlowMs = 20;

  const int server_port_;
  ListeningSocket listening_;
  int wake_[2] = {-1, -1};
  const int piped_ = ::pipe(wake_);
  std::atomic<Mode> mode_ = Mode::kPass;
  std::atomic<bool> stopping_ = false, released_ = false;
  std::list<Pair> pairs_;  // the thread's
  std::mutex mutex_;
  std::condition_variable struck_again_;
  bool struck_ = false;
  std::thread thread_;
};

}  // namespace ordo::store
