// Commands that look. `prove` first applies what a folder has accepted and not yet applied, as a start would; a
// server's schema may be somebody's who serves it, and is only read.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <iterator>

#include "app/commands.h"
#include "app/local_client.h"
#include "app/moved.h"
#include "core/chain.h"
#include "flows/head_file.h"
#include "flows/prove.h"
#include "flows/retention.h"

namespace ordo::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr int64_t kFreeBytesMin = 1LL << 30;

int report(const CommonOptions& options, const json::object& counts,
           const std::vector<std::string>& complaints, std::string_view verdict,
           const std::vector<std::string>& notes = {}) {
  if (options.json) {
    json::object out = counts;
    out["complaints"] = json::array(complaints.begin(), complaints.end());
    if (!notes.empty()) out["notes"] = json::array(notes.begin(), notes.end());
    fmt::print("{}\n", json::serialize(out));
  } else {
    for (const auto& [name, value] : counts) {
      fmt::print("{:>14}  {}\n", std::string_view(name), json::serialize(value));
    }
    for (const std::string& n : notes) fmt::print("NOTE   {}\n", n);
    for (const std::string& c : complaints) fmt::print("WRONG  {}\n", c);
    fmt::print("{}\n", complaints.empty() ? verdict : "Not everything agrees.");
  }
  return complaints.empty() ? kOk : kFailed;
}

void progress(std::string_view stage, int64_t done) {
  if (!isatty(STDERR_FILENO)) return;
  fmt::print(stderr, "\r{:<28} {:>12}", stage, done);
}

// A proof of a folder that holds nothing would be a proof of a mistyped name; and opening one that has moved
// would apply what its log still holds, and migrate it.
Result<std::unique_ptr<flows::Hub>> open_existing(const CommonOptions& options, Purpose purpose) {
  if (!holds_data(options)) {
    return fail(ErrorClass::kNotFound, "no_data",
                options.data + " holds no data of ordo; name the folder with --data");
  }
  if (auto allowed = may_write(options); !allowed) return std::unexpected(allowed.error());
  return open_offline(options, purpose);
}

std::vector<std::string> notes_of(const flows::ProveReport& r) {
  std::vector<std::string> notes;
  if (r.old_batches != 0) {
    notes.push_back(
        fmt::format("{} batches were written before batches told of alerts, calls, answers and "
                    "configuration: those of them are proved by events and log only",
                    r.old_batches));
  }
  if (r.unapplied != 0) {
    notes.push_back(fmt::format(
        "{} messages are accepted and not applied yet: the hub does it when it runs", r.unapplied));
  }
  return notes;
}

}  // namespace

int prove(const CommonOptions& options) {
  auto hub = open_existing(options, Purpose::kLooks);
  if (!hub) return complain(hub.error());
  // What a folder has accepted and not yet applied is applied first: the proof is about all of it.
  try {
    if (!(*hub)->options().looks) (*hub)->drain();
    const flows::ProveReport r =
        flows::prove((*hub)->database(), (*hub)->inbox(), (*hub)->keyring(), progress);
    return report(options,
                  {{"orders", r.orders},
                   {"events", r.events},
                   {"messages", r.messages},
                   {"waiting", r.waiting},
                   {"observations", r.observations},
                   {"batches", r.batches},
                   {"personal", r.personal},
                   {"attachments", r.attachments},
                   {"lookups", r.lookups},
                   {"transactions", r.transactions},
                   {"snapshots", r.snapshots},
                   {"alerts", r.alerts},
                   {"calls", r.calls},
                   {"answers", r.answers},
                   {"configurations", r.configurations}},
                  r.complaints, "History, orders, messages and money agree.", notes_of(r));
  } catch (const store::StorageError& e) {
    return complain(flows::storage_error(e));
  }
}

namespace {

// The heads of the data folder, and of a copy kept elsewhere, which may hold what the folder lost.
struct Heads {
  std::vector<core::SignedHead> all;
  std::vector<std::string> complaints, notes;

