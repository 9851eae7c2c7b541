// Look-up rows, in the order of the ids that they lead to.
#include <fmt/format.h>

#include <algorithm>

#include "flows/prove_kit.h"
#include "store/lookups.h"

namespace ordo::flows {

void LookupRows::open_bucket(int64_t bucket) {
  while (bucket_ < bucket) {
    close_until(INT64_MAX);
    auto next = lookup_bucket_after(proof_.reader, bucket_);
    if (!next || next->bucket > bucket) {
      // Read when an order of it, or the end, is reached.
      bucket_ = next ? std::min(bucket, next->bucket - 1) : bucket;
      rows_.clear();
      next_ = 0;
      return;
    }
    bucket_ = next->bucket;
    rows_ = std::move(next->rows);
    next_ = 0;
  }
}

// Rows that lead to no order: each person is found by the buyer that he or she first was, and by nothing
// else.
void LookupRows::judge(int64_t id, int64_t rows) {
  if (store::lookup_bucket(id) != bucket_) {
    proof_.complain(fmt::format("look-up rows that lead to {} stand where nobody looks", id));
  } else if (!is_person(proof_.reader, id)) {
    proof_.complain(fmt::format("look-up rows lead to {}, which is not there", id));
  } else if (rows > 1) {
    proof_.complain(
        fmt::format("person {} is found under {} keys that nothing explains", id, rows - 1));
  }
}

void LookupRows::close_until(int64_t id) {
  while (next_ < rows_.size() && rows_[next_].first < id) {
    const size_t first = next_;
    while (next_ < rows_.size() && rows_[next_].first == rows_[first].first) ++next_;
    judge(rows_[first].first, static_cast<int64_t>(next_ - first));
  }
}

std::vector<int64_t> LookupRows::of_order(int64_t id) {
  open_bucket(store::lookup_bucket(id));
  close_until(id);
  std::vector<int64_t> hashes;
  for (; next_ < rows_.size() && rows_[next_].first == id; ++next_) {
    hashes.push_back(rows_[next_].second);
  }
  return hashes;
}

void LookupRows::finish() {
  close_until(INT64_MAX);
  while (auto next = lookup_bucket_after(proof_.reader, bucket_)) {
    bucket_ = next->bucket;
    rows_ = std::move(next->rows);
    next_ = 0;
    close_until(INT64_MAX);
  }
}

}  // namespace ordo::flows
