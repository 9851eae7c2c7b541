#include "sim/world_check.h"

#include <fmt/format.h>

#include <set>

#include "core/chain.h"
#include "flows/components.h"
#include "flows/personal.h"
#include "flows/prove.h"
#include "flows/words.h"
#include "orders/order_store.h"
#include "orders/rules.h"
#include "store/digest.h"

namespace ordo::sim::world {
namespace {

constexpr store::Sql kRowOf{"sim.row", "SELECT state FROM messages WHERE seq = :seq"};
constexpr store::Sql kStates{
    "sim.states",
    "SELECT state, code, count(*) FROM messages WHERE stream = :stream AND body_hash = :hash "
    "GROUP BY state, code ORDER BY state, code"};
constexpr store::Sql kOrderCount{"sim.orders", "SELECT count(*) FROM orders WHERE shop = :shop"};
constexpr store::Sql kMoves{
    "sim.moves",
    "SELECT count(DISTINCT message) FROM observations WHERE transaction_id = :transaction_id"};
constexpr store::Sql kGaveUp{
    "sim.gave_up",
    "SELECT a.seq FROM messages a JOIN messages r ON r.replay_of = a.seq JOIN orders o ON o.id = "
    "r.order_id WHERE a.code = 'order_never_came' AND r.state = 1 AND o.received_at <= "
    "a.received_at + 86400000 ORDER BY a.seq"};
constexpr store::Sql kCalls{"sim.calls", "SELECT id, order_id, state FROM outbox ORDER BY id"};

constexpr store::Sql kOnHand{
    "sim.on_hand",
    "SELECT sku, CAST(sum(available + locked + occupied + earmarked + frozen) AS BIGINT) FROM "
    "stock_items GROUP BY sku ORDER BY sku"};
constexpr store::Sql kGone{
    "sim.gone",
    "SELECT CAST(coalesce(sum(r.consumed - r.returned), 0) AS BIGINT) FROM stock_reservations r "
    "JOIN stock_items i ON i.id = r.item WHERE i.sku = :sku"};

class Comparison {
 public:
  Comparison(flows::Hub& hub, Shops& shops, const People& people)
      : hub_(hub), shops_(shops), people_(people), reader_(hub.database().writer_reader()) {}

  std::vector<std::string> run() {
    for (Shop& shop : shops_.shops()) compare_shop(shop);
    for (const auto& letter : shops_.letters()) account_for(*letter);
    for (const auto& errand : people_.errands()) account_for(*errand);
    for (const std::string& c : people_.complaints()) fail(c);
    compare_stock();
    nobody_gave_up_too_early();
    const auto proof = flows::prove(hub_.database(), hub_.inbox(), hub_.keyring());
    for (const std::string& c : proof.complaints) fail("prove: " + c);
    if (proof.unapplied != 0) fail(fmt::format("{} entries lie unapplied", proof.unapplied));
    const auto history =
        core::verify_history(reader_, ed25519_public(hub_.keyring().signing_seed()), {});
    for (const std::string& c : history.complaints) fail("history: " + c);
    return std::move(failures_);
  }

 private:
  void fail(std::string what) {
    if (failures_.size() < 40) failures_.push_back(std::move(what));
  }

  void compare_shop(Shop& shop) {
    int64_t wanted = 0;
    for (const auto& [number, order] : shop.orders) {
      if (!order->told()) continue;
      ++wanted;
      compare_order(shop, *order);
    }
    std::set<std::string> own;
    for (const auto& errand : people_.errands()) {
      if (errand->stream == shop.stream && !errand->own_number.empty() &&
          !errand->answers.empty() && errand->answers.front().status == 201) {
        own.insert(errand->own_number);
      }
    }
    wanted += std::ssize(own);
    const int64_t have = reader_.integer(kOrderCount, {{"shop", shop.stream.value}}).value_or(0);
    if (have != wanted)
      fail(fmt::format("{}: {} orders, the books have {}", shop.code, have, wanted));
  }

  // What was delivered lies in the warehouses or has left with an order: nothing is sold twice.
  void compare_stock() {
    std::map<std::string, int64_t> have;
    reader_.query(kOnHand, {}, [&](const store::Row& row) {
      have[std::string(row.text(0))] = row.integer(1);
      return true;
    });
    for (auto& [sku, units] : have) units += reader_.integer(kGone, {{"sku", sku}}).value_or(0);
    if (have != shops_.stocked()) {
      for (const auto& [sku, units] : shops_.stocked()) {
        if (have[sku] != units) {
          fail(fmt::format("{}: {} units, the books have {}", sku, have[sku], units));
        }
      }
    }
  }

