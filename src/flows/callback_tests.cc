#include "flows/callback_tests.h"

#include <algorithm>

namespace ordo::flows {
namespace {

bool bears(const channels::Request& came, std::string_view token) {
  return came.body.find(token) != std::string_view::npos ||
         std::ranges::any_of(came.headers, [&](const auto& header) {
           return header.second.find(token) != std::string_view::npos;
         });
}

}  // namespace

void CallbackTest::refused(const channels::Request& came, const Error& refusal) {
  const Error why = difference(sent_.message, came, refusal);
  std::lock_guard lock(mutex_);
  if (arrival_.seen) return;
  arrival_.seen = true;
  arrival_.code = why.code;
  arrival_.detail = why.detail;
}

void CallbackTest::verified() {
  std::lock_guard lock(mutex_);
  if (arrival_.seen) return;
  arrival_.seen = arrival_.verified = true;
}

void CallbackTest::stored(MessageSeq message) {
  std::lock_guard lock(mutex_);
  if (!arrival_.message) arrival_.message = message;
}

void CallbackTest::not_stored(std::string code, std::string detail) {
  std::lock_guard lock(mutex_);
  arrival_.seen = true;
  arrival_.code = std::move(code);
  arrival_.detail = std::move(detail);
}

Arrival CallbackTest::arrival() const {
  std::lock_guard lock(mutex_);
  return arrival_;
}

CallbackTestPtr CallbackTests::await(SentCallback sent) {
  auto test = std::make_shared<CallbackTest>(std::move(sent));
  std::lock_guard lock(mutex_);
  tests_.push_back(test);
  awaited_ = tests_.size();
  return test;
}

void CallbackTests::forget(const CallbackTestPtr& test) {
  std::lock_guard lock(mutex_);
  std::erase(tests_, test);
  awaited_ = tests_.size();
}

CallbackTestPtr CallbackTests::find(std::string_view channel, std::string_view shop,
                                    const channels::Request& came) const {
  if (awaited_.load(std::memory_order_relaxed) == 0) return nullptr;
  std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(tests_, [&](const CallbackTestPtr& test) {
    const SentCallback& sent = test->sent();
    return sent.channel == channel && sent.shop == shop && bears(came, sent.token);
  });
  return found == tests_.end() ? nullptr : *found;
}

}  // namespace ordo::flows
