#include <boost/json.hpp>
#include <chrono>
#include <fstream>

#include "base/log.h"
#include "core/limits.h"
#include "flows/head_export.h"

namespace ordo::flows {
namespace {

namespace json = boost::json;

constexpr store::Sql kNewest{"heads.newest",
                             "SELECT no, at, head FROM batches ORDER BY no DESC LIMIT 1"};

}  // namespace

HeadExport::HeadExport(store::Database& database, const store::Keyring& keyring,
                       std::string data_dir)
    : database_(database), keyring_(keyring), path_(data_dir + "/heads.jsonl") {
  if (auto heads = read_heads(data_dir); heads && !heads->empty())
    last_batch_ = heads->back().batch;
}

HeadExport::~HeadExport() { stop(); }

void HeadExport::start() {
  stopping_ = false;
  thread_ = std::jthread([this] {
    std::unique_lock lock(mutex_);
    while (!cv_.wait_for(lock, std::chrono::milliseconds(core::kHeadExportMs),
                         [this] { return stopping_; })) {
      export_now();
    }
  });
}

void HeadExport::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    cv_.notify_all();
  }
  thread_.join();
  export_now();
}

void HeadExport::export_now() {
  try {
    core::SignedHead head;
    database_.read()->query(kNewest, {}, [&](const store::Row& row) {
      head = {row.integer(0), Instant{row.integer(1)}, std::string(row.text(2)), ""};
      return false;
    });
    if (head.batch <= last_batch_) return;
    const std::string signature =
        ed25519_sign(keyring_.signing_seed(), core::head_message(head.batch, head.head));
    std::ofstream file(path_, std::ios::app);
    file << json::serialize(json::object{{"batch", head.batch},
                                         {"at", format_rfc3339(head.at)},
                                         {"head", hex(head.head)},
                                         {"signature", hex(signature)}})
         << '\n';
    if (file.flush())
      last_batch_ = head.batch;
    else
      log::error("head_not_exported", {{"path", path_}});
  } catch (const store::StorageError& e) {
    log::error("head_not_exported", {{"detail", e.what()}});
  }
}

Result<std::vector<core::SignedHead>> read_heads(const std::string& data_dir) {
  std::vector<core::SignedHead> heads;
  std::ifstream file(data_dir + "/heads.jsonl");
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    boost::system::error_code failed;
    const json::value v = json::parse(line, failed);
    const json::object* o = failed ? nullptr : v.if_object();
    const auto field = [&](const char* key) {
      const json::value* f = o ? o->if_contains(key) : nullptr;
      return f && f->is_string() ? from_hex(std::string_view(f->as_string())) : std::nullopt;
    };
    const auto head = field("head"), signature = field("signature");
    const json::value* batch = o ? o->if_contains("batch") : nullptr;
    if (!head || !signature || !batch || !batch->is_int64()) {
      return fail(ErrorClass::kInvalid, "heads_unreadable",
                  "line " + std::to_string(number) + " of heads.jsonl is not a signed head");
    }
    heads.push_back({batch->as_int64(), Instant{}, *head, *signature});
  }
  return heads;
}

}  // namespace ordo::flows
