// What decode.cc puts together.
#pragma once

#include <simdjson.h>

#include <vector>

#include "channels/fields.h"
#include "facts/facts.h"

namespace ordo::channels::taobao {

using Facts = std::vector<facts::Fact>;

// Each appends what its object tells; what is wrong goes to the reading's problems.
void decode_trade(simdjson::dom::object trade, const Path& path, Reading& reading, Facts& facts);
void decode_refund(simdjson::dom::object refund, const Path& path, Reading& reading, Facts& facts);

}  // namespace ordo::channels::taobao
