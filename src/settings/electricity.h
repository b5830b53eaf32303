// "electricity" of a settings file's top level: what a kilowatt-hour costs and emits.
#pragma once

#include "model/tariff.h"
#include "settings/object_reader.h"

namespace mutation {

// Empty where the key is not there; what is wrong is a problem.
Tariff read_electricity(ObjectReader& top);

}  // namespace mutation
