#include "flows/hub.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

#include "base/log.h"
#include "base/thread.h"
#include "core/batch_store.h"
#include "core/chain.h"
#include "core/schema.h"
#include "flows/arrival_store.h"
#include "flows/cell.h"
#include "flows/components.h"
#include "flows/head_export.h"
#include "flows/retention.h"
#include "store/address.h"

namespace ordo::flows {
namespace {

namespace fs = std::filesystem;

// Held as long as the hub is open: a second writer is refused, whatever kind of program it is.
class FolderLock {
 public:
  static Result<FolderLock> take(const std::string& dir) {
    const std::string path = dir + "/lock";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
      return fail(ErrorClass::kUnavailable, "data_not_writable",
                  "cannot write to " + dir + ": " + std::strerror(errno));
    }
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
      ::close(fd);
      return fail(ErrorClass::kUnavailable, "data_in_use",
                  dir + " is in use by another ordo; stop it first, or use another --data folder");
    }
    return FolderLock(fd);
  }
  FolderLock() = default;
  FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
  }

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

std::string file_of(const HubOptions& o) { return o.data_dir + "/ordo.db"; }

core::InboxOptions inbox_options(const HubOptions& o) {
  core::InboxOptions options;
  options.store = o.store;
  options.takes_over = o.threads;
  options.answer_ms = o.store_answer_ms;
  options.looks = o.looks;
  options.dir = o.data_dir + "/inbox";
  options.vfs = o.vfs;
  options.single_connection = !o.vfs.empty();
  options.checkpoint_thread = o.vfs.empty();
  options.segment_entries = o.segment_entries;
  return options;
}

store::DatabaseOptions database_options(const HubOptions& o) {
  store::DatabaseOptions options;
  options.path = o.store.empty() ? file_of(o) : o.store;
  // Who does one thing leaves a server's store to the process that serves it.
  options.takes_over = o.threads;
  options.answer_ms = o.store_answer_ms;
  options.looks = o.looks;
  options.with_lanes = {core::kLogLane};
  options.read_path = o.read_store;
  // A large store is looked through at random (returning buyers, look-ups): what fits here is not
  // read from the system again and again.
  options.writer_cache_kib = 128 * 1024;
  options.vfs = o.vfs;
  options.single_connection = !o.vfs.empty();
  options.checkpoint_thread = o.vfs.empty();
  return options;
}

core::CallLogOptions call_log_options(const HubOptions& o) {
  core::CallLogOptions options;
  if (o.vfs.empty()) options.path = o.data_dir + "/calls.db";
  return options;
}

// Asked twice: before the lane is taken, so that whoever copies keeps it, and once it is ours, when nobody can
// begin to copy any more.
Result<> require_whole(store::Database& server, const std::string& address) {
  const auto source = arriving_from(server.writer_reader());
  if (!source) return {};
  return fail(ErrorClass::kUnavailable, "unfinished_copy",
              store::shown_address(address) + " holds an unfinished copy of " + *source +
                  ": run ordo copy again, which goes on where it stopped");
}

// With a server, before anything is changed in the folder or at the server.
Result<std::unique_ptr<store::Database>> connect(const HubOptions& options) {
  if (!options.read_store.empty() &&
      (options.store.empty() || !store::names_server(options.read_store))) {
    return fail(ErrorClass::kInvalid, "wrong_store",
                "the store for readers must be postgres://user@host:5432/database?schema=merchant, "
                "a standby of the server that the store names");
  }
  if (options.store.empty()) return nullptr;
  if (!store::names_server(options.store)) {
    return fail(ErrorClass::kInvalid, "wrong_store",
                "the store must be postgres://user@host:5432/database?schema=merchant; without one "
                "it is a file in the data folder");
  }
  auto database = store::Database::open(database_options(options));
  if (auto whole = require_whole(*database, options.store); !whole) {
    return std::unexpected(whole.error());
  }
  if (options.looks && database->migrated(core::kCoreComponent.name) == 0) {
    return fail(ErrorClass::kNotFound, "no_data",
                store::shown_address(options.store) + " holds no data of ordo; name its schema");
  }
  if (fs::exists(file_of(options)) && database->migrated(core::kCoreComponent.name) == 0) {
    return fail(ErrorClass::kUnavailable, "not_copied",
                file_of(options) +
                    " holds data, and the server's schema is empty: move it there with ordo copy, "
                    "or use another --data folder");
  }
  return database;
}

// A key that is missing is never made anew where something was written with it.
Result<store::Keyring> keyring_of(const HubOptions& options, store::Database* server) {
  if (options.master) return store::Keyring::from_master(*options.master);
  const std::string keys = options.data_dir + "/keys";
  const bool holds_data =
      server ? server->migrated(core::kCoreComponent.name) > 0 : fs::exists(file_of(options));
  if (holds_data && !fs::exists(keys + "/master.key")) {
    return fail(ErrorClass::kUnavailable, "key_missing",
                keys + "/master.key is missing: put back the key that this data was written with");
  }
  return store::Keyring::open_or_create(keys);
}

