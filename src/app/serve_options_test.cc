#include "app/serve_options.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ordo::app {
namespace {

class ServeOptionsTest : public testing::Test {
 protected:
  ServeOptionsTest() : file_(testing::TempDir() + "ordo-config-XXXXXX") {
    close(mkstemp(file_.data()));
  }
  ~ServeOptionsTest() override { std::filesystem::remove(file_); }

  // As `ordo serve --config FILE …` reads them.
  Result<> read(const std::string& text, std::vector<std::string> more = {}) {
    std::ofstream(file_) << text;
    CLI::App app;
    CLI::App* serve = app.add_subcommand("serve");
    add_serve_options(*serve, options_);
    std::vector<std::string> words{"serve", "--config", file_};
    words.insert(words.end(), more.begin(), more.end());
    std::ranges::reverse(words);  // as the library wants them
    app.parse(words);
    return read_config_file(*serve, options_);
  }
  void expect_refused(const std::string& text, const std::string& what) {
    const auto read_it = read(text);
    ASSERT_FALSE(read_it) << text;
    EXPECT_EQ(read_it.error().code, "bad_config");
    EXPECT_NE(read_it.error().detail.find(file_), std::string::npos) << read_it.error().detail;
    EXPECT_NE(read_it.error().detail.find(what), std::string::npos) << read_it.error().detail;
  }

  std::string file_;
  ServeOptions options_;
};

TEST_F(ServeOptionsTest, a_file_says_what_the_command_line_does_not) {
  const auto ok = read("# ours\nlisten = \"127.0.0.1:0\"\ndata=/srv/ordo\nlog-level = \"warn\"\n");
  ASSERT_TRUE(ok) << ok.error().detail;
  EXPECT_EQ(options_.listen, "127.0.0.1:0");
  EXPECT_EQ(options_.common.data, "/srv/ordo");
  EXPECT_EQ(options_.log_level, "warn");
}

TEST_F(ServeOptionsTest, the_command_line_wins) {
  ASSERT_TRUE(
      read("listen = \"127.0.0.1:1\"\ndata = \"/srv/ordo\"\n", {"--listen", "127.0.0.1:2"}));
  EXPECT_EQ(options_.listen, "127.0.0.1:2");
  EXPECT_EQ(options_.common.data, "/srv/ordo");
}

TEST_F(ServeOptionsTest,
       a_store_is_named_on_the_command_line_else_in_the_environment_else_in_the_file) {
  const std::string file = "store = \"postgres://of-file/x\"\n";
  ASSERT_TRUE(read(file));
  EXPECT_EQ(options_.common.store, "postgres://of-file/x");
  ::setenv("ORDO_STORE", "postgres://of-environment/x", 1);
  options_ = {};
  ASSERT_TRUE(read(file));
  EXPECT_EQ(options_.common.store, "postgres://of-environment/x");
  options_ = {};
  ASSERT_TRUE(read(file, {"--store", "postgres://of-command-line/x"}));
  EXPECT_EQ(options_.common.store, "postgres://of-command-line/x");
  ::unsetenv("ORDO_STORE");
}

TEST_F(ServeOptionsTest, a_standby_for_readers_is_named_in_the_same_ways) {
  const std::string file = "read-store = \"postgres://of-file/x\"\n";
  ASSERT_TRUE(read(file));
  EXPECT_EQ(options_.read_store, "postgres://of-file/x");
  ::setenv("ORDO_READ_STORE", "postgres://of-environment/x", 1);
  options_ = {};
  ASSERT_TRUE(read(file));
  EXPECT_EQ(options_.read_store, "postgres://of-environment/x");
  ::unsetenv("ORDO_READ_STORE");
}

TEST_F(ServeOptionsTest, what_is_not_given_keeps_its_default) {
  ASSERT_TRUE(read(""));
  EXPECT_EQ(options_.listen, ServeOptions().listen);
  EXPECT_EQ(options_.common.data, ServeOptions().common.data);
}

TEST_F(ServeOptionsTest, a_name_that_is_not_known_is_refused) {
  expect_refused("lissten = \"127.0.0.1:0\"\n", "lissten");
  expect_refused("config = \"other\"\n", "config");
  expect_refused("pace = 3\n", "pace");
  expect_refused("[serve]\nlisten = \"127.0.0.1:0\"\n", "serve");
}

TEST_F(ServeOptionsTest, a_value_that_makes_no_sense_is_refused) {
  expect_refused("log-level = \"loud\"\n", "loud");
}

TEST_F(ServeOptionsTest, a_file_that_cannot_be_read_is_named) {
  const std::string held = file_;
  std::filesystem::remove(file_);
  file_ += "/nowhere";
  expect_refused("", "cannot be read");
  file_ = held;
}

}  // namespace
}  // namespace ordo::app