  template <class T>
  void same(const TradeOrder& order, const char* what, const T& have, const T& want) {
    if (have == want) return;
    fail(fmt::format("order {}: {} is {}, the books say {}", order.number(), what, have, want));
  }

  void compare_order(const Shop& shop, const TradeOrder& book) {
    const OrderId id = orders::find_order_id(reader_, shop.stream, book.number());
    const auto order = orders::load_order(reader_, id);
    if (!order) return fail("order " + book.number() + " is missing");
    const Expected want = book.expected(hub_.clock().now());
    same(book, "total", order->amounts.total, want.total);
    same(book, "paid", order->paid, want.paid);
    same(book, "refunded", order->refunded, want.refunded);
    if (!book.by_hand) compare_axes(book, *order, want);
    compare_person(book, *order);
    compare_tags(book, *order);
  }

  void compare_axes(const TradeOrder& book, const orders::Order& order, const Expected& want) {
    const auto text = [](std::string_view view) { return std::string(view); };
    same(book, "payment", text(orders::name(order.axes.payment)), want.payment);
    same(book, "fulfilment", text(orders::name(order.axes.fulfilment)), want.fulfilment);
    same(book, "after-sale", text(orders::name(order.axes.after_sale)), want.after_sale);
    same(book, "headline", text(facts::name(order.status)), want.headline);
  }

  void compare_person(const TradeOrder& book, const orders::Order& order) {
    const auto wrapped = orders::load_person_key(reader_, PersonId(order.person));
    const auto row = orders::load_personal(reader_, order.personal);
    if (!wrapped) return;  // forgotten, which the proof looks at
    const auto key = hub_.keyring().unwrap(*wrapped, flows::person_context(order.person));
    const auto personal =
        key && row ? flows::open_personal(*key, order.personal, row->sealed) : std::nullopt;
    if (!personal) return fail("order " + book.number() + ": its person does not open");
    same(book, "buyer", personal->buyer.name, book.buyer().name);
    same(book, "phone", personal->receiver.phone, book.buyer().phone);
  }

  // In the clear; nothing where its person is forgotten.
  std::optional<std::string> custom_of(const orders::Order& order) {
    if (order.person == 0) return order.custom;
    const auto wrapped = orders::load_person_key(reader_, PersonId(order.person));
    if (!wrapped) return std::nullopt;
    const auto key = hub_.keyring().unwrap(*wrapped, flows::person_context(order.person));
    if (!key || order.custom.empty()) return order.custom;
    return flows::open_words(*key, order.custom);
  }

  // Of the accepted patches the one with the highest version stands.
  void compare_tags(const TradeOrder& book, const orders::Order& order) {
    const auto custom = custom_of(order);
    int64_t newest = 0;
    std::string tag;
    for (const auto& errand : people_.errands()) {
      if (errand->order != &book || errand->tag.empty() || errand->answers.empty()) continue;
      const core::Answer& answer = errand->answers.front();
      if (answer.status != 200) continue;
      if (custom && custom->find('"' + errand->tag + '"') == std::string::npos) {
        fail("order " + book.number() + " lost its " + errand->tag);
      }
      const auto version = boost::json::parse(answer.body).at("version").as_int64();
      if (version > newest) {
        newest = version;
        tag = errand->tag;
      }
    }
    std::vector<std::string> tags = order.tags;
    for (const std::string_view of_stock : orders::kStockTags) std::erase(tags, of_stock);
    if (!tag.empty() && tags != std::vector<std::string>{tag}) {
      fail("order " + book.number() + " does not carry its newest tag " + tag);
    }
  }

  // Whatever people mended later: an order that came in time must have woken who waited for it. Who
  // waits for a parcel's number may well wait beyond the order.
  void nobody_gave_up_too_early() {
    reader_.query(kGaveUp, {}, [&](const store::Row& row) {
      const auto entry = hub_.inbox().read(MessageSeq(row.integer(0)));
      if (entry && entry->body.find("channel_order_no") != std::string::npos) {
        fail(fmt::format("message {} gave up waiting for an order that had come", row.integer(0)));
      }
      return true;
    });
  }

