// One request and its answer, and the way an answer finds back from any thread to the coroutine that
// waits for it.
//
// An answer given before the coroutine waits costs no wake-up. Otherwise the exchange is pushed on
// the io thread's mailbox, a lock-free stack; only the push that finds it empty posts a wake-up, so
// that a log group of hundreds of answers costs one.
#pragma once

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/beast/http/parser.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "api/client_address.h"
#include "api/http.h"
#include "api/net.h"
#include "api/problem.h"

namespace ordo::api {

class Exchange;

// The io_context of one thread and its mailbox. Exchanges share its ownership: an answer that comes
// after the server is gone must still find something to fall on.
class Mailbox {
 public:
  asio::io_context context{1};
  void push(std::shared_ptr<Exchange> answered);  // any thread

 private:
  void drain();
  std::atomic<Exchange*> head_{nullptr};
};

class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  using Parser = http::request_parser<http::string_body>;

  Exchange(std::shared_ptr<Mailbox> mailbox, const std::string& remote, bool local,
           const TrustedProxies& proxies)
      : mailbox_(std::move(mailbox)), remote_(remote), local_(local), proxies_(proxies) {
    parser_.header_limit(kHeaderMax);
    parser_.body_limit(kLargeBodyMax);  // what a path takes is asked when it is known
    parser_.eager(true);
  }

  [[nodiscard]] Parser& parser() { return parser_; }
  // Fills request() from what was parsed. False when the target is not a path.
  [[nodiscard]] bool understand();
  [[nodiscard]] const HttpRequest& request() const { return request_; }

  // What the handler gets. When it drops the last copy without an answer, the caller hears 500.
  [[nodiscard]] Respond responder();
  void answer(HttpResponse response);  // any thread; the first one counts
  [[nodiscard]] Task<> answered();     // io thread
  [[nodiscard]] HttpResponse& response() { return response_; }

 private:
  friend class Mailbox;
  enum class State { kOpen, kWaiting, kAnswered };
  using Resume = std::move_only_function<void()>;

  void wait(Resume resume);
  void resume() { std::exchange(resume_, nullptr)(); }

  std::shared_ptr<Mailbox> mailbox_;
  Parser parser_;
  HttpRequest request_;
  std::string remote_;
  bool local_;
  const TrustedProxies& proxies_;
  std::atomic<bool> given_{false};
  std::atomic<State> state_{State::kOpen};
  HttpResponse response_;
  Resume resume_;
  // While it lies in the mailbox.
  Exchange* next_ = nullptr;
  std::shared_ptr<Exchange> self_;
};

inline void Mailbox::push(std::shared_ptr<Exchange> answered) {
  Exchange* node = answered.get();
  node->self_ = std::move(answered);
  Exchange* head = head_.load(std::memory_order_relaxed);
  do {
    node->next_ = head;
  } while (!head_.compare_exchange_weak(head, node, std::memory_order_release,
                                        std::memory_order_relaxed));
  if (head == nullptr) asio::post(context, [this] { drain(); });
}

inline void Mailbox::drain() {
  Exchange* newest = head_.exchange(nullptr, std::memory_order_acquire);
  Exchange* oldest = nullptr;
  while (newest) newest = std::exchange(newest->next_, std::exchange(oldest, newest));
  while (oldest) {
    auto self = std::move(oldest->self_);
    oldest = oldest->next_;
    self->resume();
  }
}

inline bool Exchange::understand() {
  const BeastRequest& message = parser_.get();
  std::string_view target = message.target();
  if (!target.starts_with('/')) return false;
  size_t question = target.find('?');
  request_.method = message.method_string();
  request_.path = target.substr(0, question);
  request_.query = question == target.npos ? std::string_view() : target.substr(question + 1);
  request_.body = message.body();
  request_.local = local_;
  for (const auto& field : message) {
    request_.headers.emplace_back(field.name_string(), field.value());
  }
  request_.remote = client_address(remote_, request_.headers, proxies_);
  return true;
}

inline Respond Exchange::responder() {
  struct Guard {
    explicit Guard(std::shared_ptr<Exchange> e) : exchange(std::move(e)) {}
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard() {
      if (!exchange->given_.load(std::memory_order_relaxed)) exchange->answer(internal_problem());
    }
    std::shared_ptr<Exchange> exchange;
  };
  return [guard = std::make_shared<Guard>(shared_from_this())](HttpResponse response) {
    guard->exchange->answer(std::move(response));
  };
}

inline void Exchange::answer(HttpResponse response) {
  if (given_.exchange(true)) return;
  response_ = std::move(response);
  if (state_.exchange(State::kAnswered, std::memory_order_acq_rel) == State::kWaiting) {
    mailbox_->push(shared_from_this());
  }
}

inline void Exchange::wait(Resume resume) {
  resume_ = std::move(resume);
  State expected = State::kOpen;
  if (!state_.compare_exchange_strong(expected, State::kWaiting, std::memory_order_acq_rel)) {
    mailbox_->push(shared_from_this());
  }
}

inline Task<> Exchange::answered() {
  if (state_.load(std::memory_order_acquire) == State::kAnswered) co_return;
  co_await asio::async_initiate<const asio::use_awaitable_t<Executor>&, void()>(
      [this](auto handler) { wait(std::move(handler)); }, asio::use_awaitable_t<Executor>());
}

}  // namespace ordo::api
