// The words of `standard` are the hub's own names.
#pragma once

#include <span>

#include "channels/adapter.h"

namespace ordo::channels::standard {

[[nodiscard]] std::span<const StatusWord> status_words();

}  // namespace ordo::channels::standard
