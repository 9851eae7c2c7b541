// The mode, by hand and by the watch; and what is learned of the load.
#include "flows/load_commands.h"

#include "flows/mend_commands.h"
#include "flows/peak_store.h"
#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

class LoadCommands : public HubTest {
 protected:
  core::Outcome watch(const std::string& route, const json::object& body) {
    auto outcome =
        hub_->command_now({.route = route, .body = json::serialize(body), .caller = kWatchCaller});
    EXPECT_TRUE(outcome.has_value());
    return outcome.value_or(core::Outcome{});
  }
  core::Outcome change(const std::string& mode) {
    return watch("config.mode",
                 {{"mode", mode}, {"cause", "rate"}, {"measured", {{"accepted_per_s", 1'300}}}});
  }
  Mode mode() { return hub_->settings()->mode; }
};

TEST_F(LoadCommands, the_watch_changes_the_mode_and_says_why_in_alert_and_audit) {
  EXPECT_EQ(change("queue_only").answer.status, 200);
  EXPECT_EQ(mode(), Mode::kQueueOnly);
  EXPECT_EQ(hub_->settings()->mode_by, kWatchCaller);
  EXPECT_EQ(hub_->settings()->mode_since, clock_.now());
  EXPECT_EQ(texts("SELECT detail FROM alerts WHERE kind = 'mode_changed'").front(),
            R"({"mode":"queue_only","cause":"rate","accepted_per_s":1300})");
  const std::string told = texts("SELECT payload FROM events WHERE kind = 'config.mode'").front();
  EXPECT_NE(told.find(R"("cause":"rate")"), std::string::npos) << told;
  EXPECT_NE(told.find("1300"), std::string::npos) << told;
}

TEST_F(LoadCommands, the_same_mode_again_is_no_change) {
  (void)change("queue_only");
  const int64_t version = hub_->settings()->version;
  EXPECT_EQ(change("queue_only").answer.status, 200);
  EXPECT_EQ(hub_->settings()->version, version);
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), 1);
}

TEST_F(LoadCommands, what_a_person_has_set_is_left_alone) {
  command("config.mode", {{"mode", "shed"}});
  const core::Outcome refused = change("normal");
  EXPECT_EQ(refused.answer.status, 409);
  EXPECT_EQ(refused.code, "mode_by_hand");
  EXPECT_EQ(mode(), Mode::kShed);
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), 0);
}

TEST_F(LoadCommands, a_persons_normal_stands_for_ten_minutes) {
  (void)change("queue_only");
  command("config.mode", {{"mode", "normal"}});
  EXPECT_EQ(change("queue_only").code, "mode_by_hand");
  clock_.advance_ms(kPersonsNormalMs);
  EXPECT_EQ(change("queue_only").answer.status, 200);
  EXPECT_EQ(mode(), Mode::kQueueOnly);
}

TEST_F(LoadCommands, the_busiest_minute_of_seven_days_is_what_is_usual) {
  const auto record = [&](int64_t hours, int64_t per_minute) {
    (void)watch(kRecordPeak,
                {{"hour", kNoon.plus_ms(hours * kHourMs).ms}, {"per_minute", per_minute}});
  };
  const auto busiest = [&] { return busiest_minute(hub_->database().writer_reader()); };
  EXPECT_EQ(busiest(), std::nullopt);
  record(0, 90'000);
  record(0, 600);
  record(1, 700);
  EXPECT_EQ(busiest(), 90'000) << "the larger one of an hour stands";
  record(7 * 24 + 1, 500);
  EXPECT_EQ(busiest(), 700) << "the week before is forgotten";
  const auto complaints = [&] {
    return prove(hub_->database(), hub_->inbox(), hub_->keyring()).complaints;
  };
  EXPECT_TRUE(complaints().empty()) << complaints().front();
  auto uow = hub_->database().begin();
  uow.execute({"test.spoil", "UPDATE load_peaks SET per_minute = 7 WHERE per_minute = 700"}, {});
  uow.commit();
  ASSERT_EQ(complaints().size(), 1u);
  EXPECT_EQ(complaints().front(),
            "the peak of the hour from 2026-01-22T13:00:00.000Z is not what the log says");
}

}  // namespace
}  // namespace ordo::flows
