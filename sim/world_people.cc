#include "sim/world_people.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "orders/order_store.h"

namespace ordo::sim::world {
namespace {

namespace json = boost::json;

constexpr store::Sql kParked{
    "sim.parked",
    "SELECT seq, stream, route, external_id, kind, code FROM messages WHERE state = 5 AND "
    "resolved = 0 AND code IN ('crashed_twice', 'order_frozen', 'order_never_came', "
    "'message_id_reused') ORDER BY seq"};
// A replay that was parked in its turn: the message is bad in itself.
constexpr store::Sql kReplayedInVain{
    "sim.replayed_in_vain", "SELECT 1 FROM messages WHERE replay_of = :seq AND state = 5 LIMIT 1"};
constexpr store::Sql kFrozen{"sim.frozen", "SELECT order_id FROM frozen ORDER BY order_id"};
constexpr store::Sql kVersion{"sim.version", "SELECT version FROM orders WHERE id = :id"};
constexpr store::Sql kAppliedBody{
    "sim.applied_body",
    "SELECT 1 FROM messages a JOIN messages b ON a.stream = b.stream AND a.body_hash = b.body_hash "
    "WHERE b.seq = :seq AND a.state IN (1, 3) LIMIT 1"};

struct Parked {
  int64_t seq, stream;
  std::string route, external_id;
  bool command;
  std::string code;
};

// A lasting answer is given again under its key; others, such as "not found", are computed anew.
bool is_lasting(const core::Answer& answer) {
  return answer.status / 100 == 2 || answer.status == 409 || answer.status == 422;
}

// Whether another body is still to be tried under the key.
bool wants_reuse(const Errand& errand) {
  return errand.other_body && !errand.reuse_refused && !errand.answers.empty() &&
         is_lasting(errand.answers.front());
}

}  // namespace

Errand& People::decide(Instant now, std::string route, std::string body) {
  Errand errand;
  errand.route = std::move(route);
  errand.body = std::move(body);
  errand.key = fmt::format("key-{}", ++last_key_);
  errand.stream = shops_.shops()[dice_.below(shops_.shops().size())].stream;
  errand.next = now;
  if (dice_.chance(0.3)) errand.repeats = 1 + static_cast<int>(dice_.below(2));
  errand.other_body = errand.repeats > 0 && dice_.chance(0.3);
  open_.push_back(errands_.emplace_back(std::make_unique<Errand>(std::move(errand))).get());
  return *open_.back();
}

void People::want_nonsense(Instant now) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNonsense = {{
      {"orders.fly", "{}"},
      {"orders.patch", "not json"},
      {"orders.patch", R"({"id":2,"version":1})"},
      {"orders.transition", R"({"id":999999999,"to":"paid"})"},
      {"orders.create", R"({"type":"nobody.knows","timestamp":"2026-01-01T00:00:00Z","data":{}})"},
      {"orders.create",
       R"({"type":"order.paid","timestamp":"2026-01-01T00:00:00Z","data":)"
       R"({"channel_order_no":"N00001","paid_at":"2026-01-01T00:00:00Z","amount":1}})"},
      {"config.shop", R"({"code":"NO GOOD"})"},
      {"persons.forget", R"({"order":"7"})"},
  }};
  const auto& [route, body] = kNonsense[dice_.below(kNonsense.size())];
  decide(now, std::string(route), std::string(body));
}

void People::want_order_moved(Machine& machine, Shop& shop, TradeOrder& order) {
  const Instant now = machine.clock().now();
  OrderId id;
  int64_t version = 0;
  const bool read = machine.attempt([&](flows::Hub& hub) {
    id = orders::find_order_id(hub.database().writer_reader(), shop.stream, order.number());
    version = hub.database().writer_reader().integer(kVersion, {{"id", id.value}}).value_or(0);
  });
  if (!read || !id) return;
  const uint64_t what = dice_.below(10);
  const std::string key = fmt::format("{:08x}-0000-4000-8000-{:012x}", shops_.letters().size(),
                                      static_cast<uint64_t>(last_key_) + 1);
  if (what < 6) {
    const std::string tag = fmt::format("tag-{}", last_key_ + 1);
    Errand& errand = decide(
        now, "orders.patch",
        json::serialize(json::object{{"id", id.value},
                                     {"version", version},
                                     {"patch", json::object{{"tags", json::array{tag}},
                                                            {"custom", json::object{{tag, 1}}}}}}));
    errand.order = &order;
    errand.tag = tag;
    return;
  }
  if (what == 6) {
    decide(now, "persons.forget", json::serialize(json::object{{"order", id.value}}));
    return;
  }
  constexpr std::array<std::string_view, 6> kWords = {
      "paid", "awaiting_allocation", "label_printed", "cancelled", "delivered", "refunding"};
  json::object body{
      {"id", id.value}, {"to", dice_.pick(kWords)}, {"transaction_id", key}, {"reason", "by hand"}};
  Errand& errand =
      decide(now, what == 7 ? "orders.reset" : "orders.transition", json::serialize(body));
  errand.order = &order;
  errand.transaction_id = key;
  order.by_hand = true;
}

