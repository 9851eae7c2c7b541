#include "api/writer.h"

#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "api/kept_headers.h"
#include "api/problem.h"
#include "base/json_read.h"
#include "base/text.h"

namespace ordo::api {
namespace {

namespace json = boost::json;
using core::Outcome;

constexpr size_t kKeyMax = 255;
constexpr int kShedSeconds = 5;

ErrorClass class_of(int status) {
  switch (status) {
    case 401: return ErrorClass::kUnauthorised;
    case 403: return ErrorClass::kForbidden;
    case 404: return ErrorClass::kNotFound;
    case 409: return ErrorClass::kRefused;
    default: return ErrorClass::kInvalid;
  }
}

json::object parse_answer(const std::string& body) {
  json::error_code failed;
  json::value v = json::parse(body, failed);
  return !failed && v.is_object() ? std::move(v.as_object()) : json::object();
}

std::vector<FieldError> fields_of(const json::object& body, const std::string& strip) {
  std::vector<FieldError> fields;
  const json::value* errors = body.if_contains("errors");
  if (!errors || !errors->is_array()) return fields;
  for (const json::value& e : errors->as_array()) {
    if (!e.is_object()) continue;
    std::string pointer = json_text(e.as_object(), "pointer");
    if (!strip.empty() && pointer.starts_with(strip)) pointer.erase(0, strip.size());
    fields.push_back({std::move(pointer), json_text(e.as_object(), "detail")});
  }
  return fields;
}

HttpResponse refusal(const Outcome& outcome, const std::string& strip) {
  const json::object body = parse_answer(outcome.answer.body);
  std::string code = json_text(body, "code");
  std::string detail = json_text(body, "detail");
  if (code.empty()) code = outcome.code.empty() ? "refused" : outcome.code;
  if (detail.empty()) detail = outcome.detail;
  const int status = outcome.answer.status;
  if (status == 412) return problem(412, code, detail);
  return problem(Error{class_of(status), code, detail, fields_of(body, strip)});
}

HttpResponse accepted(MessageSeq seq) {
  HttpResponse response{
      202, "application/json", json::serialize(json::object{{"message_id", seq.str()}}), {}};
  response.headers.emplace_back("Location", "/api/v1/messages/" + seq.str());
  return response;
}

HttpResponse command_answer(const Write& write, const Outcome& outcome) {
  HttpResponse response;
  if (outcome.answer.status >= 400) {
    response = refusal(outcome, write.strip);
  } else {
    response = {outcome.answer.status, "application/json", outcome.answer.body, {}};
    if (write.finish) write.finish(response, outcome);
  }
  if (outcome.answer.replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

// A write on its way: whoever comes first of applied, durable (where nobody waits) and the deadline
// gives the answer, and with it lets go of the request: it may be long until the write is applied.
class Pending {
 public:
  Pending(Write write, bool waits, Respond respond)
      : write_(std::move(write)), waits_(waits), respond_(std::move(respond)) {}
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  void durable(MessageSeq seq) {
    {
      std::lock_guard lock(mutex_);
      seq_ = seq;
      if (waits_) return;
    }
    answer(accepted(seq));
  }
  void applied(const Outcome& outcome) {
    // Set aside after a breach: it is stored, a person will see to it, and nobody hears of failure.
    if (outcome.answer.status >= 500) return answer(accepted(seq_));
    answer(command_answer(write_, outcome));
  }
  void overdue() {
    MessageSeq seq;
    {
      std::lock_guard lock(mutex_);
      waits_ = false;  // not durable yet: answered as soon as it is
      seq = seq_;
    }
    if (seq) answer(accepted(seq));
  }
  // The log did not take it.
  void withdraw(HttpResponse response) { answer(std::move(response)); }

 private:
  void answer(HttpResponse response) {
    Respond respond;
    {
      std::lock_guard lock(mutex_);
      respond = std::exchange(respond_, nullptr);
    }
    if (respond) respond(std::move(response));
  }

  const Write write_;
  bool waits_;
  std::mutex mutex_;
  Respond respond_;  // none once it was given its answer
  MessageSeq seq_;
};

core::InboundPtr make_inbound(Write& write, const std::string& caller, std::string key,
                              std::string headers) {
  auto inbound = std::make_unique<core::Inbound>();
  core::Entry& e = inbound->entry;
  e.stream = write.stream;
  e.kind = write.kind;
  e.route = write.route;
  e.external_id =
      write.kind == core::EntryKind::kCommand ? std::move(key) : std::move(write.external_id);
  e.caller = caller;
  e.headers = std::move(headers);
  e.replay_of = write.replay_of;
  e.body = std::move(write.body);
  random_bytes(e.entropy);
  return inbound;
}

}  // namespace

Deadlines::Deadlines() : thread_([this](const std::stop_token& s) { run(s); }) {}

Deadlines::~Deadlines() { stop(); }

void Deadlines::stop() {
  thread_.request_stop();
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (const auto& [due, act] : std::exchange(due_, {})) act();
}

// Nearly all are met long before they are over: the thread is woken for one that comes before all others only, and
// those that are over within a hundredth of a second are over together.
void Deadlines::after(int64_t ms, std::function<void()> act) {
  using Grain = std::chrono::duration<int64_t, std::centi>;
  const Moment due =
      std::chrono::ceil<Grain>(std::chrono::steady_clock::now() + std::chrono::milliseconds(ms));
  bool is_first = false;
  {
    std::lock_guard lock(mutex_);
    is_first = due_.emplace(due, std::move(act)) == due_.begin();
  }
  if (is_first) changed_.notify_all();
}

void Deadlines::run(const std::stop_token& stopping) {
  std::unique_lock lock(mutex_);
  while (!stopping.stop_requested()) {
    if (due_.empty()) {
      changed_.wait(lock, stopping, [this] { return !due_.empty(); });
      continue;
    }
    const Moment next = due_.begin()->first;
    if (std::chrono::steady_clock::now() < next) {
      changed_.wait_until(lock, stopping, next,
                          [&] { return !due_.empty() && due_.begin()->first < next; });
      continue;
    }
    auto act = std::move(due_.begin()->second);
    due_.erase(due_.begin());
    lock.unlock();
    act();
    lock.lock();
  }
}

void Writer::send(const HttpRequest& request, const Context& context, Write write,
                  Respond respond) {
  const flows::Mode mode = hub_.settings()->mode;
  if (mode == flows::Mode::kShed && !write.administers) {
    return respond(problem(Error{ErrorClass::kLimited,
                                 "shedding",
                                 "the server sheds load; nothing was stored, send it again",
                                 {}},
                           kShedSeconds));
  }
  auto key = idempotency_key(request);
  if (!key) return respond(problem(key.error()));
  const bool waits = mode != flows::Mode::kQueueOnly || write.administers;
  std::string headers = call_headers(request, *key, hub_.keyring().lookup());
  auto inbound = make_inbound(write, context.caller.id, std::move(*key), std::move(headers));
  auto pending = std::make_shared<Pending>(std::move(write), waits, std::move(respond));
  inbound->on_durable = [pending](MessageSeq seq) { pending->durable(seq); };
  Clock& clock = hub_.clock();
  // Where nobody waits it is still measured how long applying takes.
  inbound->on_applied = [load = load_, &clock, waiting = waits ? pending : nullptr,
                         started = clock.monotonic_ns()](const Outcome& outcome) {
    load->took_ns(clock.monotonic_ns() - started);
    if (waiting) waiting->applied(outcome);
  };
  if (!hub_.submit(std::move(inbound))) {
    return pending->withdraw(problem(hub_.refusal()));
  }
  load_->accepted();
  if (!waits) return;
  deadlines_.after(wait_ms_, [held = std::weak_ptr(pending)] {
    if (auto late = held.lock()) late->overdue();
  });
}

Result<std::string> idempotency_key(const HttpRequest& request) {
  std::string_view key = request.header("idempotency-key");
  if (key.empty()) key = request.header("x-idempotency-key");
  if (key.size() > kKeyMax || !is_valid_utf8(key) || key.find('\0') != std::string_view::npos) {
    return fail(ErrorClass::kInvalid, "malformed_request",
                "Idempotency-Key must be text of at most 255 bytes");
  }
  return std::string(key);
}

Result<std::string> command_uuid(const HttpRequest& request, const Context& context,
                                 std::string_view purpose) {
  auto key = idempotency_key(request);
  if (!key) return std::unexpected(key.error());
  if (key->empty()) return uuid_v4();
  return uuid_from(std::string(purpose) + "/" + context.caller.id + "/" + *key);
}

}  // namespace ordo::api
