#include "core/call_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/crypto.h"
#include "base/log.h"
#include "base/thread.h"
#include "core/inbox.h"
#include "store/files.h"

namespace ordo::core {
namespace {

store::DatabaseOptions file_options(const std::string& path) {
  store::DatabaseOptions options;
  options.path = path;
  options.readers = 2;
  options.writer_cache_kib = 4 * 1024;
  options.reader_cache_kib = 2 * 1024;
  return options;
}

std::string day_key_context(ShopId shop, int32_t day) {
  return fmt::format("calls:{}:{}", shop.value, day);
}

std::string call_context(CallId id) { return fmt::format("call:{}", id.value); }

Nonce96 fresh_nonce96() {
  Nonce96 nonce;
  random_bytes(nonce);
  return nonce;
}

// Sizes of both bodies, the bodies, then a number of an order a line.
std::string packed(const CallBodies& bodies) {
  std::string plain = fmt::format("{} {}\n", bodies.request.size(), bodies.answer.size());
  plain += bodies.request;
  plain += bodies.answer;
  for (const std::string& order : bodies.orders) plain += order + "\n";
  return plain;
}

std::optional<CallBodies> unpacked(std::string_view plain) {
  size_t request = 0, answer = 0;
  const char* const end = plain.data() + plain.size();
  const auto first = std::from_chars(plain.data(), end, request);
  if (first.ec != std::errc() || first.ptr == end) return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, answer);
  if (second.ec != std::errc() || second.ptr == end) return std::nullopt;
  plain.remove_prefix(static_cast<size_t>(second.ptr + 1 - plain.data()));
  if (request > plain.size() || answer > plain.size() - request) return std::nullopt;
  CallBodies bodies{
      std::string(plain.substr(0, request)), std::string(plain.substr(request, answer)), {}};
  plain.remove_prefix(request + answer);
  for (size_t line = plain.find('\n'); line != plain.npos; line = plain.find('\n')) {
    bodies.orders.emplace_back(plain.substr(0, line));
    plain.remove_prefix(line + 1);
  }
  return bodies;
}

std::optional<CallBodies> open_bodies(const Key256& key, CallId id, std::string_view sealed) {
  Nonce96 nonce;
  if (sealed.size() < nonce.size()) return std::nullopt;
  std::copy_n(sealed.begin(), nonce.size(), reinterpret_cast<char*>(nonce.data()));
  const auto plain = aead_open(key, nonce, sealed.substr(nonce.size()), call_context(id));
  return plain ? unpacked(*plain) : std::nullopt;
}

}  // namespace

CallLog::CallLog(CallLogOptions options, const store::Keyring& keyring)
    : options_(std::move(options)), keyring_(keyring) {}

CallLog::~CallLog() { stop(); }

store::Database* CallLog::database(bool make) {
  std::lock_guard lock(opening_);
  if (options_.path.empty()) return nullptr;
  if (!database_ && (make || store::file_exists("", options_.path))) {
    auto opened = store::Database::open(file_options(options_.path));
    opened->migrate(std::span(&kCallsComponent, 1));
    database_ = std::move(opened);
  }
  return database_.get();
}

void CallLog::record(CallRecord record) {
  CallMetrics::Kind& kind = metrics_.kinds.at(static_cast<size_t>(record.kind) - 1);
  (record.ok ? kind.ok : kind.failed).fetch_add(1, std::memory_order_relaxed);
  kind.took.observe(record.duration_ms * 1'000'000);
  if (options_.path.empty()) return;
  std::lock_guard lock(mutex_);
  if (queue_.size() >= options_.queue_max) {
    metrics_.dropped.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  queue_.push_back(std::move(record));
  cv_.notify_all();
}

void CallLog::start() {
  if (options_.path.empty()) return;
  stopping_ = false;
  thread_ = std::jthread([this] { run(); });
}

void CallLog::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    cv_.notify_all();
  }
  thread_.join();
  (void)flush();  // what came while it ended
}

// Waits once more when the first record is there, so that a busy hub writes in groups.
void CallLog::run() {
  weigh(Weight::kLight);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    cv_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    cv_.wait_for(lock, std::chrono::milliseconds(kCallWriteEveryMs), [this] { return stopping_; });
    lock.unlock();
    (void)flush();
    lock.lock();
  }
}

bool CallLog::flush() {
  // First: what is neither queued nor written when keys are erased would be sealed under a new one.
  std::lock_guard writing(writing_);
  std::vector<CallRecord> group;
  {
    std::lock_guard lock(mutex_);
    group.swap(queue_);
  }
  if (group.empty()) return false;
  try {
    write(group);
  } catch (const std::exception& e) {
    keys_.clear();  // a key made in a transaction that failed may not exist
    bytes_ = -1;
    metrics_.dropped.fetch_add(std::ssize(group), std::memory_order_relaxed);
    log::warn("calls_not_kept", {{"records", std::ssize(group)}, {"detail", e.what()}});
  }
  return true;
}

