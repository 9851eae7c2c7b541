#include "api/routes_fixture.h"
#include "base/file_samples.h"
#include "core/limits.h"

namespace ordo::api::testing {
namespace {

class AttachmentRoutesTest : public RoutesTest {
 protected:
  AttachmentRoutesTest() {
    add_shop();
    path_ = "/orders/" + add_order("A-1") + "/attachments";
  }
  Answer add(const std::string& bytes, const std::string& type = "image/png",
             const std::string& name = "%E4%BB%98%E6%AC%BE.png", HeaderList more = {}) {
    HeaderList headers{{"content-type", type}, {"x-file-name", name}};
    headers.insert(headers.end(), more.begin(), more.end());
    return ask("POST", path_, bytes, std::move(headers));
  }
  json::array items() { return get(path_).body.at("items").as_array(); }
  std::string added(const std::string& bytes = samples::png()) {
    const Answer a = add(bytes, "application/octet-stream");
    EXPECT_EQ(a.status, 201) << a.text;
    return path_ + "/" + a.at("id");
  }

  std::string path_;
};

TEST_F(AttachmentRoutesTest, a_file_is_added_listed_and_had_back) {
  const Answer made = add(samples::png());
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.headers.at("Location"), "/api/v1" + path_ + "/" + made.at("id"));
  ASSERT_EQ(items().size(), 1u);
  const json::object item = items()[0].as_object();
  EXPECT_EQ(item.at("name"), "付款.png");
  EXPECT_EQ(item.at("type"), "image/png");
  EXPECT_EQ(item.at("size"), static_cast<int64_t>(samples::png().size()));
  EXPECT_EQ(item.at("added_by"), "key:owner");
  const Answer had = get(path_ + "/" + made.at("id"));
  EXPECT_EQ(had.status, 200);
  EXPECT_EQ(had.text, samples::png());
  EXPECT_EQ(had.type, "image/png");
}

TEST_F(AttachmentRoutesTest, a_browser_keeps_it_as_a_file_and_runs_nothing) {
  const Answer a = get(added("<script>alert(1)</script>"));
  EXPECT_EQ(a.type, "text/plain; charset=utf-8");
  EXPECT_EQ(a.headers.at("Content-Disposition"),
            "attachment; filename*=UTF-8''%E4%BB%98%E6%AC%BE.png.txt");
  EXPECT_EQ(a.headers.at("Content-Security-Policy"), "sandbox; default-src 'none'");
  EXPECT_EQ(a.headers.at("Cache-Control"), "no-store");
  EXPECT_EQ(get(added("\xC2\xF2\xBC\xD2")).type, "text/plain; charset=gb18030");
}

TEST_F(AttachmentRoutesTest, what_is_wrong_with_a_file_is_said_and_nothing_stored) {
  const auto before = hub_->inbox().last();
  const auto code = [](const Answer& a) { return std::to_string(a.status) + " " + a.at("code"); };
  EXPECT_EQ(code(add("")), "422 file_empty");
  EXPECT_EQ(code(add(samples::png().substr(0, 30))), "422 file_truncated");
  EXPECT_EQ(code(add("PK\x03\x04", "application/zip")), "415 file_type_unknown");
  EXPECT_EQ(code(add(samples::gif())), "415 file_type_mismatch");
  EXPECT_EQ(code(add("text", "text/html")), "415 file_type_mismatch");
  EXPECT_EQ(code(add(std::string(core::kAttachmentBytesMax + 1, 'x'), "text/plain")),
            "413 file_too_large");
  EXPECT_EQ(code(add(samples::png(), "image/png", "%FF.png")), "400 malformed_request");
  EXPECT_EQ(hub_->inbox().last(), before);
  path_ = "/orders/99/attachments";
  EXPECT_EQ(code(add(samples::png())), "404 order_not_found");
}

TEST_F(AttachmentRoutesTest, the_same_again_is_answered_with_what_is_there) {
  const HeaderList key{{"idempotency-key", "f-1"}};
  const Answer one = add(samples::png(), "image/png", "a.png", key);
  const Answer two = add(samples::png(), "image/png", "a.png", key);
  EXPECT_EQ(two.text, one.text);
  EXPECT_EQ(two.headers.at("Idempotency-Replayed"), "true");
  EXPECT_EQ(add(samples::gif(), "image/gif", "a.gif", key).status, 422);
  EXPECT_EQ(add(samples::png(), "image/png", "b.png", key).status, 422) << "under another name";
  const Answer known = add(samples::png());
  EXPECT_EQ(known.status, 200);
  EXPECT_EQ(known.at("id"), one.at("id"));
  EXPECT_EQ(known.at("existing"), "true");
}

TEST_F(AttachmentRoutesTest, it_is_removed_for_a_reason_that_the_trace_tells) {
  const std::string file = added();
  EXPECT_EQ(ask("DELETE", file, "{}").pointer(), "/reason");
  const Answer gone = ask("DELETE", file, R"({"reason":"the wrong order"})");
  EXPECT_EQ(gone.status, 200) << gone.text;
  EXPECT_EQ(get(file).status, 404);
  EXPECT_EQ(items().size(), 0u);
  std::string told;
  const std::string order = path_.substr(0, path_.rfind('/'));
  for (const json::value& item : get(order + "/trace").body.at("items").as_array()) {
    if (item.at("kind") == "audit") {
      told += json::serialize(item.at("event")) + json::serialize(item.at("reason"));
    }
  }
  EXPECT_EQ(told, R"("attachment.added"null"attachment.removed""the wrong order")");
  const std::string audit = get("/audit").text;
  EXPECT_EQ(audit.find("sealed:"), std::string::npos) << audit;
}

TEST_F(AttachmentRoutesTest, who_sees_people_masked_says_what_he_needs_it_for) {
  const std::string file = added();
  role_ = "support";
  EXPECT_EQ(add("we talked", "text/plain", "chat.txt").status, 201) << "he may add";
  EXPECT_TRUE(items()[0].at("name").is_null()) << "a name may name somebody";
  EXPECT_EQ(get(file).at("code"), "purpose_required");
  EXPECT_EQ(post(file + "/reveal", R"({"purpose":"x"})").status, 422);
  const std::string purpose = R"({"purpose":"the buyer complains"})";
  const HeaderList key{{"idempotency-key", "r-1"}};
  const Answer shown = post(file + "/reveal", purpose, key);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.text, samples::png());
  EXPECT_EQ(shown.headers.at("Cache-Control"), "no-store");
  EXPECT_NE(post(file + "/reveal", purpose, key).text, samples::png()) << "one line, one look";
  role_ = "owner";
  const json::object line = get("/audit").body.at("items").at(0).as_object();
  EXPECT_EQ(line.at("kind"), "person.revealed");
  EXPECT_EQ(line.at("details").at("attachment"), json::value(file.substr(file.rfind('/') + 1)));
}

