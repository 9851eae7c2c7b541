// Digests that are broken and that some platforms still sign with. For their signatures only: nothing
// of our own may rest on them.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace ordo {

using Md5Digest = std::array<uint8_t, 16>;

[[nodiscard]] Md5Digest md5(std::initializer_list<std::string_view> parts);  // concatenation
[[nodiscard]] Md5Digest hmac_md5(std::string_view key, std::string_view data);

}  // namespace ordo
