#include "api/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "api/ascii.h"

namespace ordo::api {
namespace {

bool trusts(const TrustedProxies& trusted, std::string_view address) {
  return std::ranges::find(trusted, address) != trusted.end();
}

}  // namespace

bool is_address(std::string_view text) {
  const std::string terminated(text);
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1;
}

std::string_view client_address(std::string_view peer, const Headers& headers,
                                const TrustedProxies& trusted) {
  std::string_view client = peer;
  if (!trusts(trusted, peer)) return client;
  for (const auto& [name, value] : headers | std::views::reverse) {
    if (!equal_without_case(name, "x-forwarded-for")) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const size_t comma = rest.rfind(',');
      const std::string_view hop = trim_blanks(comma == rest.npos ? rest : rest.substr(comma + 1));
      if (!is_address(hop)) return client;
      client = hop;
      if (!trusts(trusted, client)) return client;
      rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
    }
  }
  return client;
}

}  // namespace ordo::api