core::Entropy fresh_entropy() {
  core::Entropy entropy;
  random_bytes(entropy);
  return entropy;
}

}  // namespace

Error storage_error(const store::StorageError& e) {
  switch (e.fault()) {
    case store::Fault::kTakenOver: return {ErrorClass::kUnavailable, "data_in_use", e.what(), {}};
    case store::Fault::kRetryable:
    case store::Fault::kAmbiguous:
      return {ErrorClass::kUnavailable, "store_unavailable", e.what(), {}};
    default: return {ErrorClass::kUnavailable, "storage_failed", e.what(), {}};
  }
}

struct Hub::Impl {
  HubOptions options;
  FolderLock lock;
  store::Keyring keyring;
  std::unique_ptr<store::Database> database;
  store::Lookups lookups;
  std::unique_ptr<core::Inbox> inbox;
  std::unique_ptr<MerchantCell> cell;
  std::unique_ptr<core::CrashMarker> own_marker;
  core::ConfigurationCell configuration;
  std::unique_ptr<core::Feed> feed;
  std::unique_ptr<core::Lane> lane;
  core::CallLog calls;
  std::unique_ptr<HeadExport> heads;     // on a real disk only
  std::unique_ptr<Retention> retention;  // likewise
  core::Latency decoding;
  std::jthread warming;
  std::atomic<bool> warm = false;
  mutable std::mutex settings_mutex;
  mutable std::shared_ptr<const Settings> settings;
  mutable uint64_t settings_generation = 0;
  bool running = false;

  Impl(HubOptions o, const store::Keyring& k)
      : options(std::move(o)), keyring(k), calls(call_log_options(options), keyring) {}

  Clock& clock() const { return options.clock ? *options.clock : system_clock(); }

  core::CrashMarker& marker() const { return options.marker ? *options.marker : *own_marker; }

  void decode(core::Inbound& inbound) {
    int64_t ns = 0;
    {
      const core::Stopwatch watch(clock(), ns);
      inbound.decoded = cell->decode(inbound.entry, configuration.get());
      inbound.body_hash = keyed_hash63(keyring.lookup(), inbound.entry.body);
    }
    decoding.observe(ns);
  }

  // The simulator's disk knows one connection only, and no cache that could be warm.
  void start_warming() {
    if (!options.vfs.empty()) return;
    warm = false;
    warming = std::jthread([this](const std::stop_token& stop) {
      weigh(Weight::kLeast);
      try {
        database->warm(stop);
      } catch (const store::StorageError& e) {
        log::warn("store_not_warmed", {{"detail", e.what()}});
      }
      warm = !stop.stop_requested();
    });
  }

  // Before the lane is taken from whoever has it.
  Result<> require_key() {
    if (database->migrated(core::kCoreComponent.name) == 0) return {};
    if (core::opens_with(database->writer_reader(), keyring).value_or(true)) return {};
    return fail(ErrorClass::kUnavailable, "key_mismatch",
                options.data_dir +
                    "/keys/master.key is not the key that this store was written with: put back "
                    "the one that was, or name another store");
  }

  Result<> open() {
    if (!database) database = store::Database::open(database_options(options));
    if (auto fits = require_key(); !fits) return fits;
    database->migrate(state_components());
    if (!options.store.empty()) {
      if (auto whole = require_whole(*database, options.store); !whole) return whole;
    }
    lookups.load(database->writer_reader());
    core::InboxOptions log = inbox_options(options);
    log.epoch = database->epoch_of(core::kLogLane);
    inbox = std::make_unique<core::Inbox>(log, keyring, clock());
    cell = std::make_unique<MerchantCell>(keyring, lookups);
    if (!options.marker) own_marker = core::file_crash_marker(options.data_dir + "/open_batch");
    feed =
        std::make_unique<core::Feed>(*inbox, marker(), [this](core::Inbound& in) { decode(in); });
    inbox->set_listener(
        [this](std::vector<core::InboundPtr> entries) { feed->push(std::move(entries)); });
    lane = std::make_unique<core::Lane>(*database, *inbox, *feed, *cell, marker(), keyring, clock(),
                                        configuration);
    lane->recover();
    return {};
  }
};

