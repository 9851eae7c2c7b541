#include "app/copy.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>

#include "app/moved.h"
#include "core/log_copy.h"
#include "core/schema.h"
#include "flows/arrival_store.h"
#include "flows/components.h"
#include "flows/prove.h"
#include "store/address.h"
#include "store/digest.h"
#include "store/table_copy.h"

namespace ordo::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSqlitePrefix = "sqlite:";

Result<> prove_side(std::string_view side, store::Database& database, const core::Inbox& inbox,
                    const store::Keyring& keyring, const CopyProgress& progress) {
  const flows::ProveReport proof = flows::prove(database, inbox, keyring, progress);
  if (!proof.complaints.empty()) {
    return fail(ErrorClass::kInternal, "not_proved",
                fmt::format("the {} does not prove itself, nothing has moved: {}", side,
                            proof.complaints.front()));
  }
  if (proof.unapplied != 0) {
    return fail(ErrorClass::kInternal, "not_proved",
                fmt::format("{} messages of the {} are not applied, nothing has moved",
                            proof.unapplied, side));
  }
  return {};
}

// Two hosts may call their folders alike: the key says whose it is, without saying which it is.
std::string source_name(const std::string& folder, const store::Keyring& keyring) {
  return fmt::format("{} (key {:016x})", folder, keyed_hash63(keyring.lookup(), "ordo/arrival"));
}

class Move {
 public:
  Move(flows::Hub& source, const std::string& to, const CopyProgress& progress)
      : source_(source),
        to_(to),
        shown_(store::shown_address(to)),
        folder_(fs::weakly_canonical(source.options().data_dir).string()),
        name_(source_name(folder_, source.keyring())),
        progress_(progress),
        target_(store::Database::open(
            {.path = to, .with_lanes = {core::kLogLane}, .takes_over = false})) {}

  Result<CopyReport> run() {
    auto target = look_at_target();
    if (!target || report_.was_moved) return finish(std::move(target));
    if (auto claimed = claim_target(); !claimed) return std::unexpected(claimed.error());
    if (auto proved = prove_source(); !proved) return std::unexpected(proved.error());
    target_->migrate(flows::state_components());
    copy_state();
    copy_log();
    if (auto equal = compare(); !equal) return std::unexpected(equal.error());
    if (auto proved = prove_target(); !proved) return std::unexpected(proved.error());
    return finish(mark_moved(source_.options().data_dir, shown_));
  }

 private:
  void tell(std::string_view stage, int64_t done) const {
    if (progress_) progress_(stage, done);
  }

  Result<> look_at_target() {
    if (const auto moved = moved_to(source_.options().data_dir)) {
      report_.was_moved = true;
      if (*moved == shown_) return {};
      return fail(ErrorClass::kInvalid, "moved", folder_ + " has moved to " + *moved);
    }
    return flows::may_arrive(target_->read().reader(), name_) ? Result<>() : target_not_empty();
  }

  Result<> target_not_empty() {
    const auto arriving = flows::arriving_from(target_->read().reader());
    return fail(ErrorClass::kInvalid, "target_not_empty",
                arriving ? shown_ + " holds an unfinished copy of " + *arriving +
                               ": finish that one, or name a schema that is new"
                         : shown_ + " holds orders already: name a schema that is new");
  }

  // Before the proof, which takes long: from the mark on nobody serves the schema, and whoever serves it by
  // now is left alone. Both lanes are owned first, so that neither table can fill while it is looked at.
  Result<> claim_target() {
    target_->migrate({&flows::kArrivalComponent, 1});
    target_log_ = store::Database::open({.path = to_,
                                         .lane = core::kLogLane,
                                         .epoch = target_->epoch_of(core::kLogLane),
                                         .takes_over = false,
                                         .readers = 1});
    target_log_->migrate({});
    const bool begun = flows::begin_arrival(*target_, name_, source_.clock().now().ms);
    return begun ? Result<>() : target_not_empty();
  }

  Result<> prove_source() {
    tell("the folder", 0);
    source_.drain();
    log_.emplace(core::log_files(folder_ + "/inbox"), source_.keyring());
    return prove_side("folder", source_.database(), source_.inbox(), source_.keyring(), progress_);
  }

