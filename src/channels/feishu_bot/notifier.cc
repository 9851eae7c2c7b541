#include "channels/feishu_bot/notifier.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "channels/notify_kit.h"
#include "channels/web_text.h"

namespace ordo::channels::feishu_bot {
namespace {

constexpr std::string_view kEndpoint = "https://open.feishu.cn";
constexpr std::string_view kShown[] = {"endpoint", "keyword"};
constexpr int64_t kTooOften = 11232;

struct Credentials {
  Secret token, secret;
  std::string keyword, endpoint;
};

Result<Credentials> parse(std::string_view credentials_json) {
  CredentialFields fields(credentials_json);
  Credentials credentials{Secret(fields.required("token")), Secret(fields.text("secret")),
                          fields.words("keyword", 40), read_endpoint(fields, kEndpoint)};
  if (auto ok = fields.ok(); !ok) return std::unexpected(std::move(ok.error()));
  return credentials;
}

std::string_view template_of(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return "blue";
    case Severity::kWarning: return "orange";
    case Severity::kCritical: return "red";
  }
  return "orange";
}

std::string words_of(const Notice& notice) {
  std::vector<std::string> lines;
  lines.reserve(notice.lines.size());
  for (const std::string& line : notice.lines) lines.push_back(one_line(line));
  return cut_bytes(joined(lines, "\n"), kBotTextBytesMax);
}

// Everything is plain_text: in it neither markup nor a mention is read.
std::string card(const Notice& notice, const std::string& keyword) {
  std::string text =
      fmt::format(R"({{"header":{{"template":"{}","title":{{"tag":"plain_text","content":)",
                  template_of(notice.severity));
  append_json_string(text,
                     with_keyword(cut_characters(one_line(notice.title), kTitleMax), keyword));
  text += R"(}},"elements":[{"tag":"div","text":{"tag":"plain_text","content":)";
  append_json_string(text, words_of(notice));
  text += "}}]}";
  return text;
}

}  // namespace

std::string sign(int64_t timestamp_s, const Secret& secret) {
  const Secret key(fmt::format("{}\n{}", timestamp_s, secret.reveal()));
  return base64(bytes_view(hmac_sha256(key.reveal(), "")));
}

std::span<const std::string_view> FeishuBot::shown() const { return kShown; }

Result<> FeishuBot::check_credentials(std::string_view credentials_json) const {
  if (auto parsed = parse(credentials_json); !parsed) return std::unexpected(parsed.error());
  return {};
}

Result<NotifyCall> FeishuBot::request(const Secret& credentials, const Notice& notice, Instant now,
                                      std::string_view) const {
  auto parsed = parse(credentials.reveal());
  if (!parsed) return std::unexpected(parsed.error());
  std::string body = "{";
  if (!parsed->secret.empty()) {
    const int64_t seconds = now.ms / kSecondMs;
    body += fmt::format(R"("timestamp":"{}","sign":"{}",)", seconds, sign(seconds, parsed->secret));
  }
  body += R"("msg_type":"interactive","card":)" + card(notice, parsed->keyword) + "}";
  return json_post(
      parsed->endpoint + "/open-apis/bot/v2/hook/" + percent_encode(parsed->token.reveal()),
      std::move(body));
}

Told FeishuBot::read(const HttpAnswer& answer) const {
  if (auto told = told_by_status(answer)) return *told;
  BotAnswer said = read_bot_answer(answer.body, "code", "msg");
  if (!said.understood) said = read_bot_answer(answer.body, "StatusCode", "StatusMessage");
  if (!said.understood) {
    return refused_as(fmt::format("not an answer of Feishu ({})", answer.status));
  }
  if (said.code == 0) return {};
  const std::string detail = fmt::format("{} {}", said.code, said.words);
  return said.code == kTooOften ? limited_for(kMinuteLimitMs, detail) : refused_as(detail);
}

}  // namespace ordo::channels::feishu_bot
