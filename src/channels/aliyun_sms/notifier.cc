#include "channels/aliyun_sms/notifier.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/text.h"
#include "channels/aliyun_sms/sign.h"
#include "channels/notify_kit.h"
#include "channels/web_text.h"

namespace ordo::channels::aliyun_sms {
namespace {

constexpr std::string_view kEndpoint = "https://dysmsapi.aliyuncs.com";
constexpr std::string_view kShown[] = {"access_key_id", "sign_name", "template_code", "phones",
                                       "endpoint"};

struct Credentials {
  std::string access_key_id;
  Secret access_key_secret;
  std::string sign_name, template_code;
  std::vector<std::string> phones;
  std::string endpoint;
};

Result<Credentials> parse(std::string_view credentials_json) {
  CredentialFields fields(credentials_json);
  Credentials credentials{fields.required("access_key_id"),
                          Secret(fields.required("access_key_secret")),
                          fields.words("sign_name", 40),
                          fields.required("template_code"),
                          read_phones(fields),
                          read_endpoint(fields, kEndpoint)};
  if (credentials.sign_name.empty()) fields.problem("sign_name", "is required");
  if (auto ok = fields.ok(); !ok) return std::unexpected(std::move(ok.error()));
  return credentials;
}

std::string template_parameters(const Notice& notice) {
  std::string text;
  JsonMembers members(text);
  members.add("title", cut_characters(one_line(notice.title), kSmsVariableMax));
  members.add("detail", cut_characters(one_line(joined(notice.lines, " ")), kSmsVariableMax));
  members.close();
  return text;
}

// A number within the country stands without its code, as the gateway's documents have it.
std::string as_dialled(const std::string& phone) {
  return phone.starts_with("+86") ? phone.substr(3) : phone.substr(1);
}

SignedCall call_of(const Credentials& credentials, const Notice& notice, Instant now,
                   std::string_view nonce) {
  std::vector<std::string> numbers;
  numbers.reserve(credentials.phones.size());
  for (const std::string& phone : credentials.phones) numbers.push_back(as_dialled(phone));
  return {host_of(credentials.endpoint),
          "SendSms",
          "2017-05-25",
          std::string(nonce),
          now,
          {{"PhoneNumbers", joined(numbers, ",")},
           {"SignName", credentials.sign_name},
           {"TemplateCode", credentials.template_code},
           {"TemplateParam", template_parameters(notice)},
           {"OutId", notice.id}}};
}

HttpCall http_call(const Credentials& credentials, const SignedCall& call) {
  HttpCall http;
  http.method = "POST";
  http.url = credentials.endpoint + "/?" + canonical_query(call);
  http.headers = {{"x-acs-action", call.action},
                  {"x-acs-version", call.version},
                  {"x-acs-date", acs_date(call.at)},
                  {"x-acs-signature-nonce", call.nonce},
                  {"x-acs-content-sha256", hex(sha256(""))},
                  {"Authorization",
                   authorization(call, credentials.access_key_id, credentials.access_key_secret)}};
  return http;
}

// The gateway files what was sent under the day of Beijing, which has kept its offset since 1991.
std::string send_date(Instant sent) {
  std::string day = format_rfc3339(sent.plus_ms(8 * kHourMs)).substr(0, 10);
  std::erase(day, '-');
  return day;
}

SignedCall question_of(const Credentials& credentials, const std::string& phone,
                       std::string_view biz_id, Instant sent, Instant now, std::string nonce) {
  return {host_of(credentials.endpoint),
          "QuerySendDetails",
          "2017-05-25",
          std::move(nonce),
          now,
          {{"PhoneNumber", as_dialled(phone)},
           {"BizId", std::string(biz_id)},
           {"SendDate", send_date(sent)},
           {"PageSize", "10"},
           {"CurrentPage", "1"}}};
}

// SendStatus: 1 waits for the operator's report, 2 failed, 3 arrived.
void read_detail(simdjson::dom::element detail, Arrivals& arrivals) {
  int64_t status = 0;
  std::string_view code, phone;
  if (detail["SendStatus"].get(status)) return;
  if (detail["ErrCode"].get(code)) code = "without a code";
  if (detail["PhoneNum"].get(phone)) phone = {};
  if (status == 3) ++arrivals.delivered;
  if (status == 2) {
    arrivals.failed.push_back(printable(fmt::format("{} {}", phone_tail(phone), code)));
  }
}

}  // namespace

std::span<const std::string_view> AliyunSms::shown() const { return kShown; }

Result<> AliyunSms::check_credentials(std::string_view credentials_json) const {
  if (auto parsed = parse(credentials_json); !parsed) return std::unexpected(parsed.error());
  return {};
}

Result<NotifyCall> AliyunSms::request(const Secret& credentials, const Notice& notice, Instant now,
                                      std::string_view nonce) const {
  auto parsed = parse(credentials.reveal());
  if (!parsed) return std::unexpected(parsed.error());
  return http_call(*parsed, call_of(*parsed, notice, now, nonce));
}

Told AliyunSms::read(const HttpAnswer& answer) const {
  if (auto told = told_by_status(answer)) return *told;
  simdjson::dom::parser parser;
  simdjson::dom::object said;
  std::string_view code, message;
  const simdjson::padded_string padded(answer.body);
  if (parser.parse(padded).get(said) || said["Code"].get(code)) {
    return refused_as(fmt::format("not an answer of Aliyun ({})", answer.status));
  }
  if (code == "OK") {
    std::string_view biz_id;
    if (said["BizId"].get(biz_id)) biz_id = {};
    return {Told::Met::kDelivered, "", 0, printable(biz_id)};
  }
  if (said["Message"].get(message)) message = {};
  const std::string detail = printable(fmt::format("{} {}", code, message));
  const bool limited = code == "isv.BUSINESS_LIMIT_CONTROL" || code.starts_with("Throttling");
  return limited ? limited_for(kMinuteLimitMs, detail) : refused_as(detail);
}

Result<ArrivalQuestion> AliyunSms::ask_arrivals(const Secret& credentials,
                                                std::string_view reference, Instant sent,
                                                Instant now, std::string_view nonce) const {
  auto parsed = parse(credentials.reveal());
  if (!parsed) return std::unexpected(parsed.error());
  ArrivalQuestion question;
  for (const std::string& phone : parsed->phones) {
    question.calls.push_back(
        http_call(*parsed, question_of(*parsed, phone, reference, sent, now,
                                       fmt::format("{}-{}", nonce, question.calls.size()))));
  }
  question.awaited = question.calls.size();
  return question;
}

Arrivals AliyunSms::read_arrivals(const HttpAnswer& answer, std::string_view) const {
  Arrivals arrivals;
  simdjson::dom::parser parser;
  simdjson::dom::array details;
  const simdjson::padded_string padded(answer.body);
  if (parser.parse(padded)["SmsSendDetailDTOs"]["SmsSendDetailDTO"].get(details)) return arrivals;
  for (const simdjson::dom::element detail : details) read_detail(detail, arrivals);
  return arrivals;
}

}  // namespace ordo::channels::aliyun_sms
