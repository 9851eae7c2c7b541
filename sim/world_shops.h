// The shops: they sell, keep their books (world_order.h), and tell the hub as platforms do: each
// message again and again until it is acknowledged, some late, some twice, some wrong.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/entry.h"
#include "sim/dice.h"
#include "sim/world_machine.h"
#include "sim/world_order.h"

namespace ordo::sim::world {

enum class Fate : uint8_t {
  kApplied,  // exactly once, whatever happens
  kIgnored,
  kParked,  // never applied; `code` says why
  kClash,   // another body under an id in use: never applied
};

// One message of a shop, with every copy that was sent of it.
struct Letter {
  ShopId stream;
  std::string id, body;
  Fate fate = Fate::kApplied;
  std::string code;
  Instant next;                   // when a copy is sent (again)
  int owed = 1;                   // copies still to be acknowledged
  const Letter* after = nullptr;  // not before this one was acknowledged
  std::vector<int64_t> durable;   // sequences that the hub has named: what it must account for
};

struct Shop {
  ShopId stream;
  std::string code;
  std::map<std::string, std::unique_ptr<TradeOrder>> orders;  // by number
};

class Shops {
 public:
  explicit Shops(Dice& dice) : dice_(dice) {}

  void open_shop(ShopId stream, std::string code) {
    shops_.push_back({stream, std::move(code), {}});
  }
  void sell(Instant now);          // somebody buys something
  void tell(Instant now);          // what has happened by now becomes letters
  void post(Machine& machine);     // sends what is due
  void make_trouble(Instant now);  // a letter that no hub can make sense of
  [[nodiscard]] bool all_acknowledged() const;
  [[nodiscard]] std::string open_letters() const;
  void hurry(Instant now);  // whatever is still to be sent is sent now

  [[nodiscard]] std::deque<Shop>& shops() { return shops_; }
  [[nodiscard]] const std::deque<std::unique_ptr<Letter>>& letters() const { return letters_; }
  // Units of each SKU that were delivered, as the shops have told.
  [[nodiscard]] const std::map<std::string, int64_t>& stocked() const { return stocked_; }
  [[nodiscard]] core::Entropy entropy();

 private:
  Letter& write(const Shop& shop, Instant now, std::string type, Instant at,
                boost::json::object data);
  void stock_up(const Shop& shop, Instant now);
  void complicate(const Shop& shop, Letter& letter, Instant now);

  Dice& dice_;
  std::deque<Shop> shops_;
  std::deque<std::unique_ptr<Letter>> letters_;
  std::vector<Letter*> open_;  // with copies owed
  std::map<std::string, int64_t> stocked_;
  int64_t last_order_ = 0, last_letter_ = 0;
};

}  // namespace ordo::sim::world
