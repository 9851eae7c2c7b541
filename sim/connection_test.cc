#include "sim/connection.h"

#include <gtest/gtest.h>

namespace ordo::sim {
namespace {

TEST(Answer, is_complete_when_head_and_body_are_here) {
  const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
  for (size_t i = 0; i < text.size(); ++i) {
    EXPECT_FALSE(read_answer(text.substr(0, i)).complete) << i;
  }
  const AnswerHead head = read_answer(text + "HTTP/1.1");
  EXPECT_TRUE(head.complete);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.length, text.size());
}

TEST(Answer, without_a_length_ends_with_its_head) {
  const AnswerHead head = read_answer("HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_TRUE(head.complete);
  EXPECT_EQ(head.status, 204);
}

TEST(Answer, says_when_to_come_back_and_that_the_connection_ends) {
  const AnswerHead head = read_answer(
      "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\nCONNECTION: Close\r\n"
      "content-length: 0\r\n\r\n");
  EXPECT_EQ(head.status, 429);
  EXPECT_EQ(head.retry_after_s, 7);
  EXPECT_TRUE(head.closes);
}

TEST(Answer, in_chunks_is_complete_with_the_empty_chunk) {
  const std::string text =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  EXPECT_FALSE(read_answer(text.substr(0, text.size() - 1)).complete);
  EXPECT_EQ(read_answer(text).length, text.size());
}

TEST(Answer, that_is_not_http_is_malformed) {
  EXPECT_TRUE(read_answer("SSH-2.0-OpenSSH\r\n\r\n").malformed);
  EXPECT_TRUE(read_answer(std::string(100'000, 'x')).malformed);
  EXPECT_FALSE(read_answer("HTTP/1.1 20").malformed);
}

}  // namespace
}  // namespace ordo::sim
