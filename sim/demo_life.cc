#include "sim/demo_life.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "sim/demo_catalogue.h"

namespace ordo::sim {
namespace {

constexpr int64_t kFreightFen = 800;
constexpr int64_t kFreeFreightFrom = 9900;

class Teller {
 public:
  Teller(Shop& shop, const std::string& number, Instant begins, Dice& dice)
      : shop_(shop), number_(number), now_(begins), dice_(dice) {}

  std::vector<Due> take() { return std::move(told_); }

  void place() {
    BookedOrder order;
    order.number = number_;
    order.created_at = now_;
    order.customer = draw_customer(dice_);
    order.lines = draw_basket(dice_);
    order.note = draw_note(dice_);
    if (order.goods() < kFreeFreightFrom) order.freight = kFreightFen;
    total_ = order.total();
    tell(shop_.place(std::move(order)));
  }

  void pay() {
    pass(3, 40);
    static constexpr std::array<std::string_view, 3> kMethods = {"alipay", "wechat_pay",
                                                                 "union_pay"};
    tell(shop_.pay(number_, "PAY" + number_, dice_.pick(kMethods), total_, now_));
    pass(1, 2);
    show("paid");
  }

  void cancel(std::string_view reason) {
    pass(20, 60);
    tell(shop_.cancel(number_, reason, now_));
  }

  void allocate() {
    pass(5, 25);
    show("awaiting_allocation");
  }

  void deliver() {
    const Customer& customer = shop_.book().find(number_)->customer;
    const size_t carriers = demo_carriers().size();
    const std::string carrier = demo_carriers()[dice_.below(carriers)];
    const std::string tracking_no =
        fmt::format("YT{}", 10'000'000'000 + dice_.below(9'000'000'000));
    const auto ship = [&](std::string_view status, const std::string& where, const char* text) {
      pass(8, 45);
      tell(shop_.ship(number_, {tracking_no, carrier, std::string(status), where, text}, now_));
    };
    ship("label_printed", "", "面单已打印");
    ship("picked_up", "杭州市", "快件已揽收");
    ship("in_transit", "杭州市", "快件已发往下一站");
    ship("in_transit", customer.city, "快件到达派送网点");
    ship("delivered", customer.city, "已签收");
  }

  void complete() {
    pass(20, 60);
    show("completed");
  }

  // `ends`: "done" or "rejected".
  void refund(std::string_view kind, std::string_view ends, std::string_view reason) {
    for (const std::string_view status :
         {std::string_view("requested"), std::string_view("in_progress"), ends}) {
      pass(8, 35);
      tell(shop_.refund(
          number_,
          {"RF" + number_, std::string(kind), std::string(status), total_, std::string(reason)},
          now_));
    }
  }

 private:
  void pass(int64_t low_s, int64_t high_s) {
    now_ = now_.plus_ms(dice_.between(low_s * kSecondMs, high_s * kSecondMs));
  }
  void show(std::string_view status) { tell(shop_.show(number_, status, now_)); }
  void tell(Message message) { told_.push_back({now_, std::move(message)}); }

  Shop& shop_;
  const std::string& number_;
  Instant now_;
  Dice& dice_;
  int64_t total_ = 0;
  std::vector<Due> told_;
};

// Ids grow as the shop speaks, so what happens at one moment keeps its order.
void sort_by_time(std::vector<Due>& life) {
  std::ranges::sort(
      life, {}, [](const Due& due) { return std::pair(due.at, std::string_view(due.message.id)); });
}

}  // namespace

LifeKind draw_kind(Dice& dice) {
  const uint64_t of_hundred = dice.below(100);
  if (of_hundred < 74) return LifeKind::kFulfilled;
  if (of_hundred < 82) return LifeKind::kNeverPaid;
  if (of_hundred < 88) return LifeKind::kChangedMind;
  return of_hundred < 96 ? LifeKind::kSentBack : LifeKind::kRefundRejected;
}

std::vector<Due> draw_life(Shop& shop, const std::string& number, LifeKind kind, Instant begins,
                           Dice& dice) {
  Teller teller(shop, number, begins, dice);
  teller.place();
  if (kind == LifeKind::kNeverPaid) {
    teller.cancel("超时未付款");
    return teller.take();
  }
  teller.pay();
  teller.allocate();
  if (kind == LifeKind::kChangedMind) {
    teller.cancel("买家不想要了");
    teller.refund("refund_only", "done", "买家不想要了");
    return teller.take();
  }
  teller.deliver();
  if (kind == LifeKind::kSentBack) teller.refund("return_and_refund", "done", "尺寸不合适");
  if (kind == LifeKind::kRefundRejected) teller.refund("refund_only", "rejected", "与描述不符");
  if (kind == LifeKind::kFulfilled) teller.complete();
  return teller.take();
}

void disturb(std::vector<Due>& life, Dice& dice) {
  std::vector<Due> repeats;
  for (Due& due : life) {
    if (dice.chance(0.05)) {
      repeats.push_back({due.at.plus_ms(dice.between(1, 20) * kSecondMs), due.message});
    }
    if (dice.chance(0.03)) due.at = due.at.plus_ms(dice.between(20, 60) * kSecondMs);
  }
  std::ranges::move(repeats, std::back_inserter(life));
  sort_by_time(life);
}

Message draw_bad_message(Shop& shop, const std::string& number, Instant at, Dice& dice) {
  const std::string time = format_rfc3339(at);
  const auto event = [&time](const char* type, const std::string& data) {
    return fmt::format(R"({{"type":"{}","timestamp":"{}","data":{{{}}}}})", type, time, data);
  };
  const std::string order = fmt::format(R"("channel_order_no":"{}")", number);
  switch (dice.below(4)) {
    case 0:  // a word that no status map knows
      return shop.raw(event("order.upserted", order + R"(,"status":"等待魔法","created_at":")" +
                                                  time + R"(","lines":[])"),
                      at);
    case 1:  // nothing was sold, for less than nothing
      return shop.raw(
          event("order.upserted", order + R"(,"status":"paid","created_at":")" + time +
                                      R"(","lines":[{"quantity":0,"unit_price":-100}])"),
          at);
    case 2:  // an amount that is no whole number of fen
      return shop.raw(
          event("order.paid", order + R"(,"paid_at":")" + time + R"(","amount":"12.5元")"), at);
    default:  // cut short on the way
      return shop.raw(event("shipment.updated", order).substr(0, 60), at);
  }
}

}  // namespace ordo::sim
