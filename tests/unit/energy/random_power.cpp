#include "unit/energy/random_power.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace mutation::sensor_model {
namespace {

using Part = std::function<double(double)>;

int whole(Random& random, int low, int high) {
  return std::min(high, static_cast<int>(uniform(random, low, high + 1)));
}

Part ramp(double end, Random& random) {
  const double from = uniform(random, -5, end * 0.7);
  const double to = from + uniform(random, 1, end + 5);
  const double rise = uniform(random, 50, 300);
  return [=](double t) { return rise * std::clamp((t - from) / (to - from), 0.0, 1.0); };
}

Part steps(double end, Random& random) {
  std::vector<std::pair<double, double>> all;
  for (int i = whole(random, 1, 8); i > 0; --i)
    all.emplace_back(uniform(random, -2, end + 1), uniform(random, 0, 300));
  if (uniform(random, 0, 1) < 0.5) all.emplace_back(uniform(random, -0.05, 0.3), 250);
  std::sort(all.begin(), all.end());
  return [=](double t) {
    double level = 0;
    for (const auto& [time, watts] : all) {
      if (time > t) break;
      level = watts;
    }
    return level;
  };
}

Part even_bursts(Random& random) {
  const double period = uniform(random, 0.015, 0.095);
  const double on = period * uniform(random, 0.1, 0.9);
  const double watts = uniform(random, 50, 300);
  return [=](double t) { return std::fmod(t + 100, period) < on ? watts : 0; };
}

Part random_bursts(Random& random) {
  auto state = std::make_shared<std::pair<double, bool>>(-1e3, false);
  const double on = uniform(random, 0.01, 0.08);
  const double off = uniform(random, 0.01, 0.3);
  const double watts = uniform(random, 50, 300);
  return [=, &random](double t) {
    while (state->first < t) {
      state->second = !state->second;
      const double mean = state->second ? on : off;
      state->first = std::max(state->first, t) + uniform(random, 0.3, 1.7) * mean;
    }
    return state->second ? watts : 0;
  };
}

Part noise(Random& random) {
  const double watts = uniform(random, 1, 30);
  return [=, &random](double) { return watts * normal(random); };
}

Part noise_with_memory(Random& random) {
  auto state = std::make_shared<double>(0);
  const double watts = uniform(random, 2, 40);
  const double memory = std::exp(-0.001 / std::exp(uniform(random, std::log(0.02), std::log(5))));
  return [=, &random](double) {
    *state = *state * memory + watts * std::sqrt(1 - memory * memory) * normal(random);
    return *state;
  };
}

}  // namespace

TruePower random_power(double end, Random& random) {
  std::vector<Part> parts;
  for (int i = whole(random, 1, 3); i > 0; --i) {
    switch (whole(random, 0, 6)) {
      case 0:
        parts.push_back(ramp(end, random));
        break;
      case 1:
        parts.push_back(steps(end, random));
        break;
      case 2:
        parts.push_back(even_bursts(random));
        break;
      case 3:
        parts.push_back(random_bursts(random));
        break;
      case 4:
        parts.push_back(noise(random));
        break;
      case 5:
        parts.push_back(noise_with_memory(random));
        break;
      default:
        break;  // constant
    }
  }
  const double base = uniform(random, 30, 200);
  return TruePower(end, [&](double t) {
    double watts = base;
    for (const Part& part : parts) watts += part(t);
    return std::max(5.0, watts);
  });
}

}  // namespace mutation::sensor_model
