#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/commands.h"
#include "app/local_client.h"
#include "app/moved.h"
#include "app/serve.h"
#include "base/crypto.h"
#include "base/json_read.h"

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

// Who has it is on another machine, or has another data folder: what the store said of him stands.
Error unless_heard(const Error& in_use, const Error& not_called) {
  return not_called.code == "not_running" ? in_use : not_called;
}

// A repeat is judged by its bytes, and shows the key that the first call made.
int key_from_server(const CommonOptions& options, const KeyOptions& key, const Error& in_use) {
  const std::string body = json::serialize(key_document(key, system_clock().now()));
  const std::string once = uuid_v4();
  auto answer = until_applied(
      [&] { return call_local(control_socket(options), "POST", "/api/v1/keys", body, once); });
  if (!answer) return complain(unless_heard(in_use, answer.error()));
  if (answer->status == 202) {
    return complain({ErrorClass::kUnavailable,
                     "not_applied",
                     "the server is busy and will make the key later, which then nobody has seen: "
                     "revoke it when it is listed, and ask for another",
                     {}});
  }
  if (answer->status >= 300) return complain_answer(*answer);
  return print_key(options, json_text(json::parse(answer->body).as_object(), "key"));
}

}  // namespace

int key_create(const CommonOptions& options, const KeyOptions& wanted) {
  if (const auto code = refused(options)) return *code;
  auto hub = open_offline(options);
  if (!hub && hub.error().code == "data_in_use")
    return key_from_server(options, wanted, hub.error());
  if (!hub) return complain(hub.error());
  auto key = create_key(**hub, wanted);
  return key ? print_key(options, *key) : complain(key.error());
}

int forget(const CommonOptions& options, const std::string& order, const std::string& reason) {
  const auto order_id = parse_id(order);
  if (!order_id) {
    return complain({ErrorClass::kInvalid, "bad_id", "--order must be an order's id", {}});
  }
  if (const auto code = refused(options)) return *code;
  auto hub = open_offline(options);
  LocalAnswer answer;
  if (!hub && hub.error().code == "data_in_use") {
    auto called =
        call_local(control_socket(options), "POST", "/api/v1/orders/" + order + "/forget-person",
                   json::serialize(json::object{{"reason", reason}}));
    if (!called) return complain(unless_heard(hub.error(), called.error()));
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
  if (answer.status == 202 && !options.json) {
    fmt::print(
        "The server is busy: the person's key is destroyed as soon as what came before is "
        "applied.\n");
    return kOk;
  }
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
