#include "flows/self_tester.h"

#include <algorithm>
#include <chrono>

#include "channels/web_text.h"
#include "core/message_queries.h"
#include "flows/call_trace.h"

namespace ordo::flows {
namespace {

constexpr int64_t kLookEveryMs = 50;
constexpr size_t kTokenBytes = 16;

bool is_encrypted(std::string_view url) { return url.starts_with("https:"); }

// True: they have the form that the channel asks for.
bool check_form(const SelfTestSubject& subject, SelfTestReport& report, std::string_view check) {
  Steps steps(report, check);
  const auto fit = subject.adapter->check_credentials(subject.credentials.reveal());
  if (fit) {
    steps.ok("credentials", "the credentials are complete");
  } else {
    steps.failed("credentials", fit.error().code, fit.error().detail);
  }
  return fit.has_value();
}

}  // namespace

SelfTester::SelfTester(Hub& hub, CallbackTests& tests, MakeFetcher make_fetcher)
    : hub_(hub), tests_(tests), make_fetcher_(std::move(make_fetcher)) {}

void SelfTester::stop() {
  std::lock_guard lock(mutex_);
  stopping_ = true;
  cv_.notify_all();
}

SelfTestReport SelfTester::run(const SelfTestSubject& subject) {
  const int64_t began_ns = hub_.clock().monotonic_ns();
  const auto fetcher = make_fetcher_();
  const auto run = runs_.begin(subject.key);
  Going test{subject, *fetcher, *run, {}};
  // However it ends: nobody waits for a test that is over.
  struct End {
    Going& test;
    ~End() { test.run.end(test.report); }
  } const end{test};
  test.report.at = hub_.clock().now();
  test.report.expires_at = subject.expires_at;
  if (subject.adapter->puller()) check_calls(test);
  check_callbacks(test);
  test.report.ms = (hub_.clock().monotonic_ns() - began_ns) / 1'000'000;
  return test.report;
}

// The first call that the poller would make for what has changed since a moment ago: it reads a count.
void SelfTester::check_calls(Going& test) {
  auto& [subject, fetcher, run, report] = test;
  if (!check_form(subject, report, "calls")) return;
  const channels::Puller& puller = *subject.adapter->puller();
  const Instant now = hub_.clock().now();
  const auto call =
      puller.next(subject.credentials, puller.first_cursor(now.plus_ms(-kHourMs)), now);
  if (!call) {
    // A shop may have credentials for its webhooks only.
    report.steps.pop_back();
    Steps(report, "calls").skipped("credentials", call.error().code, call.error().detail);
    return;
  }
  run.show("calls", report);
  core::CallRecord record;
  const Exchange exchange = make_call(*call, "calls", fetcher, record);
  const Fetched& fetched = exchange.answer;
  const std::vector<std::pair<std::string_view, std::string_view>> headers(fetched.headers.begin(),
                                                                           fetched.headers.end());
  const Instant heard = hub_.clock().now();
  const auto result = puller.read({fetched.status, headers, fetched.body}, call->cursor, heard);
  judge_call(report, fetched, result, is_encrypted(call->url), heard);
  trace_pull(puller, call->cursor, result, record);
  keep_record(subject, report, exchange, std::move(record));
}

void SelfTester::check_callbacks(Going& test) {
  auto& [subject, fetcher, run, report] = test;
  SentCallback sent;
  sent.token = random_token(kTokenBytes);
  auto message = subject.adapter->self_test(subject.credentials, sent.token, hub_.clock().now());
  if (message && !*message) return;  // nothing is pushed by this channel
  if (!check_form(subject, report, "callbacks")) return;
  Steps steps(report, "callbacks");
  if (subject.public_url.empty() || !channels::is_base_url(subject.public_url)) {
    const bool unknown = subject.public_url.empty();
    return steps.failed("address", unknown ? "address_unknown" : "address_invalid",
                        unknown ? "nobody has said where the hub is reached from outside"
                                : "it is not an address to which a platform could send");
  }
  report.address = callback_address(subject.public_url, subject.adapter->name(), subject.shop);
  report.address_from = subject.address_from;
  steps.ok("address", report.address);
  run.show("callbacks", report);
  sent.channel = subject.adapter->name();
  sent.shop = subject.shop;
  sent.adapter = subject.adapter;
  sent.message = std::move(**message);
  if (!subject.saved) sent.credentials = subject.credentials;
  const CallbackTestPtr callback = tests_.await(std::move(sent));
  // However it ends: credentials that are not saved are not held any longer.
  struct Forget {
    CallbackTests& tests;
    const CallbackTestPtr& test;
    ~Forget() { tests.forget(test); }
  } const forget{tests_, callback};
  check_record(test, *callback);
}

void SelfTester::check_record(Going& test, const CallbackTest& sent) {
  auto& [subject, fetcher, run, report] = test;
  channels::HttpCall call;
  call.method = "POST";
  call.url = report.address;
  call.headers = sent.sent().message.headers;
  call.body = sent.sent().message.body;
  core::CallRecord record;
  const Exchange exchange = make_call(call, "callbacks", fetcher, record);
  const Arrival arrival = sent.arrival();
  const bool arrived = judge_callback(report, exchange.answer, arrival, is_encrypted(call.url));
  keep_record(subject, report, exchange, std::move(record));
  if (!arrived) return;
  run.show("callbacks", report);
  Steps steps(report, "callbacks");
  if (!arrival.code.empty()) return steps.failed("record", arrival.code, arrival.detail);
  if (!subject.saved) {
    return steps.skipped("record", "not_saved", "nothing is kept of a shop that is not saved");
  }
  judge_record(arrival, report);
}

Exchange SelfTester::make_call(const channels::HttpCall& call, std::string_view check,
                               Fetcher& fetcher, core::CallRecord& record) {
  record.kind = core::CallKind::kSelfTest;
  record.subject = check;
  record.started_at = hub_.clock().now();
  const int64_t began_ns = hub_.clock().monotonic_ns();
  Exchange exchange{call.method, call.url, call.body, "", fetcher.fetch(call, stopping_), 0};
  record.duration_ms = (hub_.clock().monotonic_ns() - began_ns) / 1'000'000;
  return exchange;
}

// Fails as the first step of its check that failed does: an answer may be well and tell of no success.
void SelfTester::keep_record(const SelfTestSubject& subject, const SelfTestReport& report,
                             const Exchange& exchange, core::CallRecord record) {
  const auto failed = std::ranges::find_if(report.steps, [&](const SelfTestStep& step) {
    return step.check == record.subject && step.state == StepState::kFailed;
  });
  record.shop = subject.stream;
  record.ok = failed == report.steps.end();
  record.code = record.ok ? "" : failed->code;
  record.detail = record.ok ? "" : failed->detail;
  trace_exchange(exchange, CallSecrets(subject.credentials, subject.adapter), record);
  // What credentials that are not saved were answered may tell of people, as whose orders no shop has
  // them: forgetting one of them would not reach it.
  if (!subject.saved) record.bodies = {};
  hub_.calls().record(std::move(record));
}

// Waits until the lane has come to it, in vain where it has much to do.
void SelfTester::judge_record(const Arrival& arrival, SelfTestReport& report) {
  Steps steps(report, "callbacks");
  report.message = arrival.message;
  std::optional<core::MessageRow> row;
  for (int64_t ms = 0; !row; ms += kLookEveryMs) {
    if (arrival.message) {
      row = core::load_message(hub_.database().read().reader(), arrival.message);
    }
    if (row) break;
    if (ms >= kSelfTestApplyMs || !wait_a_little()) {
      return steps.skipped("record", "not_applied_yet", "the message is stored, not yet applied");
    }
  }
  if (row->state == core::MessageState::kIgnored && row->code == kSelfTestCode) {
    return steps.ok("record", "recorded as message " + row->seq.str() + ", ignored as a self-test");
  }
  steps.failed("record", "recorded_otherwise",
               "message " + row->seq.str() + " is " + std::string(core::name(row->state)));
}

// False: the hub stops.
bool SelfTester::wait_a_little() {
  std::unique_lock lock(mutex_);
  cv_.wait_for(lock, std::chrono::milliseconds(kLookEveryMs), [this] { return stopping_.load(); });
  return !stopping_;
}

}  // namespace ordo::flows
