#include "store/sim_file.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace ordo::store {

SimRandom::SimRandom(uint64_t seed) {
  for (uint64_t& word : state_) {  // SplitMix64, as xoshiro's authors advise
    seed += 0x9e3779b97f4a7c15ULL;
    uint64_t z = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    word = z ^ (z >> 31);
  }
}

uint64_t SimRandom::next() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

bool SimRandom::chance(double probability) {
  if (probability <= 0) return false;
  return static_cast<double>(next() >> 11) * 0x1.0p-53 < probability;
}

int64_t SimFile::read(char* out, int64_t bytes, int64_t offset) const {
  const int64_t there = std::clamp<int64_t>(size() - offset, 0, bytes);
  if (there > 0) std::memcpy(out, content_.data() + offset, static_cast<size_t>(there));
  return there;
}

SimFile::Sector SimFile::sector(int64_t number) const {
  Sector bytes{};
  (void)read(bytes.data(), kSimSectorBytes, number * kSimSectorBytes);
  return bytes;
}

void SimFile::put(int64_t number, const Sector& bytes) {
  const int64_t start = number * kSimSectorBytes;
  const int64_t room = std::clamp<int64_t>(size() - start, 0, kSimSectorBytes);
  if (room > 0) std::memcpy(content_.data() + start, bytes.data(), static_cast<size_t>(room));
}

void SimFile::remember(int64_t first_byte, int64_t end_byte) {
  const int64_t last = (end_byte - 1) / kSimSectorBytes;
  for (int64_t number = first_byte / kSimSectorBytes; number <= last; ++number) {
    dirty_[number].push_back(sector(number));
  }
}

void SimFile::resize(int64_t bytes) {
  if (bytes == size()) return;
  if (sizes_.empty() || sizes_.back() != size()) sizes_.push_back(size());
  content_.resize(static_cast<size_t>(bytes));
}

void SimFile::write(std::string_view bytes, int64_t offset) {
  if (bytes.empty()) return;
  const int64_t end = offset + static_cast<int64_t>(bytes.size());
  remember(offset, end);
  resize(std::max(size(), end));
  std::memcpy(content_.data() + offset, bytes.data(), bytes.size());
}

void SimFile::truncate(int64_t bytes) {
  if (bytes < size()) remember(bytes, size());
  resize(bytes);
}

void SimFile::sync() {
  dirty_.clear();
  sizes_.assign(1, size());
}

void SimFile::crash(SimRandom& random) {
  // Power that fails right after a sync or long after a write is as common as in between.
  const uint64_t luck = random.below(4);
  const auto pick = [&](size_t earlier) -> size_t {
    if (luck == 0) return 0;
    if (luck == 1) return earlier;
    return random.below(earlier + 1);
  };
  std::map<int64_t, Sector> kept;
  for (const auto& [number, earlier] : dirty_) {
    const size_t choice = pick(earlier.size());
    if (choice < earlier.size()) kept.emplace(number, earlier[choice]);
  }
  sizes_.push_back(size());
  content_.resize(static_cast<size_t>(sizes_[pick(sizes_.size() - 1)]));
  for (const auto& [number, bytes] : kept) put(number, bytes);
  dirty_.clear();
  sizes_.assign(1, size());
}

}  // namespace ordo::store
