// Bloom filters whose every key touches one cache line. Private to store/.
//
// One thread adds, any thread asks: bits are only ever set, so that an asker sees a key or does not
// see it yet; whoever has seen the key's row committed sees the key.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace ordo::store {

class Bloom {
 public:
  explicit Bloom(int64_t capacity);
  void add(int64_t hash);
  [[nodiscard]] bool may_have(int64_t hash) const;
  [[nodiscard]] bool full() const { return keys_ >= capacity_; }
  [[nodiscard]] int64_t keys() const { return keys_; }  // the adding thread's
  [[nodiscard]] int64_t memory_bytes() const { return static_cast<int64_t>(lines_) * 64; }

 private:
  struct alignas(64) Line {
    std::atomic<uint64_t> words[8];
  };
  [[nodiscard]] Line& line_of(uint64_t mixed) const;

  int64_t capacity_;
  int64_t keys_ = 0;
  uint64_t lines_;
  std::unique_ptr<Line[]> data_;
};

}  // namespace ordo::store
