// What the store's tests share.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "store/database.h"

namespace ordo::store {

// A folder of its own for each test, removed with it.
class TempDir {
 public:
  TempDir() : path_((std::filesystem::temp_directory_path() / "ordo-store-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  ~TempDir() { std::filesystem::remove_all(path_); }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// The fault of the StorageError that `act` throws.
template <class Act>
Fault fault_of(Act&& act) {
  try {
    act();
  } catch (const StorageError& error) {
    return error.fault();
  }
  throw std::runtime_error("no StorageError was thrown");
}

template <class Act>
std::string message_of(Act&& act) {
  try {
    act();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace ordo::store
