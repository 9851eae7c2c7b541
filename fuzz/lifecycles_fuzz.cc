// Feeds arbitrary bytes to the reader of lifecycles. What it takes must answer every question about a
// pair of states without contradicting itself.
#include <cstdint>
#include <string_view>

#include "orders/lifecycle.h"

namespace {

using namespace ordo;

void ask(const orders::Lifecycle& lifecycle, int states) {
  for (int from = 0; from < states; ++from) {
    for (int to = 0; to < states; ++to) {
      const bool skips = lifecycle.step(from, to) == orders::Lifecycle::Step::kSkip;
      if (skips == lifecycle.between(from, to).empty()) __builtin_trap();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto read =
      orders::parse_lifecycles(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!read) {
    if (read.error().code.empty()) __builtin_trap();
    return 0;
  }
  for (int axis = 0; axis < orders::kAxisCount; ++axis) {
    ask((*read)->of(static_cast<orders::Axis>(axis)),
        orders::state_count(static_cast<orders::Axis>(axis)));
  }
  return 0;
}
