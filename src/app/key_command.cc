#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/commands.h"
#include "app/local_client.h"
#include "app/serve.h"

namespace ordo::app {
namespace {

namespace json = boost::json;

int print_key(const CommonOptions& options, const std::string& key) {
  if (options.json)
    fmt::print("{}\n", json::serialize(json::object{{"key", key}}));
  else
    fmt::print("{}\n", key);
  return kOk;
}

// What a running server says of a refusal.
int complain_answer(const LocalAnswer& answer) {
  boost::system::error_code failed;
  const json::value v = json::parse(answer.body, failed);
  const json::object* o = failed ? nullptr : v.if_object();
  const json::value* detail = o ? o->if_contains("detail") : nullptr;
  return complain({ErrorClass::kInternal,
                   "refused",
                   detail && detail->is_string()
                       ? std::string(detail->as_string())
                       : fmt::format("the server answered {}", answer.status),
                   {}});
}

int key_from_server(const CommonOptions& options, const KeyOptions& key) {
  auto answer = call_local(control_socket(options), "POST", "/api/v1/keys",
                           json::serialize(key_document(key, system_clock().now())));
  if (!answer) return complain(answer.error());
  if (answer->status >= 300) return complain_answer(*answer);
  return print_key(options, std::string(json::parse(answer->body).at("key").as_string()));
}

}  // namespace

int key_create(const CommonOptions& options, const KeyOptions& wanted) {
  auto hub = open_offline(options);
  if (!hub && hub.error().code == "data_in_use") return key_from_server(options, wanted);
  if (!hub) return complain(hub.error());
  auto key = create_key(**hub, wanted, false);
  return key ? print_key(options, *key) : complain(key.error());
}

int forget(const CommonOptions& options, const std::string& order, const std::string& reason) {
  const auto order_id = parse_id(order);
  if (!order_id) {
    return complain({ErrorClass::kInvalid, "bad_id", "--order must be an order's id", {}});
  }
  auto hub = open_offline(options);
  LocalAnswer answer;
  if (!hub && hub.error().code == "data_in_use") {
    auto called =
        call_local(control_socket(options), "POST", "/api/v1/orders/" + order + "/forget-person",
                   json::serialize(json::object{{"reason", reason}}));
    if (!called) return complain(called.error());
    answer = *called;
  } else if (!hub) {
    return complain(hub.error());
  } else {
    flows::Hub::Command command;
    command.route = "persons.forget";
    command.caller = "cli";
    command.body = json::serialize(json::object{{"order", *order_id}, {"reason", reason}});
    auto outcome = (*hub)->command_now(std::move(command));
    if (!outcome) return complain(outcome.error());
    answer = {outcome->answer.status, outcome->answer.body};
  }
  if (answer.status >= 300) return complain_answer(answer);
  fmt::print("{}\n", options.json
                         ? answer.body
                         : "The person's key is destroyed. Raw messages that came to their orders "
                           "are shown to nobody any more, what was parked and mended included; "
                           "they stay sealed in the log until the retention rule erases them, 365 "
                           "days after they came where nothing else is set. A message that was "
                           "parked and came to no order is not known as theirs.");
  return kOk;
}

}  // namespace ordo::app
