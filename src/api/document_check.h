// For tests: whether an answer is what the served document says of it: its status, its fields and their
// types.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"
#include "api/kit.h"

namespace ordo::api::testing {

class DocumentCheck {
 public:
  DocumentCheck() : document_(boost::json::parse(openapi_document())) {}

  // What is wrong with an answer; empty where all is as described, or where the path is not.
  [[nodiscard]] std::vector<std::string> deviations(std::string_view method, std::string_view path,
                                                    const HttpResponse& response) const {
    std::vector<std::string> found;
    const Value* operation = find(method, path);
    if (!operation || response.status == 405) return found;
    const auto& responses = operation->at("responses").as_object();
    const Value* described = responses.if_contains(std::to_string(response.status));
    if (!described) {
      found.push_back("status " + std::to_string(response.status) + " is not described");
      return found;
    }
    if (const Value* content = resolved(*described).as_object().if_contains("content")) {
      check_content(*content, response, found);
    }
    return found;
  }

 private:
  using Value = boost::json::value;
  using Object = boost::json::object;

  static std::vector<std::string_view> parts(std::string_view path) {
    std::vector<std::string_view> all;
    for (size_t from = 0; from <= path.size();) {
      const size_t end = std::min(path.find('/', from), path.size());
      all.push_back(path.substr(from, end - from));
      from = end + 1;
    }
    return all;
  }

  // The described path with the most literal parts that fits.
  [[nodiscard]] const Value* find(std::string_view method, std::string_view path) const {
    const auto asked = parts(path);
    const Value* best = nullptr;
    size_t literals = 0;
    for (const auto& [pattern, item] : document_.at("paths").as_object()) {
      const auto segments = parts(pattern);
      size_t same = 0;
      const bool fits =
          std::ranges::equal(segments, asked, [&](std::string_view s, std::string_view a) {
            same += s == a;
            return s == a || s.starts_with('{');
          });
      if (fits && same > literals) {
        literals = same;
        best = &item;
      }
    }
    std::string lower(method);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return best ? best->as_object().if_contains(lower) : nullptr;
  }

  [[nodiscard]] const Value& resolved(const Value& v) const {
    const Value* ref = v.is_object() ? v.as_object().if_contains("$ref") : nullptr;
    return ref ? document_.at_pointer(std::string(ref->as_string()).substr(1)) : v;
  }

  void check_content(const Value& content, const HttpResponse& response,
                     std::vector<std::string>& found) const {
    const std::string type = response.content_type.substr(0, response.content_type.find(';'));
    const Value* media = content.as_object().if_contains(type);
    if (!media) return found.push_back("content type " + type + " is not described");
    boost::json::error_code failed;
    const Value body = boost::json::parse(response.body, failed);
    const Value* schema = media->as_object().if_contains("schema");
    if (!failed && schema) check(*schema, body, "", found);
  }

  static bool is_type(std::string_view type, const Value& v) {
    if (type == "object") return v.is_object();
    if (type == "array") return v.is_array();
    if (type == "string") return v.is_string();
    if (type == "boolean") return v.is_bool();
    if (type == "null") return v.is_null();
    return v.is_number() && (type == "number" || !v.is_double());
  }

  static bool has_type(const Value& type, const Value& v) {
    if (type.is_string()) return is_type(type.as_string(), v);
    return std::ranges::any_of(type.as_array(),
                               [&](const Value& t) { return is_type(t.as_string(), v); });
  }

  void check(const Value& schema_or_ref, const Value& v, const std::string& at,
             std::vector<std::string>& found) const {
    const Object& schema = resolved(schema_or_ref).as_object();
    if (const Value* type = schema.if_contains("type"); type && !has_type(*type, v)) {
      return found.push_back(at + " is not of the described type");
    }
    const Value* words = schema.if_contains("enum");
    if (words && std::ranges::find(words->as_array(), v) == words->as_array().end()) {
      found.push_back(at + " is none of the described values");
    }
    if (v.is_object()) check_fields(schema, v.as_object(), at, found);
    const Value* items = schema.if_contains("items");
    if (!v.is_array() || !items) return;
    for (const Value& item : v.as_array()) check(*items, item, at + "/*", found);
  }

  void check_fields(const Object& schema, const Object& v, const std::string& at,
                    std::vector<std::string>& found) const {
    if (const Value* required = schema.if_contains("required")) {
      for (const Value& name : required->as_array()) {
        if (!v.contains(name.as_string())) {
          found.push_back(at + "/" + std::string(name.as_string()) + " is missing");
        }
      }
    }
    const Value* properties = schema.if_contains("properties");
    if (!properties || properties->as_object().empty()) return;
    for (const auto& [name, value] : v) {
      const std::string there = at + "/" + std::string(name);
      const Value* described = properties->as_object().if_contains(name);
      if (described)
        check(*described, value, there, found);
      else if (!schema.contains("additionalProperties"))
        found.push_back(there + " is not described");
    }
  }

  const Value document_;
};

}  // namespace ordo::api::testing
