#include "flows/cell.h"

#include <algorithm>
#include <iterator>

#include "base/invariant.h"
#include "base/json_read.h"
#include "flows/alert_telling.h"
#include "flows/attachment_commands.h"
#include "flows/commands.h"
#include "flows/echo_flow.h"
#include "flows/notices.h"
#include "flows/order_flows.h"
#include "flows/own_call.h"
#include "flows/raise.h"
#include "flows/status_commands.h"
#include "orders/rules.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;
using core::Entry;
using core::EntryKind;
using core::Outcome;

bool same_declarations(const Shop& a, const Shop& b) {
  return a.zone == b.zone && a.currency == b.currency && a.country == b.country;
}

Result<std::vector<facts::Fact>> decode_body(const Entry& entry, const Shop* shop) {
  if (!shop || !shop->adapter) {
    return fail(ErrorClass::kInvalid, "unknown_shop", "the message's shop is not configured");
  }
  if (entry.body.empty()) {
    return fail(ErrorClass::kInvalid, "body_erased",
                "the body was erased under the retention rule");
  }
  const std::string_view topic =
      entry.kind == EntryKind::kCommand ? std::string_view{} : channels::topic_of(entry.route);
  return shop->adapter->decode({topic, entry.body}, context_of(*shop), entry.received_at);
}

// A wall-clock time that never was, or that nobody can place: the shop's zone is to be looked at.
void alert_impossible_time(Context& context, const Error& error) {
  const auto impossible = std::ranges::find_if(error.fields, [](const FieldError& field) {
    return field.detail.starts_with("nonexistent_time:") ||
           field.detail.starts_with("time_without_zone:");
  });
  if (impossible == error.fields.end()) return;
  raise(context, AlertKind::kTimeImpossible,
        {{"field", impossible->pointer},
         {"code", impossible->detail.substr(0, impossible->detail.find(':'))},
         {"said", impossible->detail},
         {"zone", context.shop ? context.shop->zone : ""}},
        {{}, "time_impossible/" + context.entry.stream.str(), {}});
}

Outcome word_ignored() {
  Outcome outcome;
  outcome.state = core::MessageState::kIgnored;
  outcome.code = "word_ignored";
  outcome.detail = "the channel's status map says that these words concern nothing here";
  return outcome;
}

Outcome not_used(const Entry& entry) {
  Outcome outcome;
  outcome.state = core::MessageState::kIgnored;
  if (channels::self_test_token(channels::topic_of(entry.route), entry.body)) {
    outcome.code = kSelfTestCode;
    outcome.detail = "the hub's own message, by which it tries whether what is pushed gets in";
  } else {
    outcome.code = "event_not_used";
    outcome.detail = "this kind of event concerns nothing that the hub keeps";
  }
  return outcome;
}

Outcome contract_breach(const Error& error) {
  Outcome outcome;
  outcome.state = core::MessageState::kParked;
  outcome.code = error.code;
  outcome.detail = error.detail;
  if (!error.fields.empty()) {
    outcome.pointer = error.fields.front().pointer;
    outcome.detail = error.fields.front().detail;
    for (size_t i = 1; i < error.fields.size(); ++i) {
      outcome.detail += "; " + error.fields[i].pointer + ": " + error.fields[i].detail;
    }
  }
  return outcome;
}

std::unique_ptr<DecodedCommand> decode_command(const Entry& entry) {
  auto decoded = std::make_unique<DecodedCommand>();
  boost::system::error_code failed;
  json::parse_options options;
  options.max_depth = 32;
  json::value body = json::parse(entry.body, failed, {}, options);
  if (failed || !body.is_object()) {
    decoded->body = fail(ErrorClass::kInvalid, "malformed_json", "the body must be a JSON object");
  } else {
    decoded->body = std::move(body.as_object());
  }
  return decoded;
}

// The bytes leave the document: what waits for its turn holds them once.
void take_file(const Key256& lookup, DecodedCommand& command) {
  if (!command.body) return;
  const json::value* content = command.body->if_contains("content");
  command.file =
      read_file(lookup, content && content->is_string() ? std::string_view(content->as_string())
                                                        : std::string_view());
  command.body->erase("content");
}

}  // namespace

OrderId named_order(const Entry& entry, const DecodedCommand& command) {
  if (!command.body) return {};
  const char* key = entry.route == "persons.forget" ? "order" : "id";
  const json::value* v = command.body->if_contains(key);
  return v && v->is_int64() ? OrderId(v->as_int64()) : OrderId{};
}

MerchantCell::MerchantCell(const store::Keyring& keyring, store::Lookups& lookups)
    : keyring_(keyring), world_(keyring, lookups) {}

MerchantCell::~MerchantCell() = default;

const Settings& MerchantCell::settings_at(const core::Configuration& config) const {
  if (!settings_ || settings_->version != config.version())
    settings_ = build_settings(config, settings_.get());
  return *settings_;
}

