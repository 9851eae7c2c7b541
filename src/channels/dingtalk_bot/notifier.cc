#include "channels/dingtalk_bot/notifier.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "channels/notify_kit.h"
#include "channels/web_text.h"

namespace ordo::channels::dingtalk_bot {
namespace {

constexpr std::string_view kEndpoint = "https://oapi.dingtalk.com";
constexpr std::string_view kShown[] = {"endpoint", "keyword"};
// A robot that was too fast is shut out for ten minutes.
constexpr int64_t kShutOutMs = 10 * kMinuteMs;

struct Credentials {
  Secret access_token, secret;
  std::string keyword, endpoint;
};

Result<Credentials> parse(std::string_view credentials_json) {
  CredentialFields fields(credentials_json);
  Credentials credentials{Secret(fields.required("access_token")), Secret(fields.text("secret")),
                          fields.words("keyword", 40), read_endpoint(fields, kEndpoint)};
  if (auto ok = fields.ok(); !ok) return std::unexpected(std::move(ok.error()));
  return credentials;
}

std::string markdown(const Notice& notice, const std::string& title) {
  std::string text = "### " + title;
  for (const std::string& line : notice.lines) text += "\n- " + without_markup(line);
  return cut_bytes(text, kBotTextBytesMax);
}

std::string body_of(const Notice& notice, const std::string& keyword) {
  const std::string title =
      with_keyword(cut_characters(without_markup(notice.title), kTitleMax), keyword);
  std::string body = R"({"msgtype":"markdown","markdown":{"title":)";
  append_json_string(body, title);
  body += R"(,"text":)";
  append_json_string(body, markdown(notice, title));
  body += R"(},"at":{"isAtAll":false}})";
  return body;
}

}  // namespace

std::string sign(int64_t timestamp_ms, const Secret& secret) {
  const std::string text = fmt::format("{}\n{}", timestamp_ms, secret.reveal());
  return base64(bytes_view(hmac_sha256(secret.reveal(), text)));
}

std::span<const std::string_view> DingtalkBot::shown() const { return kShown; }

Result<> DingtalkBot::check_credentials(std::string_view credentials_json) const {
  if (auto parsed = parse(credentials_json); !parsed) return std::unexpected(parsed.error());
  return {};
}

Result<NotifyCall> DingtalkBot::request(const Secret& credentials, const Notice& notice,
                                        Instant now, std::string_view) const {
  auto parsed = parse(credentials.reveal());
  if (!parsed) return std::unexpected(parsed.error());
  std::string url = parsed->endpoint +
                    "/robot/send?access_token=" + percent_encode(parsed->access_token.reveal());
  if (!parsed->secret.empty()) {
    url +=
        fmt::format("&timestamp={}&sign={}", now.ms, percent_encode(sign(now.ms, parsed->secret)));
  }
  return json_post(std::move(url), body_of(notice, parsed->keyword));
}

Told DingtalkBot::read(const HttpAnswer& answer) const {
  if (auto told = told_by_status(answer)) return *told;
  const BotAnswer said = read_bot_answer(answer.body, "errcode", "errmsg");
  if (!said.understood) {
    return refused_as(fmt::format("not an answer of DingTalk ({})", answer.status));
  }
  if (said.code == 0) return {};
  const std::string detail = fmt::format("{} {}", said.code, said.words);
  const bool too_fast = said.code == 130101 || said.code == 410100;
  return too_fast ? limited_for(kShutOutMs, detail) : refused_as(detail);
}

}  // namespace ordo::channels::dingtalk_bot
