// A client made of plain sockets, for tests that must send what no library would.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ordo::api::testing {

struct RawAnswer {
  int status = 0;  // 0: the connection ended before an answer
  std::string head;
  std::string body;
  [[nodiscard]] std::string header(std::string_view name) const;
};

// Blocks for at most ten seconds in any call; movable, closes on destruction.
class RawClient {
 public:
  explicit RawClient(int port);
  explicit RawClient(const std::string& unix_path);
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient();

  // False when the peer has gone.
  bool send(std::string_view bytes) const;
  // Reads one answer; `without_body` for answers to HEAD.
  [[nodiscard]] RawAnswer read_answer(bool without_body = false);
  RawAnswer ask(std::string_view request);
  // Everything until the peer closes.
  [[nodiscard]] std::string read_to_end();
  // True when the peer has closed (waits for it).
  [[nodiscard]] bool closed_by_peer();

 private:
  bool more();
  int fd_ = -1;
  std::string pending_;
};

[[nodiscard]] std::string get(std::string_view target, std::string_view more_headers = {});
[[nodiscard]] std::string post(std::string_view target, std::string_view body,
                               std::string_view more_headers = {});

}  // namespace ordo::api::testing
