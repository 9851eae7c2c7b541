#include "store/keyring.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace ordo::store {
namespace {

constexpr size_t kNonceBytes = std::tuple_size_v<Nonce96>;

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::unexpected<Error> io_failure(std::string_view doing, const std::string& path) {
  return fail(ErrorClass::kInternal, "key_file_io",
              fmt::format("{} {}: {}", doing, path, std::strerror(errno)));
}

Key256 derive(std::string_view key, std::string_view purpose) { return hmac_sha256(key, purpose); }

Result<Key256> read_master(const File& file, const std::string& path) {
  struct stat info{};
  if (::fstat(file.get(), &info) != 0) return io_failure("cannot look at", path);
  if ((info.st_mode & 077) != 0) {
    return fail(ErrorClass::kInvalid, "key_file_exposed",
                fmt::format("others may read {}: run chmod 600 on it, and replace the key if they "
                            "may have done so",
                            path));
  }
  Key256 master{};
  if (!S_ISREG(info.st_mode) || info.st_size != static_cast<off_t>(master.size())) {
    return fail(ErrorClass::kInvalid, "key_file_size",
                fmt::format("{} is not a key of {} bytes: restore it from the backup of the keys",
                            path, master.size()));
  }
  const ssize_t got = ::read(file.get(), master.data(), master.size());
  if (got != static_cast<ssize_t>(master.size())) return io_failure("cannot read", path);
  return master;
}

// The key is whole and on disk before it has its name: a crash leaves no half key behind.
Result<Key256> create_master(const std::string& dir, const std::string& path) {
  const std::string draft = path + ".new";
  ::unlink(draft.c_str());
  const File file(draft, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (!file.is_open()) return io_failure("cannot create", draft);
  Key256 master{};
  random_bytes(master);
  const ssize_t put = ::write(file.get(), master.data(), master.size());
  if (put != static_cast<ssize_t>(master.size())) return io_failure("cannot write", draft);
  if (::fsync(file.get()) != 0) return io_failure("cannot sync", draft);
  // link, unlike rename, never replaces a key that another process has just made.
  if (::link(draft.c_str(), path.c_str()) != 0) return io_failure("cannot name", path);
  ::unlink(draft.c_str());
  const File folder(dir, O_RDONLY | O_DIRECTORY);
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return io_failure("cannot sync", dir);
  return master;
}

Result<void> make_folder(const std::string& dir) {
  const std::filesystem::path folder(dir);
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return {};
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), error);
  if (::mkdir(dir.c_str(), 0700) != 0 && errno != EEXIST) return io_failure("cannot create", dir);
  return {};
}

}  // namespace

Keyring Keyring::from_master(const Key256& master) {
  const std::string_view key = bytes_view(master);
  Keyring ring;
  ring.wrap_ = derive(key, "ordo/wrap");
  ring.lookup_ = derive(key, "ordo/lookup");
  ring.signing_ = derive(key, "ordo/signing");
  return ring;
}

Result<Keyring> Keyring::open_or_create(const std::string& dir) {
  if (auto made = make_folder(dir); !made) return std::unexpected(made.error());
  const std::string path = dir + "/master.key";
  const File file(path, O_RDONLY);
  if (!file.is_open() && errno != ENOENT) return io_failure("cannot open", path);
  const auto master = file.is_open() ? read_master(file, path) : create_master(dir, path);
  if (!master) return std::unexpected(master.error());
  return from_master(*master);
}

std::string Keyring::seal(std::string_view plain, const Nonce96& nonce,
                          std::string_view context) const {
  std::string sealed(bytes_view(nonce));
  sealed += aead_seal(wrap_, nonce, plain, context);
  return sealed;
}

Result<std::string> Keyring::open(std::string_view sealed, std::string_view context) const {
  std::optional<std::string> plain;
  if (sealed.size() >= kNonceBytes) {
    Nonce96 nonce{};
    std::copy_n(sealed.begin(), kNonceBytes, nonce.begin());
    plain = aead_open(wrap_, nonce, sealed.substr(kNonceBytes), context);
  }
  if (plain) return std::move(*plain);
  return fail(ErrorClass::kInternal, "unseal_failed",
              "a sealed value was changed, or belongs to another key or place");
}

std::string Keyring::wrap(const Key256& data_key, const Nonce96& nonce,
                          std::string_view context) const {
  return seal(bytes_view(data_key), nonce, context);
}

Result<Key256> Keyring::unwrap(std::string_view wrapped, std::string_view context) const {
  const auto plain = open(wrapped, context);
  if (!plain) return std::unexpected(plain.error());
  Key256 key{};
  if (plain->size() != key.size()) {
    return fail(ErrorClass::kInternal, "unseal_failed", "a wrapped key has the wrong size");
  }
  std::copy(plain->begin(), plain->end(), key.begin());
  return key;
}

Key256 Keyring::derive_data_key(std::string_view entropy, std::string_view context) const {
  std::string message(entropy);
  message += context;
  return derive(bytes_view(wrap_), message);
}

}  // namespace ordo::store
