#include "sim/pusher.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/invariant.h"

namespace ordo::sim {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kReconnectWait{10};
constexpr milliseconds kSilenceCheck{500};
constexpr milliseconds kWaitMax{10};
constexpr int kEventsMax = 256;
constexpr int kBackoffCeiling = 5;  // five hours, compressed: longer waits would teach nothing new

}  // namespace

int64_t backoff_seconds(int attempts) {
  constexpr std::array<int64_t, 10> kSchedule = {5,         5 * 60,    30 * 60,   2 * 3600,
                                                 5 * 3600,  10 * 3600, 14 * 3600, 20 * 3600,
                                                 24 * 3600, 24 * 3600};
  const int at = std::max(attempts, 1) - 1;
  return kSchedule[std::min<size_t>(static_cast<size_t>(at), kSchedule.size() - 1)];
}

Pusher::Pusher(const PusherOptions& options) : options_(options) {}

Pusher::~Pusher() {
  slots_.clear();
  if (epoll_ >= 0) ::close(epoll_);
}

Result<std::unique_ptr<Pusher>> Pusher::create(std::vector<std::unique_ptr<Envelope>> envelopes,
                                               const PusherOptions& options) {
  std::unique_ptr<Pusher> pusher(new Pusher(options));
  pusher->envelopes_ = std::move(envelopes);
  if (auto prepared = pusher->prepare(); !prepared) {
    return std::unexpected(std::move(prepared.error()));
  }
  return pusher;
}

Result<std::unique_ptr<Pusher>> Pusher::create(std::span<const Shop> shops,
                                               const PusherOptions& options) {
  std::vector<std::unique_ptr<Envelope>> envelopes;
  for (const Shop& shop : shops) {
    auto envelope = standard_envelope(shop.account());
    if (!envelope) return std::unexpected(std::move(envelope.error()));
    envelopes.push_back(std::move(*envelope));
  }
  return create(std::move(envelopes), options);
}

Result<> Pusher::prepare() {
  address_.sin_family = AF_INET;
  address_.sin_port = htons(options_.port);
  if (::inet_pton(AF_INET, options_.host.c_str(), &address_.sin_addr) != 1) {
    return fail(ErrorClass::kInvalid, "invalid_address", options_.host + " is no IPv4 address");
  }
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  invariant(epoll_ >= 0, "the system gives an epoll");
  for (int i = 0; i < options_.connections; ++i) slots_.push_back(std::make_unique<Slot>());
  return {};
}

void Pusher::begin(std::span<const Message> messages) {
  Dice dice(options_.seed);
  messages_ = messages;
  plan_ = plan_deliveries(messages.size(), options_.faults, dice);
  next_in_plan_ = 0;
  seen_.assign(messages.size(), false);
  open_deliveries_ = plan_.size();
  acknowledged_ = 0;
  report_ = {};
  report_.messages = messages.size();
  report_.duplicates = plan_.size() - messages.size();
  now_ = SteadyClock::now();
  next_check_ = now_ + kSilenceCheck;
}

PushReport Pusher::push(std::span<const Message> messages) {
  begin(messages);
  const auto started = now_;
  while (!finished()) {
    now_ = SteadyClock::now();
    wall_seconds_ = system_clock().now().ms / kSecondMs;
    fill();
    wait();
    give_up_silent();
  }
  report_.seconds = std::chrono::duration<double>(SteadyClock::now() - started).count();
  return report_;
}

bool Pusher::finished() const { return open_deliveries_ == 0 || stopping_; }

// True when the job does not leave now: it is late, or lost before the hub sees it.
bool Pusher::lost_or_late(Job& job) {
  if (job.delivery.delay_ms > 0) {
    const auto due = now_ + milliseconds(job.delivery.delay_ms);
    job.delivery.delay_ms = 0;
    later_.push({due, job});
    return true;
  }
  if (job.delivery.fate != Fate::kLostBefore) return false;
  job.delivery.fate = Fate::kArrives;
  ++report_.dropped;
  retry_later(job, 0);
  return true;
}

bool Pusher::next_job(Job& job) {
  if (!again_.empty()) {
    job = again_.front();
    again_.pop_front();
    return true;
  }
  if (!later_.empty() && later_.top().due <= now_) {
    job = later_.top().job;
    later_.pop();
    return true;
  }
  while (next_in_plan_ < plan_.size()) {
    job = {plan_[next_in_plan_++], 0, 0};
    if (!lost_or_late(job)) return true;
  }
  return false;
}