  void read(const std::string& path) {
    flows::HeadFile file = flows::read_heads(path);
    std::ranges::move(file.unreadable, std::back_inserter(complaints));
    if (file.torn) {
      notes.push_back("the last line of " + path +
                      " was not finished, as a crash leaves it; the next export cuts it off");
    }
    std::ranges::move(file.heads, std::back_inserter(all));
  }

  void read_copy(const std::string& path) {
    const std::vector<core::SignedHead> own = all;
    read(path);
    const auto lost = std::count_if(all.begin() + std::ssize(own), all.end(), [&](const auto& h) {
      return std::ranges::find(own, h.signature, &core::SignedHead::signature) == own.end();
    });
    if (lost > 0) {
      notes.push_back(fmt::format("{} signed heads of {} are not in the data folder", lost, path));
    }
  }
};

}  // namespace

int verify_history(const CommonOptions& options, const std::string& heads_copy) {
  auto hub = open_existing(options, Purpose::kLooks);
  if (!hub) return complain(hub.error());
  Heads heads;
  heads.read(flows::head_path(options.data));
  if (!heads_copy.empty()) heads.read_copy(heads_copy);
  const auto lease = (*hub)->database().read();
  core::HistoryReport r = core::verify_history(
      lease.reader(), ed25519_public((*hub)->keyring().signing_seed()), heads.all);
  std::ranges::move(heads.complaints, std::back_inserter(r.complaints));
  if (r.covered < r.batches) {
    heads.notes.push_back(
        fmt::format("no signed head vouches yet for the newest batches ({}): that nothing was cut "
                    "off after them cannot be known",
                    r.batches - r.covered));
  }
  return report(options,
                {{"batches", r.batches},
                 {"events", r.events},
                 {"signed_heads", r.heads},
                 {"covered", r.covered},
                 {"not_covered", r.batches - r.covered}},
                r.complaints, "History is whole.", heads.notes);
}

int retain(const CommonOptions& options) {
  auto hub = open_existing(options, Purpose::kWrites);
  if (!hub) return complain(hub.error());
  try {
    (*hub)->drain();
    const flows::Retention::Done done = flows::Retention(**hub).run_once();
    return report(
        options,
        {{"segments_archived", done.segments_archived}, {"keys_destroyed", done.keys_destroyed}},
        {}, "What was due is done.");
  } catch (const store::StorageError& e) {
    return complain(flows::storage_error(e));
  }
}

int doctor(const CommonOptions& options) {
  std::vector<std::string> complaints;
  json::object facts;
  std::error_code failed;
  const fs::space_info space = fs::space(fs::exists(options.data) ? options.data : ".", failed);
  if (!failed) {
    facts["free_bytes"] = static_cast<int64_t>(space.available);
    if (static_cast<int64_t>(space.available) < kFreeBytesMin) {
      complaints.emplace_back("less than 1 GiB is free where the data lies");
    }
  }
  auto zone = Zone::find("Asia/Shanghai");
  if (!zone) complaints.emplace_back("time zone data is missing: install the package tzdata");
  auto running = call_local(control_socket(options), "GET", "/readyz", "");
  facts["server_running"] = running.has_value();
  if (running && running->status != 200) complaints.emplace_back("the running server is not ready");
  if (!running && holds_data(options)) {
    auto hub = open_existing(options, Purpose::kLooks);
    if (!hub) return complain(hub.error());
    const std::string integrity = (*hub)->database().integrity();
    if (integrity != "ok") complaints.push_back("the database is damaged: " + integrity);
    facts["database_bytes"] = (*hub)->database().size_bytes();
    facts["log_bytes"] = (*hub)->inbox().size_bytes();
    facts["shops"] = static_cast<int64_t>((*hub)->settings()->shops.size());
  }
  return report(options, facts, complaints, "All is well.");
}

}  // namespace ordo::app
