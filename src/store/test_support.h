// What the store's tests share.
#pragma once

#include <gtest/gtest.h>
#include <string>

#include "store/database.h"
#include "store/temp_dir.h"

namespace ordo::store {

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
