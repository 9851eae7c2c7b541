// The street's own tables.
#pragma once

#include "store/database.h"

namespace ordo::core {

extern const store::Component kCoreComponent;

}  // namespace ordo::core
