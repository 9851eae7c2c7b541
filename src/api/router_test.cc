#include "api/router.h"

#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "base/invariant.h"

namespace ordo::api {
namespace {

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    add("GET", "/orders/{id}");
    add("PATCH", "/orders/{id}");
    add("POST", "/orders/search");
    add("GET", "/orders/{id}/trace");
  }
  ~RouterTest() override { workers_.stop(); }

  void add(const std::string& method, const std::string& pattern,
           Permission permission = {Area::kPublic, false}, Place place = Place::kIo) {
    router_.add({method, pattern, permission, place,
                 [pattern](const HttpRequest&, const Params& params, const Context& context,
                           const Respond& respond) {
                   std::string id = params.size() > 0 ? params.at("id") : "";
                   respond({200, "text/plain", pattern + " " + id + context.caller.id, {}});
                 }});
  }

  HttpResponse ask(std::string_view method, std::string_view path) {
    HttpRequest request;
    request.method = method;
    request.path = path;
    auto answer = std::make_shared<std::promise<HttpResponse>>();
    auto future = answer->get_future();
    router_.dispatch(request, [answer](HttpResponse r) { answer->set_value(std::move(r)); });
    return future.get();
  }

  Workers workers_{1, 2};
  Router router_{workers_, [](const HttpRequest&, Permission permission, int&) -> Result<Caller> {
                   if (permission.write) return fail(ErrorClass::kForbidden, "forbidden", "no");
                   Caller caller;
                   caller.id = "key:7";
                   return caller;
                 }};
};

TEST_F(RouterTest, parameters_are_taken_from_the_path_and_decoded) {
  EXPECT_EQ(ask("GET", "/orders/7").body, "/orders/{id} 7");
  EXPECT_EQ(ask("GET", "/orders/a%2Fb/trace").body, "/orders/{id}/trace a/b");
}

TEST_F(RouterTest, a_literal_goes_before_a_parameter_whatever_was_added_first) {
  EXPECT_EQ(ask("POST", "/orders/search").body, "/orders/search ");
  add("GET", "/a/{id}/c");
  add("GET", "/a/b/{id}");
  EXPECT_EQ(ask("GET", "/a/b/c").body, "/a/b/{id} c");
}

TEST_F(RouterTest, unknown_paths_hear_404) {
  for (auto path : {"/", "/orders", "/orders/", "/orders/7/", "/orders/7/trace/x", "//orders/7"}) {
    EXPECT_EQ(ask("GET", path).status, 404) << path;
  }
  EXPECT_EQ(ask("GET", std::string(16'000, '/')).status, 404);
}

TEST_F(RouterTest, a_broken_escape_hears_400) {
  EXPECT_EQ(ask("GET", "/orders/%zz").status, 400);
  EXPECT_EQ(ask("GET", "/orders/%ff").status, 400);
}

TEST_F(RouterTest, another_method_hears_405_and_what_is_allowed) {
  auto answer = ask("DELETE", "/orders/7");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.back().second, "GET, HEAD, PATCH, OPTIONS");
  EXPECT_EQ(ask("OPTIONS", "/orders/7").status, 204);
}

TEST_F(RouterTest, head_is_served_by_get) { EXPECT_EQ(ask("HEAD", "/orders/7").status, 200); }

TEST_F(RouterTest, guarded_routes_ask_who_calls) {
  add("GET", "/guarded", {Area::kOrders, false});
  add("POST", "/guarded", {Area::kOrders, true});
  EXPECT_EQ(ask("GET", "/guarded").body, "/guarded key:7");
  EXPECT_EQ(ask("POST", "/guarded").status, 403);
}

TEST_F(RouterTest, blocking_handlers_run_on_workers) {
  add("GET", "/slow", {Area::kOrders, false}, Place::kWorker);
  EXPECT_EQ(ask("GET", "/slow").body, "/slow key:7");
}

TEST_F(RouterTest, a_full_queue_answers_503_at_once) {
  std::latch busy(1);
  std::latch release(1);
  ASSERT_TRUE(workers_.run([&] {
    busy.count_down();
    release.wait();
  }));
  busy.wait();
  ASSERT_TRUE(workers_.run([] {}));
  ASSERT_TRUE(workers_.run([] {}));
  add("GET", "/slow", {Area::kPublic, false}, Place::kWorker);
  auto answer = ask("GET", "/slow");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at(0).first, "Retry-After");
  release.count_down();
  workers_.stop();
}

TEST_F(RouterTest, what_no_pattern_fits_may_have_a_fallback) {
  router_.otherwise([](const HttpRequest&, const Respond& respond) {
    respond({200, "text/html", "console", {}});
  });
  EXPECT_EQ(ask("GET", "/some/page").body, "console");
  EXPECT_EQ(ask("POST", "/some/page").status, 404);
}

TEST_F(RouterTest, routes_are_listed_and_added_once) {
  EXPECT_EQ(router_.routes().size(), 4u);
  EXPECT_EQ(router_.routes()[2], (std::pair<std::string, std::string>("POST", "/orders/search")));
  EXPECT_THROW(add("GET", "/orders/{id}"), InvariantBreach);
}

TEST(WorkersTest, a_job_that_throws_does_not_end_its_thread) {
  Workers workers(1);
  std::promise<void> done;
  ASSERT_TRUE(workers.run([] { throw std::runtime_error("on purpose"); }));
  ASSERT_TRUE(workers.run([&] { done.set_value(); }));
  done.get_future().get();
}

TEST(WorkersTest, stopping_finishes_what_is_queued) {
  Workers workers(1);
  int ran = 0;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(workers.run([&] { ++ran; }));
  workers.stop();
  EXPECT_EQ(ran, 10);
  EXPECT_FALSE(workers.run([] {}));
}

}  // namespace
}  // namespace ordo::api
