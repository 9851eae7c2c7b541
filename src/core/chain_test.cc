// History cannot be rewritten unseen.
#include "core/chain.h"

#include <gtest/gtest.h>

#include "core/counting_street_store.h"

namespace ordo::core {
namespace {

class ChainTest : public Street {
 protected:
  ChainTest() {
    for (int i = 0; i < 5; ++i) {
      send("add k1");
      send("add k2");
      drain();
    }
  }
  void expect_found(const std::string& sql) {
    ASSERT_TRUE(verify().complaints.empty()) << verify().complaints[0];
    tamper(sql);
    EXPECT_FALSE(verify().complaints.empty()) << sql;
  }
  void record(int64_t batch, const std::string& signature) {
    send("event " + std::string(kHeadExported) + " " + head_payload(batch, signature));
    drain();
  }
  // As a program wrote it that knew of no effects, from this batch on.
  void write_in_the_first_format(int64_t from) {
    std::vector<std::pair<int64_t, std::string>> heads;
    Digest previous = digest("SELECT head FROM batches WHERE no = " + std::to_string(from - 1));
    const store::Reader reader = db_->writer_reader();
    reader.query_text(
        "SELECT no, at, last_id, config, applied FROM batches WHERE no >= " + std::to_string(from) +
            " ORDER BY no",
        {}, [&](const store::Row& b) {
          HeadBuilder builder(previous, b.integer(0), b.integer(1), b.integer(2), b.integer(3),
                              b.text(4), "");
          reader.query_text(
              "SELECT seq, order_id, kind, version, at, message, transaction_id, actor, payload "
              "FROM events WHERE batch = " +
                  std::to_string(b.integer(0)) + " ORDER BY seq",
              {}, [&](const store::Row& e) {
                builder.add(e.integer(0), e.integer(1), e.text(2), e.integer(3), e.integer(4),
                            e.integer(5), e.text(6), e.text(7), e.text(8));
                return true;
              });
          previous = builder.finish();
          heads.emplace_back(b.integer(0), hex(previous));
          return true;
        });
    for (const auto& [no, hash] : heads) {
      tamper("UPDATE batches SET effects = NULL, head = x'" + hash +
             "' WHERE no = " + std::to_string(no));
    }
  }
  Digest digest(const std::string& sql) {
    const std::string bytes = text(sql);
    Digest d{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), d.size()), d.begin());
    return d;
  }
  SignedHead head(int64_t batch) {
    SignedHead h;
    h.batch = batch;
    h.head = text("SELECT head FROM batches WHERE no = " + std::to_string(batch));
    h.signature = ed25519_sign(keyring_.signing_seed(), head_message(batch, h.head));
    return h;
  }
};

TEST_F(ChainTest, untouched_history_is_whole) {
  const HistoryReport report = verify({head(2), head(5)});
  EXPECT_TRUE(report.complaints.empty());
  EXPECT_EQ(report.batches, 5);
  EXPECT_EQ(report.events, 10);
  EXPECT_EQ(report.heads, 2);
}

TEST_F(ChainTest, every_altered_field_of_an_event_is_found) {
  for (const char* change :
       {"payload = '{\"n\":9}'", "actor = 'key:2'", "kind = 'other'", "order_id = 9", "at = at + 1",
        "message = 77", "transaction_id = 'x'", "version = 2", "seq = 99"}) {
    SCOPED_TRACE(change);
    tamper("CREATE TABLE kept AS SELECT * FROM events");
    expect_found(std::string("UPDATE events SET ") + change + " WHERE seq = 4");
    tamper("DELETE FROM events");
    tamper("INSERT INTO events SELECT * FROM kept");
    tamper("DROP TABLE kept");
  }
}

TEST_F(ChainTest, every_altered_field_of_a_batch_is_found) {
  for (const char* change :
       {"at = at + 1", "config = 9", "applied = '2:1'", "last_event = 5", "last_id = 99",
        "head = zeroblob(32)", "no = 99", "effects = NULL", "effects = x'32'"}) {
    SCOPED_TRACE(change);
    tamper("CREATE TABLE kept AS SELECT * FROM batches");
    expect_found(std::string("UPDATE batches SET ") + change + " WHERE no = 3");
    tamper("DELETE FROM batches");
    tamper("INSERT INTO batches SELECT * FROM kept");
    tamper("DROP TABLE kept");
  }
}

