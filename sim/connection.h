// One keep-alive HTTP/1.1 connection on a non-blocking socket, one request at a time. Small and
// plain on purpose: the pusher drives hundreds of them from one thread.
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace ordo::sim {

class Connection {
 public:
  enum class State : uint8_t { kClosed, kConnecting, kIdle, kSending, kAwaiting };
  enum class Report : uint8_t { kNothing, kAnswered, kBroken };

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(); }

  // Begins to connect and registers the socket, edge-triggered, under `tag`. False: refused at once.
  [[nodiscard]] bool open(const sockaddr_in& address, int epoll, uint64_t tag);
  // Requires an idle connection. Sends at once what the socket takes.
  [[nodiscard]] Report send(std::string request);
  // To be called with what epoll said of this socket.
  [[nodiscard]] Report on_ready(uint32_t events);
  void close();

  [[nodiscard]] State state() const { return state_; }
  // True from the moment when the last byte of the request was given to the system.
  [[nodiscard]] bool request_sent() const { return state_ == State::kAwaiting; }
  // Of the last answer.
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] int retry_after_seconds() const { return retry_after_s_; }

 private:
  [[nodiscard]] bool finish_connecting();
  [[nodiscard]] bool write_some();
  [[nodiscard]] Report read_some();
  [[nodiscard]] Report take_answer();

  int socket_ = -1;
  State state_ = State::kClosed;
  std::string request_;
  size_t sent_ = 0;
  std::string received_;
  int status_ = 0;
  int retry_after_s_ = 0;
};

// What the first bytes of a stream say of one HTTP answer.
struct AnswerHead {
  bool complete = false;  // head and body are both here
  bool malformed = false;
  int status = 0;
  int retry_after_s = 0;
  bool closes = false;  // the server will close the connection
  size_t length = 0;    // of head and body together, when complete
};
[[nodiscard]] AnswerHead read_answer(std::string_view bytes);

}  // namespace ordo::sim
