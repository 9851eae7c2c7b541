#include "channels/taobao/answer.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "channels/taobao/status.h"

namespace ordo::channels::taobao {
namespace {

namespace dom = simdjson::dom;
namespace ondemand = simdjson::ondemand;

constexpr int64_t kBanMs = kSecondMs;  // where the platform bans and does not say for how long
constexpr size_t kListedMax = 200;

std::unexpected<PullFailure> malformed(std::string detail) {
  return pull_failed(ErrorClass::kInternal, "malformed_answer", std::move(detail));
}

// Ids as digits, whether they come as numbers or as text; they never pass through floating point.
std::optional<std::string> id_text(dom::element value) {
  int64_t number = 0;
  std::string_view text;
  if (!value.get(number)) {
    if (number <= 0) return std::nullopt;
    return std::to_string(number);
  }
  if (value.get(text) || text.empty() || text.size() > 20) return std::nullopt;
  if (!std::ranges::all_of(text, is_digit)) return std::nullopt;
  return std::string(text);
}

// "… This ban will last for 1 more seconds": the only place where the time stands. A hint, and no
// decision rests on it.
std::optional<int64_t> ban_ms(std::string_view text) {
  constexpr std::string_view kBefore = "last for ";
  const size_t at = text.find(kBefore);
  if (at == std::string_view::npos) return std::nullopt;
  int64_t seconds = 0;
  const char* const begin = text.data() + at + kBefore.size();
  if (std::from_chars(begin, text.data() + text.size(), seconds).ec != std::errc{}) {
    return std::nullopt;
  }
  return std::clamp<int64_t>(seconds, 1, 86'400) * kSecondMs;
}

struct ErrorResponse {
  int64_t code = 0;
  std::string_view sub_code, message, sub_message;
};

PullFailure failure(ErrorClass kind, std::string_view code, std::string detail,
                    std::optional<int64_t> retry_after_ms = std::nullopt) {
  return pull_failed(kind, code, std::move(detail), retry_after_ms).error();
}

// isp.*: the platform's side failed. isv.*: ours did. 4 to 8 are limits, 26 and 27 the session, 11 to
// 13 rights, 24, 25, 28 and 29 the app's key and signature.
PullFailure failure_of(const ErrorResponse& e) {
  std::string said =
      fmt::format("{} {}", e.code, printable(e.sub_code.empty() ? e.message : e.sub_code));
  const bool limited = e.sub_code.starts_with("accesscontrol.") || (e.code >= 4 && e.code <= 8);
  if (limited) {
    const auto ban = ban_ms(e.sub_message.empty() ? e.message : e.sub_message);
    return failure(ErrorClass::kLimited, "rate_limited", std::move(said), ban.value_or(kBanMs));
  }
  if (e.sub_code.starts_with("isp.") || e.code == 10) {
    return failure(ErrorClass::kUnavailable, "platform_down", std::move(said));
  }
  if (e.code == 26 || e.code == 27) {
    return failure(ErrorClass::kUnauthorised, "token_expired", std::move(said));
  }
  const bool signature = e.code == 24 || e.code == 25 || e.code == 28 || e.code == 29;
  const bool denied = signature || (e.code >= 11 && e.code <= 13) ||
                      e.sub_code.starts_with("isv.permission") ||
                      e.sub_code.starts_with("isv.invalid-permission");
  if (denied) {
    PullFailure refused = failure(ErrorClass::kForbidden, "permission_denied", std::move(said));
    refused.signature = signature;
    return refused;
  }
  return failure(ErrorClass::kRefused, "request_refused", std::move(said));
}

Fault fault_of(dom::object object) {
  ErrorResponse e;
  // Each is left empty where it is absent or of another type.
  [[maybe_unused]] auto ignored = object["code"].get(e.code);
  ignored = object["sub_code"].get(e.sub_code);
  ignored = object["msg"].get(e.message);
  ignored = object["sub_msg"].get(e.sub_message);
  Fault fault{failure_of(e), e.sub_code.empty() ? std::to_string(e.code) : printable(e.sub_code),
              false};
  fault.concerns_one =
      fault.failure.error.code == "request_refused" && e.sub_code.starts_with("isv.");
  fault.denies = fault.concerns_one && e.sub_code.ends_with("-not-exist");
  return fault;
}

std::optional<Fault> fault_of_status(const HttpAnswer& answer) {
  if (answer.status >= 200 && answer.status < 300) return std::nullopt;
  const std::string said =
      answer.status ? fmt::format("the gateway answered {}", answer.status) : "no answer came";
  const std::string code = std::to_string(answer.status);
  if (answer.status == 0 || answer.status >= 500) {
    return Fault{failure(ErrorClass::kUnavailable, "platform_down", said), code, false};
  }
  if (answer.status == 429) {
    return Fault{failure(ErrorClass::kLimited, "rate_limited", said, kBanMs), code, false};
  }
  return Fault{failure(ErrorClass::kRefused, "request_refused", said), code, false};
}

template <class Value>
bool find(dom::parser& parser, std::string_view body, std::initializer_list<std::string_view> path,
          Value& found) {
  dom::element at;
  if (parser.parse(body.data(), body.size()).get(at)) return false;
  for (const std::string_view key : path) {
    if (at[key].get(at)) return false;
  }
  return !at.get(found);
}

// One member's own text two levels down.
Read<std::string> text_of(std::string_view body, std::string_view response, std::string_view name) {
  ondemand::parser parser;
  const simdjson::padded_string padded(body);
  ondemand::document document;
  ondemand::object object;
  std::string_view text;
  if (parser.iterate(padded).get(document) || document[response][name].get_object().get(object) ||
      object.raw_json().get(text)) {
    return malformed(fmt::format("there is no {} in the answer", name));
  }
  return std::string(without_trailing_space(text));
}

// A refund is named by id and status; NO_REFUND may come with an id of 0 or none.
void add_refund(dom::element order, std::vector<std::string>& refunds) {
  std::string_view status;
  dom::element id;
  if (order["refund_id"].get(id)) return;
  const bool has_status = !order["refund_status"].get(status);
  const auto word = has_status ? refund_status(status) : std::nullopt;
  if (word && !word->is_refund) return;
  auto text = id_text(id);
  if (text && std::ranges::find(refunds, *text) == refunds.end()) {
    refunds.push_back(std::move(*text));
  }
}

}  // namespace

std::optional<Fault> find_fault(const HttpAnswer& answer) {
  dom::parser parser;
  dom::object error;
  if (find(parser, answer.body, {"error_response"}, error)) return fault_of(error);
  return fault_of_status(answer);
}

Read<int64_t> read_total(std::string_view body) {
  dom::parser parser;
  int64_t total = 0;
  constexpr std::string_view kResponse = "trades_sold_increment_get_response";
  if (!find(parser, body, {kResponse, "total_results"}, total) || total < 0) {
    return malformed("the answer to a count holds no total_results");
  }
  return total;
}

Read<std::vector<std::string>> read_trade_ids(std::string_view body) {
  dom::parser parser;
  dom::object response;
  if (!find(parser, body, {"trades_sold_increment_get_response"}, response)) {
    return malformed("the answer is no page of trades");
  }
  std::vector<std::string> ids;
  dom::element trades;
  if (response["trades"].get(trades)) return ids;  // an empty page has no list
  dom::array list;
  if (trades["trade"].get(list) || list.size() > kListedMax) {
    return malformed("the page's trades are no list");
  }
  for (const dom::element trade : list) {
    dom::element value;
    auto id = trade["tid"].get(value) ? std::nullopt : id_text(value);
    if (!id) return malformed("a listed trade has no tid");
    ids.push_back(std::move(*id));
  }
  return ids;
}

Read<TradeText> read_trade(std::string_view body) {
  auto text = text_of(body, "trade_fullinfo_get_response", "trade");
  if (!text) return std::unexpected(std::move(text.error()));
  TradeText trade{std::move(*text), {}};
  dom::parser parser;
  dom::array orders;
  if (!find(parser, trade.text, {"orders", "order"}, orders)) return trade;
  for (const dom::element order : orders) add_refund(order, trade.refunds);
  return trade;
}

Read<std::string> read_refund(std::string_view body) {
  return text_of(body, "refund_get_response", "refund");
}

}  // namespace ordo::channels::taobao