TEST_F(ChainTest, a_deleted_event_is_found) { expect_found("DELETE FROM events WHERE seq = 4"); }
TEST_F(ChainTest, the_last_event_deleted_is_found) {
  expect_found("DELETE FROM events WHERE seq = 10");
}
TEST_F(ChainTest, an_event_made_up_is_found) {
  expect_found(
      "INSERT INTO events SELECT 11, batch, order_id, kind, version, at, message, transaction_id, "
      "actor, payload FROM events WHERE seq = 10");
}
TEST_F(ChainTest, a_deleted_batch_is_found) { expect_found("DELETE FROM batches WHERE no = 3"); }

TEST_F(ChainTest, history_cut_short_contradicts_an_exported_head) {
  const SignedHead exported = head(5);
  tamper("DELETE FROM events WHERE seq > 8");
  tamper("DELETE FROM batches WHERE no = 5");
  EXPECT_TRUE(verify().complaints.empty()) << "from within, it looks whole";
  EXPECT_FALSE(verify({exported}).complaints.empty());
}

TEST_F(ChainTest, an_exported_head_altered_or_signed_by_another_is_found) {
  SignedHead altered = head(4);
  altered.head[0] ^= 1;
  EXPECT_FALSE(verify({altered}).complaints.empty());
  SignedHead forged = head(4);
  forged.signature = ed25519_sign(Key256{9}, head_message(4, forged.head));
  EXPECT_FALSE(verify({forged}).complaints.empty());
}

TEST_F(ChainTest, an_export_that_history_records_must_be_among_the_exported_heads) {
  const SignedHead exported = head(5), forged{5, {}, exported.head, std::string(64, 'x')};
  record(5, exported.signature);
  EXPECT_TRUE(verify({exported}).complaints.empty());
  EXPECT_EQ(verify({}).complaints.size(), 1u) << "the file was removed";
  EXPECT_EQ(verify({head(4)}).complaints.size(), 1u) << "the file was cut short";
  EXPECT_FALSE(verify({forged}).complaints.empty());
}

TEST_F(ChainTest, an_export_recorded_of_another_history_is_found) {
  record(4, head(5).signature);
  EXPECT_EQ(verify({}).complaints.size(), 2u);
}

TEST_F(ChainTest, what_a_signed_head_covers_ends_with_the_newest_good_one) {
  EXPECT_EQ(verify().covered, 0);
  EXPECT_EQ(verify({head(2), head(4)}).covered, 4);
  SignedHead forged = head(5);
  forged.signature[0] ^= 1;
  EXPECT_EQ(verify({head(2), forged}).covered, 2);
}

TEST_F(ChainTest, a_history_of_the_first_format_is_checked_and_goes_on_in_the_second) {
  write_in_the_first_format(1);
  restart();
  EXPECT_EQ(verify({head(5)}).complaints, std::vector<std::string>{});
  send("add k1");
  drain();
  EXPECT_EQ(verify({head(5), head(6)}).complaints, std::vector<std::string>{});
  EXPECT_EQ(number("SELECT count(*) FROM batches WHERE effects IS NULL"), 5);
  expect_found("UPDATE events SET payload = '{}' WHERE seq = 4");
}

TEST_F(ChainTest, a_batch_that_says_less_than_those_before_it_is_found) {
  write_in_the_first_format(5);
  const HistoryReport report = verify();
  ASSERT_EQ(report.complaints.size(), 1u);
  EXPECT_EQ(report.complaints[0], "batch 5 has an older format than the batches before it");
}

TEST_F(ChainTest, fields_cannot_flow_into_each_other) {
  const auto head_of = [](std::string_view kind, std::string_view actor) {
    HeadBuilder b(Digest{}, 1, 2, 3, 4, "", "2");
    b.add(1, 2, kind, 1, 3, 4, "", actor, "");
    return b.finish();
  };
  EXPECT_NE(head_of("ab", "c"), head_of("a", "bc"));
}

}  // namespace
}  // namespace ordo::core
