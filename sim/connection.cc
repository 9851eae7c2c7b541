#include "sim/connection.h"

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/invariant.h"

namespace ordo::sim {

bool Connection::open(const sockaddr_in& address, int epoll, uint64_t tag) {
  close();
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return false;
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const int done = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (done != 0 && errno != EINPROGRESS) {
    close();
    return false;
  }
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = tag;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, socket_, &event) != 0) {
    close();
    return false;
  }
  state_ = done == 0 ? State::kIdle : State::kConnecting;
  return true;
}

void Connection::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  state_ = State::kClosed;
  received_.clear();
}

Connection::Report Connection::send(std::string request) {
  invariant(state_ == State::kIdle, "a request goes out on an idle connection");
  request_ = std::move(request);
  sent_ = 0;
  state_ = State::kSending;
  return write_some() ? Report::kNothing : Report::kBroken;
}

bool Connection::write_some() {
  while (sent_ < request_.size()) {
    const ssize_t put =
        ::send(socket_, request_.data() + sent_, request_.size() - sent_, MSG_NOSIGNAL);
    if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    sent_ += static_cast<size_t>(put);
  }
  state_ = State::kAwaiting;
  return true;
}

bool Connection::finish_connecting() {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) return false;
  state_ = State::kIdle;
  return true;
}

Connection::Report Connection::on_ready(uint32_t events) {
  if (state_ == State::kClosed) return Report::kNothing;
  if (state_ == State::kConnecting) {
    if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) == 0) return Report::kNothing;
    if (!finish_connecting()) return Report::kBroken;
  }
  if (state_ == State::kSending && (events & EPOLLOUT) != 0 && !write_some()) {
    return Report::kBroken;
  }
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0) return read_some();
  return Report::kNothing;
}

Connection::Report Connection::read_some() {
  std::array<char, 4096> piece;
  while (true) {
    const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got > 0) {
      received_.append(piece.data(), static_cast<size_t>(got));
      // A short read has emptied the socket: the answer is tried before asking once more.
      if (static_cast<size_t>(got) < piece.size()) return take_answer();
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return take_answer();
    return take_answer() == Report::kAnswered ? Report::kAnswered : Report::kBroken;
  }
}

Connection::Report Connection::take_answer() {
  if (received_.empty()) return Report::kNothing;
  const AnswerHead head = read_answer(received_);
  if (head.malformed) return Report::kBroken;
  if (!head.complete) return Report::kNothing;
  // What comes unasked, such as a notice of idleness, answers no request.
  if (state_ != State::kAwaiting) return Report::kBroken;
  status_ = head.status;
  retry_after_s_ = head.retry_after_s;
  received_.erase(0, head.length);
  state_ = State::kIdle;
  if (head.closes) close();
  return Report::kAnswered;
}

}  // namespace ordo::sim
