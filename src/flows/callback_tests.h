// Messages of self-tests that are on their way round through the world, by which the gateway knows one
// again, whatever a proxy made of it. Thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "channels/adapter.h"
#include "flows/own_call.h"

namespace ordo::flows {

struct SentCallback {
  std::string channel, shop;  // of the path
  std::string token;          // stands in a header and in the body; nobody can guess it
  channels::SignedMessage message;
  const channels::Adapter* adapter = nullptr;
  // Of a shop that is not saved, or not with these: verified by them, and kept nowhere.
  std::optional<Secret> credentials;
};

class CallbackTest {
 public:
  explicit CallbackTest(SentCallback sent) : sent_(std::move(sent)) {}
  [[nodiscard]] const SentCallback& sent() const { return sent_; }
  // What was met, told by the gateway; the first of repeats counts.
  void refused(const channels::Request& came, const Error& refusal);
  void verified();
  void stored(MessageSeq message);
  void not_stored(std::string code, std::string detail);
  [[nodiscard]] Arrival arrival() const;

 private:
  const SentCallback sent_;
  mutable std::mutex mutex_;
  Arrival arrival_;
};
using CallbackTestPtr = std::shared_ptr<CallbackTest>;

class CallbackTests {
 public:
  [[nodiscard]] CallbackTestPtr await(SentCallback sent);
  void forget(const CallbackTestPtr& test);
  // Null: the request belongs to none. Costs nothing while none is awaited.
  [[nodiscard]] CallbackTestPtr find(std::string_view channel, std::string_view shop,
                                     const channels::Request& came) const;

 private:
  std::atomic<size_t> awaited_{0};
  mutable std::mutex mutex_;
  std::vector<CallbackTestPtr> tests_;
};

}  // namespace ordo::flows
