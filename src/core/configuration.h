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
  using Key = std::pair<std::string, std::string>;  // kind, name
  [[nodiscard]] int64_t version() const { return version_; }
  [[nodiscard]] const ConfigDocument* find(std::string_view kind, std::string_view name) const;
  void each(std::string_view kind,
            const std::function<void(const std::string& name, const ConfigDocument&)>& visit) const;
  // A new snapshot with this edit on top; its version is the edit's.
  [[nodiscard]] Configuration with(const ConfigEdit& edit) const;

 private:
  int64_t version_ = 0;
  std::shared_ptr<const std::map<Key, ConfigDocument>> documents_ =
      std::make_shared<const std::map<Key, ConfigDocument>>();
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
