// What the cooling policies give: sessions of 100 runs of random length and load in virtual time,
// on simulated GPUs that cool fast and slowly, with noise, whole degrees and a room that gets 3
// degrees warmer and colder. The gates and the decisions for warm-ups are the program's own.
//   cooling_policies [SEED]
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "unit/campaign/cooling_session.h"

namespace mutation {
namespace {

void print_policy(CoolingPolicy policy, double time_constant, std::uint64_t seed) {
  const CoolingSessionResult result = simulate(
      {.gpu = gpu_of(Seconds(time_constant), seed), .policy = policy, .runs = 100, .seed = seed});
  const Spread starts = spread_of(result.starts);
  const Spread waits = spread_of(result.waits);
  const Spread fits = spread_of(result.time_constants);
  const std::string error =
      result.time_constants.empty()
          ? "-"
          : fmt::format("{:+.1f} % (worst {:.1f} %)", 100 * (fits.mean / time_constant - 1),
                        100 * std::max(std::abs(fits.least / time_constant - 1),
                                       std::abs(fits.most / time_constant - 1)));
  fmt::print(
      "{:>5.0f} s  {:<8} {:>6.1f} {:>7.2f} {:>6.1f}..{:<5.1f} {:>8.0f} {:>8.0f} {:>8} {:>8.0f} "
      "{:>9} {:>9}  {}\n",
      time_constant, to_text(policy), starts.mean, starts.deviation, starts.least, starts.most,
      waits.mean, waits.deviation, result.warm_ups, result.warming.count() / 100, result.too_cold,
      result.timed_out, error);
}

}  // namespace
}  // namespace mutation

int main(int argc, char** argv) {
  using namespace mutation;
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  fmt::print("Start temperature (true, C) of 100 runs, wait before each (s); warming: s a run\n");
  fmt::print("{:>7}  {:<8} {:>6} {:>7} {:>13} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9}  {}\n", "tau",
             "policy", "mean", "sd", "spread", "wait", "sd", "warm-ups", "warming", "too cold",
             "timed out", "fitted tau");
  for (const double time_constant : {20.0, 60.0, 200.0}) {
    for (const CoolingPolicy policy :
         {CoolingPolicy::fixed, CoolingPolicy::settled, CoolingPolicy::match}) {
      print_policy(policy, time_constant, seed);
    }
  }
}
