#include "flows/call_trace.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json_text.h"
#include "base/text.h"
#include "channels/web_text.h"
#include "core/limits.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

constexpr size_t kTargetMax = 300, kDetailMax = 500, kIdMax = 128;
constexpr size_t kSecretNameMax = 32;
constexpr std::string_view kWhite = " \t\r\n";
// What goes before the part of a secret that is its key.
constexpr std::string_view kSecretPrefix = "whsec_";

constexpr std::array<std::string_view, 17> kSecretNames = {
    "sign",   "signature",     "session",     "token",        "access_token",     "refresh_token",
    "secret", "secret_key",    "app_secret",  "appsecret",    "client_secret",    "password",
    "passwd", "authorization", "accesstoken", "refreshtoken", "access_key_secret"};

constexpr std::array<std::string_view, 8> kIdHeaders = {
    "x-request-id",     "request-id", "x-acs-request-id", "x-tt-logid",
    "x-amzn-requestid", "x-trace-id", "x-correlation-id", "eagleeye-traceid"};
constexpr std::array<std::string_view, 3> kIdMembers = {"request_id", "RequestId", "requestId"};

char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower_letter);
  return out;
}

bool is_secret_name(std::string_view name) {
  return name.size() <= kSecretNameMax &&
         std::ranges::find(kSecretNames, lowered(name)) != kSecretNames.end();
}

bool is_name_char(char c) {
  const char l = lower_letter(c);
  return (l >= 'a' && l <= 'z') || is_digit(c) || c == '_' || c == '-';
}

size_t after_white(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(kWhite, at), text.size());
}

// Where a JSON string ends that begins at `at`, behind its quote: the place of its closing quote, or the
// text's end. `quote` is \" where the JSON stands within a JSON string.
size_t end_of_string(std::string_view text, size_t at, std::string_view quote) {
  while (at < text.size()) {
    if (text.substr(at).starts_with(quote)) return at;
    at += text[at] == '\\' && quote.size() == 1 ? 2 : 1;
  }
  return text.size();
}

// A member whose name says that its value is a secret, from the quote before the name on: from where to
// where the value stands, or nothing.
struct Span {
  size_t from, to;
};
std::optional<Span> secret_member(std::string_view text, size_t at) {
  const size_t close = text.find('"', at + 1);
  if (close == text.npos || close - at > kSecretNameMax + 2) return std::nullopt;
  std::string_view name = text.substr(at + 1, close - at - 1);
  const bool nested = name.ends_with('\\');
  if (nested) name.remove_suffix(1);
  if (!is_secret_name(name)) return std::nullopt;
  const std::string_view quote = nested ? "\\\"" : "\"";
  size_t value = after_white(text, close + 1);
  if (value == text.size() || text[value] != ':') return std::nullopt;
  value = after_white(text, value + 1);
  if (text.substr(value).starts_with(quote)) {
    value += quote.size();
    return Span{value, end_of_string(text, value, quote)};
  }
  if (value == text.size() || text[value] == '{' || text[value] == '[') return std::nullopt;
  return Span{value, std::min(text.find_first_of(",}] \r\n", value), text.size())};
}

// The same of "name=value" in a form, where a name may begin.
std::optional<Span> secret_parameter(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && end - at <= kSecretNameMax && is_name_char(text[end])) ++end;
  if (end == at || end == text.size() || text[end] != '=') return std::nullopt;
  if (!is_secret_name(text.substr(at, end - at))) return std::nullopt;
  return Span{end + 1, std::min(text.find_first_of("& \t\r\n\"'<", end + 1), text.size())};
}

std::optional<Span> secret_at(std::string_view text, size_t at) {
  if (text[at] == '"') return secret_member(text, at);
  const bool may_begin = is_name_char(text[at]) && (at == 0 || !is_name_char(text[at - 1]));
  return may_begin ? secret_parameter(text, at) : std::nullopt;
}

std::string without_named(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const auto secret = secret_at(text, at);
    if (!secret) {
      out += text[at++];
      continue;
    }
    out += text.substr(at, secret->from - at);
    if (secret->to > secret->from) out += kStruckOut;
    at = secret->to;
  }
  return out;
}

void replace_all(std::string& text, const std::string& what) {
  for (size_t at = text.find(what); at != text.npos; at = text.find(what, at)) {
    text.replace(at, what.size(), kStruckOut);
    at += kStruckOut.size();
  }
}

void collect_texts(const json::value& value, const std::function<void(const std::string&)>& take) {
  if (const auto* text = value.if_string()) take(std::string(*text));
  if (const auto* list = value.if_array()) {
    for (const json::value& one : *list) collect_texts(one, take);
  }
  if (const auto* object = value.if_object()) {
    for (const auto& [name, one] : *object) collect_texts(one, take);
  }
}

bool names_public_member(const channels::Adapter* adapter, std::string_view name) {
  if (!adapter) return false;
  const auto rules = adapter->credential_rules();
  const auto rule = std::ranges::find(rules, name, &channels::CredentialRule::name);
  return rule != rules.end() && !rule->secret;
}

bool is_plain_id(std::string_view text) {
  const auto prints = [](char c) { return c > ' ' && c < '\x7f'; };
  return !text.empty() && text.size() <= kIdMax && std::ranges::all_of(text, prints);
}

