// An alert in the words of whoever reads it: in their language, with moments of the time zone that is
// theirs to read. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "flows/settings.h"

namespace ordo::flows {

class AlertReader {
 public:
  // `language`: "zh", or English. An unknown zone is UTC.
  AlertReader(std::string_view language, std::string_view zone);

  // A kind that is not ours is named as it is.
  [[nodiscard]] std::string title(std::string_view kind) const;
  // `detail` as it is kept: named values, or a plain sentence of an older program, which stays as it is.
  [[nodiscard]] std::string detail(std::string_view kind, std::string_view detail) const;
  [[nodiscard]] std::string advice(std::string_view kind) const;  // empty: none is known

  [[nodiscard]] std::string moment(Instant at) const;  // "2026-01-22 20:00:00 (UTC+8)"
  [[nodiscard]] std::string span(int64_t seconds) const;
  [[nodiscard]] std::string word(
      std::string_view code) const;  // a word of ours, such as "in_transit"
  [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const;

 private:
  bool chinese_;
  Zone zone_;
};

// The zone in which to tell of a shop; of the whole hub (null) the one that most shops are in, UTC where
// there is none.
[[nodiscard]] std::string zone_of(const Settings& settings, const Shop* shop);

}  // namespace ordo::flows
