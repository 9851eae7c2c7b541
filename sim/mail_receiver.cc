#include "sim/mail_receiver.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <thread>
#include <utility>

#include "base/crypto.h"

namespace ordo::sim {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

// What stands between the brackets of MAIL FROM:<…> and RCPT TO:<…>.
std::string bracketed(std::string_view line) {
  const size_t open = line.find('<'), close = line.find('>');
  if (open == std::string_view::npos || close == std::string_view::npos) return {};
  return std::string(line.substr(open + 1, close - open - 1));
}

bool begins(std::string_view line, std::string_view verb) {
  if (line.size() < verb.size()) return false;
  for (size_t i = 0; i < verb.size(); ++i) {
    const char c =
        line[i] >= 'a' && line[i] <= 'z' ? static_cast<char>(line[i] - 'a' + 'A') : line[i];
    if (c != verb[i]) return false;
  }
  return true;
}

// One conversation, line by line.
class Talk {
 public:
  explicit Talk(std::string expected) : expected_(std::move(expected)) {}

  std::string answer(std::string_view line) {
    if (std::exchange(asked_for_password_, false)) return sign_in(line);
    if (begins(line, "EHLO")) return expected_.empty() ? "250 sim" : "250-sim\r\n250 AUTH PLAIN";
    if (begins(line, "AUTH PLAIN ")) return sign_in(line.substr(11));
    if (begins(line, "AUTH PLAIN")) {
      asked_for_password_ = true;
      return "334 ";
    }
    if (begins(line, "QUIT")) return "221 bye";
    if (!expected_.empty() && !signed_in_) return "530 sign in first";
    if (begins(line, "MAIL FROM:")) {
      mail = {bracketed(line), {}, ""};
      return "250 ok";
    }
    if (begins(line, "RCPT TO:")) return receiver(bracketed(line));
    if (begins(line, "DATA")) return mail.to.empty() ? "503 nobody to send to" : "354 go on";
    return "502 not spoken here";
  }

  ReceivedMail mail;

 private:
  std::string sign_in(std::string_view line) {
    const auto given = from_base64(line);
    signed_in_ = given && *given == expected_;
    return signed_in_ ? "235 welcome" : "535 wrong user or password";
  }
  std::string receiver(std::string address) {
    if (address.ends_with(MailReceiver::kUnknownDomain)) return "550 no such user";
    mail.to.push_back(std::move(address));
    return "250 ok";
  }

  std::string expected_;  // of AUTH PLAIN; empty: everybody may send
  bool signed_in_ = false, asked_for_password_ = false;
};

}  // namespace

struct MailReceiver::Impl {
  Impl(const std::string& user, const std::string& password) {
    if (!user.empty()) expected = std::string("\0", 1) + user + std::string("\0", 1) + password;
    asio::co_spawn(context, listen(), asio::detached);
    thread = std::jthread([this] { context.run(); });
  }
  ~Impl() {
    context.stop();
    thread.join();
  }

  asio::awaitable<void> listen() {
    while (acceptor.is_open()) {
      auto [failed, socket] = co_await acceptor.async_accept(kAwait);
      if (!failed) asio::co_spawn(context, converse(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> converse(tcp::socket socket) {
    Talk talk(expected);
    std::string buffer, said = "220 sim\r\n";
    while (true) {
      const auto [failed, written] = co_await asio::async_write(socket, asio::buffer(said), kAwait);
      if (failed || said.starts_with("221")) co_return;
      const bool text = said.starts_with("354");
      const std::string end = text ? "\r\n.\r\n" : "\r\n";
      const auto [broken, size] =
          co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), end, kAwait);
      if (broken) co_return;
      const std::string line = buffer.substr(0, size - end.size());
      buffer.erase(0, size);
      said = (text ? take(talk.mail, line) : talk.answer(line)) + "\r\n";
    }
  }

  std::string take(ReceivedMail mail, std::string text) {
    const std::lock_guard lock(mutex);
    if (!next_answer.empty()) return std::exchange(next_answer, "");
    for (size_t at = text.find("\r\n.."); at != std::string::npos;
         at = text.find("\r\n..", at + 3)) {
      text.erase(at + 2, 1);
    }
    mail.text = std::move(text);
    received.push_back(std::move(mail));
    return "250 taken";
  }

  std::string expected;
  mutable std::mutex mutex;
  std::vector<ReceivedMail> received;
  std::string next_answer;
  asio::io_context context{1};
  tcp::acceptor acceptor{context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::jthread thread;
};

MailReceiver::MailReceiver(std::string user, std::string password)
    : impl_(std::make_unique<Impl>(user, password)) {}

MailReceiver::~MailReceiver() = default;

std::string MailReceiver::address() const {
  return "smtp://127.0.0.1:" + std::to_string(impl_->acceptor.local_endpoint().port());
}

std::vector<ReceivedMail> MailReceiver::received() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->received;
}

void MailReceiver::answer_next_with(std::string answer) {
  const std::lock_guard lock(impl_->mutex);
  impl_->next_answer = std::move(answer);
}

}  // namespace ordo::sim
