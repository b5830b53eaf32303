// Physical quantities as types, so that watts are never added to joules. Raw counters keep a suffix
// (energy_mj, energy_uj) until the one function that converts them.
#pragma once

#include <chrono>
#include <compare>

namespace mutation {

using Seconds = std::chrono::duration<double>;

template <typename Unit>
struct Amount {
  double value = 0;

  friend constexpr auto operator<=>(Amount, Amount) = default;
  friend constexpr Amount operator+(Amount a, Amount b) { return {a.value + b.value}; }
  friend constexpr Amount operator-(Amount a, Amount b) { return {a.value - b.value}; }
  friend constexpr Amount operator*(Amount a, double factor) { return {a.value * factor}; }
  constexpr Amount& operator+=(Amount other) {
    value += other.value;
    return *this;
  }
};

using Joules = Amount<struct JoulesUnit>;
using Watts = Amount<struct WattsUnit>;
using Celsius = Amount<struct CelsiusUnit>;  // a temperature or a difference of two

constexpr Joules operator*(Watts power, Seconds time) {
  return {power.value * time.count()};
}
constexpr Watts operator/(Joules energy, Seconds time) {
  return {energy.value / time.count()};
}

}  // namespace mutation
