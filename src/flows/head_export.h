// Signs the newest head of the chain once an hour and appends it to data/heads.jsonl, where it can be
// shipped elsewhere: whoever alters the database later contradicts a line that has left the machine.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/chain.h"
#include "store/database.h"
#include "store/keyring.h"

namespace ordo::flows {

class HeadExport {
 public:
  HeadExport(store::Database& database, const store::Keyring& keyring, std::string data_dir);
  ~HeadExport();
  void start();
  void stop();        // exports once more
  void export_now();  // nothing when the newest head is exported already

 private:
  store::Database& database_;
  const store::Keyring& keyring_;
  std::string path_;
  int64_t last_batch_ = 0;
  std::mutex mutex_;
  std::condition_variable cv_;
  bool stopping_ = false;
  std::jthread thread_;
};

// The lines of heads.jsonl; a line that cannot be read is an error with its number.
[[nodiscard]] Result<std::vector<core::SignedHead>> read_heads(const std::string& data_dir);

}  // namespace ordo::flows
