// What a session consumed and what that comes to, as lines: for its end and for `status`.
#pragma once

#include "model/consumption.h"
#include "model/tariff.h"
#include "progress/lines.h"

namespace mutation {

// None without a tariff.
Lines cost_lines(const Consumption& consumption, const Tariff& tariff);

}  // namespace mutation
