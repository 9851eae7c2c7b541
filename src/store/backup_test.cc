#include "store/backup.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "store/database.h"
#include "store/test_support.h"

namespace ordo::store {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

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

TEST(Backup, a_password_is_in_the_environment_and_never_in_an_argument) {
  const auto command =
      dump_command("postgres://ann:it's-secret@db.example:5433/shop?schema=tea", "/backup/x");
  ASSERT_TRUE(command);
  EXPECT_THAT(command->environment, ElementsAre("PGPASSWORD=it's-secret"));
  EXPECT_THAT(command->arguments, Each(Not(HasSubstr("secret"))));
  EXPECT_THAT(command->arguments, Contains("--schema=tea"));
  EXPECT_THAT(command->arguments, Contains("--file=/backup/x"));
  EXPECT_THAT(command->arguments.back(), HasSubstr("host='db.example'"));
  EXPECT_FALSE(dump_command("postgres://[half", "/backup/x"));
}

}  // namespace
}  // namespace ordo::store
