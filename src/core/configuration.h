// Configuration: shops, keys, users, modes, lifecycles … as versioned documents. An edit is a command;
// each gets the next version number; old versions stay. A Configuration is an immutable snapshot that is
// cheap to copy; the lane publishes a new one after the commit that made it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/time.h"

namespace ordo::core {

struct ConfigDocument {
  int64_t version = 0;
  std::string body;  // JSON; empty: removed
};

struct ConfigEdit {
  int64_t version = 0;
  std::string kind, name, body, actor;
};

class Configuration {
 public:
  [[nodiscard]] int64_t version() const { return version_; }
  [[nodiscard]] const ConfigDocument* find(std::string_view kind, std::string_view name) const;
  void each(std::string_view kind,
            const std::function<void(const std::string& name, const ConfigDocument&)>& visit) const;
  // A new snapshot with this edit on top; its version is the edit's. Only the documents of its kind are
  // copied; not even those where nobody else has them: thousands of edits in a row take no longer each.
  [[nodiscard]] Configuration with(const ConfigEdit& edit) const&;
  [[nodiscard]] Configuration with(const ConfigEdit& edit) &&;
  // Whether no document of this kind was edited between the two, as far as that is known at once.
  [[nodiscard]] bool same_documents(const Configuration& other, std::string_view kind) const;

 private:
  using Documents = std::map<std::string, ConfigDocument, std::less<>>;  // by name
  [[nodiscard]] const std::shared_ptr<Documents>* of_kind(std::string_view kind) const;
  int64_t version_ = 0;
  std::map<std::string, std::shared_ptr<Documents>, std::less<>> kinds_;
};

// The published snapshot, for threads other than the lane's.
class ConfigurationCell {
 public:
  [[nodiscard]] Configuration get() const;
  void set(Configuration c);
  // Grows with every set: readers may keep derived forms until it moves.
  [[nodiscard]] uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

 private:
  mutable std::mutex mutex_;
  Configuration current_;
  std::atomic<uint64_t> generation_{0};
};

}  // namespace ordo::core