ReadFacts MerchantCell::read(const Entry& entry, std::shared_ptr<const Settings> settings) const {
  ReadFacts message;
  message.facts = decode_body(entry, settings->shop(entry.stream));
  if (message.facts) {
    message.prepared = prepare(keyring_.lookup(), entry.stream, *message.facts, entry.body);
  }
  message.settings = std::move(settings);
  return message;
}

// A shop's zone, currency and country decide what its messages say, and may be edited while messages lie
// in the queue: then the message is read as the shop stands when it is applied.
void MerchantCell::read_again(const Entry& entry, ReadFacts& message) const {
  if (!settings_ || !message.settings || message.settings->version == settings_->version) return;
  const Shop* was = message.settings->shop(entry.stream);
  const Shop* is = settings_->shop(entry.stream);
  if (is && (!was || !same_declarations(*was, *is))) message = read(entry, settings_);
}

std::unique_ptr<core::Decoded> MerchantCell::decode(const Entry& entry,
                                                    const core::Configuration& config) const {
  if (entry.kind == EntryKind::kResult) return nullptr;
  if (entry.kind == EntryKind::kCommand && entry.route != "orders.create") {
    auto decoded = decode_command(entry);
    if (entry.route == kAttachRoute) take_file(keyring_.lookup(), *decoded);
    return decoded;
  }
  std::shared_ptr<const Settings> settings;
  {
    std::lock_guard lock(decode_mutex_);
    if (!decode_settings_ || decode_settings_->version < config.version()) {
      decode_settings_ = build_settings(config, decode_settings_.get());
    }
    settings = decode_settings_;
  }
  if (entry.kind == EntryKind::kCommand) {
    auto decoded = decode_command(entry);
    decoded->read = read(entry, std::move(settings));
    return decoded;
  }
  auto decoded = std::make_unique<DecodedFacts>();
  decoded->read = read(entry, std::move(settings));
  return decoded;
}

// All of a message or nothing: while one of its facts waits or must not be taken over, none is. What is
// told of the refusal itself stays. A single fact changes nothing before it is sure to be taken over.
Outcome MerchantCell::apply_facts(Context& context, const ReadFacts& message) {
  const bool several = message.facts->size() > 1;
  const core::Batch::Mark start = several ? context.batch.mark() : core::Batch::Mark{};
  if (several) world_.set_savepoint();
  Outcome outcome = word_ignored(), applied;
  applied.state = core::MessageState::kIgnored;
  for (size_t i = 0; i < message.facts->size(); ++i) {
    std::optional<facts::Fact> held;
    const facts::Fact* fact = translate((*message.facts)[i], context.shop->status_map.get(), held);
    if (!fact) continue;
    context.prepared = &message.prepared[i];
    const auto alerts = static_cast<std::ptrdiff_t>(context.batch.alerts.size());
    outcome = apply_fact(world_, keyring_, context, *fact);
    if (outcome.state == core::MessageState::kApplied) applied = outcome;
    if (!several || outcome.state == core::MessageState::kApplied ||
        outcome.state == core::MessageState::kIgnored) {
      continue;
    }
    std::vector<core::Alert> told(context.batch.alerts.begin() + alerts,
                                  context.batch.alerts.end());
    world_.roll_back();
    context.batch.roll_back(start);
    std::ranges::move(told, std::back_inserter(context.batch.alerts));
    return outcome;
  }
  if (several) world_.keep_changes();
  return applied.state == core::MessageState::kApplied ? applied : outcome;
}

Outcome MerchantCell::apply_message(Context& context, const ReadFacts& message) {
  if (!message.facts) {
    alert_impossible_time(context, message.facts.error());
    return contract_breach(message.facts.error());
  }
  invariant(context.shop != nullptr, "a message that could be decoded has a shop");
  if (message.facts->empty()) return not_used(context.entry);
  if (const auto* word = unknown_word(*message.facts, context.shop->status_map.get())) {
    return park_unknown_status(context, *word);
  }
  return apply_facts(context, message);
}

Outcome MerchantCell::apply(core::Inbound& inbound, core::Batch& batch) {
  const Settings& settings = settings_at(batch.config);
  Context context{inbound.entry, batch, core::Chance(inbound.entry.entropy), settings,
                  settings.shop(inbound.entry.stream)};
  if (auto* command = dynamic_cast<DecodedCommand*>(inbound.decoded.get())) {
    if (command->read.facts) read_again(inbound.entry, command->read);
    if (inbound.entry.route == "config.alert_rule" && command->body) {
      remember_rule(settings, *command->body);
    }
    return apply_command(world_, keyring_, context, *command);
  }
  auto* message = dynamic_cast<DecodedFacts*>(inbound.decoded.get());
  invariant(message != nullptr, "a message is decoded before it is applied");
  // The edit may stand in this very batch. What could not be read before it had nothing loaded for it;
  // what could is applied with what was loaded, so that a known buyer may count as a new one.
  if (message->read.facts) read_again(inbound.entry, message->read);
  return apply_message(context, message->read);
}