std::string id_in_body(std::string_view body) {
  for (const std::string_view member : kIdMembers) {
    const std::string name = "\"" + std::string(member) + "\"";
    const size_t at = body.find(name);
    if (at == body.npos) continue;
    size_t value = after_white(body, at + name.size());
    if (value == body.size() || body[value] != ':') continue;
    value = after_white(body, value + 1);
    if (value == body.size() || body[value] != '"') continue;
    const size_t end = body.find('"', value + 1);
    if (end == body.npos) continue;
    const std::string_view id = body.substr(value + 1, end - value - 1);
    if (is_plain_id(id)) return std::string(id);
  }
  return {};
}

}  // namespace

CallSecrets::CallSecrets(const Secret& credentials_json,
                         const std::function<bool(std::string_view)>& is_public) {
  json::error_code failed;
  const json::value credentials = json::parse(credentials_json.reveal(), failed);
  if (failed || !credentials.is_object()) return;
  for (const auto& [name, value] : credentials.as_object()) {
    if (!is_public(name)) collect_texts(value, [this](const std::string& text) { add(text); });
  }
  std::ranges::sort(values_, std::ranges::greater{},
                    [](const Secret& one) { return one.reveal().size(); });
  if (!values_.empty()) longest_ = values_.front().reveal().size();
}

CallSecrets::CallSecrets(const Secret& credentials_json, const channels::Adapter* adapter)
    : CallSecrets(credentials_json,
                  [adapter](std::string_view name) { return names_public_member(adapter, name); }) {
}

CallSecrets::CallSecrets(const Secret& credentials_json, const channels::Notifier& notifier)
    : CallSecrets(credentials_json, [&notifier](std::string_view name) {
        return std::ranges::find(notifier.shown(), name) != notifier.shown().end();
      }) {}

void CallSecrets::add(const std::string& secret) {
  if (secret.size() < kSecretBytesMin) return;
  std::string escaped;
  append_json_string(escaped, secret);
  std::vector<std::string> forms{secret, channels::percent_encode(secret),
                                 escaped.substr(1, escaped.size() - 2), base64(secret)};
  if (secret.starts_with(kSecretPrefix)) forms.push_back(secret.substr(kSecretPrefix.size()));
  std::ranges::sort(forms);
  const auto [again, end] = std::ranges::unique(forms);
  forms.erase(again, end);
  for (std::string& form : forms) {
    if (form.size() >= kSecretBytesMin) values_.emplace_back(std::move(form));
  }
}

std::string CallSecrets::strike_out(std::string_view text) const {
  std::string out(text);
  for (const Secret& value : values_) replace_all(out, value.reveal());
  return without_named(out);
}

// What is cut in the middle of a secret is not known for one: as much as may be its beginning goes too.
std::string CallSecrets::beginning(std::string_view body) const {
  const size_t seen = core::kCallBodyKept + longest_;
  std::string kept = strike_out(cut_utf8(body, seen));
  if (body.size() > seen) kept = cut_utf8(kept, kept.size() - std::min(kept.size(), longest_));
  return std::string(cut_utf8(kept, core::kCallBodyKept));
}

std::string target_of(std::string_view url) {
  const size_t scheme = url.find("://");
  const size_t host = scheme == url.npos ? 0 : scheme + 3;
  const std::string_view whole = url.substr(0, url.find_first_of("?#"));
  if (host > whole.size()) return std::string(whole);
  const size_t path = std::min(whole.find('/', host), whole.size());
  const size_t user = whole.substr(0, path).rfind('@');
  std::string target(whole.substr(0, host));
  target += whole.substr(user == whole.npos || user < host ? host : user + 1);
  return target;
}

std::string answer_id_of(const Fetched& answer) {
  for (const std::string_view wanted : kIdHeaders) {
    for (const auto& [name, value] : answer.headers) {
      if (lowered(name) == wanted && is_plain_id(value)) return value;
    }
  }
  return id_in_body(std::string_view(answer.body).substr(0, core::kCallBodyKept));
}

void trace_exchange(const Exchange& exchange, const CallSecrets& secrets,
                    core::CallRecord& record) {
  const auto clean = [&](std::string_view text, size_t most) {
    const std::string struck = secrets.strike_out(text);
    return std::string(cut_utf8(is_valid_utf8(struck) ? struck : printable(struck), most));
  };
  record.method = exchange.method;
  if (!exchange.url.empty()) record.target = target_of(exchange.url);
  record.target = clean(record.target, kTargetMax);
  record.status = exchange.answer.status;
  if (!exchange.answer.error.empty()) record.detail = exchange.answer.error;
  record.detail = clean(record.detail, kDetailMax);
  record.request_id = exchange.request_id;
  record.answer_id = clean(answer_id_of(exchange.answer), kIdMax);
  record.request_bytes = std::ssize(exchange.request_body);
  record.answer_bytes = std::max(exchange.answer_bytes, std::ssize(exchange.answer.body));
  record.bodies.request = secrets.beginning(exchange.request_body);
  record.bodies.answer = secrets.beginning(exchange.answer.body);
}

void trace_pull(const channels::Puller& puller, const std::string& cursor,
                const channels::PullResult& page, core::CallRecord& record) {
  record.window_from = puller.watermark(cursor).value_or(Instant{});
  record.ok = page.has_value();
  if (!page) {
    record.code = page.error().error.code;
    record.detail = page.error().error.detail;
    return;
  }
  if (page->finished) {
    record.window_from = page->finished->from;
    record.window_to = page->finished->to;
  }
  for (const channels::PulledMessage& message : page->messages) {
    if (message.order_no.empty()) continue;
    record.bodies.orders.push_back(clean_number(message.order_no).value_or(message.order_no));
  }
}

}  // namespace ordo::flows
