#include "flows/head_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

namespace ordo::flows {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::optional<core::SignedHead> parse_line(std::string_view line) {
  boost::system::error_code failed;
  const json::value v = json::parse(line, failed);
  const json::object* o = failed ? nullptr : v.if_object();
  const auto text = [&](const char* key) -> std::string_view {
    const json::value* f = o ? o->if_contains(key) : nullptr;
    return f && f->is_string() ? std::string_view(f->as_string()) : std::string_view();
  };
  const json::value* batch = o ? o->if_contains("batch") : nullptr;
  const auto head = from_hex(text("head")), signature = from_hex(text("signature"));
  const auto at = parse_rfc3339(text("at"));
  if (!batch || !batch->is_int64() || !head || head->size() != 32 || !signature ||
      signature->size() != 64 || !at) {
    return std::nullopt;
  }
  return core::SignedHead{batch->as_int64(), *at, *head, *signature};
}

std::string line_of(const core::SignedHead& head) {
  return json::serialize(json::object{{"batch", head.batch},
                                      {"at", format_rfc3339(head.at)},
                                      {"head", hex(head.head)},
                                      {"signature", hex(head.signature)}}) +
         "\n";
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : fd_(::open(path.c_str(), flags, 0600)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool sync() const { return fd_ >= 0 && ::fsync(fd_) == 0; }

 private:
  int fd_;
};

// Where the last whole line ends; nothing when that cannot be read: then nothing may be cut.
std::optional<off_t> whole_size(int fd) {
  off_t end = 0, at = 0;
  std::array<char, 4096> bytes;
  while (true) {
    const ssize_t n = ::pread(fd, bytes.data(), bytes.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::nullopt;
    if (n == 0) return end;
    const std::string_view read(bytes.data(), static_cast<size_t>(n));
    if (const size_t feed = read.rfind('\n'); feed != read.npos) {
      end = at + static_cast<off_t>(feed + 1);
    }
    at += n;
  }
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

}  // namespace

std::string head_path(const std::string& data_dir) { return data_dir + "/heads.jsonl"; }

HeadFile read_heads(const std::string& path) {
  HeadFile found;
  std::ifstream file(path, std::ios::binary);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (file.eof()) {  // no line feed ended it
      found.torn = true;
    } else if (auto head = parse_line(line)) {
      found.heads.push_back(std::move(*head));
    } else {
      found.unreadable.push_back(fmt::format("line {} of {} is not a signed head", number,
                                             fs::path(path).filename().string()));
    }
  }
  return found;
}

bool append_head(const std::string& path, const core::SignedHead& head) {
  const Descriptor file(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC);
  const auto whole = file.get() < 0 ? std::nullopt : whole_size(file.get());
  if (!whole || ::ftruncate(file.get(), *whole) != 0) return false;
  if (!write_all(file.get(), line_of(head)) || !file.sync()) return false;
  return Descriptor(fs::path(path).parent_path().string(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      .sync();
}

}  // namespace ordo::flows
