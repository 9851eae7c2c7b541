#include "core/log_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "core/entry_table.h"
#include "core/inbox.h"
#include "store/table_copy.h"

namespace ordo::core {
namespace {

namespace fs = std::filesystem;

using store::Cells;
using store::KeyRange;
using store::Table;

constexpr const char* kEntries = "entries";
constexpr const char* kDayKeys = "day_keys";

size_t place_of(const Table& table, std::string_view column) {
  const auto found = std::ranges::find(table.columns, column, &store::Column::name);
  if (found == table.columns.end()) {
    throw store::StorageError(store::Fault::kFatal, 0,
                              fmt::format("the table {} has no {}", table.name, column));
  }
  return static_cast<size_t>(found - table.columns.begin());
}

[[noreturn]] void unreadable(int64_t seq) {
  throw store::StorageError(store::Fault::kFatal, 0,
                            fmt::format("log entry {} does not open: the file was altered, or the "
                                        "master key is another one",
                                        seq));
}

std::map<std::pair<int64_t, int32_t>, std::string> keys_in(const store::Reader& reader) {
  std::map<std::pair<int64_t, int32_t>, std::string> keys;
  store::TableWalk walk(reader, store::table_of(reader, kDayKeys));
  const size_t stream = place_of(walk.table(), "stream"), day = place_of(walk.table(), "day"),
               wrapped = place_of(walk.table(), "wrapped");
  for (auto rows = walk.next(); !rows.empty(); rows = walk.next()) {
    for (const Cells& row : rows) {
      keys.emplace(std::pair{row[stream].integer, static_cast<int32_t>(row[day].integer)},
                   row[wrapped].text);
    }
  }
  return keys;
}

}  // namespace

// Of the entries of one place.
class LogCopy::Resealer {
 public:
  Resealer(const Table& table, const Keys& own, const Keys& wanted, const store::Keyring& keyring)
      : seq_(place_of(table, "seq")),
        stream_(place_of(table, "stream")),
        received_at_(place_of(table, "received_at")),
        sealed_(place_of(table, "sealed")),
        own_(own),
        wanted_(wanted),
        keyring_(keyring) {}

  void reseal(Cells& row) {
    const ShopDay day{row[stream_].integer, utc_day(Instant{row[received_at_].integer})};
    const auto wanted = wanted_.find(day);
    if (wanted == wanted_.end()) return;  // erased everywhere
    const auto own = own_.find(day);
    if (own != own_.end() && own->second == wanted->second) return;
    std::string& sealed = row[sealed_].text;
    const int64_t seq = row[seq_].integer;
    Nonce96 nonce;
    if (sealed.size() < nonce.size()) unreadable(seq);
    std::copy_n(sealed.begin(), nonce.size(), reinterpret_cast<char*>(nonce.data()));
    const std::string context = fmt::format("{}/{}", day.first, seq);
    // Erased here, and not in a younger file: it reads as what is erased does.
    std::optional<std::string> plain(std::string(sizeof(Entropy), '\0'));
    if (own != own_.end()) {
      plain = aead_open(key(day, own->second), nonce, std::string_view(sealed).substr(nonce.size()),
                        context);
    }
    if (!plain) unreadable(seq);
    // Each entry's nonce is its own, under whichever key.
    sealed = std::string(bytes_view(nonce)) +
             aead_seal(key(day, wanted->second), nonce, *plain, context);
  }

 private:
  const Key256& key(const ShopDay& day, const std::string& wrapped) {
    const auto found = opened_.find(wrapped);
    if (found != opened_.end()) return found->second;
    auto key = keyring_.unwrap(wrapped, key_context(day.first, day.second));
    if (!key) throw store::StorageError(store::Fault::kFatal, 0, key.error().detail);
    return opened_[wrapped] = *key;
  }