  void account_for(const Letter& letter) {
    for (const int64_t seq : letter.durable) {
      if (!reader_.integer(kRowOf, {{"seq", seq}})) {
        fail(fmt::format("message {} ({}) was acknowledged and never applied", seq, letter.id));
      }
      const auto entry = hub_.inbox().read(MessageSeq(seq));
      if (!entry || entry->body != letter.body) {
        fail(fmt::format("message {} ({}) was acknowledged and is not in the log", seq, letter.id));
      }
    }
    int64_t applied = 0, ignored = 0, parked = 0, waiting = 0;
    std::set<std::string> codes;
    reader_.query(kStates,
                  {{"stream", letter.stream.value},
                   {"hash", keyed_hash63(hub_.keyring().lookup(), letter.body)}},
                  [&](const store::Row& row) {
                    const auto state = static_cast<core::MessageState>(row.integer(0));
                    applied += state == core::MessageState::kApplied ? row.integer(2) : 0;
                    ignored += state == core::MessageState::kIgnored ? row.integer(2) : 0;
                    waiting += state == core::MessageState::kWaiting ? row.integer(2) : 0;
                    if (state == core::MessageState::kParked) {
                      ++parked;
                      codes.insert(std::string(row.text(1)));
                    }
                    return true;
                  });
    const bool right = letter.fate == Fate::kApplied   ? applied == 1 && ignored == 0
                       : letter.fate == Fate::kIgnored ? ignored == 1 && applied == 0
                       : letter.fate == Fate::kParked
                           ? applied + ignored == 0 && codes.contains(letter.code)
                           : applied == 0 && (parked > 0) != (ignored > 0);
    if (!right || waiting > 0) {
      std::string all;
      for (const std::string& code : codes) all += " " + code;
      fail(fmt::format("letter {} (fate {} {}): applied {}, ignored {}, waiting {}, parked{}",
                       letter.id, static_cast<int>(letter.fate), letter.code, applied, ignored,
                       waiting, all));
    }
  }

  void account_for(const Errand& errand) {
    if (errand.answers.empty()) return fail("command " + errand.key + " was never answered");
    const int status = errand.answers.front().status;
    if (!errand.own_number.empty() && status == 201 &&
        !orders::find_order_id(reader_, errand.stream, errand.own_number)) {
      fail("order " + errand.own_number + " was created and is not there");
    }
    if (errand.transaction_id.empty()) return;
    const int64_t moves =
        reader_.integer(kMoves, {{"transaction_id", errand.transaction_id}}).value_or(0);
    if (moves != (status == 200 ? 1 : 0)) {
      fail(fmt::format("move {} was answered {} and stands {} times in the order",
                       errand.transaction_id, status, moves));
    }
  }

  flows::Hub& hub_;
  Shops& shops_;
  const People& people_;
  const store::Reader reader_;
  std::vector<std::string> failures_;
};

}  // namespace

std::vector<std::string> compare(flows::Hub& hub, Shops& shops, const People& people) {
  return Comparison(hub, shops, people).run();
}

std::vector<std::string> compare_calls(flows::Hub& hub,
                                       const std::map<int64_t, std::vector<int64_t>>& delivered) {
  std::vector<std::string> failures;
  std::set<int64_t> stuck;  // orders whose head is with a person: what follows waits
  hub.database().writer_reader().query(kCalls, {}, [&](const store::Row& row) {
    const int64_t id = row.integer(0), order = row.integer(1), state = row.integer(2);
    const auto heard = delivered.find(order);
    const bool came =
        heard != delivered.end() && std::ranges::find(heard->second, id) != heard->second.end();
    if (state == 2) stuck.insert(order);
    if (state == 1 && !came) failures.push_back(fmt::format("call {} was never made", id));
    if (state == 0 && !stuck.contains(order)) {
      failures.push_back(fmt::format("call {} is still to be made", id));
    }
    return failures.size() < 10;
  });
  return failures;
}

store::StoreDigest history_digest(flows::Hub& hub) {
  auto history = store::digest_store(hub.database().writer_reader(), flows::state_components());
  std::map<MessageSeq, ShopId> entries;
  hub.inbox().visit(MessageSeq(0),
                    [&](ShopId stream, MessageSeq seq) { entries.emplace(seq, stream); });
  store::RunningDigest digest;
  for (const auto& [seq, stream] : entries) {
    const auto entry = hub.inbox().read(seq);
    digest.add(stream.str() + "/" + seq.str());
    if (entry) digest.add(entry->body);
  }
  history.tables.push_back({"the log", std::ssize(entries), digest.hex()});
  return history;
}

}  // namespace ordo::sim::world
