#include "channels/shopify/credentials.h"

#include <algorithm>

#include "channels/credential_fields.h"
#include "channels/web_text.h"

namespace ordo::channels::shopify {
namespace {

void read_secrets(CredentialFields& fields, Credentials& credentials) {
  if (std::string secret = fields.text("secret"); !secret.empty()) {
    credentials.secrets.emplace_back(std::move(secret));
  }
  for (std::string& secret : fields.texts("secrets", kSecretsMax)) {
    // An empty key would sign with what everybody knows.
    if (secret.empty()) fields.problem("secrets", "holds an empty secret");
    credentials.secrets.emplace_back(std::move(secret));
  }
  if (credentials.secrets.empty()) fields.problem("secret", "is required");
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool is_domain(std::string_view text) {
  return text.find('.') != std::string_view::npos && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

bool is_version(std::string_view text) {
  return text.size() <= 16 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
         });
}

void read_address(CredentialFields& fields, Credentials& credentials) {
  credentials.shop_domain = lower(fields.text("shop_domain"));
  if (!credentials.shop_domain.empty() && !is_domain(credentials.shop_domain)) {
    fields.problem("shop_domain", "expected a host name such as x.myshopify.com");
  }
  credentials.base_url = fields.text("base_url");
  if (!credentials.base_url.empty() && !is_base_url(credentials.base_url)) {
    fields.problem("base_url", "expected an http or https address");
  }
  if (credentials.base_url.empty() && !credentials.shop_domain.empty()) {
    credentials.base_url = "https://" + credentials.shop_domain;
  }
}

}  // namespace

Result<Credentials> parse_credentials(std::string_view credentials_json) {
  CredentialFields fields(credentials_json);
  Credentials credentials;
  read_secrets(fields, credentials);
  read_address(fields, credentials);
  credentials.access_token = Secret(fields.text("access_token"));
  if (!credentials.access_token.empty() && credentials.base_url.empty()) {
    fields.problem("shop_domain", "is required to pull");
  }
  credentials.api_version = fields.text("api_version");
  if (credentials.api_version.empty()) credentials.api_version = kApiVersion;
  if (!is_version(credentials.api_version)) {
    fields.problem("api_version", "expected a version such as 2026-07");
  }
  if (auto ok = fields.ok(); !ok) return std::unexpected(std::move(ok.error()));
  return credentials;
}

}  // namespace ordo::channels::shopify