void Pusher::fill() {
  for (size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = *slots_[i];
    if (slot.busy) continue;
    if (slot.connection.state() == Connection::State::kClosed && now_ >= closed_until_ &&
        !slot.connection.open(address_, epoll_, i)) {
      closed_until_ = now_ + kReconnectWait;
    }
    if (slot.connection.state() != Connection::State::kIdle) continue;
    Job job;
    if (!next_job(job)) return;
    start(slot, job);
  }
}

void Pusher::start(Slot& slot, const Job& job) {
  slot.job = job;
  slot.busy = true;
  slot.since = now_;
  after(slot, slot.connection.send(request(messages_[job.delivery.message])));
}

std::string Pusher::request(const Message& message) {
  std::string out = envelopes_[message.shop]->head(message, wall_seconds_);
  out.reserve(out.size() + message.body.size() + 96);
  out.append("Host: ").append(options_.host).append(":").append(std::to_string(options_.port));
  out.append("\r\nContent-Length: ").append(std::to_string(message.body.size()));
  out.append("\r\n\r\n").append(message.body);
  return out;
}

void Pusher::wait() {
  std::array<epoll_event, kEventsMax> events;
  auto limit = kWaitMax;
  if (!later_.empty()) {
    const auto left = std::chrono::ceil<milliseconds>(later_.top().due - now_);
    limit = std::clamp(left, milliseconds(0), kWaitMax);
  }
  const int count =
      ::epoll_wait(epoll_, events.data(), kEventsMax, static_cast<int>(limit.count()));
  for (int i = 0; i < count; ++i) {
    Slot& slot = *slots_[events[static_cast<size_t>(i)].data.u64];
    after(slot, slot.connection.on_ready(events[static_cast<size_t>(i)].events));
  }
}

void Pusher::after(Slot& slot, Connection::Report report) {
  switch (report) {
    case Connection::Report::kAnswered: answered(slot); return;
    case Connection::Report::kBroken: lost_connection(slot); return;
    case Connection::Report::kNothing: check_sent(slot); return;
  }
}

// The answer of this push is fated to be lost: the sender goes away once the request is out.
void Pusher::check_sent(Slot& slot) {
  if (!slot.busy || !slot.connection.request_sent()) return;
  if (slot.job.delivery.fate != Fate::kAnswerLost) return;
  slot.job.delivery.fate = Fate::kArrives;
  slot.connection.close();
  slot.busy = false;
  ++report_.requests;
  ++report_.dropped;
  retry_later(slot.job, 0);
}

void Pusher::answered(Slot& slot) {
  if (!slot.busy) return;
  slot.busy = false;
  ++report_.requests;
  Job& job = slot.job;
  const int status = slot.connection.status();
  if (status >= 200 && status < 300) return done(job, true);
  const bool come_later = status >= 500 || status == 429 || status == 408;
  if (come_later) ++report_.busy;
  if (!come_later && ++job.refusals >= options_.refusals_max) return done(job, false);
  retry_later(job, slot.connection.retry_after_seconds());
}

// A hub that is away is no answer: what was in flight goes first when it is back, without backoff,
// as a platform's next worker would.
void Pusher::lost_connection(Slot& slot) {
  const bool refused = slot.connection.state() == Connection::State::kConnecting;
  slot.connection.close();
  if (refused) closed_until_ = now_ + kReconnectWait;
  if (!slot.busy) return;
  slot.busy = false;
  ++report_.broken;
  again_.push_back(slot.job);
}

void Pusher::retry_later(Job job, int retry_after_s) {
  ++job.attempts;
  const int64_t wait_s =
      std::max<int64_t>(backoff_seconds(std::min(job.attempts, kBackoffCeiling)), retry_after_s);
  const auto wait_us = static_cast<int64_t>(static_cast<double>(wait_s) * 1e6 / options_.speed);
  later_.push({now_ + std::chrono::microseconds(wait_us), job});
}

void Pusher::done(const Job& job, bool accepted) {
  --open_deliveries_;
  if (!accepted) {
    if (!job.delivery.duplicate) ++report_.given_up;
    return;
  }
  if (seen_[job.delivery.message]) return;
  seen_[job.delivery.message] = true;
  report_.acknowledged = ++acknowledged_;
}

void Pusher::give_up_silent() {
  if (now_ < next_check_) return;
  next_check_ = now_ + kSilenceCheck;
  for (const auto& slot : slots_) {
    if (slot->busy && now_ - slot->since > milliseconds(options_.answer_ms_max)) {
      lost_connection(*slot);
    }
  }
}

}  // namespace ordo::sim