void CallLog::write(std::vector<CallRecord>& group) {
  store::UnitOfWork uow = database(true)->begin();
  if (bytes_ < 0) bytes_ = call_bytes(uow);
  for (CallRecord& record : group) write_one(uow, record);
  make_room(uow);
  uow.commit();
}

void CallLog::write_one(store::UnitOfWork& uow, CallRecord& record) {
  record.id = free_call_id(uow, record.started_at);
  const auto& [key_id, key] = key_for(uow, record);
  const Nonce96 nonce = fresh_nonce96();
  std::string sealed(bytes_view(nonce));
  sealed += aead_seal(key, nonce, packed(record.bodies), call_context(record.id));
  bytes_ += insert_call(uow, record, key_id, sealed);
}

const std::pair<int64_t, Key256>& CallLog::key_for(store::UnitOfWork& uow,
                                                   const CallRecord& record) {
  const int32_t day = utc_day(record.started_at);
  const int64_t slot = record.shop.value * 100'000'000 + day;
  if (auto it = keys_.find(slot); it != keys_.end()) return it->second;
  const std::string context = day_key_context(record.shop, day);
  if (const auto known = newest_call_key(uow, record.shop, day)) {
    const auto opened = keyring_.unwrap(known->wrapped, context);
    if (!opened) throw store::StorageError(store::Fault::kFatal, 0, opened.error().detail);
    return keys_[slot] = {known->id, *opened};
  }
  Key256 key;
  random_bytes(key);
  const int64_t id =
      insert_call_key(uow, record.shop, day, keyring_.wrap(key, fresh_nonce96(), context));
  return keys_[slot] = {id, key};
}

void CallLog::make_room(store::UnitOfWork& uow) {
  while (bytes_ > options_.bytes_max) {
    const CallsGone gone = drop_calls(uow, INT64_MAX, kCallPurge, bytes_ - options_.bytes_max);
    if (gone.records == 0) return;
    bytes_ -= gone.bytes;
  }
}

CallPage CallLog::walk(const CallFilter& filter, int64_t before, size_t count) {
  store::Database* const db = database(false);
  return db ? walk_calls(db->read().reader(), filter, before, count) : CallPage{};
}

std::optional<CallRecord> CallLog::load(CallId id) {
  store::Database* const db = database(false);
  auto found = db ? load_sealed_call(db->read().reader(), id) : std::nullopt;
  if (!found) return std::nullopt;
  CallRecord& record = found->record;
  record.erased = !found->wrapped_key;
  if (record.erased) return std::move(record);
  const auto key = keyring_.unwrap(*found->wrapped_key,
                                   day_key_context(record.shop, utc_day(record.started_at)));
  auto bodies = key ? open_bodies(*key, id, found->sealed) : std::nullopt;
  if (!bodies) {
    throw store::StorageError(store::Fault::kFatal, 0,
                              "call " + id.str() +
                                  " does not open: calls.db was altered, or belongs to another "
                                  "master key");
  }
  record.bodies = std::move(*bodies);
  return std::move(record);
}

// Bodies that are queued belong to what shall be erased.
template <class Act>
int64_t CallLog::erase(Act act) {
  (void)flush();
  store::Database* const db = database(false);
  if (!db) return 0;
  std::lock_guard lock(writing_);
  keys_.clear();
  store::UnitOfWork uow = db->begin();
  const int64_t n = act(uow);
  if (n == 0) return 0;
  uow.commit();
  // The file itself shall hold the keys no longer, not only what is read through its log.
  (void)db->checkpoint();
  return n;
}

int64_t CallLog::erase_bodies_before(int32_t day) {
  return erase([day](store::UnitOfWork& uow) { return erase_call_keys_before(uow, day); });
}

int64_t CallLog::erase_bodies_of(ShopId shop) {
  return erase([shop](store::UnitOfWork& uow) { return erase_call_keys(uow, shop); });
}

// A piece at a time, so that the writer waits for none of it long.
int64_t CallLog::drop_before(Instant moment) {
  store::Database* const db = database(false);
  int64_t dropped = 0;
  while (db) {
    std::lock_guard lock(writing_);
    store::UnitOfWork uow = db->begin();
    const CallsGone gone = drop_calls(uow, first_call_id(moment), kCallPurge);
    if (gone.records == 0) break;
    uow.commit();
    dropped += gone.records;
    bytes_ = -1;
  }
  return dropped;
}

std::optional<int64_t> CallLog::heeded() {
  store::Database* const db = database(false);
  if (!db) return std::nullopt;
  return call_mark(db->read().reader(), "heeded");
}

void CallLog::heed(int64_t event) {
  store::Database* const db = database(false);
  if (!db) return;
  std::lock_guard lock(writing_);
  store::UnitOfWork uow = db->begin();
  set_call_mark(uow, "heeded", event);
  uow.commit();
}

int64_t CallLog::size_bytes() const {
  return options_.path.empty() ? 0 : store::file_bytes(options_.path);
}

}  // namespace ordo::core