Hub::Hub(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Hub::~Hub() {
  if (impl_) stop();
}

Result<std::unique_ptr<Hub>> Hub::open(HubOptions options) {
  crypto_init();
  try {
    return open_whole(std::move(options));
  } catch (const store::StorageError& e) {
    return std::unexpected(storage_error(e));
  }
}

Result<std::unique_ptr<Hub>> Hub::open_whole(HubOptions options) {
  auto server = connect(options);
  if (!server) return std::unexpected(server.error());
  FolderLock lock;
  if (options.vfs.empty()) {
    std::error_code failed;
    fs::create_directories(options.data_dir, failed);
    fs::permissions(options.data_dir, fs::perms::owner_all, failed);
    auto taken = FolderLock::take(options.data_dir);
    if (!taken) return std::unexpected(taken.error());
    lock = std::move(*taken);
  }
  auto keyring = keyring_of(options, server->get());
  if (!keyring) return std::unexpected(keyring.error());
  auto impl = std::make_unique<Impl>(std::move(options), *keyring);
  impl->lock = std::move(lock);
  impl->database = std::move(*server);
  if (auto opened = impl->open(); !opened) return std::unexpected(opened.error());
  std::unique_ptr<Hub> hub(new Hub(std::move(impl)));
  if (hub->impl_->options.vfs.empty()) {
    hub->impl_->heads = std::make_unique<HeadExport>(*hub);
    hub->impl_->retention = std::make_unique<Retention>(*hub);
  }
  return hub;
}

void Hub::start() {
  impl_->running = true;
  impl_->feed->start(impl_->options.decode_workers);
  impl_->lane->start();
  impl_->inbox->start();
  impl_->calls.start();
  impl_->start_warming();
  if (impl_->heads) impl_->heads->start();
  if (impl_->retention) impl_->retention->start();
}

void Hub::stop() {
  if (!impl_->running) return;
  impl_->running = false;
  impl_->warming.request_stop();
  if (impl_->retention) impl_->retention->stop();
  if (impl_->heads) impl_->heads->stop();
  impl_->inbox->stop();
  impl_->lane->stop();
  impl_->feed->stop();
  impl_->calls.stop();
  if (impl_->warming.joinable()) impl_->warming.join();
  if (impl_->heads) impl_->heads->export_last();
}

bool Hub::step() {
  const bool wrote = impl_->inbox->flush();
  return impl_->lane->step() || wrote;
}

void Hub::drain() {
  while (step()) {
  }
}

bool Hub::submit(core::InboundPtr inbound) {
  return !taken_over() && impl_->inbox->append(std::move(inbound));
}

bool Hub::submit_page(std::vector<core::InboundPtr>& page) {
  return !taken_over() && impl_->inbox->append_page(page);
}

bool Hub::taken_over() const { return impl_->lane->lost() || impl_->inbox->lost(); }

bool Hub::takes() const { return !taken_over() && !impl_->inbox->stuck(); }

Error Hub::refusal() const {
  if (taken_over()) {
    return {ErrorClass::kUnavailable,
            "taken_over",
            "another process has taken over; nothing was stored here, send it there",
            {}};
  }
  return {ErrorClass::kUnavailable, "log_full", "nothing was stored; send it again", {}};
}

bool Hub::command(Command command) {
  auto inbound = std::make_unique<core::Inbound>();
  core::Entry& e = inbound->entry;
  e.stream = command.stream;
  e.kind = core::EntryKind::kCommand;
  e.route = std::move(command.route);
  e.external_id = std::move(command.idempotency_key);
  e.caller = std::move(command.caller);
  e.headers = std::move(command.headers);
  e.body = std::move(command.body);
  e.entropy = fresh_entropy();
  inbound->on_durable = std::move(command.on_durable);
  inbound->on_applied = std::move(command.done);
  return submit(std::move(inbound));
}

Result<core::Outcome> Hub::command_now(Command wanted) {
  std::optional<core::Outcome> result;
  wanted.done = [&](const core::Outcome& outcome) { result = outcome; };
  if (!command(std::move(wanted))) return std::unexpected(refusal());
  try {
    drain();
  } catch (const store::StorageError& e) {
    if (taken_over()) return std::unexpected(refusal());
    return fail(ErrorClass::kUnavailable, "storage_failed", e.what());
  }
  if (!result)
    return fail(ErrorClass::kInternal, "no_answer", "the command was stored but not answered");
  return *result;
}

store::Database& Hub::database() { return *impl_->database; }
core::Inbox& Hub::inbox() { return *impl_->inbox; }
core::Lane& Hub::lane() { return *impl_->lane; }
core::Feed& Hub::feed() { return *impl_->feed; }
core::CallLog& Hub::calls() { return impl_->calls; }
bool Hub::warm() const { return impl_->warm; }
const core::Latency& Hub::decoding() const { return impl_->decoding; }
const store::Keyring& Hub::keyring() const { return impl_->keyring; }
store::Lookups& Hub::lookups() { return impl_->lookups; }
Clock& Hub::clock() { return impl_->clock(); }
const HubOptions& Hub::options() const { return impl_->options; }

std::shared_ptr<const Settings> Hub::settings() const {
  std::lock_guard lock(impl_->settings_mutex);
  const uint64_t generation = impl_->configuration.generation();
  if (!impl_->settings || impl_->settings_generation != generation) {
    impl_->settings = build_settings(impl_->configuration.get(), impl_->settings.get());
    impl_->settings_generation = generation;
  }
  return impl_->settings;
}

}  // namespace ordo::flows
