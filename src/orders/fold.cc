#include "orders/fold.h"

#include <algorithm>
#include <tuple>

namespace ordo::orders {
namespace {

class Folding {
 public:
  Folding(const Lifecycle& lifecycle, Axis axis, int rather)
      : lifecycle_(lifecycle), axis_(axis), rather_(rather), state_(lifecycle.initial()) {}

  void take(Observation& o) {
    if (judged_here(o)) return stand_by(o);
    o.from = -1;
    o.via.clear();
    if (o.verdict == Verdict::kRefused && o.reason.starts_with(kForbidden)) o.reason.clear();
    // A person's move was checked against the present state when it was made.
    if (o.reset || (o.by_hand && lifecycle_.allowed_by_hand(state_, o.to))) return move(o);
    switch (lifecycle_.step(state_, o.to)) {
      case Lifecycle::Step::kSame: o.verdict = Verdict::kRepeat; break;
      case Lifecycle::Step::kDirect: move(o); break;
      case Lifecycle::Step::kSkip: skip(o); break;
      case Lifecycle::Step::kBack: back(o); break;
      case Lifecycle::Step::kImpossible: impossible(o); break;
    }
    if (o.verdict != Verdict::kRefused) claimed_.push_back({&o.source, o.to});
  }

  [[nodiscard]] int state() const { return state_; }

 private:
  // What was judged in this very state stands, whatever the whitelists say by now: an edit of theirs is
  // for what comes. Under the same whitelists the judgement would be the same again. A part of a payment
  // means paid or partially paid by what lies before it, and is judged anew.
  [[nodiscard]] bool judged_here(const Observation& o) const {
    if (o.from != state_ || o.reset || o.by_hand || o.detail.starts_with("payment ")) return false;
    const bool allowed = lifecycle_.step(state_, o.to) == Lifecycle::Step::kDirect ||
                         lifecycle_.step(state_, o.to) == Lifecycle::Step::kSkip;
    return (o.verdict == Verdict::kMoved && !allowed) ||
           (o.verdict == Verdict::kRefused && allowed);
  }

  void stand_by(Observation& o) {
    if (o.verdict != Verdict::kMoved) return;
    state_ = o.to;
    claimed_.push_back({&o.source, o.to});
  }

  void move(Observation& o) {
    o.verdict = Verdict::kMoved;
    o.from = state_;
    state_ = o.to;
    if (o.reset) claimed_.clear();
  }

  void skip(Observation& o) {
    for (const int between : lifecycle_.between(state_, o.to, rather_)) {
      if (!o.via.empty()) o.via += ',';
      o.via += state_name(axis_, between);
    }
    move(o);
  }

  void back(Observation& o) {
    const bool contradicts_itself = std::ranges::any_of(claimed_, [&](const Claim& c) {
      return *c.source == o.source && c.state != o.to &&
             lifecycle_.step(o.to, c.state) <= Lifecycle::Step::kSkip;
    });
    if (contradicts_itself && !o.implied) {
      refuse(o);
    } else {
      o.verdict = Verdict::kLate;
    }
  }

  void impossible(Observation& o) {
    // What only follows from a headline word does not apply; what was said outright contradicts.
    if (o.implied)
      o.verdict = Verdict::kLate;
    else
      refuse(o);
  }

  void refuse(Observation& o) {
    o.verdict = Verdict::kRefused;
    o.from = state_;
    if (o.reason.empty()) {
      o.reason = std::string(kForbidden) + " " + std::string(state_name(axis_, state_)) + " to " +
                 std::string(state_name(axis_, o.to));
    }
  }

  struct Claim {
    const std::string* source;
    int state;
  };
  const Lifecycle& lifecycle_;
  Axis axis_;
  int rather_;
  int state_;
  std::vector<Claim> claimed_;
};

}  // namespace

int fold(const Lifecycle& lifecycle, Axis axis, std::vector<Observation*> observations, bool& any,
         int rather) {
  std::erase_if(observations,
                [](const Observation* o) { return o->verdict == Verdict::kDuplicate; });
  std::ranges::sort(observations, {}, [axis](const Observation* o) {
    return std::tuple(o->occurred_at.ms, o->reset ? 1 : 0, place_in_life(axis, o->to),
                      o->message.value, o->no);
  });
  Folding folding(lifecycle, axis, rather);
  for (Observation* o : observations) folding.take(*o);
  any = !observations.empty();
  return folding.state();
}

}  // namespace ordo::orders
