// The parameters of a prepared statement, by name. Private to store/.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "base/invariant.h"
#include "store/sql.h"

namespace ordo::store {

inline std::span<const Param> as_span(Params params) { return {params.begin(), params.size()}; }

class ParameterNames {
 public:
  void add(std::string name) { names_.push_back(std::move(name)); }
  // Where `name` stands, from 0; the size where it does not.
  [[nodiscard]] size_t place(std::string_view name) const {
    return static_cast<size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
  }
  [[nodiscard]] size_t size() const { return names_.size(); }
  // Calls bind(place, value) for each; an unknown, missing or repeated name is an InvariantBreach.
  template <class Bind>
  void match(const char* statement, std::span<const Param> params, Bind&& bind) const;

 private:
  template <class Bind>
  void match_by_name(const char* statement, std::span<const Param> params, Bind&& bind) const;

  std::vector<std::string> names_;
};

template <class Bind>
void ParameterNames::match(const char* statement, std::span<const Param> params,
                           Bind&& bind) const {
  if (params.size() != names_.size()) {
    breach(
        fmt::format("{}: {} parameters given, {} wanted", statement, params.size(), names_.size()));
  }
  // Nearly always they are given in the statement's order.
  for (size_t i = 0; i < params.size(); ++i) {
    if (std::strcmp(params[i].name, names_[i].c_str()) != 0) {
      return match_by_name(statement, params, bind);
    }
    bind(i, params[i].value);
  }
}

template <class Bind>
void ParameterNames::match_by_name(const char* statement, std::span<const Param> params,
                                   Bind&& bind) const {
  std::vector<bool> bound(names_.size());
  for (const Param& param : params) {
    const size_t at = place(param.name);
    // As many are given as wanted, so that one repeated means one missing.
    if (at == names_.size() || bound[at]) {
      breach(fmt::format("{}: parameter '{}' is unknown or given twice", statement, param.name));
    }
    bound[at] = true;
    bind(at, param.value);
  }
}

}  // namespace ordo::store
