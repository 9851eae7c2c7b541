// One order as its shop knows it: what will happen to it, what was told of it, and what a hub must
// therefore make of it. The expectation is computed here by simple rules of its own, never by the
// hub's code.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "sim/dice.h"

namespace ordo::sim::world {

struct Buyer {
  std::string id, name, phone, city;
};

struct TradeLine {
  std::string line_no, sku, title;
  int64_t quantity = 1, unit_price = 0;
};

// Something that happens to an order, and how the shop tells of it.
struct Happening {
  Instant at;
  std::string type;          // of the message
  boost::json::object data;  // without the order's number where `numbered` is false
  bool numbered = true;
  bool truth = true;  // false: contradicts what went before, and must change nothing
};

struct Expected {
  std::string payment, fulfilment, after_sale, headline;
  int64_t total = 0, paid = 0, refunded = 0;
};

class TradeOrder {
 public:
  TradeOrder(std::string number, Buyer buyer, Instant created, Dice& dice);

  [[nodiscard]] const std::string& number() const { return number_; }
  [[nodiscard]] const Buyer& buyer() const { return buyer_; }
  [[nodiscard]] Instant created() const { return created_; }
  // What happens until `now`, oldest first; each is answered once, and counts from then on.
  [[nodiscard]] std::vector<Happening> until(Instant now);
  // Counts something besides the script: a command of the shop's own.
  [[nodiscard]] Happening snapshot(Instant at, const std::string& status) const;

  [[nodiscard]] Expected expected(Instant now) const;
  [[nodiscard]] const std::vector<TradeLine>& lines() const { return lines_; }
  [[nodiscard]] bool told() const { return told_; }

  bool by_hand = false;  // people have moved it: its axes are theirs

 private:
  void plan_life(Dice& dice);
  void plan_presale(Dice& dice, Instant& at);
  void plan_payment(Dice& dice, Instant& at);
  void plan_parcels(Dice& dice, Instant& at);
  void plan_refund(Dice& dice, Instant& at, bool whole);
  void plan_return(Dice& dice, Instant& at);
  void plan_lies(Dice& dice, Instant at);
  void say(Instant at, const std::string& status, bool truth = true);
  void scan(Instant at, const std::string& tracking, const std::string& status,
            const std::vector<std::pair<std::string, int64_t>>& lines, bool numbered, bool truth);
  void refund(Instant at, const std::string& no, const std::string& status, int64_t amount,
              bool truth);
  void count(const Happening& happening);
  void count_word(const std::string& status);
  [[nodiscard]] int64_t total() const;
  [[nodiscard]] std::string seen_parcels() const;
  [[nodiscard]] bool all_returned() const;
  [[nodiscard]] std::string payment_of(int64_t paid, int64_t refunded) const;
  [[nodiscard]] std::string cases() const;

  std::string number_;
  Buyer buyer_;
  Instant created_;
  std::vector<TradeLine> lines_;
  int64_t freight_ = 0;
  std::optional<Instant> balance_due_;
  int64_t deposit_ = 0, declared_paid_ = 0;  // as the script says them at each moment
  std::vector<Happening> script_;            // newest last
  size_t next_ = 0;

  // What was told so far, and is true.
  bool told_ = false, cancelled_ = false, balance_said_ = false;
  int said_payment_ = 0, said_fulfilment_ = 0;
  int64_t told_paid_ = 0, told_total_ = 0;
  std::map<std::string, int64_t> payments_;
  struct ParcelTold {
    std::string status;
    int rank = -1;
    std::map<std::string, int64_t> lines;
  };
  std::map<std::string, ParcelTold> parcels_;
  struct RefundTold {
    std::string status;
    int64_t amount = 0;
  };
  std::map<std::string, RefundTold> refunds_;
};

// The table of headlines, as the platform's people know it.
[[nodiscard]] std::string headline_of(const std::string& payment, const std::string& fulfilment,
                                      const std::string& after_sale, bool balance_open,
                                      bool all_returned = false);

}  // namespace ordo::sim::world
