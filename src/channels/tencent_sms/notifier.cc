#include "channels/tencent_sms/notifier.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_text.h"
#include "base/text.h"
#include "channels/notify_kit.h"
#include "channels/tencent_sms/sign.h"

namespace ordo::channels::tencent_sms {
namespace {

constexpr std::string_view kEndpoint = "https://sms.tencentcloudapi.com";
constexpr std::string_view kRegion = "ap-guangzhou";
constexpr std::string_view kShown[] = {"secret_id", "sdk_app_id", "template_id", "sign_name",
                                       "phones",    "region",     "endpoint"};

struct Credentials {
  std::string secret_id;
  Secret secret_key;
  std::string sdk_app_id, template_id, sign_name;
  std::vector<std::string> phones;
  std::string region, endpoint;
};

Result<Credentials> parse(std::string_view credentials_json) {
  CredentialFields fields(credentials_json);
  Credentials credentials{fields.required("secret_id"),  Secret(fields.required("secret_key")),
                          fields.required("sdk_app_id"), fields.required("template_id"),
                          fields.words("sign_name", 40), read_phones(fields),
                          fields.text("region"),         read_endpoint(fields, kEndpoint)};
  if (credentials.sign_name.empty()) fields.problem("sign_name", "is required");
  if (credentials.region.empty()) credentials.region = kRegion;
  if (auto ok = fields.ok(); !ok) return std::unexpected(std::move(ok.error()));
  return credentials;
}

void append_texts(std::string& out, const std::vector<std::string>& texts) {
  out += '[';
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i) out += ',';
    append_json_string(out, texts[i]);
  }
  out += ']';
}

std::string body_of(const Credentials& credentials, const Notice& notice) {
  std::string body;
  JsonMembers members(body);
  append_texts(members.key("PhoneNumberSet"), credentials.phones);
  members.add("SmsSdkAppId", credentials.sdk_app_id);
  members.add("TemplateId", credentials.template_id);
  members.add("SignName", credentials.sign_name);
  append_texts(members.key("TemplateParamSet"),
               {cut_characters(one_line(notice.title), kSmsVariableMax),
                cut_characters(one_line(joined(notice.lines, " ")), kSmsVariableMax)});
  members.add("SessionContext", notice.id);
  members.close();
  return body;
}

// What the gateway says of each number.
struct Numbers {
  size_t taken = 0, limited = 0;
  std::string refused;    // the others, with their codes
  std::string reference;  // serial numbers of what was taken
};

Numbers read_numbers(simdjson::dom::array set) {
  Numbers numbers;
  for (const simdjson::dom::element one : set) {
    std::string_view code, phone;
    if (one["Code"].get(code)) code = "without a code";
    if (one["PhoneNumber"].get(phone)) phone = {};
    if (code == "Ok") {
      ++numbers.taken;
      std::string_view serial;
      if (!one["SerialNo"].get(serial) && !serial.empty()) {
        numbers.reference += fmt::format("{}{}", numbers.reference.empty() ? "" : ",", serial);
      }
      continue;
    }
    if (code.starts_with("LimitExceeded")) ++numbers.limited;
    numbers.refused +=
        fmt::format("{}{} {}", numbers.refused.empty() ? "" : ", ", phone_tail(phone), code);
  }
  numbers.refused = printable(numbers.refused);
  return numbers;
}

// Whoever has got it does not get it again: one number that was refused is told of, not retried.
Told judge(const Numbers& numbers) {
  if (numbers.taken) return {Told::Met::kDelivered, numbers.refused, 0, numbers.reference};
  if (numbers.limited) return limited_for(kMinuteLimitMs, numbers.refused);
  return refused_as(numbers.refused.empty() ? "no number was taken" : numbers.refused);
}

HttpCall http_call(const Credentials& credentials, std::string action, std::string body,
                   Instant now) {
  const SignedCall call{host_of(credentials.endpoint), std::move(action), std::move(body),
                        now.ms / kSecondMs};
  HttpCall http;
  http.method = "POST";
  http.url = credentials.endpoint + "/";
  http.headers = {
      {"Content-Type", std::string(kContentType)},
      {"X-TC-Action", call.action},
      {"X-TC-Version", "2021-01-11"},
      {"X-TC-Region", credentials.region},
      {"X-TC-Timestamp", std::to_string(call.timestamp_s)},
      {"Authorization", authorization(call, credentials.secret_id, credentials.secret_key)}};
  http.body = call.body;
  return http;
}

