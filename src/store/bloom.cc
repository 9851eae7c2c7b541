#include "store/bloom.h"

#include <algorithm>

namespace ordo::store {
namespace {

constexpr int64_t kBitsPerKey = 12;
constexpr int64_t kLineBits = 512;
constexpr int kProbes = 7;  // 7 × 9 bits: what one 64-bit word chooses within a line
constexpr int kProbeBits = 9;

// SplitMix64's finaliser. Hashes are keyed already; this only makes two independent words of one.
uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

constexpr uint64_t kLineSalt = 0x9e3779b97f4a7c15ULL;

}  // namespace

Bloom::Bloom(int64_t capacity)
    : capacity_(std::max<int64_t>(capacity, 1)),
      lines_(static_cast<uint64_t>((capacity_ * kBitsPerKey + kLineBits - 1) / kLineBits)),
      data_(std::make_unique<Line[]>(lines_)) {}

Bloom::Line& Bloom::line_of(uint64_t mixed) const {
  __extension__ using Wide = unsigned __int128;
  return data_[static_cast<size_t>((static_cast<Wide>(mixed) * lines_) >> 64)];
}

void Bloom::add(int64_t hash) {
  const auto key = static_cast<uint64_t>(hash);
  Line& line = line_of(mix(key + kLineSalt));
  uint64_t choice = mix(key);
  for (int i = 0; i < kProbes; ++i, choice >>= kProbeBits) {
    auto& word = line.words[(choice >> 6) & 7];
    // One thread adds, so that a plain load and store lose nothing and cost no bus lock.
    word.store(word.load(std::memory_order_relaxed) | (1ULL << (choice & 63)),
               std::memory_order_relaxed);
  }
  ++keys_;
}

bool Bloom::may_have(int64_t hash) const {
  const auto key = static_cast<uint64_t>(hash);
  const Line& line = line_of(mix(key + kLineSalt));
  uint64_t choice = mix(key);
  for (int i = 0; i < kProbes; ++i, choice >>= kProbeBits) {
    const uint64_t word = line.words[(choice >> 6) & 7].load(std::memory_order_relaxed);
    if ((word >> (choice & 63) & 1) == 0) return false;
  }
  return true;
}

}  // namespace ordo::store
