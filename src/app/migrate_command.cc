// `ordo migrate`: what a start would change in the tables, and, where it is told to, changing it.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "app/commands.h"
#include "app/moved.h"
#include "core/calls_store.h"
#include "core/schema.h"
#include "flows/components.h"
#include "store/address.h"
#include "store/pending.h"

namespace ordo::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// One file, or one lane of a server's schema, and whose tables it holds.
struct Place {
  std::string shown;
  store::DatabaseOptions database;
  std::span<const store::Component> components;
};

Place place(std::string shown, std::string path, std::span<const store::Component> components) {
  Place made{std::move(shown), {}, components};
  made.database.path = std::move(path);
  made.database.checkpoint_thread = false;
  made.database.readers = 1;
  made.database.looks = true;  // a server's schema; files are migrated by what is made here
  return made;
}

void add_files(const fs::path& folder, const std::string& shown, std::vector<Place>& places) {
  if (!fs::exists(folder)) return;
  std::vector<std::string> names;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() == ".db") names.push_back(file.path().filename());
  }
  std::ranges::sort(names);
  for (const std::string& name : names) {
    places.push_back(place(shown + name, folder / name, {&core::kLogComponent, 1}));
  }
}

// What is not there yet is made by the next start, at its newest.
std::vector<Place> places_of(const CommonOptions& options) {
  std::vector<Place> places;
  const fs::path data = options.data;
  if (!options.store.empty()) {
    places.push_back(place("the server's schema", options.store, flows::state_components()));
    places.push_back(place("the server's schema", options.store, {&core::kLogComponent, 1}));
  } else {
    places.push_back(place("ordo.db", data / "ordo.db", flows::state_components()));
    add_files(data / "inbox", "inbox/", places);
    add_files(data / "inbox/archive", "inbox/archive/", places);
  }
  if (fs::exists(data / "calls.db")) {
    places.push_back(place("calls.db", data / "calls.db", {&core::kCallsComponent, 1}));
  }
  return places;
}

struct Found {
  std::string place;
  store::PendingMigrations pending;
};

std::vector<Found> look(const CommonOptions& options) {
  std::vector<Found> found;
  for (const Place& p : places_of(options)) {
    const auto database = store::Database::open(p.database);
    for (auto& pending : store::pending_migrations(database->read().reader(), p.components)) {
      found.push_back({p.shown, std::move(pending)});
    }
  }
  return found;
}

int64_t count_of(const std::vector<Found>& found) {
  int64_t count = 0;
  for (const Found& f : found) count += std::ssize(f.pending.next);
  return count;
}

json::array as_json(const std::vector<Found>& found) {
  json::array all;
  for (const Found& f : found) {
    for (const store::Migration& m : f.pending.next) {
      all.push_back(json::object{{"place", f.place},
                                 {"component", f.pending.component},
                                 {"number", m.number},
                                 {"name", m.name}});
    }
  }
  return all;
}

void print(const std::vector<Found>& found) {
  for (const Found& f : found) {
    fmt::print("{}: {} is {}\n", f.place, f.pending.component,
               f.pending.last == 0 ? "not there yet" : fmt::format("at {}", f.pending.last));
    for (const store::Migration& m : f.pending.next) fmt::print("{:>8}  {}\n", m.number, m.name);
  }
}

int tell(const CommonOptions& options, const std::vector<Found>& found, bool applied) {
  const int64_t count = count_of(found);
  if (options.json) {
    json::object out{{"migrations", as_json(found)}, {"applied", applied}};
    fmt::print("{}\n", json::serialize(out));
    return kOk;
  }
  print(found);
  if (count == 0)
    fmt::print("Nothing to do.\n");
  else if (applied)
    fmt::print("{} migrations were run.\n", count);
  else
    fmt::print(
        "{} migrations would be run, each in a transaction of its own: by the next start, or "
        "now with --apply.\n",
        count);
  return kOk;
}

}  // namespace

int migrate(const CommonOptions& options, bool apply) {
  if (options.store.empty() && !fs::exists(options.data + "/ordo.db")) {
    return complain({ErrorClass::kNotFound,
                     "no_data",
                     options.data + " holds no data of ordo; name the folder with --data",
                     {}});
  }
  if (!options.store.empty() && !store::names_server(options.store)) {
    complain({ErrorClass::kInvalid,
              "wrong_store",
              "--store must be postgres://user@host/database?schema=merchant",
              {}});
    return kUsage;
  }
  if (const auto code = refused(options)) return *code;  // no start will change it any more
  const std::vector<Found> found = look(options);
  if (!apply || found.empty()) return tell(options, found, false);
  {
    // Opened as a start opens it: its lock is taken, and everything is migrated.
    auto hub = open_offline(options);
    if (!hub) return complain(hub.error());
    for (const Place& p : places_of(options)) {
      if (p.components.data() == &core::kLogComponent && options.store.empty()) {
        store::Database::open(p.database)->migrate(p.components);  // a closed file of the log
      }
    }
  }
  if (const auto left = look(options); !left.empty()) {
    print(left);
    return complain({ErrorClass::kInternal,
                     "not_migrated",
                     "these are still to be run: run ordo migrate --apply again",
                     {}});
  }
  return tell(options, found, true);
}

}  // namespace ordo::app
