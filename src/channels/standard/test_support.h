// What the tests of this folder share.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "channels/standard/decode.h"

namespace ordo::channels::standard {

inline const ShopContext kShop{"mini", "CNY", "", "CN"};

inline std::string fixture(const std::string& name) {
  std::ifstream in(std::string(ORDO_SOURCE_DIR) + "/src/channels/standard/fixtures/" + name,
                   std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::string event(std::string_view type, std::string_view data) {
  return R"({"type":")" + std::string(type) +
         R"(","timestamp":"2026-01-22T14:22:17.120Z","data":)" + std::string(data) + "}";
}

// An order's data with the required fields and `more`, such as R"("note":"x")".
inline std::string order_event(std::string_view more = "") {
  std::string data =
      R"({"channel_order_no":"A-1","status":"paid","created_at":"2026-01-22T14:20:00Z")";
  if (!more.empty()) data += "," + std::string(more);
  return event("order.upserted", data + "}");
}

inline Error decode_error(std::string_view body, const ShopContext& shop = kShop) {
  auto decoded = decode_event(body, shop);
  EXPECT_FALSE(decoded.has_value()) << body;
  return decoded ? Error{} : decoded.error();
}

template <class Fact>
Fact decode_one(std::string_view body, const ShopContext& shop = kShop) {
  auto decoded = decode_event(body, shop);
  EXPECT_TRUE(decoded.has_value()) << body << "\n" << (decoded ? "" : decoded.error().detail);
  if (!decoded || decoded->size() != 1 || !std::holds_alternative<Fact>(decoded->front())) {
    ADD_FAILURE() << "not one fact of this kind: " << body;
    return {};
  }
  return std::get<Fact>(decoded->front());
}

// "/pointer code" of each field at fault.
inline std::vector<std::string> faults(const Error& error) {
  std::vector<std::string> all;
  for (const FieldError& field : error.fields) {
    all.push_back(field.pointer + " " + field.detail.substr(0, field.detail.find(':')));
  }
  return all;
}

inline void expect_faults(std::string_view body, std::initializer_list<std::string> expected,
                          const ShopContext& shop = kShop) {
  const Error error = decode_error(body, shop);
  EXPECT_EQ(error.kind, ErrorClass::kInvalid);
  EXPECT_EQ(error.code, "contract_breach");
  EXPECT_EQ(faults(error), std::vector<std::string>(expected)) << body;
}

}  // namespace ordo::channels::standard
