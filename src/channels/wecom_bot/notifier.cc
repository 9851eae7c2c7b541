#include "channels/wecom_bot/notifier.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "channels/notify_kit.h"
#include "channels/web_text.h"

namespace ordo::channels::wecom_bot {
namespace {

constexpr std::string_view kEndpoint = "https://qyapi.weixin.qq.com";
constexpr std::string_view kShown[] = {"endpoint"};
constexpr int64_t kTooOften = 45009;

struct Credentials {
  Secret key;
  std::string endpoint;
};

Result<Credentials> parse(std::string_view credentials_json) {
  CredentialFields fields(credentials_json);
  Credentials credentials{Secret(fields.required("key")), read_endpoint(fields, kEndpoint)};
  if (auto ok = fields.ok(); !ok) return std::unexpected(std::move(ok.error()));
  return credentials;
}

std::string_view colour(Severity severity) {
  return severity == Severity::kInfo ? "info" : "warning";
}

std::string markdown(const Notice& notice) {
  std::string text = fmt::format("<font color=\"{}\">**{}**</font>", colour(notice.severity),
                                 cut_characters(without_markup(notice.title), kTitleMax));
  for (const std::string& line : notice.lines) text += "\n> " + without_markup(line);
  return cut_bytes(text, kBotTextBytesMax);
}

}  // namespace

std::span<const std::string_view> WecomBot::shown() const { return kShown; }

Result<> WecomBot::check_credentials(std::string_view credentials_json) const {
  if (auto parsed = parse(credentials_json); !parsed) return std::unexpected(parsed.error());
  return {};
}

Result<NotifyCall> WecomBot::request(const Secret& credentials, const Notice& notice, Instant,
                                     std::string_view) const {
  auto parsed = parse(credentials.reveal());
  if (!parsed) return std::unexpected(parsed.error());
  std::string body = R"({"msgtype":"markdown","markdown":{"content":)";
  append_json_string(body, markdown(notice));
  body += "}}";
  return json_post(
      parsed->endpoint + "/cgi-bin/webhook/send?key=" + percent_encode(parsed->key.reveal()),
      std::move(body));
}

Told WecomBot::read(const HttpAnswer& answer) const {
  if (auto told = told_by_status(answer)) return *told;
  const BotAnswer said = read_bot_answer(answer.body, "errcode", "errmsg");
  if (!said.understood)
    return refused_as(fmt::format("not an answer of WeCom ({})", answer.status));
  if (said.code == 0) return {};
  const std::string detail = fmt::format("{} {}", said.code, said.words);
  return said.code == kTooOften ? limited_for(kMinuteLimitMs, detail) : refused_as(detail);
}

}  // namespace ordo::channels::wecom_bot