  size_t seq_, stream_, received_at_, sealed_;
  const Keys& own_;
  const Keys& wanted_;
  const store::Keyring& keyring_;
  std::map<std::string, Key256> opened_;
};

LogCopy::LogCopy(std::vector<store::DatabaseOptions> places, const store::Keyring& keyring)
    : places_(std::move(places)), keyring_(keyring) {
  for (const store::DatabaseOptions& place : places_) {
    const auto database = store::Database::open(place);
    const auto lease = database->read();
    if (store::has_table(lease.reader(), kDayKeys)) keys_.merge(keys_in(lease.reader()));
  }
}

void LogCopy::walk_entries(const Part& part, const store::TableProgress& progress) const {
  Cells last;
  std::optional<Table> table;
  int64_t done = 0;
  for (const store::DatabaseOptions& place : places_) {
    const auto database = store::Database::open(place);
    const auto lease = database->read();
    if (!store::has_table(lease.reader(), kEntries)) continue;
    store::TableWalk walk(lease.reader(), store::table_of(lease.reader(), kEntries));
    table = walk.table();
    const Keys own = keys_in(lease.reader());
    Resealer resealer(*table, own, keys_, keyring_);
    for (auto rows = walk.next(); !rows.empty(); rows = walk.next()) {
      for (Cells& row : rows) resealer.reseal(row);
      if (!part(*table, {last, walk.after()}, rows)) return;
      last = walk.after();
      done += std::ssize(rows);
      if (progress) progress("the log", done);
    }
  }
  if (table) (void)part(*table, {last, {}}, {});
}

void LogCopy::walk_keys(const Part& part) const {
  const Table table{kDayKeys,
                    {{"stream", store::Value::Kind::kInt},
                     {"day", store::Value::Kind::kInt},
                     {"wrapped", store::Value::Kind::kBlob}},
                    {0, 1}};
  std::vector<Cells> rows;
  for (const auto& [day, wrapped] : keys_) {
    rows.push_back({store::Cell{store::Value::Kind::kInt, day.first, {}},
                    store::Cell{store::Value::Kind::kInt, day.second, {}},
                    store::Cell{store::Value::Kind::kBlob, 0, wrapped}});
  }
  (void)part(table, {}, rows);
}

void LogCopy::put(store::Database& target, const store::TableProgress& progress) const {
  std::optional<store::TableCopy> copy;
  const auto part = [&](const Table& table, const KeyRange& range, const std::vector<Cells>& rows) {
    if (!copy) copy.emplace(target, table);
    copy->put(range, rows);
    return true;
  };
  walk_keys(part);
  copy.reset();
  walk_entries(part, progress);
}

std::string LogCopy::difference(store::Database& target,
                                const store::TableProgress& progress) const {
  std::string found;
  const auto lease = target.read();
  const auto part = [&](const Table& table, const KeyRange& range, const std::vector<Cells>& rows) {
    const int64_t one_more = std::ssize(rows) + 1;
    if (store::read_rows(lease.reader(), table, range, one_more) != rows) {
      found = fmt::format("{} differs after ({})", table.name, store::shown_key(range.after));
    }
    return found.empty();
  };
  walk_keys(part);
  if (found.empty()) walk_entries(part, progress);
  return found;
}

std::vector<store::DatabaseOptions> log_files(const std::string& dir) {
  std::map<int, std::string> found;
  for (const std::string& folder : {dir, dir + "/archive"}) {
    if (!fs::exists(folder)) continue;
    for (const auto& file : fs::directory_iterator(folder)) {
      const std::string name = file.path().filename().string();
      int number = 0;
      const bool named =
          name.size() == 15 && std::sscanf(name.c_str(), "inbox-%6d.db", &number) == 1;
      if (named) found[number] = file.path().string();
    }
  }
  std::vector<store::DatabaseOptions> places;
  for (const auto& [number, path] : found) {
    store::DatabaseOptions options;
    options.path = path;
    options.checkpoint_thread = false;
    options.readers = 1;
    places.push_back(std::move(options));
  }
  return places;
}

}  // namespace ordo::core
