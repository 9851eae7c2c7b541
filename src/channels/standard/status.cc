#include "channels/standard/status.h"

#include <vector>

namespace ordo::channels::standard {
namespace {

template <class Enum>
void add(facts::WordKind kind, int count, std::vector<StatusWord>& words) {
  for (int i = 0; i < count; ++i) {
    const auto status = static_cast<Enum>(i);
    words.push_back({facts::word_key(kind, facts::name(status)), status});
  }
}

std::vector<StatusWord> make_words() {
  std::vector<StatusWord> words;
  add<facts::Status>(facts::WordKind::kOrder, facts::kStatusCount, words);
  add<facts::ParcelStatus>(facts::WordKind::kParcel, facts::kParcelStatusCount, words);
  add<facts::RefundStatus>(facts::WordKind::kRefund, facts::kRefundStatusCount, words);
  return words;
}

}  // namespace

std::span<const StatusWord> status_words() {
  static const std::vector<StatusWord> words = make_words();
  return words;
}

}  // namespace ordo::channels::standard