TEST_F(AttachmentRoutesTest, a_view_may_leave_them_out) {
  const std::string file = added();
  Caller caller = this->caller();
  caller.view.attachments = false;
  caller_ = caller;
  EXPECT_EQ(get(path_).at("code"), "not_in_view");
  EXPECT_EQ(get(file).at("code"), "not_in_view");
  EXPECT_EQ(add("text", "text/plain").at("code"), "not_in_view");
  const std::string order = path_.substr(0, path_.rfind('/'));
  EXPECT_EQ(get(order + "/trace").text.find("attachment."), std::string::npos);
}

TEST_F(AttachmentRoutesTest, forgetting_the_buyer_shuts_them_and_their_messages) {
  const std::string file = added();
  const std::string message = hub_->inbox().last().str();
  EXPECT_TRUE(get("/messages/" + message).body.at("body").is_null())
      << "bytes are had at the order";
  const std::string order = path_.substr(0, path_.rfind('/'));
  EXPECT_EQ(post(order + "/forget-person", R"({"reason":"asked"})").status, 200);
  EXPECT_EQ(get(file).status, 410);
  EXPECT_EQ(items()[0].at("forgotten"), json::value(true));
  EXPECT_TRUE(items()[0].at("name").is_null());
  EXPECT_EQ(get("/messages/" + message).status, 410);
  EXPECT_EQ(add("more", "text/plain").status, 410);
}

}  // namespace
}  // namespace ordo::api::testing
