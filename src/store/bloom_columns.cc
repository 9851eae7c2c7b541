#include "store/bloom_columns.h"

#include <algorithm>
#include <bit>
#include <mutex>

namespace ordo::store {
namespace {

constexpr int kProbes = 6;

// The keys are keyed hashes: their halves serve as two hashes (Kirsch and Mitzenmacher, 2006).
size_t row_of(int64_t hash, int probe, size_t rows) {
  const auto h = static_cast<uint64_t>(hash);
  const uint64_t first = h * 0x9E3779B97F4A7C15ULL >> 32, second = (h ^ h >> 29) * 2 + 1;
  return (first + static_cast<uint64_t>(probe) * second) & (rows - 1);
}

}  // namespace

BloomColumns::Column& BloomColumns::column_with_room(int64_t group) {
  const auto known = newest_.find(group);
  if (known != newest_.end() && known->second.keys < kKeysMax) return known->second;
  const std::unique_lock lock(shape_);
  if (used_ % kColumns == 0) {
    blocks_.push_back({{}, std::make_unique<std::atomic<uint64_t>[]>(kRows)});
  }
  blocks_.back().groups[used_ % kColumns] = group;
  return newest_[group] = {used_++, 0};
}

void BloomColumns::add(int64_t group, int64_t hash) {
  Column& column = column_with_room(group);
  ++column.keys;
  const uint64_t bit = uint64_t{1} << (column.place % kColumns);
  std::atomic<uint64_t>* rows = blocks_[column.place / kColumns].rows.get();
  for (int probe = 0; probe < kProbes; ++probe) {
    rows[row_of(hash, probe, kRows)].fetch_or(bit, std::memory_order_relaxed);
  }
}

std::vector<int64_t> BloomColumns::may_have(int64_t hash) const {
  std::vector<int64_t> groups;
  const std::shared_lock lock(shape_);
  for (const Block& block : blocks_) {
    uint64_t columns = ~uint64_t{0};
    for (int probe = 0; columns != 0 && probe < kProbes; ++probe) {
      columns &= block.rows[row_of(hash, probe, kRows)].load(std::memory_order_relaxed);
    }
    for (; columns != 0; columns &= columns - 1) {
      groups.push_back(block.groups[static_cast<size_t>(std::countr_zero(columns))]);
    }
  }
  std::ranges::sort(groups);
  const auto repeated = std::ranges::unique(groups);
  groups.erase(repeated.begin(), repeated.end());
  return groups;
}

int64_t BloomColumns::memory_bytes() const {
  const std::shared_lock lock(shape_);
  return static_cast<int64_t>(blocks_.size() * kRows * sizeof(uint64_t));
}

}  // namespace ordo::store
