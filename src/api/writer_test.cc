// What a write keeps of its request, and for how long.
#include "api/writer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

#include "flows/test_support.h"

namespace ordo::api {
namespace {

class WriterTest : public flows::HubTest {
 protected:
  // Sends a write that is applied by nobody yet, and answers the status that its caller heard.
  int send(int64_t wait_ms) {
    auto request = std::make_shared<int>();
    request_ = request;
    std::promise<int> heard;
    Writer writer(*hub_, std::make_shared<watch::LoadMeter>(), wait_ms);
    Write write;
    write.route = "config.retention";
    write.body = "{}";
    writer.send({}, {}, std::move(write),
                [&heard, request = std::move(request)](const HttpResponse& response) {
                  heard.set_value(response.status);
                });
    hub_->inbox().flush();
    return heard.get_future().get();
  }

  std::weak_ptr<int> request_;  // for as long as the answer may still be given
};

TEST_F(WriterTest, one_that_was_answered_before_it_is_applied_has_let_go_of_its_request) {
  EXPECT_EQ(send(1), 202);
  EXPECT_TRUE(request_.expired());
  hub_->drain();
}

TEST_F(WriterTest, one_that_nobody_waits_for_lets_go_of_its_request_once_it_is_durable) {
  command("config.mode", {{"mode", "queue_only"}});
  EXPECT_EQ(send(60'000), 202);
  EXPECT_TRUE(request_.expired());
  hub_->drain();
}

TEST(Deadlines, one_that_comes_before_all_others_is_not_late_behind_them) {
  std::promise<void> over;
  Deadlines deadlines;
  deadlines.after(60'000, [] {});
  deadlines.after(1, [&over] { over.set_value(); });
  EXPECT_EQ(over.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

}  // namespace
}  // namespace ordo::api
