// The street's own tables, and those of its log.
#pragma once

#include "store/database.h"

namespace ordo::core {

extern const store::Component kCoreComponent;
extern const store::Component kLogComponent;

}  // namespace ordo::core