// As it stood before the batch: under it those were counted who are not told yet.
void MerchantCell::remember_rule(const Settings& settings, const json::object& edit) {
  std::string code = json_text(edit, "remove");
  if (code.empty()) code = json_text(edit, "code");
  const auto stood = std::ranges::find(settings.alert_rules, code, &AlertRule::code);
  const auto known = std::ranges::find(group_ends_.edited, code, &AlertRule::code);
  if (stood != settings.alert_rules.end() && known == group_ends_.edited.end()) {
    group_ends_.edited.push_back(*stood);
  }
}

void MerchantCell::drop_timer(const core::Timer& timer) {
  if (timer.kind == kNotifyGroup) group_ends_.dropped.push_back(timer.ref);
  if (timer.kind == kStockExpiry) world_.stock().try_expiry_again(OrderId(timer.ref));
}

void MerchantCell::apply_timer(const core::Timer& timer, core::Batch& batch) {
  if (timer.kind == kNotifyGroup) group_ends_.ended.push_back(timer.ref);
  if (timer.kind == kStockExpiry) {
    stock::expire(world_.stock().book(), OrderId(timer.ref), {"timer", {}, {}, batch.at});
  }
  if (timer.kind != kBalanceDue || !world_.has(OrderId(timer.ref))) return;
  const OrderId id(timer.ref);
  const auto& presale = world_.order(id).presale;
  if (!presale || presale->balance_due_at != timer.due) return;  // the date has moved since
  if (!orders::open_balance_when_due(world_.change(id), batch.at)) return;
  const Settings& settings = settings_at(batch.config);
  core::Entry none;
  none.caller = "timer";
  none.kind = EntryKind::kCommand;
  Context context{none, batch, core::Chance(none.entropy), settings,
                  settings.shop(world_.order(id).shop)};
  record_change(world_, context, id, "order.balance_due",
                uuid_from("balance_due/" + id.str() + "/" + std::to_string(timer.due.ms)), "timer");
}

void MerchantCell::add_subjects(const Entry& entry, const facts::Fact& fact,
                                std::vector<OrderId>& found) const {
  const std::string number(facts::order_no(fact));
  if (!number.empty()) {
    OrderId id = world_.find_loaded(entry.stream, number);
    if (!id) id = echoed_order(world_, entry.stream, number, std::get_if<facts::OrderFact>(&fact));
    if (id) found.push_back(id);
  } else if (const auto* shipment = std::get_if<facts::ShipmentFact>(&fact)) {
    for (const int64_t id : world_.under(world_.hash(tracking_key(shipment->tracking_no)))) {
      found.emplace_back(id);
    }
  }
}

std::vector<OrderId> MerchantCell::subjects(const core::Inbound& inbound) const {
  std::vector<OrderId> found;
  if (const auto* command = dynamic_cast<const DecodedCommand*>(inbound.decoded.get())) {
    if (const OrderId id = named_order(inbound.entry, *command); id && world_.has(id)) {
      found.push_back(id);
    }
  } else if (const auto* message = dynamic_cast<const DecodedFacts*>(inbound.decoded.get());
             message && message->read.facts) {
    for (const facts::Fact& fact : *message->read.facts) add_subjects(inbound.entry, fact, found);
  }
  return found;
}

OrderId MerchantCell::subject(const core::Timer& timer) const {
  return timer.kind == kBalanceDue ? OrderId(timer.ref) : OrderId{};
}

bool MerchantCell::mends(const core::Inbound& command) const {
  const std::string& route = command.entry.route;
  return route == "orders.unfreeze" || route == "persons.forget" || route == "orders.reveal";
}

std::vector<ShopId> MerchantCell::streams(const core::Configuration& config) const {
  std::vector<ShopId> ids;
  for (const auto& [code, shop] : settings_at(config).shops) ids.push_back(shop.id);
  return ids;
}

void MerchantCell::persist(store::UnitOfWork& uow, core::Batch& batch) {
  (void)settings_at(batch.config);  // what the next batch is loaded by
  world_.persist(uow, batch);
  tell_alerts(uow, settings_at(batch.config), batch, group_ends_);
}

void MerchantCell::committed() noexcept {
  world_.committed();
  group_ends_ = {};
}

void MerchantCell::discard() noexcept {
  world_.discard();
  group_ends_ = {};
  // An edit that was not committed gives its version number to another one.
  settings_.reset();
  std::lock_guard lock(decode_mutex_);
  decode_settings_.reset();
}

}  // namespace ordo::flows
