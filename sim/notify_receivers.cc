#include "sim/notify_receivers.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>

#include "base/crypto.h"

namespace ordo::sim {
namespace {

namespace json = boost::json;
using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr int64_t kBotClockMs = kHourMs;
constexpr int64_t kCloudClockMs = 15 * kMinuteMs;

std::string path_of(std::string_view target) {
  return std::string(target.substr(0, target.find('?')));
}

std::string unescaped(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%' || i + 2 >= text.size()) {
      plain += text[i];
      continue;
    }
    plain +=
        static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
    i += 2;
  }
  return plain;
}

Parameters parameters_of(std::string_view target) {
  Parameters parameters;
  const size_t question = target.find('?');
  if (question == std::string_view::npos) return parameters;
  std::string_view rest = target.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    const size_t equals = part.find('=');
    parameters.emplace_back(unescaped(part.substr(0, equals)), unescaped(part.substr(equals + 1)));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  }
  return parameters;
}

std::string value_of(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

std::string rfc3986(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string mac(std::string_view key, std::string_view text) {
  return std::string(bytes_view(hmac_sha256(key, text)));
}

int64_t number_in(const std::string& text) { return std::strtoll(text.c_str(), nullptr, 10); }

bool near(int64_t ms, Instant now, int64_t within) { return std::abs(ms - now.ms) <= within; }

json::object object_in(const std::string& body) {
  json::error_code failed;
  json::value value = json::parse(body, failed);
  return !failed && value.is_object() ? value.as_object() : json::object();
}

// The text at a path of members; empty where there is none.
std::string text_at(const json::value& document, std::string_view pointer) {
  boost::system::error_code failed;
  const json::value* found = document.find_pointer(pointer, failed);
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::string errcode(int code, std::string_view words) {
  return json::serialize(json::object{{"errcode", code}, {"errmsg", words}});
}

std::string aliyun_error(std::string_view code, std::string_view message) {
  return json::serialize(json::object{{"Code", code}, {"Message", message}});
}

std::string tencent_error(std::string_view code, std::string_view message) {
  return json::serialize(json::object{
      {"Response", json::object{{"Error", json::object{{"Code", code}, {"Message", message}}}}}});
}

}  // namespace

const std::vector<std::string>& NotifyReceivers::taken(std::string_view receiver) const {
  static const std::vector<std::string> none;
  const auto found = taken_.find(receiver);
  return found == taken_.end() ? none : found->second;
}

bool NotifyReceivers::too_many(const std::string& receiver, Instant now) {
  std::vector<Instant>& times = times_[receiver];
  std::erase_if(times, [&](Instant at) { return now.ms - at.ms >= kMinuteMs; });
  if (times.size() >= per_minute_) return true;
  times.push_back(now);
  return false;
}

PlatformResponse NotifyReceivers::serve(const PlatformRequest& request, Instant now) {
  Fault fault{200, true};
  const bool faulty = !faults_.empty();
  if (faulty) {
    fault = faults_.front();
    faults_.pop_front();
  }
  if (!fault.taken) return {fault.status, {}, "fault"};
  const std::string action = request.header("x-acs-action") + request.header("x-tc-action");
  if (action == "QuerySendDetails" || action == "PullSmsSendStatusByPhoneNumber") {
    return report_to(request, now);
  }
  const Verdict verdict = judge(request, now);
  if (verdict.receiver.empty()) return {404, {}, "nobody"};
  if (!verdict.refusal.empty()) return {200, {}, verdict.refusal};
  if (too_many(verdict.receiver, now)) return {200, {}, verdict.limited};
  taken_[verdict.receiver].push_back(verdict.words);
  return {faulty ? fault.status : 200, {}, verdict.answer};
}

NotifyReceivers::Verdict NotifyReceivers::judge(const PlatformRequest& request, Instant now) const {
  const std::string path = path_of(request.target);
  if (request.method != "POST") return {};
  if (path == "/cgi-bin/webhook/send") return wecom(request);
  if (path == "/robot/send") return dingtalk(request, now);
  if (path.starts_with("/open-apis/bot/v2/hook/")) return feishu(request, now);
  if (request.header("x-acs-action") == "SendSms") return aliyun(request, now);
  if (request.header("x-tc-action") == "SendSms") return tencent(request, now);
  return {};
}

NotifyReceivers::Verdict NotifyReceivers::wecom(const PlatformRequest& request) const {
  Verdict verdict{"wecom", "", "", errcode(0, "ok"), errcode(45009, "api freq out of limit")};
  const json::object body = object_in(request.body);
  verdict.words = text_at(body, "/markdown/content");
  if (value_of(parameters_of(request.target), "key") != accounts_.wecom_key) {
    verdict.refusal = errcode(93000, "invalid webhook url");
  } else if (text_at(body, "/msgtype") != "markdown" || verdict.words.empty() ||
             verdict.words.size() > 4'096) {
    verdict.refusal = errcode(40058, "bad parameter");
  }
  return verdict;
}

NotifyReceivers::Verdict NotifyReceivers::dingtalk(const PlatformRequest& request,
                                                   Instant now) const {
  Verdict verdict{"dingtalk", "", "", errcode(0, "ok"), errcode(130101, "send too fast")};
  const Parameters query = parameters_of(request.target);
  const std::string stamp = value_of(query, "timestamp");
  // The secret is the key; what is signed is the timestamp, a line feed and the secret once more.
  const std::string expected =
      base64(mac(accounts_.dingtalk_secret, stamp + "\n" + accounts_.dingtalk_secret));
  verdict.words = text_at(object_in(request.body), "/markdown/text");
  if (value_of(query, "access_token") != accounts_.dingtalk_token) {
    verdict.refusal = errcode(300001, "token is not exist");
  } else if (!near(number_in(stamp), now, kBotClockMs)) {
    verdict.refusal = errcode(310000, "invalid timestamp");
  } else if (value_of(query, "sign") != expected) {
    verdict.refusal = errcode(310000, "sign not match");
  } else if (verdict.words.find(accounts_.dingtalk_keyword) == std::string::npos) {
    verdict.refusal = errcode(310000, "keywords not in content");
  }
  return verdict;
}

NotifyReceivers::Verdict NotifyReceivers::feishu(const PlatformRequest& request,
                                                 Instant now) const {
  const auto said = [](int code, std::string_view words) {
    return json::serialize(json::object{{"code", code}, {"msg", words}});
  };
  Verdict verdict{"feishu", "", "", said(0, "success"), said(11232, "too many request")};
  const json::object body = object_in(request.body);
  const std::string stamp = text_at(body, "/timestamp");
  // Here the text is the key, and nothing is signed.
  const std::string expected = base64(mac(stamp + "\n" + accounts_.feishu_secret, ""));
  verdict.words = text_at(body, "/card/header/title/content") + "\n" +
                  text_at(body, "/card/elements/0/text/content");
  if (!path_of(request.target).ends_with("/" + accounts_.feishu_token)) {
    verdict.refusal = said(19001, "param invalid: incoming webhook access token invalid");
  } else if (!near(number_in(stamp) * kSecondMs, now, kBotClockMs) ||
             text_at(body, "/sign") != expected) {
    verdict.refusal = said(19021, "sign match fail or timestamp is not within one hour");
  } else if (request.body.size() > (20u << 10)) {
    verdict.refusal = said(9499, "bad request");
  }
  return verdict;
}

NotifyReceivers::Verdict NotifyReceivers::aliyun(const PlatformRequest& request,
                                                 Instant now) const {
  const Parameters query = parameters_of(request.target);
  Verdict verdict{"aliyun", "", "", R"({"Code":"OK","Message":"OK","BizId":"9^0","RequestId":"r"})",
                  aliyun_error("isv.BUSINESS_LIMIT_CONTROL", "too often")};
  verdict.words = value_of(query, "PhoneNumbers") + " " + value_of(query, "TemplateParam");
  verdict.refusal = aliyun_refusal(request, now);
  return verdict;
}

std::string NotifyReceivers::aliyun_refusal(const PlatformRequest& request, Instant now) const {
  Parameters query = parameters_of(request.target);
  std::ranges::sort(query);
  std::string canonical;
  for (const auto& [key, value] : query) {
    canonical += (canonical.empty() ? "" : "&") + rfc3986(key) + "=" + rfc3986(value);
  }
  std::string headers;
  for (const char* name : {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date",
                           "x-acs-signature-nonce", "x-acs-version"}) {
    headers += std::string(name) + ":" + request.header(name) + "\n";
  }
  const std::string names =
      "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
  const std::string body_hash = hex(sha256(request.body));
  const std::string asked =
      "POST\n/\n" + canonical + "\n" + headers + "\n" + names + "\n" + body_hash;
  const std::string signature =
      hex(mac(accounts_.aliyun_secret, "ACS3-HMAC-SHA256\n" + hex(sha256(asked))));
  const auto at = parse_rfc3339(request.header("x-acs-date"));
  if (!at || !near(at->ms, now, kCloudClockMs)) {
    return aliyun_error("InvalidTimeStamp.Expired", "the clock is wrong");
  }
  if (request.header("authorization") !=
      fmt::format("ACS3-HMAC-SHA256 Credential={},SignedHeaders={},Signature={}",
                  accounts_.aliyun_key, names, signature)) {
    return aliyun_error("SignatureDoesNotMatch", "the signature is not right");
  }
  if (request.header("x-acs-content-sha256") != body_hash) {
    return aliyun_error("BodyHashMismatch", "the body is another");
  }
  return {};
}

NotifyReceivers::Verdict NotifyReceivers::tencent(const PlatformRequest& request,
                                                  Instant now) const {
  const json::object body = object_in(request.body);
  const std::string phone = text_at(body, "/PhoneNumberSet/0");
  const auto set = [&](std::string_view code) {
    return json::serialize(json::object{
        {"Response", json::object{{"SendStatusSet", json::array{json::object{{"SerialNo", "2019:1"},
                                                                             {"PhoneNumber", phone},
                                                                             {"Code", code}}}}}}});
  };
  Verdict verdict{"tencent", "", "", set("Ok"), set("LimitExceeded.PhoneNumberThirtySecondLimit")};
  verdict.words = phone + " " + text_at(body, "/TemplateParamSet/0") + " " +
                  text_at(body, "/TemplateParamSet/1");
  verdict.refusal = tencent_refusal(request, now);
  return verdict;
}

std::string NotifyReceivers::tencent_refusal(const PlatformRequest& request, Instant now) const {
  const int64_t stamp = number_in(request.header("x-tc-timestamp"));
  const std::string day = format_rfc3339(Instant{stamp * kSecondMs}).substr(0, 10);
  std::string action = request.header("x-tc-action");
  std::ranges::transform(action, action.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  const std::string asked = "POST\n/\n\ncontent-type:" + request.header("content-type") +
                            "\nhost:" + request.header("host") + "\nx-tc-action:" + action +
                            "\n\ncontent-type;host;x-tc-action\n" + hex(sha256(request.body));
  const std::string text =
      fmt::format("TC3-HMAC-SHA256\n{}\n{}/sms/tc3_request\n{}", stamp, day, hex(sha256(asked)));
  const std::string key = mac(mac(mac("TC3" + accounts_.tencent_key, day), "sms"), "tc3_request");
  const std::string expected = fmt::format(
      "TC3-HMAC-SHA256 Credential={}/{}/sms/tc3_request, "
      "SignedHeaders=content-type;host;x-tc-action, Signature={}",
      accounts_.tencent_id, day, hex(mac(key, text)));
  if (!near(stamp * kSecondMs, now, kCloudClockMs)) {
    return tencent_error("AuthFailure.SignatureExpire", "the clock is wrong");
  }
  if (request.header("authorization") != expected) {
    return tencent_error("AuthFailure.SignatureFailure", "the signature is not right");
  }
  return {};
}

// An operator that has not reported leaves the message waiting with Aliyun, and out of Tencent's list.
PlatformResponse NotifyReceivers::report_to(const PlatformRequest& request, Instant now) const {
  const bool arrived = report_ == "DELIVERED";
  if (request.header("x-acs-action").empty()) {
    if (const std::string refusal = tencent_refusal(request, now); !refusal.empty()) {
      return {200, {}, refusal};
    }
    json::array set;
    if (!report_.empty()) {
      set.push_back(json::object{{"SerialNo", "2019:1"},
                                 {"PhoneNumber", text_at(object_in(request.body), "/PhoneNumber")},
                                 {"ReportStatus", arrived ? "SUCCESS" : "FAIL"},
                                 {"Description", report_}});
    }
    return {200,
            {},
            json::serialize(json::object{
                {"Response", json::object{{"PullSmsSendStatusSet", std::move(set)}}}})};
  }
  if (const std::string refusal = aliyun_refusal(request, now); !refusal.empty()) {
    return {200, {}, refusal};
  }
  const Parameters query = parameters_of(request.target);
  json::array details;
  if (value_of(query, "BizId") == "9^0") {
    details.push_back(json::object{{"PhoneNum", value_of(query, "PhoneNumber")},
                                   {"SendStatus", report_.empty() ? 1
                                                  : arrived       ? 3
                                                                  : 2},
                                   {"ErrCode", report_}});
  }
  return {200,
          {},
          json::serialize(json::object{
              {"Code", "OK"},
              {"SmsSendDetailDTOs", json::object{{"SmsSendDetailDTO", std::move(details)}}}})};
}

}  // namespace ordo::sim
