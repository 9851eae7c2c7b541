#include "channels/email/notifier.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "channels/email/message.h"
#include "channels/notify_kit.h"
#include "channels/web_text.h"

namespace ordo::channels::email {
namespace {

constexpr std::string_view kShown[] = {"url", "user", "from", "to"};
constexpr size_t kReceiversMax = 50;

struct Credentials {
  std::string url, user;
  Secret password;
  std::string from;
  std::vector<std::string> to;
};

// What may stand in an envelope as it is: one @, no brackets, quotes, commas or colons.
bool is_address(std::string_view text) {
  const size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && text.size() <= 254 &&
         text.find_first_of("<>\"(),;:\\[]") == std::string_view::npos;
}

bool is_server(std::string_view url) {
  const bool safe = url.starts_with("smtps://");
  if (!safe && !url.starts_with("smtp://")) return false;
  // Host and port look the same in both kinds of address.
  const std::string rest(url.substr(safe ? 8 : 7));
  return rest.find('/') == std::string::npos && is_base_url("https://" + rest);
}

void read_receivers(CredentialFields& fields, Credentials& credentials) {
  credentials.from = fields.required("from");
  if (!credentials.from.empty() && !is_address(credentials.from)) {
    fields.problem("from", "must be an address such as alerts@example.com");
  }
  credentials.to = fields.texts("to", kReceiversMax);
  if (credentials.to.empty()) fields.problem("to", "names nobody");
  for (size_t i = 0; i < credentials.to.size(); ++i) {
    if (!is_address(credentials.to[i])) {
      fields.problem(fmt::format("to/{}", i), "must be an address such as li.na@example.com");
    }
  }
}

Result<Credentials> parse(std::string_view credentials_json) {
  CredentialFields fields(credentials_json);
  Credentials credentials;
  credentials.url = fields.required("url");
  if (!credentials.url.empty() && !is_server(credentials.url)) {
    fields.problem("url",
                   "must be smtps://host or smtp://host, with :port where it is another one");
  }
  credentials.user = fields.text("user");
  credentials.password = Secret(fields.text("password"));
  if (credentials.user.empty() != credentials.password.empty()) {
    fields.problem("password", "user and password go together");
  }
  read_receivers(fields, credentials);
  if (auto ok = fields.ok(); !ok) return std::unexpected(std::move(ok.error()));
  return credentials;
}

}  // namespace

std::span<const std::string_view> Email::shown() const { return kShown; }

Result<> Email::check_credentials(std::string_view credentials_json) const {
  if (auto parsed = parse(credentials_json); !parsed) return std::unexpected(parsed.error());
  return {};
}

Result<NotifyCall> Email::request(const Secret& credentials, const Notice& notice, Instant now,
                                  std::string_view) const {
  auto parsed = parse(credentials.reveal());
  if (!parsed) return std::unexpected(parsed.error());
  Mail mail;
  mail.text = message_text(parsed->from, parsed->to, notice, now);
  mail.url = std::move(parsed->url);
  mail.user = std::move(parsed->user);
  mail.password = parsed->password.reveal();
  mail.from = std::move(parsed->from);
  mail.to = std::move(parsed->to);
  return mail;
}

Told Email::read(const HttpAnswer& answer) const {
  const std::string detail = answer.body.empty()
                                 ? fmt::format("the mail server answered {}", answer.status)
                                 : printable(fmt::format("{} {}", answer.status, answer.body));
  if (answer.status >= 200 && answer.status < 300) return {};
  if (answer.status >= 500) return refused_as(detail);
  // 4xx: later. An answer in the middle of the conversation is none at all.
  return {Told::Met::kDown, detail, 0};
}

}  // namespace ordo::channels::email
