// For tests: every route over a real hub in a folder of its own, without sockets. Nothing runs in the
// background but one worker: a request is handled, then the log is drained on the test's thread.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "api/document_check.h"
#include "api/routes.h"
#include "base/crypto.h"
#include "store/test_engine.h"

namespace ordo::api::testing {

namespace json = boost::json;

struct Answer {
  int status = 0;
  std::string type;
  std::string text;
  std::map<std::string, std::string> headers;
  json::value body;
  [[nodiscard]] std::string at(std::string_view key) const {
    const json::value& v = body.at(key);
    return v.is_string() ? std::string(v.as_string()) : json::serialize(v);
  }
  [[nodiscard]] std::string pointer() const {
    const json::array& errors = body.at("errors").as_array();
    return errors.empty() ? "" : std::string(errors.at(0).at("pointer").as_string());
  }
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// A request on its way, kept alive until it is answered.
struct Asked {
  std::string method, path, query, body, remote = "203.0.113.9";
  HeaderList header_texts;
  HttpRequest request;
  std::promise<HttpResponse> promise;
  std::future<HttpResponse> future = promise.get_future();
};

class RoutesTest : public ::testing::Test {
 protected:
  class World final : public flows::Fetcher {
   public:
    explicit World(const RoutesTest& test) : test_(test) {}
    flows::Fetched fetch(const channels::HttpCall& call, const std::atomic<bool>&) override {
      if (test_.world_) return test_.world_(call);
      flows::Fetched nothing;
      nothing.trip.code = "name_not_found";
      return nothing;
    }

   private:
    const RoutesTest& test_;
  };

  RoutesTest() {
    crypto_init();
    dir_ = (std::filesystem::temp_directory_path() / "ordo-api-XXXXXX").string();
    if (::mkdtemp(dir_.data()) == nullptr) throw std::runtime_error("no temporary folder");
    open();
  }
  ~RoutesTest() override {
    close();
    std::filesystem::remove_all(dir_);
  }

  void open(int64_t wait_ms = kWriteWaitMs) {
    flows::HubOptions options;
    options.data_dir = dir_;
    options.store = store_;
    options.threads = false;
    options.master = Key256{7};
    options.clock = &clock_;
    auto hub = flows::Hub::open(std::move(options));
    if (!hub) throw std::runtime_error(hub.error().detail);
    hub_ = std::move(*hub);
    workers_ = std::make_unique<Workers>(1);
    outside_ = std::make_unique<Workers>(1);
    gateway_ = std::make_unique<Gateway>([this] { return hub_->settings(); },
                                         [this](core::InboundPtr inbound) -> Result<> {
                                           if (hub_->submit(std::move(inbound))) return {};
                                           return std::unexpected(hub_->refusal());
                                         },
                                         clock_);
    door_ = std::make_unique<Door>([this] { return hub_->settings(); }, sessions_, clock_);
    router_ = std::make_unique<Router>(
        *workers_, [this](const HttpRequest& request, Permission p, int& retry_after_s) {
          return enter(request, p, retry_after_s);
        });
    metrics_ = std::make_unique<watch::Metrics>();
    writer_ = std::make_unique<Writer>(*hub_, gateway_->load(), wait_ms);
    patrol_ = std::make_unique<watch::Patrol>(*hub_);
    self_tester_ = std::make_unique<flows::SelfTester>(
        *hub_, gateway_->callback_tests(), [this] { return std::make_unique<World>(*this); });
    add_routes(*router_, {*hub_, *gateway_, *workers_, *metrics_, *door_, *writer_, *self_tester_,
                          *outside_, patrol_.get()});
  }
  // Who brings a key comes through the real door; everybody else is caller(), and comes as often as he
  // likes.
  Result<Caller> enter(const HttpRequest& request, Permission permission, int& retry_after_s) {
    if (!request.header("authorization").empty()) {
      return door_->enter(request, permission, retry_after_s);
    }
    Caller caller = this->caller();
    if (allowed(caller, permission)) return caller;
    return fail(ErrorClass::kForbidden, "forbidden", "no");
  }
  [[nodiscard]] Caller caller() const {
    if (caller_) return *caller_;
    Caller caller;
    caller.id = "key:" + role_;
    caller.role = role_;
    caller.view = flows::view_of_role(role_);
    return caller;
  }
  // As a server ends: what answers go through is gone before the hub.
  void close() {
    if (workers_) workers_->stop();
    if (outside_) outside_->stop();
    if (writer_) writer_->stop();
    router_.reset();
    patrol_.reset();
    writer_.reset();
    self_tester_.reset();
    metrics_.reset();
    door_.reset();
    gateway_.reset();
    outside_.reset();
    workers_.reset();
    hub_.reset();
  }
  void reopen(int64_t wait_ms = kWriteWaitMs) {
    close();
    open(wait_ms);
  }

