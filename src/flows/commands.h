// What people and programs tell the hub to do: edits of orders, of configuration, of the review queue.
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "core/entry.h"
#include "flows/cell.h"
#include "flows/world.h"

namespace ordo::flows {

// Routes and their bodies:
//   orders.create      the body of a standard order.upserted message
//   orders.patch       {"id", "version", "patch": {note, tags, custom, receiver}}   (RFC 7396)
//   orders.transition  {"id", "to", "transaction_id", "reason"}
//   orders.reset       {"id", "to", "reason", "transaction_id"}
//   orders.unfreeze    {"id", "reason"}
//   orders.pushed      {"id", "shop", "channel_order_no"}    (push_commands.h)
//   orders.reveal      {"id", "purpose", "attachment"?}    changes nothing but the audit
//   orders.attach, orders.detach    (attachment_commands.h)
//   orders.take_back   what an inspection found     (stock_flow.h)
//   people.lookup      {"by", "number", "orders"}   the same: `number` is a keyed hash
//   messages.dismiss   {"seq", "reason"}
//   outbox.*, alerts.* what people decide about calls and alerts, and what a watch raises
//                      (mend_commands.h)
//   persons.forget     {"order", "reason"}
//   config.shop        {"code", …}    config.key, config.user* (user_commands.h)
//   config.mode        {"mode"}       load.peak {…}              (load_commands.h)
//   config.lifecycles  {…}
//   config.retention, .delivery, .limits, .overload, .patrol, .address  {…}   (hub_rules.h)
//   config.status_map  {…}            config.status_groups {…}  (status_commands.h)
//   config.stock, .sku, .warehouse, .pool                       (catalogue_commands.h)
//   config.notify_target, config.alert_rule, config.silence, notify.test   (alert_commands.h)
// Edits of shops, lifecycles, maps, rules and the mode may name the "if_version" that they stand on.
//   stock.*            (stock_commands.h, paper_commands.h)
//   shops.self_test    what a self-test came to                    (self_test_commands.h)
//   pull.*             the poller's own, and what it is asked for (pull_entries.h)
[[nodiscard]] core::Outcome apply_command(World& world, const store::Keyring& keyring,
                                          Context& context, const DecodedCommand& command);

// Answers of commands.
[[nodiscard]] core::Outcome refused(const Error& error);
[[nodiscard]] core::Outcome answered(int status, const boost::json::object& body,
                                     OrderId order = {});

}  // namespace ordo::flows
