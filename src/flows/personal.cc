#include "flows/personal.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/json_text.h"
#include "flows/placeholder_phone.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

template <class V>
void fields(V&& v, auto& p) {
  v("id", p.id);
  v("name", p.name);
  v("phone", p.phone);
  v("country", p.country);
  v("province", p.province);
  v("city", p.city);
  v("district", p.district);
  v("street", p.street);
  v("postcode", p.postcode);
}

void append(std::string& out, const facts::Party& party) {
  JsonMembers members(out);
  fields(
      [&](const char* key, const std::string& v) {
        if (!v.empty()) members.add(key, v);
      },
      party);
  members.close();
}

facts::Party read(const json::value* v) {
  facts::Party party;
  const json::object* o = v ? v->if_object() : nullptr;
  if (!o) return party;
  fields(
      [&](const char* key, std::string& out) {
        if (auto* f = o->if_contains(key); f && f->is_string()) out = std::string(f->as_string());
      },
      party);
  return party;
}

// The first of them that names somebody; empty where none does.
std::string first_real(const std::string& phone, const std::string& other) {
  if (!is_placeholder_phone(phone)) return phone;
  return is_placeholder_phone(other) ? std::string() : other;
}

std::string row_context(int64_t row) { return fmt::format("personal:{}", row); }

}  // namespace

std::string personal_json(const Personal& p) {
  std::string out;
  out.reserve(512);
  JsonMembers members(out);
  append(members.key("buyer"), p.buyer);
  append(members.key("receiver"), p.receiver);
  members.close();
  return out;
}

std::optional<Personal> parse_personal(std::string_view text) {
  boost::system::error_code failed;
  const json::value v = json::parse({text.data(), text.size()}, failed);
  if (failed || !v.is_object()) return std::nullopt;
  return Personal{read(v.as_object().if_contains("buyer")),
                  read(v.as_object().if_contains("receiver"))};
}

std::string seal_personal(const Key256& key, const Nonce96& nonce, int64_t row,
                          std::string_view plain) {
  std::string sealed(bytes_view(nonce));
  sealed += aead_seal(key, nonce, plain, row_context(row));
  return sealed;
}

std::optional<Personal> open_personal(const Key256& key, int64_t row, std::string_view sealed) {
  Nonce96 nonce;
  if (sealed.size() < nonce.size()) return std::nullopt;
  std::copy_n(sealed.begin(), nonce.size(), reinterpret_cast<char*>(nonce.data()));
  auto plain = aead_open(key, nonce, sealed.substr(nonce.size()), row_context(row));
  return plain ? parse_personal(*plain) : std::nullopt;
}

std::string sealed_digest(std::string_view sealed) {
  const Digest d = sha256(sealed);
  return hex(std::span(d).first(16));
}

std::string person_context(int64_t person) { return fmt::format("person:{}", person); }

std::string buyer_key(ShopId shop, const facts::Party& buyer, const facts::Party& receiver) {
  if (!buyer.id.empty()) return fmt::format("b:{}/{}", shop.value, buyer.id);
  const std::string phone = first_real(buyer.phone, receiver.phone);
  return phone.empty() ? std::string() : "b:" + phone;
}

std::string phone_key(std::string_view phone) { return "p:" + std::string(phone); }
std::string sku_key(std::string_view sku) { return "s:" + std::string(sku); }
std::string tracking_key(std::string_view no) { return "t:" + std::string(no); }

std::string fingerprint(const facts::OrderFact& fact) {
  std::string who = first_real(fact.receiver.phone, fact.buyer.phone);
  if (who.empty()) who = fact.buyer.id;
  if (who.empty() || fact.lines.empty()) return {};
  std::vector<std::string> goods;
  goods.reserve(fact.lines.size());
  for (const facts::Line& l : fact.lines) {
    goods.push_back((l.sku.empty() ? l.title : l.sku) + "*" + std::to_string(l.quantity));
  }
  std::ranges::sort(goods);
  std::string print = fmt::format("{}/{}/{}", who, fact.amounts.total, fact.currency.code());
  for (const std::string& g : goods) print += "/" + g;
  return print;
}

std::string fingerprint_key(const std::string& print, int64_t hour) {
  return "f:" + std::to_string(hour) + "/" + print;
}

}  // namespace ordo::flows
