#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "api/ascii.h"
#include "api/raw_client.h"

namespace ordo::api::testing {
namespace {

int checked(int fd, int connected) {
  EXPECT_GE(fd, 0);
  EXPECT_EQ(connected, 0) << strerror(errno);
  timeval limit{10, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  return fd;
}

}  // namespace

RawClient::RawClient(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  fd_ = checked(fd, connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address));
}

RawClient::RawClient(const std::string& unix_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  strncpy(address.sun_path, unix_path.c_str(), sizeof address.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  fd_ = checked(fd, connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address));
}

RawClient::RawClient(RawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), pending_(std::move(other.pending_)) {}

RawClient::~RawClient() {
  if (fd_ >= 0) close(fd_);
}

bool RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

bool RawClient::more() {
  char chunk[16384];
  ssize_t n = recv(fd_, chunk, sizeof chunk, 0);
  if (n > 0) pending_.append(chunk, static_cast<size_t>(n));
  return n > 0;
}

std::string RawAnswer::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    auto line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(std::min(rest.size(), line.size() + 2));
    size_t colon = line.find(':');
    if (colon == line.npos || !equal_without_case(line.substr(0, colon), name)) continue;
    return std::string(trim_blanks(line.substr(colon + 1)));
  }
  return {};
}

RawAnswer RawClient::read_answer(bool without_body) {
  RawAnswer answer;
  size_t end = 0;
  while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
    if (!more()) return answer;
  }
  answer.head = pending_.substr(0, end + 2);
  pending_.erase(0, end + 4);
  answer.status = std::stoi(answer.head.substr(9, 3));
  std::string length = answer.header("content-length");
  size_t size = without_body || length.empty() ? 0 : std::stoul(length);
  while (pending_.size() < size && more()) {
  }
  answer.body = pending_.substr(0, size);
  pending_.erase(0, size);
  return answer;
}

RawAnswer RawClient::ask(std::string_view request) {
  send(request);
  return read_answer();
}

std::string RawClient::read_to_end() {
  while (more()) {
  }
  return std::exchange(pending_, {});
}

bool RawClient::closed_by_peer() {
  if (!pending_.empty()) return false;
  char byte = 0;
  ssize_t n = recv(fd_, &byte, 1, 0);
  return n == 0 || (n < 0 && errno == ECONNRESET);
}

std::string get(std::string_view target, std::string_view more_headers) {
  std::string out = "GET ";
  out.append(target).append(" HTTP/1.1\r\nHost: x\r\n").append(more_headers).append("\r\n");
  return out;
}

std::string post(std::string_view target, std::string_view body, std::string_view more_headers) {
  std::string out = "POST ";
  out.append(target).append(" HTTP/1.1\r\nHost: x\r\nContent-Length: ");
  out.append(std::to_string(body.size())).append("\r\n").append(more_headers).append("\r\n");
  return out.append(body);
}

}  // namespace ordo::api::testing
