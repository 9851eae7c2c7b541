#include "base/legacy_digest.h"

#include <gtest/gtest.h>

#include <string>

#include "base/crypto.h"

namespace ordo {
namespace {

TEST(LegacyDigest, md5_gives_the_values_of_rfc_1321) {
  EXPECT_EQ(hex(bytes_view(md5({""}))), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(hex(bytes_view(md5({"abc"}))), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(hex(bytes_view(md5({"message ", "digest"}))), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(LegacyDigest, hmac_md5_gives_the_values_of_rfc_2202) {
  EXPECT_EQ(hex(bytes_view(hmac_md5("Jefe", "what do ya want for nothing?"))),
            "750c783e6ab0b503eaa86e310a5db738");
  EXPECT_EQ(hex(bytes_view(hmac_md5(std::string(80, '\xaa'),
                                    "Test Using Larger Than Block-Size Key - Hash Key First"))),
            "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
}

}  // namespace
}  // namespace ordo
