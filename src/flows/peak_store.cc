#include "flows/peak_store.h"

namespace ordo::flows {
namespace {

constexpr store::Sql kSavePeak{
    "load_peaks.save",
    "INSERT INTO load_peaks(hour, per_minute) VALUES(:hour, :per_minute) ON CONFLICT(hour) DO "
    "UPDATE SET per_minute = CASE WHEN excluded.per_minute > load_peaks.per_minute THEN "
    "excluded.per_minute ELSE load_peaks.per_minute END"};
constexpr store::Sql kPurge{"load_peaks.purge", "DELETE FROM load_peaks WHERE hour < :before"};
constexpr store::Sql kAllPeaks{"load_peaks.all", "SELECT hour, per_minute FROM load_peaks"};
constexpr store::Sql kBusiest{"load_peaks.busiest",
                              "SELECT per_minute FROM load_peaks ORDER BY per_minute DESC LIMIT 1"};

}  // namespace

void save_peak(store::UnitOfWork& uow, Instant hour, int64_t per_minute) {
  uow.execute(kSavePeak, {{"hour", hour.ms}, {"per_minute", per_minute}});
  uow.execute(kPurge, {{"before", hour.ms - kPeaksKeptMs}});
}

std::map<int64_t, int64_t> load_peaks(const store::Reader& reader) {
  std::map<int64_t, int64_t> peaks;
  reader.query(kAllPeaks, {}, [&](const store::Row& row) {
    peaks.emplace(row.integer(0), row.integer(1));
    return true;
  });
  return peaks;
}

std::optional<int64_t> busiest_minute(const store::Reader& reader) {
  return reader.integer(kBusiest, {});
}

}  // namespace ordo::flows
