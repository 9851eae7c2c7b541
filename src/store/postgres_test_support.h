// What tests on a real PostgreSQL share.
#pragma once

#include "store/postgres_cluster.h"
#include "store/test_support.h"
