#include "core/chain.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

namespace ordo::core {

namespace {

// Stands in front, where the first format has a hash: no content of one format is content of the other.
constexpr std::string_view kSecondFormat = "ordo chain, second format of a head";

}  // namespace

HeadBuilder::HeadBuilder(const Digest& previous, int64_t no, int64_t at_ms, int64_t last_id,
                         int64_t config, std::string_view applied, std::string_view effects)
    : content_(effects.empty() ? std::string_view() : kSecondFormat) {
  content_ += bytes_view(previous);
  number(no);
  number(at_ms);
  number(last_id);
  number(config);
  field(applied);
  if (!effects.empty()) field(effects);
}

void HeadBuilder::number(int64_t n) {
  std::array<char, 8> text;
  for (size_t i = 0; i < text.size(); ++i) {
    text.at(i) = static_cast<char>(static_cast<uint64_t>(n) >> (8 * i));
  }
  content_.append(text.data(), text.size());
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

std::string head_payload(int64_t batch, std::string_view signature) {
  return boost::json::serialize(
      boost::json::object{{"batch", batch}, {"signature", hex(signature)}});
}

std::optional<SignedHead> parse_head_payload(std::string_view payload) {
  boost::system::error_code failed;
  const boost::json::value v = boost::json::parse(payload, failed);
  const boost::json::object* o = failed ? nullptr : v.if_object();
  const boost::json::value* batch = o ? o->if_contains("batch") : nullptr;
  const boost::json::value* signature = o ? o->if_contains("signature") : nullptr;
  if (!batch || !batch->is_int64() || !signature || !signature->is_string()) return std::nullopt;
  auto bytes = from_hex(std::string_view(signature->as_string()));
  if (!bytes || bytes->size() != 64) return std::nullopt;
  return SignedHead{batch->as_int64(), {}, "", std::move(*bytes)};
}

}  // namespace ordo::core
