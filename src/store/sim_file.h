// What one simulated file holds now, and what a crash may make of it. Private to store/.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ordo::store {

// xoshiro256**: the same numbers on every machine, unlike the standard library's distributions.
class SimRandom {
 public:
  explicit SimRandom(uint64_t seed);
  uint64_t next();
  uint64_t below(uint64_t bound) { return next() % bound; }
  // Draws nothing when the outcome is certain, so that faults left at zero do not move the
  // sequence.
  bool chance(double probability);

 private:
  std::array<uint64_t, 4> state_;
};

inline constexpr int64_t kSimSectorBytes = 512;

class SimFile {
 public:
  // Copies up to `size` bytes; answers how many there were.
  [[nodiscard]] int64_t read(char* out, int64_t size, int64_t offset) const;
  void write(std::string_view bytes, int64_t offset);
  void truncate(int64_t size);
  void sync();
  void crash(SimRandom& random);
  [[nodiscard]] int64_t size() const { return static_cast<int64_t>(content_.size()); }

 private:
  using Sector = std::array<char, kSimSectorBytes>;
  [[nodiscard]] Sector sector(int64_t number) const;
  void put(int64_t number, const Sector& bytes);
  void remember(int64_t first_byte, int64_t end_byte);
  void resize(int64_t size);

  std::string content_;
  // By sector: its contents since the last sync but for the present one, durable first.
  std::map<int64_t, std::vector<Sector>> dirty_;
  std::vector<int64_t> sizes_{0};  // since the last sync, durable first, without the present one
};

}  // namespace ordo::store