  std::shared_ptr<Asked> send(std::string method, std::string target, std::string body = "",
                              HeaderList headers = {}, std::string remote = "203.0.113.9") {
    auto asked = std::make_shared<Asked>();
    asked->method = std::move(method);
    const size_t question = target.find('?');
    asked->path = target.substr(0, question);
    if (question != std::string::npos) asked->query = target.substr(question + 1);
    asked->body = std::move(body);
    asked->header_texts = std::move(headers);
    asked->remote = std::move(remote);
    asked->request.method = asked->method;
    asked->request.path = asked->path;
    asked->request.query = asked->query;
    asked->request.body = asked->body;
    asked->request.remote = asked->remote;
    for (const auto& [k, v] : asked->header_texts) asked->request.headers.emplace_back(k, v);
    router_->dispatch(asked->request,
                      [asked](HttpResponse r) { asked->promise.set_value(std::move(r)); });
    return asked;
  }
  // Until every handler has run; what it appended lies in the log.
  void settle() const {
    auto done = std::make_shared<std::promise<void>>();
    if (workers_->run([done] { done->set_value(); })) done->get_future().wait();
    auto back = std::make_shared<std::promise<void>>();
    if (outside_->run([back] { back->set_value(); })) back->get_future().wait();
  }
  static Answer answer_of(Asked& asked) {
    static const DocumentCheck document;
    HttpResponse r = asked.future.get();
    for (const std::string& wrong : document.deviations(asked.method, asked.path, r)) {
      ADD_FAILURE() << asked.method << " " << asked.path
                    << " answered otherwise than described: " << wrong << "\n"
                    << r.body;
    }
    Answer a{r.status, r.content_type, r.body, {r.headers.begin(), r.headers.end()}, nullptr};
    json::error_code failed;
    a.body = json::parse(r.body, failed);
    return a;
  }
  Answer ask(std::string method, std::string path, std::string body = "", HeaderList headers = {}) {
    const bool api = !path.starts_with("/healthz") && !path.starts_with("/metrics") &&
                     !path.starts_with("/readyz") && !path.starts_with("/hooks");
    auto asked =
        send(std::move(method), (api ? "/api/v1" : "") + path, std::move(body), std::move(headers));
    settle();
    hub_->drain();
    return answer_of(*asked);
  }
  Answer get(const std::string& path) { return ask("GET", path); }
  Answer post(const std::string& path, const std::string& body, HeaderList headers = {}) {
    return ask("POST", path, body, std::move(headers));
  }

  void add_shop(const std::string& code = "mini") {
    const Answer a =
        post("/shops", R"({"code":")" + code +
                           R"(","channel":"standard","credentials":{"secret":)"
                           R"("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}})");
    ASSERT_EQ(a.status, 201) << a.text;
  }

  static std::string order_data(const std::string& no, const std::string& status = "paid",
                                const std::string& more = "") {
    return R"("channel_order_no":")" + no + R"(","status":")" + status +
           R"(","created_at":"2026-01-22T14:20:00Z","buyer":{"id":"u-9","name":"张三","phone":)"
           R"("13812345678"},"receiver":{"name":"张三","phone":"13812345678","country":"CN",)"
           R"("province":"浙江省","city":"杭州市","street":"文三路1号"},"lines":[{"line_no":"1",)"
           R"("sku":"TEA-1","title":"Tea","quantity":2,"unit_price":4950}],"amounts":)"
           R"({"goods":9900,"total":9900,"paid":9900},"currency":"CNY")" +
           more;
  }
  // Creates an order and answers its id.
  std::string add_order(const std::string& no, const std::string& shop = "mini",
                        const std::string& more = "") {
    const Answer a =
        post("/orders", R"({"shop":")" + shop + R"(",)" + order_data(no, "paid", more) + "}");
    EXPECT_EQ(a.status, 201) << a.text;
    return a.at("id");
  }

  // A platform's message, verified already; answers its id.
  std::string receive(const std::string& external_id, const std::string& type,
                      const std::string& data, const std::string& at = "2026-01-22T14:30:00Z") {
    return receive_body(external_id, R"({"type":")" + type + R"(","timestamp":")" + at +
                                         R"(","data":{)" + data + "}}");
  }
  std::string receive_body(const std::string& external_id, const std::string& body) {
    auto inbound = std::make_unique<core::Inbound>();
    inbound->entry.stream = hub_->settings()->shop(receives_)->id;
    inbound->entry.route = "standard";
    inbound->entry.external_id = external_id;
    inbound->entry.caller = "ip:203.0.113.9";
    inbound->entry.headers = R"({"user-agent":"test"})";
    inbound->entry.body = body;
    random_bytes(inbound->entry.entropy);
    EXPECT_TRUE(hub_->submit(std::move(inbound)));
    hub_->drain();
    return hub_->inbox().last().str();
  }

  ManualClock clock_{*parse_rfc3339("2026-01-22T15:00:00Z")};
  std::string dir_;
  const std::string store_ = store::fresh_test_store();
  std::string role_ = "owner";
  std::optional<Caller> caller_;  // who calls, where a role does not say it
  // What is met outside; no test asks anybody else. Unset: nothing answers.
  std::function<flows::Fetched(const channels::HttpCall&)> world_;
  std::string receives_ = "mini";  // the shop whose platform sends
  Sessions sessions_{clock_};
  std::unique_ptr<flows::Hub> hub_;
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<Workers> outside_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Door> door_;
  std::unique_ptr<watch::Metrics> metrics_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<watch::Patrol> patrol_;  // walks when it is told to
  std::unique_ptr<flows::SelfTester> self_tester_;
  std::unique_ptr<Router> router_;
};

}  // namespace ordo::api::testing
