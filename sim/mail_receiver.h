// A tiny mail server on a port of this machine: enough of SMTP (RFC 5321) to take a message, to ask for a
// password, and to say no.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace ordo::sim {

struct ReceivedMail {
  std::string from;
  std::vector<std::string> to;
  std::string text;  // as it came, dots undone
};

class MailReceiver {
 public:
  // With a user, nothing is taken from who has not signed in (AUTH PLAIN). Throws std::system_error.
  explicit MailReceiver(std::string user = "", std::string password = "");
  ~MailReceiver();
  [[nodiscard]] std::string address() const;  // smtp://127.0.0.1:port
  [[nodiscard]] std::vector<ReceivedMail> received() const;
  // Addresses at this domain are refused (550).
  static constexpr const char* kUnknownDomain = "@nowhere.example";
  // The next message is answered so instead of being taken, e.g. "451 later".
  void answer_next_with(std::string answer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordo::sim
