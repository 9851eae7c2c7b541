// People and programs that send commands with idempotency keys: each is repeated until an answer
// comes, and some also after that. Every answer under one key must be the same.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "sim/world_shops.h"

namespace ordo::sim::world {

struct Errand {
  std::string route, body, key;
  ShopId stream;
  Instant next;
  int repeats = 0;                    // sent once more so often after the first answer
  bool other_body = false;            // the last repeat comes with another body
  std::vector<core::Answer> answers;  // under the key and body
  bool reuse_refused = false;
  TradeOrder* order = nullptr;  // of the books
  std::string tag;              // what a patch sets
  std::string transaction_id;   // of a move by hand
  std::string own_number;       // of an order created by command
};

class People {
 public:
  People(Dice& dice, Shops& shops) : dice_(dice), shops_(shops) {}

  void want_something(Machine& machine);  // somebody decides on a command
  void post(Machine& machine);
  [[nodiscard]] bool all_answered() const { return open_.empty(); }
  [[nodiscard]] std::string open_errands() const;
  void hurry(Instant now);
  [[nodiscard]] const std::deque<std::unique_ptr<Errand>>& errands() const { return errands_; }
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

  // A person who puts right what was set aside without anybody's fault: thaws frozen orders and
  // replays messages. False when there is nothing left to do.
  bool put_right(Machine& machine, bool amend);

 private:
  Errand& decide(Instant now, std::string route, std::string body);
  void want_order_moved(Machine& machine, Shop& shop, TradeOrder& order);
  void want_nonsense(Instant now);
  void send(Machine& machine, Errand& errand, const std::string& body, bool other);
  void heard(Errand& errand, const core::Outcome& outcome, bool other);

  Dice& dice_;
  Shops& shops_;
  std::deque<std::unique_ptr<Errand>> errands_;
  std::vector<Errand*> open_;
  std::vector<std::string> complaints_;
  int64_t last_key_ = 0;
};

}  // namespace ordo::sim::world