  void copy_state() {
    const auto lease = source_.database().read();
    for (const std::string& name : store::tables_of(flows::state_components())) {
      store::TableWalk walk(lease.reader(), store::table_of(lease.reader(), name));
      store::TableCopy copy(*target_, walk.table());
      int64_t rows = 0;
      for (auto part = walk.next(); !part.empty(); part = walk.next()) {
        copy.put({walk.before(), walk.after()}, part);
        tell(name, rows += std::ssize(part));
      }
      copy.put({walk.after(), {}}, {});  // what was there once, and is not any more
      ++report_.tables;
      report_.rows += rows;
    }
  }

  void copy_log() {
    target_log_->migrate({&core::kLogComponent, 1});
    log_->put(*target_log_, progress_);
  }

  Result<> compare() {
    const auto own = store::digest_store(source_.database().read().reader(),
                                         flows::state_components(), progress_);
    const auto other =
        store::digest_store(target_->read().reader(), flows::state_components(), progress_);
    for (size_t i = 0; i < own.tables.size(); ++i) {
      if (own.tables[i] == other.tables[i]) continue;
      return fail(ErrorClass::kInternal, "not_equal",
                  "the table " + own.tables[i].table + " differs, nothing has moved: run it again");
    }
    if (const std::string found = log_->difference(*target_, progress_); !found.empty()) {
      return fail(ErrorClass::kInternal, "not_equal",
                  "the log's " + found + ", nothing has moved: run it again");
    }
    report_.digest = own.sha256();
    report_.messages = source_.inbox().last().value;
    return {};
  }

  Result<> prove_target() {
    core::InboxOptions options;
    options.store = to_;
    options.looks = true;
    const core::Inbox inbox(options, source_.keyring(), source_.clock());
    return prove_side("server", *target_, inbox, source_.keyring(), progress_);
  }

  // The folder is marked first: at no moment may both be served.
  Result<CopyReport> finish(Result<> so_far) {
    if (!so_far) return std::unexpected(so_far.error());
    // Without taking the lane from a server that may be running there by now.
    if (flows::arriving_from(target_->read().reader()) == name_) {
      flows::end_arrival(*target_, name_);
    }
    return report_;
  }

  flows::Hub& source_;
  const std::string to_, shown_, folder_, name_;
  const CopyProgress& progress_;
  std::unique_ptr<store::Database> target_, target_log_;
  std::optional<core::LogCopy> log_;
  CopyReport report_;
};

void show_copy_progress(std::string_view stage, int64_t done) {
  if (isatty(STDERR_FILENO)) fmt::print(stderr, "\r{:<28} {:>12}", stage, done);
}

int tell_copy(const CopyOptions& options, const CopyReport& r) {
  const std::string to = store::shown_address(options.to);
  if (options.json) {
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"to", to},
                                                                  {"tables", r.tables},
                                                                  {"rows", r.rows},
                                                                  {"messages", r.messages},
                                                                  {"digest", r.digest},
                                                                  {"was_moved", r.was_moved}}));
  } else if (r.was_moved) {
    fmt::print("Everything had moved to {} already.\n", to);
  } else {
    fmt::print(
        "{} rows of {} tables and {} messages are the same on both sides, and both prove "
        "themselves.\n",
        r.rows, r.tables, r.messages);
  }
  if (!options.json) {
    fmt::print("Start with the same --data folder, which keeps the key, and --store {}.\n", to);
  }
  return kOk;
}

int refuse_usage(const std::string& detail) {
  complain({ErrorClass::kInvalid, "usage", detail, {}});
  return kUsage;
}

}  // namespace

Result<CopyReport> copy_hub(flows::Hub& source, const std::string& to,
                            const CopyProgress& progress) {
  return Move(source, to, progress).run();
}

int copy(const CopyOptions& options) {
  if (!options.from.starts_with(kSqlitePrefix) || options.from.size() == kSqlitePrefix.size()) {
    return refuse_usage("--from must be sqlite:FOLDER, the data folder of a hub");
  }
  if (!store::names_server(options.to)) {
    return refuse_usage("--to must be postgres://user@host/database?schema=merchant");
  }
  CommonOptions source;
  source.data = options.from.substr(kSqlitePrefix.size());
  if (!fs::exists(source.data + "/ordo.db")) {
    return complain({ErrorClass::kNotFound, "no_data", source.data + " holds no data of ordo", {}});
  }
  auto hub = open_offline(source);
  if (!hub) return complain(hub.error());
  const auto report = copy_hub(**hub, options.to, show_copy_progress);
  if (isatty(STDERR_FILENO)) fmt::print(stderr, "\r{:<41}\r", "");
  if (!report) return complain(report.error());
  return tell_copy(options, *report);
}

}  // namespace ordo::app
