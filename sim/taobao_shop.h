// A simulated Taobao gateway: what a POST to /router/rest is answered for one seller. It is written from
// the platform's documents alone and shares no code with the adapter, so that an error in one is not
// repeated in the other; only digests are common. Bytes in, bytes out: whoever serves it owns the
// socket and the clock.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "sim/dice.h"

namespace ordo::sim {

struct TaobaoAccount {
  std::string app_key, app_secret, session;
  // What the app may call, by its level; the platform's documents name no figures. 0: as much as it likes.
  int64_t calls_per_minute = 0;
};

// How the gateway misbehaves; each is "one call in n", 0 for never.
struct TaobaoFaults {
  uint64_t limited = 0;       // a ban of a second
  uint64_t broken = 0;        // HTTP 503
  uint64_t remote = 0;        // an isp.* error
  uint64_t silent = 0;        // the call is carried out and its answer lost
  int64_t shown_late_ms = 0;  // rows appear in lists up to so long after their time of change
};

struct TaobaoAnswer {
  int status = 200;  // 0: no answer, as after a time-out
  std::string body;
};

class TaobaoShop {
 public:
  TaobaoShop(TaobaoAccount account, TaobaoFaults faults, uint64_t seed);

  // Books a trade, new or changed, with its own text from `{` to `}`, changed at `modified`.
  void put_trade(int64_t tid, Instant modified, std::string text);
  void put_refund(int64_t refund_id, std::string text);

  [[nodiscard]] TaobaoAnswer answer(std::string_view form_body, Instant now);
  [[nodiscard]] uint64_t calls() const { return calls_; }
  [[nodiscard]] uint64_t bad_signatures() const { return bad_signatures_; }
  [[nodiscard]] uint64_t limits_met() const { return limits_met_; }  // answers with a ban

 private:
  struct Trade {
    Instant modified, shown_at;
    std::string text;
  };
  using Params = std::map<std::string, std::string>;  // sorted by the bytes of the key

  [[nodiscard]] std::string check(const Params& params, Instant now);
  [[nodiscard]] std::string serve(const Params& params, Instant now) const;
  [[nodiscard]] std::string increment(const Params& params, Instant now) const;
  [[nodiscard]] std::vector<int64_t> window(const Params& params, Instant now) const;
  [[nodiscard]] bool is_banned(Instant now);
  [[nodiscard]] bool strikes(uint64_t one_in);

  TaobaoAccount account_;
  TaobaoFaults faults_;
  Dice dice_;
  std::map<int64_t, Trade> trades_;
  std::map<int64_t, std::string> refunds_;
  int64_t second_ = 0, calls_of_second_ = 0;
  Instant banned_until_;
  uint64_t calls_ = 0, bad_signatures_ = 0, limits_met_ = 0;
};

}  // namespace ordo::sim
