#include "store/postgres_refusal.h"

#include <gmock/gmock.h>

#include "store/postgres_link.h"
#include "store/postgres_test_support.h"

namespace ordo::store {
namespace {

using testing::HasSubstr;

TEST(PostgresRefusal, the_state_stands_at_the_end_of_what_libpq_says) {
  EXPECT_EQ(state_at_end("connection to server at \"db\", port 5432 failed: FATAL:  53300\n"),
            "53300");
  EXPECT_EQ(state_at_end("… failed: FATAL:  28P01\n… failed: FATAL:  57P03\n"), "57P03");
  EXPECT_EQ(state_at_end("… failed: Connection refused\n\tIs the server running there?\n"), "");
  EXPECT_EQ(state_at_end(""), "");
}

TEST(PostgresRefusal, what_can_be_mended_here_is_told_and_what_passes_may_be_tried_again) {
  struct Case {
    const char *state, *words;
    Fault fault;
  };
  for (const Case& c : {Case{"28P01", "password", Fault::kFatal},
                        Case{"28000", "does not let this role in", Fault::kFatal},
                        Case{"3D000", "make the database", Fault::kFatal},
                        Case{"42501", "lacks a right", Fault::kFatal},
                        Case{"53100", "disk is full", Fault::kRetryable},
                        Case{"53300", "raise max_connections", Fault::kRetryable},
                        Case{"57P03", "starting or stopping", Fault::kRetryable},
                        Case{"25006", "only reads", Fault::kRetryable}}) {
    EXPECT_THAT(std::string(advice_for(native_of_state(c.state))), HasSubstr(c.words));
    EXPECT_EQ(fault_of_state(c.state, false), c.fault) << c.state;
  }
  EXPECT_EQ(advice_for(0), "");
}

class RefusedRole : public testing::Test {
 protected:
  std::string dsn_of(const std::string& role) const {
    return fmt::format("postgres://{}:secret@127.0.0.1:{}/postgres", role, cluster_.port());
  }
  const PostgresCluster& cluster_ = PostgresCluster::shared();
};

TEST_F(RefusedRole, without_a_connection_left_for_it_may_try_again) {
  cluster_.run("CREATE ROLE refused_crowd LOGIN CONNECTION LIMIT 0");
  const std::string dsn = dsn_of("refused_crowd");
  EXPECT_EQ(refusal_state(*parse_postgres_dsn(dsn), 5'000), "53300");
  const auto open = [&] { (void)Database::open({.path = dsn}); };
  EXPECT_EQ(fault_of(open), Fault::kRetryable);
  EXPECT_THAT(message_of(open), HasSubstr("raise max_connections"));
}

TEST_F(RefusedRole, that_may_not_log_in_may_not_try_again) {
  cluster_.run("CREATE ROLE refused_guest NOLOGIN");
  const std::string dsn = dsn_of("refused_guest");
  EXPECT_EQ(refusal_state(*parse_postgres_dsn(dsn), 5'000), "28000");
  EXPECT_EQ(fault_of([&] { (void)Database::open({.path = dsn}); }), Fault::kFatal);
  cluster_.run("ALTER ROLE refused_guest LOGIN");
  EXPECT_EQ(refusal_state(*parse_postgres_dsn(dsn), 5'000), "") << "by now it is let in";
}

TEST_F(RefusedRole, where_nobody_listens_there_is_no_state) {
  EXPECT_EQ(refusal_state(*parse_postgres_dsn("postgres://ann@127.0.0.1:1/x"), 5'000), "");
}

}  // namespace
}  // namespace ordo::store
