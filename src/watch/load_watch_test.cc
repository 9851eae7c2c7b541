// The watch over the load on a whole hub, second by second.
#include "watch/load_watch.h"

#include "flows/peak_store.h"
#include "flows/test_support.h"

namespace ordo::watch {
namespace {

class LoadWatchTest : public flows::HubTest {
 protected:
  LoadWatchTest() {
    set(R"({"automatic":true,"usual_peak_per_s":100,"factor_percent":120,"slow_ms":800,)"
        R"("hold_s":3,"recover_s":5})");
    watch_.tick();
  }
  void set(const std::string& rule) { command("config.overload", {}, core::kSystemStream, rule); }
  void seconds(int count, int accepted, int64_t took_ms = 5) {
    for (int second = 0; second < count; ++second) {
      clock_.advance_ms(kSecondMs);
      for (int i = 0; i < accepted; ++i) {
        meter_->accepted();
        meter_->took_ns(took_ms * 1'000'000);
      }
      watch_.tick();
      hub_->drain();
    }
  }
  flows::Mode mode() { return hub_->settings()->mode; }

  std::shared_ptr<LoadMeter> meter_ = std::make_shared<LoadMeter>();
  LoadWatch watch_{*hub_, meter_};
};

TEST_F(LoadWatchTest, a_rush_is_queued_and_over_it_is_normal_again) {
  seconds(2, 121);
  EXPECT_EQ(mode(), flows::Mode::kNormal);
  seconds(1, 121);
  EXPECT_EQ(mode(), flows::Mode::kQueueOnly);
  seconds(4, 10);
  EXPECT_EQ(mode(), flows::Mode::kQueueOnly);
  seconds(1, 10);
  EXPECT_EQ(mode(), flows::Mode::kNormal);
  EXPECT_EQ(number("SELECT count FROM alerts WHERE kind = 'mode_changed'"), 2);
}

TEST_F(LoadWatchTest, slow_calls_are_queued_however_few) {
  seconds(3, 1, 900);
  EXPECT_EQ(mode(), flows::Mode::kQueueOnly);
}

TEST_F(LoadWatchTest, where_the_merchant_does_not_want_it_nothing_changes_by_itself) {
  set(R"({"automatic":false,"usual_peak_per_s":100,"factor_percent":120,"slow_ms":800,)"
      R"("hold_s":3,"recover_s":5})");
  seconds(20, 1'000, 2'000);
  EXPECT_EQ(mode(), flows::Mode::kNormal);
}

TEST_F(LoadWatchTest, a_quiet_hub_that_has_learned_nothing_does_not_trip) {
  set(R"({"automatic":true,"usual_peak_per_s":null,"factor_percent":120,"slow_ms":800,)"
      R"("hold_s":3,"recover_s":5})");
  seconds(61, 2);
  seconds(30, static_cast<int>(kUsualPeakFloorPerS));
  EXPECT_EQ(mode(), flows::Mode::kNormal);
}

TEST_F(LoadWatchTest, the_busiest_minute_that_was_not_slow_is_learned_when_its_hour_ends) {
  set(R"({"automatic":false,"usual_peak_per_s":null,"factor_percent":120,"slow_ms":800,)"
      R"("hold_s":3,"recover_s":5})");
  clock_.advance_ms(50 * kMinuteMs);
  watch_.tick();
  seconds(60, 40);
  seconds(60, 90, 2'000);
  EXPECT_EQ(flows::busiest_minute(hub_->database().writer_reader()), std::nullopt);
  seconds(12 * 60, 1);
  const auto learned = flows::busiest_minute(hub_->database().writer_reader());
  ASSERT_TRUE(learned.has_value());
  EXPECT_GE(*learned, 30 * 60);
  EXPECT_LE(*learned, 41 * 60) << "what was slow is no measure of what can be borne";
}

}  // namespace
}  // namespace ordo::watch
