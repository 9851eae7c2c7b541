#include "sim/process.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace ordo::sim {
namespace {

class Programs : public testing::Test {
 protected:
  Programs() { std::filesystem::create_directories(dir_); }
  ~Programs() override { std::filesystem::remove_all(dir_); }

  std::string script(const std::string& text) {
    const std::string path = dir_ + "/hub";
    std::ofstream(path) << "#!/bin/sh\n" << text;
    ::chmod(path.c_str(), 0700);
    return path;
  }
  std::string written() {
    std::ifstream in(dir_ + "/starts");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string dir_ = testing::TempDir() + "ordo_process_" + std::to_string(::getpid());
};

TEST_F(Programs, a_command_s_output_and_exit_code_come_back) {
  const auto finished =
      run_program({script("echo \"{\\\"key\\\": \\\"$1\\\"}\"\nexit 3\n"), "abc"});
  ASSERT_TRUE(finished.has_value());
  EXPECT_EQ(finished->output, "{\"key\": \"abc\"}\n");
  EXPECT_EQ(finished->exit_code, 3);
}

TEST_F(Programs, a_program_that_is_not_there_is_an_error) {
  EXPECT_EQ(run_program({dir_ + "/none"}).error().code, "not_started");
}

TEST_F(Programs, a_killed_hub_starts_again_on_the_port_that_it_had) {
  const std::string hub = script("echo \"$*\" >> " + dir_ +
                                 "/starts\necho 'ready http://127.0.0.1:45678'\nexec sleep 600\n");
  HubProcess process(hub, "/data", dir_ + "/log");
  ASSERT_TRUE(process.start().has_value());
  EXPECT_EQ(process.base_url(), "http://127.0.0.1:45678");
  EXPECT_GT(process.peak_memory_kib(), 0);
  process.kill();
  EXPECT_FALSE(process.running());
  ASSERT_TRUE(process.start().has_value());
  EXPECT_EQ(
      written(),
      "serve --data /data --listen 127.0.0.1:0\nserve --data /data --listen 127.0.0.1:45678\n");
}

TEST_F(Programs, a_hub_that_ends_before_it_is_ready_says_so) {
  HubProcess process(script("exit 1\n"), "/data", dir_ + "/log");
  const auto started = process.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, "not_ready");
  EXPECT_FALSE(process.running());
}

TEST_F(Programs, a_terminated_hub_may_finish_and_its_exit_code_counts) {
  const std::string hub = script(
      "trap 'kill $!; exit 5' TERM\necho 'ready http://127.0.0.1:1'\ntail --pid=$$ -f /dev/null "
      ">&2 &\nwait\n");
  HubProcess process(hub, "/data", dir_ + "/log");
  ASSERT_TRUE(process.start().has_value());
  EXPECT_EQ(process.terminate(), 5);
}

TEST_F(Programs, a_hub_that_ignores_sigterm_is_killed_in_the_end) {
  const std::string hub = script("trap '' TERM\necho 'ready http://127.0.0.1:1'\nexec sleep 600\n");
  HubProcess process(hub, "/data", dir_ + "/log");
  ASSERT_TRUE(process.start().has_value());
  EXPECT_EQ(process.terminate(100), -1);
  EXPECT_FALSE(process.running());
}

TEST(ParseReady, only_a_ready_line_names_an_address) {
  EXPECT_EQ(parse_ready("ready http://127.0.0.1:8080")->port, 8080);
  EXPECT_EQ(parse_ready("ready http://127.0.0.1:8080")->host, "127.0.0.1");
  for (const char* line : {"", "ready", "ready http://127.0.0.1", "ready http://127.0.0.1:x",
                           "listening http://127.0.0.1:80"}) {
    EXPECT_FALSE(parse_ready(line).has_value()) << line;
  }
}

}  // namespace
}  // namespace ordo::sim