// A little before it was sent: the gateway's clock is another.
std::string question_of(const Credentials& credentials, const std::string& phone, Instant sent,
                        Instant now) {
  std::string body;
  JsonMembers members(body);
  members.add("BeginTime", (sent.ms - kMinuteMs) / kSecondMs);
  members.add("EndTime", now.ms / kSecondMs);
  members.add("Offset", int64_t{0});
  members.add("Limit", int64_t{100});
  members.add("PhoneNumber", phone);
  members.add("SmsSdkAppId", credentials.sdk_app_id);
  members.close();
  return body;
}

bool is_among(std::string_view list, std::string_view one) {
  while (!list.empty()) {
    const std::string_view first = list.substr(0, list.find(','));
    if (first == one) return true;
    list.remove_prefix(std::min(first.size() + 1, list.size()));
  }
  return false;
}

void read_status(simdjson::dom::element status, std::string_view reference, Arrivals& arrivals) {
  std::string_view serial, said, phone, why;
  if (status["SerialNo"].get(serial) || !is_among(reference, serial)) return;
  if (status["ReportStatus"].get(said)) return;
  if (status["PhoneNumber"].get(phone)) phone = {};
  if (status["Description"].get(why)) why = {};
  if (said == "SUCCESS") ++arrivals.delivered;
  if (said == "FAIL") {
    arrivals.failed.push_back(printable(fmt::format("{} {}", phone_tail(phone), why)));
  }
}

}  // namespace

std::span<const std::string_view> TencentSms::shown() const { return kShown; }

Result<> TencentSms::check_credentials(std::string_view credentials_json) const {
  if (auto parsed = parse(credentials_json); !parsed) return std::unexpected(parsed.error());
  return {};
}

Result<NotifyCall> TencentSms::request(const Secret& credentials, const Notice& notice, Instant now,
                                       std::string_view) const {
  auto parsed = parse(credentials.reveal());
  if (!parsed) return std::unexpected(parsed.error());
  return http_call(*parsed, "SendSms", body_of(*parsed, notice), now);
}

Told TencentSms::read(const HttpAnswer& answer) const {
  if (auto told = told_by_status(answer)) return *told;
  simdjson::dom::parser parser;
  simdjson::dom::object response;
  const simdjson::padded_string padded(answer.body);
  if (parser.parse(padded)["Response"].get(response)) {
    return refused_as(fmt::format("not an answer of Tencent Cloud ({})", answer.status));
  }
  std::string_view code, message;
  if (!response["Error"]["Code"].get(code)) {
    if (response["Error"]["Message"].get(message)) message = {};
    const std::string detail = printable(fmt::format("{} {}", code, message));
    const bool limited = code.starts_with("LimitExceeded") || code == "RequestLimitExceeded";
    return limited ? limited_for(kMinuteLimitMs, detail) : refused_as(detail);
  }
  simdjson::dom::array set;
  if (response["SendStatusSet"].get(set)) {
    return refused_as("an answer of Tencent Cloud without a state for each number");
  }
  return judge(read_numbers(set));
}

Result<ArrivalQuestion> TencentSms::ask_arrivals(const Secret& credentials,
                                                 std::string_view reference, Instant sent,
                                                 Instant now, std::string_view) const {
  auto parsed = parse(credentials.reveal());
  if (!parsed) return std::unexpected(parsed.error());
  ArrivalQuestion question;
  for (const std::string& phone : parsed->phones) {
    question.calls.push_back(http_call(*parsed, "PullSmsSendStatusByPhoneNumber",
                                       question_of(*parsed, phone, sent, now), now));
  }
  const auto commas = std::ranges::count(reference, ',');
  question.awaited = static_cast<size_t>(commas) + 1;
  return question;
}

Arrivals TencentSms::read_arrivals(const HttpAnswer& answer, std::string_view reference) const {
  Arrivals arrivals;
  simdjson::dom::parser parser;
  simdjson::dom::array set;
  const simdjson::padded_string padded(answer.body);
  if (parser.parse(padded)["Response"]["PullSmsSendStatusSet"].get(set)) return arrivals;
  for (const simdjson::dom::element status : set) read_status(status, reference, arrivals);
  return arrivals;
}

}  // namespace ordo::channels::tencent_sms
