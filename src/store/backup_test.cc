#include "store/backup.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "store/database.h"
#include "store/test_support.h"

namespace ordo::store {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr Migration kLetters[] = {
    {1, "letters", "CREATE TABLE letters(id INTEGER PRIMARY KEY, word TEXT NOT NULL)"}};
constexpr Component kLettersComponent{"letters", kLetters};
constexpr Sql kPutLetter{"test.put_letter", "INSERT INTO letters(id, word) VALUES(:id, :word)"};
constexpr Sql kCountLetters{"test.letters", "SELECT count(*) FROM letters"};

TEST(Backup, a_file_in_use_is_copied_as_it_stands) {
  const TempDir dir;
  const std::string copy = dir.file("copy.db");
  const auto db = Database::open({.path = dir.file("letters.db"), .readers = 1});
  db->migrate({&kLettersComponent, 1});
  const auto put = [&](int64_t id) {
    auto uow = db->begin();
    uow.execute(kPutLetter, {{"id", id}, {"word", "alpha"}});
    uow.commit();
  };
  put(1);
  {
    auto open = db->begin();
    open.execute(kPutLetter, {{"id", 2}, {"word", "not committed"}});
    backup_file(dir.file("letters.db"), copy);
  }
  put(3);
  struct stat info{};
  ASSERT_EQ(::stat(copy.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  const auto restored = Database::open({.path = copy, .readers = 1});
  EXPECT_EQ(restored->read()->integer(kCountLetters), 1);
  EXPECT_EQ(restored->integrity(), "ok");
  EXPECT_THAT(message_of([&] { backup_file(dir.file("letters.db"), copy); }),
              HasSubstr("cannot make"));
}

TEST(Backup, what_is_secret_is_in_a_file_of_its_own_and_never_in_an_argument) {
  const auto command = dump_command(
      "postgres://ann:it's-secret@db.example:5433/shop?schema=tea&sslpassword=a%20secret%3D%23",
      "/backup/x");
  ASSERT_TRUE(command);
  EXPECT_THAT(command->service, StartsWith("[ordo]\n"));
  for (const char* line : {"\nhost=db.example\n", "\nport=5433\n", "\npassword=it's-secret\n",
                           "\nsslpassword=a secret=#\n"}) {
    EXPECT_THAT(command->service, HasSubstr(line));
  }
  EXPECT_THAT(command->arguments, Each(Not(HasSubstr("secret"))));
  EXPECT_THAT(command->arguments, Contains("--schema=tea"));
  EXPECT_THAT(command->arguments, Contains("--file=/backup/x"));
  EXPECT_EQ(command->arguments.back(), "--dbname=service=ordo");
  EXPECT_FALSE(dump_command("postgres://[half", "/backup/x"));
}

TEST(Backup, an_address_that_a_service_file_would_change_is_refused_without_its_value) {
  const std::string queries[] = {"service=other", "sslpassword=secret%0Ahost%3Devil",
                                 "sslpassword=secret%20", "sslpassword=" + std::string(1000, 's')};
  for (const std::string& query : queries) {
    const auto command = dump_command("postgres://ann@db.example/shop?" + query, "/backup/x");
    ASSERT_FALSE(command) << query;
    EXPECT_EQ(command.error().code, "wrong_dsn");
    EXPECT_THAT(command.error().detail, Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace ordo::store
