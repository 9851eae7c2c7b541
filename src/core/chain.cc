#include "core/chain.h"

#include <fmt/format.h>

namespace ordo::core {

HeadBuilder::HeadBuilder(const Digest& previous, int64_t no, int64_t at_ms, int64_t last_id,
                         int64_t config, std::string_view applied)
    : content_(bytes_view(previous)) {
  number(no);
  number(at_ms);
  number(last_id);
  number(config);
  field(applied);
}

void HeadBuilder::number(int64_t n) {
  for (int i = 0; i < 8; ++i) content_ += static_cast<char>(static_cast<uint64_t>(n) >> (8 * i));
}

void HeadBuilder::field(std::string_view text) {
  number(std::ssize(text));
  content_ += text;
}

void HeadBuilder::add(int64_t seq, int64_t order, std::string_view kind, int64_t version,
                      int64_t at_ms, int64_t message, std::string_view transaction_id,
                      std::string_view actor, std::string_view payload) {
  number(seq);
  number(order);
  field(kind);
  number(version);
  number(at_ms);
  number(message);
  field(transaction_id);
  field(actor);
  field(payload);
}

Digest HeadBuilder::finish() { return sha256(content_); }

std::string head_message(int64_t batch, std::string_view head) {
  return fmt::format("ordo-head/{}/{}", batch, hex(head));
}

}  // namespace ordo::core
