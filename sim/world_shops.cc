#include "sim/world_shops.h"

#include <fmt/format.h>

#include <cstring>

namespace ordo::sim::world {
namespace {

namespace json = boost::json;

constexpr uint64_t kKeptSkus = 6;  // of forty

std::string envelope(const std::string& type, Instant at, json::object data) {
  return json::serialize(
      json::object{{"type", type}, {"timestamp", format_rfc3339(at)}, {"data", std::move(data)}});
}

Buyer someone(Dice& dice) {
  const uint64_t n = dice.below(25);
  return {fmt::format("buyer-{}", n), fmt::format("Name {}", n), fmt::format("+8613800138{:03}", n),
          n % 2 ? "Hangzhou" : "Chengdu"};
}

}  // namespace

core::Entropy Shops::entropy() {
  core::Entropy entropy;
  const uint64_t words[2] = {dice_.next(), dice_.next()};
  std::memcpy(entropy.data(), words, entropy.size());
  return entropy;
}

void Shops::sell(Instant now) {
  Shop& shop = shops_[dice_.below(shops_.size())];
  const std::string number = fmt::format("N{:05}", ++last_order_);
  if (dice_.chance(0.3)) stock_up(shop, now);
  shop.orders[number] = std::make_unique<TradeOrder>(number, someone(dice_), now, dice_);
}

Letter& Shops::write(const Shop& shop, Instant now, std::string type, Instant at,
                     json::object data) {
  const std::string id = fmt::format("msg-{}", ++last_letter_);
  data["sim"] = id;  // no two letters have the same body
  Letter letter;
  letter.stream = shop.stream;
  letter.id = id;
  letter.body = envelope(type, at, std::move(data));
  letter.next = now;
  open_.push_back(letters_.emplace_back(std::make_unique<Letter>(std::move(letter))).get());
  return *letters_.back();
}

// Most letters come at once and once; the rest is what platforms really do.
void Shops::complicate(const Shop& shop, Letter& letter, Instant now) {
  if (dice_.chance(0.25)) {
    letter.next = now.plus_ms(dice_.between(0, 5 * kHourMs));
  } else if (dice_.chance(0.04)) {
    letter.next = now.plus_ms(dice_.between(kHourMs, 40 * kHourMs));
  }
  if (dice_.chance(0.12)) letter.owed += static_cast<int>(dice_.between(1, 2));
  if (!dice_.chance(0.03)) return;
  Letter& clash = write(shop, now, "sim.clash", now, {});
  clash.id = letter.id;
  clash.fate = Fate::kClash;
  clash.after = &letter;
}

void Shops::tell(Instant now) {
  for (Shop& shop : shops_) {
    for (auto& [number, order] : shop.orders) {
      for (Happening& happening : order->until(now)) {
        if (happening.numbered) {
          happening.data["channel_order_no"] = dice_.chance(0.1) ? " " + number : number;
        }
        Letter& letter = write(shop, now, happening.type, happening.at, std::move(happening.data));
        complicate(shop, letter, now);
      }
    }
  }
}

void Shops::make_trouble(Instant now) {
  const Shop& shop = shops_[dice_.below(shops_.size())];
  const auto parked = [&](Letter& letter, std::string code) {
    letter.fate = Fate::kParked;
    letter.code = std::move(code);
  };
  switch (dice_.below(6)) {
    case 0:
      parked(write(shop, now, "order.upserted", now, {{"status", "paid"}}), "contract_breach");
      break;
    case 1: {
      Letter& letter = write(shop, now, "order.upserted", now, {});
      letter.body = "{\"type\": \"order.upserted\", " + letter.id;
      parked(letter, "malformed_json");
      break;
    }
    case 2: {
      const Instant never = now.plus_ms(4000 * kDayMs);
      parked(write(shop, now, "order.cancelled", never, {{"channel_order_no", "N00001"}}),
             "time_in_future");
      break;
    }
    case 3: write(shop, now, "shop.said_hello", now, {}).fate = Fate::kIgnored; break;
    case 4: stock_up(shop, now); break;
    default:
      parked(write(shop, now, "order.paid", now,
                   {{"channel_order_no", "NEVER" + std::to_string(last_letter_)},
                    {"paid_at", format_rfc3339(now)},
                    {"amount", 5}}),
             "order_never_came");
  }
}

// A few of the goods are kept, in two places, and never enough of them for everybody.
void Shops::stock_up(const Shop& shop, Instant now) {
  const std::string sku = "SKU-" + std::to_string(dice_.below(kKeptSkus));
  const int64_t units = dice_.between(1, 12);
  (void)write(shop, now, "stock.adjusted", now,
              {{"sku", sku},
               {"warehouse", dice_.chance(0.5) ? "north" : "south"},
               {"quantity", units},
               {"reason", "delivery"}});
  stocked_[sku] += units;
}

void Shops::post(Machine& machine) {
  const Instant now = machine.clock().now();
  for (Letter* letter : open_) {
    if (letter->next > now || (letter->after && letter->after->durable.empty())) continue;
    letter->next = now.plus_ms(dice_.between(2 * kSecondMs, 20 * kMinuteMs));
    if (!machine.hub() || dice_.chance(0.05)) continue;  // lost on the way
    auto inbound = std::make_unique<core::Inbound>();
    core::Entry& entry = inbound->entry;
    entry.stream = letter->stream;
    entry.route = "standard";
    entry.external_id = letter->id;
    entry.caller = "ip:198.51.100.7";
    entry.headers = "{}";
    entry.entropy = entropy();
    entry.body = letter->body;
    inbound->on_durable = [letter](MessageSeq seq) {
      letter->durable.push_back(seq.value);
      letter->owed = std::max(0, letter->owed - 1);
    };
    (void)machine.hub()->submit(std::move(inbound));  // refused: sent again later
  }
  std::erase_if(open_, [](const Letter* letter) { return letter->owed == 0; });
}

bool Shops::all_acknowledged() const { return open_.empty(); }

std::string Shops::open_letters() const {
  std::string text;
  for (const Letter* letter : open_) text += " " + letter->id;
  return text;
}

void Shops::hurry(Instant now) {
  for (Letter* letter : open_) letter->next = now;
}

}  // namespace ordo::sim::world
