// The merchant's state machine: what the lane drives. Facts of channels and commands of people become
// changes of orders here; what crosses domains is decided here and nowhere else.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <span>
#include <vector>

#include "core/cell.h"
#include "facts/facts.h"
#include "flows/alert_telling.h"
#include "flows/prepared.h"
#include "flows/settings.h"
#include "flows/world.h"

namespace ordo::flows {

// What a message's body tells, read with the settings of its time.
struct ReadFacts {
  Result<std::vector<facts::Fact>> facts;
  std::vector<PreparedOrder> prepared;  // beside the facts
  std::shared_ptr<const Settings> settings;
};

// A platform's message, read.
struct DecodedFacts final : core::Decoded {
  ReadFacts read;
};

// A command, read: an object, or why it is not one.
struct DecodedCommand final : core::Decoded {
  Result<boost::json::object> body;
  ReadFacts read;         // "orders.create" only
  Result<ReadFile> file;  // "orders.attach" only
};

// The order that a command names; none where it names none.
[[nodiscard]] OrderId named_order(const core::Entry& entry, const DecodedCommand& command);

// The timer of a presale whose balance falls due; its ref is the order.
inline constexpr std::string_view kBalanceDue = "balance_due";

// What a flow is given: the command's entry, chance, the batch and who it comes from.
struct Context {
  const core::Entry& entry;
  core::Batch& batch;
  core::Chance chance;
  const Settings& settings;
  const Shop* shop;                         // of the entry's stream; null for the system's
  const PreparedOrder* prepared = nullptr;  // of the fact being applied
};

class MerchantCell final : public core::Cell {
 public:
  MerchantCell(const store::Keyring& keyring, store::Lookups& lookups);
  ~MerchantCell() override;

  std::unique_ptr<core::Decoded> decode(const core::Entry& entry,
                                        const core::Configuration& config) const override;
  void prefetch(const store::Reader& reader, const core::Configuration& config,
                std::span<core::Inbound* const> inbounds) override;
  void prefetch_timers(const store::Reader& reader, const core::Configuration& config,
                       std::span<const core::Timer> timers) override;
  core::Outcome apply(core::Inbound& inbound, core::Batch& batch) override;
  void apply_timer(const core::Timer& timer, core::Batch& batch) override;
  void drop_timer(const core::Timer& timer) override;
  std::vector<OrderId> subjects(const core::Inbound& inbound) const override;
  OrderId subject(const core::Timer& timer) const override;
  bool mends(const core::Inbound& command) const override;
  std::vector<ShopId> streams(const core::Configuration& config) const override;
  void persist(store::UnitOfWork& uow, core::Batch& batch) override;
  void committed() noexcept override;
  void discard() noexcept override;

 private:
  const Settings& settings_at(const core::Configuration& config) const;
  ReadFacts read(const core::Entry& entry, std::shared_ptr<const Settings> settings) const;
  void read_again(const core::Entry& entry, ReadFacts& message) const;
  // What a batch holds, and what was found out about it so far.
  struct WantedFact {
    ShopId shop;
    const facts::Fact* fact;
    const PreparedOrder* prepared;
    std::string number;                    // of its order; empty where it names none
    const int64_t* order = nullptr;        // the order of this number, 0 for none
    std::optional<int64_t> tracking = {};  // of a shipment that names no order
    [[nodiscard]] OrderId known() const { return order ? OrderId(*order) : OrderId{}; }
  };
  struct WantedCommand {
    const core::Entry* entry;
    const boost::json::object* body;
    OrderId order;      // that it names
    int64_t buyer = 0;  // whom it names, as a keyed hash
  };
  void list_wanted(core::Inbound& inbound, std::vector<WantedFact>& facts,
                   std::vector<WantedCommand>& commands) const;
  void begin(const core::Configuration& config, store::Questions& questions);
  void want_named(store::Questions& questions, WantedFact& fact);
  void want_goods(store::Questions& questions, const WantedFact& fact,
                  const facts::OrderFact& order);
  void want_orders(store::Questions& questions, const WantedFact& fact);
  void want_people(store::Questions& questions, const WantedFact& fact);
  void want_named(store::Questions& questions, WantedCommand& wanted);
  void want_buyer(store::Questions& questions, int64_t buyer);
  void want_command(store::Questions& questions, const WantedCommand& wanted);
  void want_person_of(store::Questions& questions, OrderId id);
  void add_subjects(const core::Entry& entry, const facts::Fact& fact,
                    std::vector<OrderId>& found) const;
  void remember_rule(const Settings& settings, const boost::json::object& edit);
  core::Outcome apply_message(Context& context, const ReadFacts& message);
  core::Outcome apply_facts(Context& context, const ReadFacts& message);

  const store::Keyring& keyring_;
  World world_;
  GroupEnds group_ends_;                              // of notices, in this batch
  mutable std::shared_ptr<const Settings> settings_;  // the lane's
  std::shared_ptr<const Settings> begun_with_;        // as the batch found it
  // lint: allow pure: decode workers share one derived form of the settings, which no effect depends on
  mutable std::mutex decode_mutex_;
  mutable std::shared_ptr<const Settings> decode_settings_;  // the workers'
};

}  // namespace ordo::flows
