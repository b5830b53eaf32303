// How many values are needed to see a difference. Pure.
#pragma once

#include <cstddef>
#include <optional>

namespace mutation {

enum class SampleDesign { independent, paired };

struct PowerOptions {
  double power = 0.8;   // chance to see a difference that is there
  double level = 0.05;  // two-sided
};

// Values of each group (pairs where paired) with which a t test sees `difference` where single
// values deviate by `deviation` (of both pooled, within pairs where paired): R's power.t.test,
// rounded up; at least 2. Absent: more than ten million, or a number is not finite. REQUIRES:
// difference > 0, deviation >= 0, where finite.
std::optional<std::size_t> values_needed(double difference, double deviation, SampleDesign design,
                                         const PowerOptions& options = {});

}  // namespace mutation
