// What is made once and shown once, over the interface that shows it.
#include "api/one_time.h"

#include <set>

#include "api/routes_fixture.h"

namespace ordo::api::testing {
namespace {

class OneTime : public RoutesTest {
 protected:
  std::string secret(const std::string& key, const std::string& purpose = "key",
                     std::initializer_list<std::string_view> parts = {"a"},
                     const std::string& caller = "key:1", size_t bytes = 30) {
    const RouteDeps deps{*hub_,  *gateway_, *workers_,     *metrics_,
                         *door_, *writer_,  *self_tester_, *outside_};
    Kit kit(deps);
    HttpRequest request;
    if (!key.empty()) request.headers = {{"Idempotency-Key", key}};
    Context context;
    context.caller.id = caller;
    const Params params;
    const auto made = secret_for({request, params, context, kit}, purpose, parts, bytes);
    EXPECT_TRUE(made.has_value());
    return made.value_or("");
  }
};

TEST_F(OneTime, without_a_key_each_is_another) { EXPECT_NE(secret(""), secret("")); }

TEST_F(OneTime, a_repeat_shows_the_same_and_anything_else_another) {
  const std::string first = secret("k-1");
  EXPECT_EQ(secret("k-1"), first);
  const std::set<std::string> others = {first,
                                        secret("k-2"),
                                        secret("k-1", "password"),
                                        secret("k-1", "key", {"b"}),
                                        secret("k-1", "key", {"a", ""}),
                                        secret("k-1", "key", {"a"}, "key:2")};
  EXPECT_EQ(others.size(), 6u);
  reopen();
  EXPECT_EQ(secret("k-1"), first) << "also after a restart: it is derived, not kept";
}

TEST_F(OneTime, parts_do_not_run_into_each_other) {
  EXPECT_NE(secret("k", "key", {"ab", "c"}), secret("k", "key", {"a", "bc"}));
}

TEST_F(OneTime, it_is_as_long_as_it_was_asked_for) {
  EXPECT_EQ(secret("k", "key", {"a"}, "key:1", 30).size(), 40u) << "30 bytes in base64url";
  EXPECT_EQ(secret("k", "key", {"a"}, "key:1", 12).size(), 16u);
}

TEST_F(OneTime, a_malformed_key_makes_none) {
  const Answer a =
      post("/keys", R"({"name":"n","role":"owner"})", {{"idempotency-key", std::string(300, 'k')}});
  EXPECT_EQ(a.at("code"), "malformed_request") << a.text;
}

}  // namespace
}  // namespace ordo::api::testing
