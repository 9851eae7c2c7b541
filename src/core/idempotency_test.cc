#include "core/idempotency.h"

#include <gtest/gtest.h>

namespace ordo::core {
namespace {

Entry entry_of(EntryKind kind, const std::string& external_id, const std::string& headers) {
  Entry entry;
  entry.kind = kind;
  entry.external_id = external_id;
  entry.headers = headers;
  return entry;
}

TEST(Idempotency, a_key_is_found_where_each_kind_of_entry_has_it) {
  const std::string headers = R"({"remote":"::1","idempotency-key":"k\"1"})";
  EXPECT_EQ(idempotency_key_of(entry_of(EntryKind::kCommand, "k-2", headers)), "k-2");
  EXPECT_EQ(idempotency_key_of(entry_of(EntryKind::kReplay, "m-1", headers)), "k\"1");
  EXPECT_EQ(idempotency_key_of(entry_of(EntryKind::kReplay, "m-1", "")), "");
  EXPECT_EQ(idempotency_key_of(entry_of(EntryKind::kWebhook, "m-1", headers)), "");
  EXPECT_EQ(idempotency_key_of(entry_of(EntryKind::kResult, "m-1", headers)), "");
}

TEST(Idempotency, a_request_is_known_by_its_digest_or_else_by_its_body) {
  const auto hash = [](const std::string& headers) {
    return request_hash(entry_of(EntryKind::kCommand, "k", headers), 7);
  };
  const std::string digest = R"({"request_digest":"fedcba9876543210)" + std::string(48, '0');
  EXPECT_EQ(hash(digest + "\"}"), 0x7f6e5d4c3b2a1908);
  for (const std::string& none : {std::string(), std::string("{}"), std::string("[]"),
                                  std::string(R"({"request_digest":"12"})"),
                                  std::string(R"({"request_digest":"not sixteen hex d"})")}) {
    EXPECT_EQ(hash(none), 7) << none;
  }
}

TEST(Idempotency, a_replay_is_answered_with_what_it_came_to) {
  Entry entry = entry_of(EntryKind::kReplay, "m-1", "");
  entry.seq = MessageSeq(12);
  Outcome outcome;
  outcome.state = MessageState::kParked;
  outcome.code = "contract_breach";
  outcome.pointer = "/data/status";
  const Answer answer = replay_answer(entry, outcome);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body,
            R"({"message_id":"12","state":"parked","code":"contract_breach","detail":null,)"
            R"("pointer":"/data/status","order_id":null})");
}

}  // namespace
}  // namespace ordo::core