void People::want_something(Machine& machine) {
  const Instant now = machine.clock().now();
  Shop& shop = shops_.shops()[dice_.below(shops_.shops().size())];
  const uint64_t what = dice_.below(10);
  if (what < 2) return want_nonsense(now);
  if (what == 2) {
    decide(
        now, "config.shop",
        json::serialize(json::object{{"code", shop.code}, {"name", fmt::format("n{}", now.ms)}}));
    return;
  }
  if (what == 3) {
    TradeOrder made("C" + std::to_string(last_key_ + 1), {"c1", "Cee", "", ""}, now, dice_);
    Happening view = made.snapshot(now, "pending_payment");
    view.data["channel_order_no"] = made.number();
    Errand& errand = decide(
        now, "orders.create",
        json::serialize(json::object{
            {"type", "order.upserted"}, {"timestamp", format_rfc3339(now)}, {"data", view.data}}));
    errand.own_number = made.number();
    return;
  }
  if (shop.orders.empty()) return;
  auto order = shop.orders.begin();
  std::advance(order, static_cast<std::ptrdiff_t>(dice_.below(shop.orders.size())));
  want_order_moved(machine, shop, *order->second);
}

void People::heard(Errand& errand, const core::Outcome& outcome, bool other) {
  if (other) {
    errand.reuse_refused = outcome.answer.status == 422;
    if (!errand.reuse_refused) {
      complaints_.push_back(fmt::format("key {} was answered {} for another body", errand.key,
                                        outcome.answer.status));
    }
    return;
  }
  for (const core::Answer& before : errand.answers) {
    if (!is_lasting(before)) continue;
    if (before.status != outcome.answer.status || before.body != outcome.answer.body) {
      complaints_.push_back(fmt::format("key {} ({}) was answered {} {} and then {} {}", errand.key,
                                        errand.route, before.status, before.body,
                                        outcome.answer.status, outcome.answer.body));
    }
  }
  errand.answers.push_back(outcome.answer);
}

void People::send(Machine& machine, Errand& errand, const std::string& body, bool other) {
  auto inbound = std::make_unique<core::Inbound>();
  core::Entry& entry = inbound->entry;
  entry.stream = errand.stream;
  entry.kind = core::EntryKind::kCommand;
  entry.route = errand.route;
  entry.external_id = errand.key;
  entry.caller = "key:7";
  entry.entropy = shops_.entropy();
  entry.body = body;
  inbound->on_applied = [this, &errand, other](const core::Outcome& outcome) {
    heard(errand, outcome, other);
  };
  (void)machine.hub()->submit(std::move(inbound));
}

void People::post(Machine& machine) {
  const Instant now = machine.clock().now();
  for (Errand* errand : open_) {
    if (errand->next > now || !machine.hub()) continue;
    errand->next = now.plus_ms(dice_.between(kSecondMs, 5 * kMinuteMs));
    const bool answered = std::ssize(errand->answers) > errand->repeats;
    const bool other = answered && wants_reuse(*errand);
    send(machine, *errand, other ? errand->body + " " : errand->body, other);
  }
  std::erase_if(open_, [](const Errand* errand) {
    return std::ssize(errand->answers) > errand->repeats && !wants_reuse(*errand);
  });
}

std::string People::open_errands() const {
  std::string text;
  for (const Errand* errand : open_) {
    text += fmt::format(" {} ({}, {} answers)", errand->key, errand->route, errand->answers.size());
  }
  return text;
}

void People::hurry(Instant now) {
  for (Errand* errand : open_) errand->next = now;
}

bool People::put_right(Machine& machine, bool amend) {
  std::vector<Parked> parked;
  std::vector<int64_t> frozen;
  const bool read = machine.attempt([&](flows::Hub& hub) {
    const store::Reader reader = hub.database().writer_reader();
    reader.query(kFrozen, {}, [&](const store::Row& row) {
      frozen.push_back(row.integer(0));
      return true;
    });
    reader.query(kParked, {}, [&](const store::Row& row) {
      parked.push_back({row.integer(0), row.integer(1), std::string(row.text(2)),
                        std::string(row.text(3)),
                        row.integer(4) == static_cast<int>(core::EntryKind::kCommand),
                        std::string(row.text(5))});
      return true;
    });
  });
  if (!read) return true;
  bool acted = false;
  std::set<std::pair<int64_t, std::string>> amended;
  for (const int64_t order : frozen) {
    decide(machine.clock().now(), "orders.unfreeze",
           json::serialize(json::object{{"id", order}, {"reason", "looked at"}}));
    acted = true;
  }
  if (acted) return true;  // first thawed, then replayed
  for (const Parked& p : parked) {
    (void)machine.attempt([&](flows::Hub& hub) {
      auto entry = hub.inbox().read(MessageSeq(p.seq));
      if (!entry) return;
      const bool held =
          hub.database().writer_reader().integer(kAppliedBody, {{"seq", p.seq}}).has_value();
      const bool reused = p.code == "message_id_reused";
      const bool in_vain =
          p.code == "crashed_twice" &&
          hub.database().writer_reader().integer(kReplayedInVain, {{"seq", p.seq}}).has_value();
      if (p.command || held || in_vain || entry->body.find("sim.clash") != std::string::npos ||
          (p.code == "order_never_came" && entry->body.find("NEVER") != std::string::npos)) {
        decide(machine.clock().now(), "messages.dismiss",
               json::serialize(json::object{{"seq", p.seq}, {"reason", "seen"}}));
        acted = true;
        return;
      }
      // Under an id of its own an amended message is nobody's duplicate: one copy at a time.
      if (reused && (!amend || !amended.emplace(p.stream, entry->body).second)) return;
      auto inbound = std::make_unique<core::Inbound>();
      inbound->entry = std::move(*entry);
      inbound->entry.kind = core::EntryKind::kReplay;
      inbound->entry.replay_of = MessageSeq(p.seq);
      inbound->entry.caller = "user:1";
      inbound->entry.entropy = shops_.entropy();
      if (reused) inbound->entry.external_id.clear();
      (void)hub.submit(std::move(inbound));
      acted = true;
    });
  }
  return acted;
}

}  // namespace ordo::sim::world
