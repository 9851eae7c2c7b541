#include "bench/load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <future>
#include <stdexcept>

#include "base/thread.h"

namespace ordo::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
  int fd = -1;
  bool busy = false;
  std::string in;
  Clock::time_point sent;
};

int dial(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("the hub does not answer");
  }
  const int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

// 0 while the answer is not whole; else its status, and it is taken from the buffer.
int take_answer(std::string& in) {
  const size_t head = in.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  size_t length = 0;
  if (const size_t at = in.find("ontent-Length: "); at != std::string::npos && at < head) {
    std::from_chars(in.data() + at + 15, in.data() + head, length);
  }
  if (in.size() < head + 4 + length) return 0;
  int status = 0;
  std::from_chars(in.data() + 9, in.data() + 12, status);
  in.erase(0, head + 4 + length);
  return status;
}

class Generator {
 public:
  Generator(const std::vector<std::string>& requests, const LoadOptions& options)
      : requests_(requests), options_(options), epoll_(epoll_create1(0)) {
    connections_.resize(static_cast<size_t>(options.connections));
    for (size_t i = 0; i < connections_.size(); ++i) {
      connections_[i].fd = dial(options.port);
      epoll_event event{EPOLLIN, {.u64 = i}};
      epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].fd, &event);
      idle_.push_back(i);
    }
    latencies_.reserve(requests.size());
  }
  ~Generator() {
    for (const Connection& c : connections_) close(c.fd);
    close(epoll_);
  }

  LoadResult run() {
    start_ = Clock::now();
    while (result_.answered + result_.refused < std::ssize(requests_)) {
      send_what_may_go();
      collect(idle_.empty() || next_ == requests_.size() ? 100 : 1);
    }
    result_.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    std::ranges::sort(latencies_);
    if (!latencies_.empty()) {
      result_.p50_ms = latencies_[latencies_.size() / 2];
      result_.p99_ms = latencies_[latencies_.size() * 99 / 100];
    }
    return result_;
  }

 private:
  [[nodiscard]] bool due() const {
    if (next_ >= requests_.size()) return false;
    if (options_.may_send && !options_.may_send()) return false;
    if (options_.rate_per_s <= 0) return true;
    const double elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
    return static_cast<double>(next_) < elapsed * options_.rate_per_s;
  }

  void send_what_may_go() {
    while (!idle_.empty() && due()) {
      Connection& c = connections_[idle_.back()];
      idle_.pop_back();
      const std::string& request = requests_[next_++];
      c.sent = Clock::now();
      if (write(c.fd, request.data(), request.size()) != static_cast<ssize_t>(request.size())) {
        throw std::runtime_error("a request did not go out whole");
      }
    }
  }

  void collect(int wait_ms) {
    epoll_event events[64];
    const int n = epoll_wait(epoll_, events, 64, wait_ms);
    for (int i = 0; i < n; ++i) {
      Connection& c = connections_[events[i].data.u64];
      char buffer[4096];
      const ssize_t got = read(c.fd, buffer, sizeof buffer);
      if (got <= 0) throw std::runtime_error("the hub closed a connection");
      c.in.append(buffer, static_cast<size_t>(got));
      if (const int status = take_answer(c.in)) {
        (status / 100 == 2 ? result_.answered : result_.refused) += 1;
        latencies_.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - c.sent).count());
        idle_.push_back(events[i].data.u64);
      }
    }
  }

  const std::vector<std::string>& requests_;
  const LoadOptions& options_;
  int epoll_;
  std::vector<Connection> connections_;
  std::vector<size_t> idle_;
  size_t next_ = 0;
  std::vector<double> latencies_;
  LoadResult result_;
  Clock::time_point start_;
};

}  // namespace

void mind_manners(bool probe) {
  const sched_param usual{};
  if (probe)
    take_short_turns();
  else
    (void)sched_setscheduler(0, SCHED_BATCH, &usual);
}

LoadResult send_all(const std::vector<std::string>& requests, const LoadOptions& options) {
  // A thread of its own: its manners are inherited by every thread and process that it starts, and would
  // stay with the one that asks, of which the hub under test is a child.
  return std::async(std::launch::async,
                    [&] {
                      mind_manners(options.probe);
                      return Generator(requests, options).run();
                    })
      .get();
}

}  // namespace ordo::bench
