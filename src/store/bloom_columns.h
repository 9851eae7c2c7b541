// Bloom filters side by side, one a column, asked all at once. Private to store/.
//
// A row of bits holds one position of 64 filters: a question reads six rows and combines them, whatever
// the number of filters, where asking filter after filter would touch memory for each. Bit-sliced
// signatures as in Bradley et al., "Ultrafast search of all deposited bacterial and viral genomic
// data", 2019.
//
// One thread adds, any thread asks: bits are only ever set, so that an asker sees a key or does not see
// it yet; whoever has seen the key's row committed sees the key.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

namespace ordo::store {

class BloomColumns {
 public:
  static constexpr int64_t kKeysMax = 20'000;  // a column; 13 bits a key: 0.3 % false positives

  // Remembers that `group` has this key. A group whose column is full gets another one.
  void add(int64_t group, int64_t hash);
  // The groups that may have it, growing, each once.
  [[nodiscard]] std::vector<int64_t> may_have(int64_t hash) const;
  [[nodiscard]] int64_t memory_bytes() const;

 private:
  static constexpr size_t kColumns = 64;
  static constexpr size_t kRows = size_t{1} << 18;
  struct Block {
    std::array<int64_t, kColumns> groups{};
    std::unique_ptr<std::atomic<uint64_t>[]> rows;
  };
  struct Column {
    size_t place;  // over all blocks
    int64_t keys;
  };
  Column& column_with_room(int64_t group);

  // Guards the shape: blocks and the groups of their columns, not the bits. The adding thread is the
  // only one that changes it, and so reads it without the lock.
  mutable std::shared_mutex shape_;
  std::vector<Block> blocks_;
  size_t used_ = 0;                             // columns
  std::unordered_map<int64_t, Column> newest_;  // of each group; the adding thread's
};

}  // namespace ordo::store
