// The `performance_metrics` of a repo in the catalogue.
#pragma once

#include <vector>

#include "model/catalogue.h"
#include "settings/object_reader.h"

namespace mutation {

// In the order of "log_patterns"; what "required", "bounds" and "directions" say stands in them.
std::vector<MetricSpec> read_metrics(ObjectReader& repo);

}  // namespace mutation
