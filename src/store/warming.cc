#include "store/warming.h"

#include <fstream>
#include <string>
#include <vector>

namespace ordo::store {
namespace {

constexpr size_t kPieceBytes = 256 << 10;

constexpr Sql kListIndexes{"store.list_indexes",
                           "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name"};
constexpr Sql kWarmIndex{"store.warm_index", "SELECT pageno FROM dbstat WHERE name = :name"};

}  // namespace

int64_t available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string word;
  int64_t kib = 0;
  while (file >> word) {
    if (word == "MemAvailable:") file >> kib;
  }
  return kib * 1024;
}

// Through the connection's own descriptor: opening the file a second time and closing it would drop the
// locks that this process holds on it (fcntl(2)).
void read_through(SqliteSession& session, const std::stop_token& stop) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(session.native(), "main", SQLITE_FCNTL_FILE_POINTER,
                       static_cast<void*>(&file));
  if (file == nullptr || file->pMethods == nullptr) return;
  sqlite3_int64 size = 0;
  if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) return;
  std::vector<char> piece(kPieceBytes);
  for (sqlite3_int64 at = 0; at < size && !stop.stop_requested(); at += kPieceBytes) {
    const int code = file->pMethods->xRead(file, piece.data(), kPieceBytes, at);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) {
      throw sqlite_error(nullptr, code, "store.read_through");
    }
  }
}

void read_indexes(SqliteSession& session, const std::stop_token& stop) {
  std::vector<std::string> names;
  session.query(kListIndexes, {}, [&names](const Row& row) {
    names.emplace_back(row.text(0));
    return true;
  });
  for (const std::string& name : names) {
    if (stop.stop_requested()) return;
    session.query(kWarmIndex, {{"name", name}}, [&](const Row&) { return !stop.stop_requested(); });
  }
}

}  // namespace ordo::store
