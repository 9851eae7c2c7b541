// Every resource of the API, added to a router.
#pragma once

#include "api/door.h"
#include "api/gateway.h"
#include "api/router.h"
#include "api/workers.h"
#include "api/writer.h"
#include "flows/hub.h"
#include "flows/self_tester.h"
#include "watch/metrics.h"
#include "watch/patrol.h"

namespace ordo::api {

struct RouteDeps {
  flows::Hub& hub;
  Gateway& gateway;
  Workers& workers;
  watch::Metrics& metrics;
  Door& door;  // for what asks for itself who comes
  Writer& writer;
  flows::SelfTester& self_tester;
  Workers& outside;                 // for what waits for somebody else's server
  watch::Patrol* patrol = nullptr;  // whose findings /metrics tells; null: none is walked
};

// What is referred to must outlive the router.
void add_routes(Router& router, const RouteDeps& deps);

}  // namespace ordo::api
