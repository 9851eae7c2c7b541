// Rules of alerts on figures of /metrics. Pure: what the figures are and when it is are handed in.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "flows/alert_rules.h"
#include "flows/mend_commands.h"

namespace ordo::watch {

struct Figure {
  std::string series;  // as served: `ordo_outbox_messages{state="open"}`
  double value = 0;
};
// Of the text format of Prometheus; what is no number is left out.
[[nodiscard]] std::vector<Figure> read_figures(std::string_view text);

// Remembers since when each rule holds. A rule whose figure is not there does not hold; one that was
// edited begins anew.
class MetricRules {
 public:
  // What is to be raised now: when a rule has held for its time, and while it goes on to hold every
  // repeat_s. It is asked for again until raised() says that it was taken.
  [[nodiscard]] std::vector<flows::Finding> judge(std::span<const flows::AlertRule> rules,
                                                  std::span<const Figure> figures, Instant now);
  void raised(std::string_view key, Instant now);

 private:
  struct Holding {
    std::string test;  // what it was that held
    Instant since;
    std::optional<Instant> raised;
  };
  std::map<std::string, Holding, std::less<>> holding_;  // by the key of the finding
};

}  // namespace ordo::watch
