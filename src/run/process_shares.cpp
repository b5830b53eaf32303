#include "run/process_shares.h"

#include <fmt/format.h>

namespace mutation {
namespace {

// Why too little was seen; "" when it was enough.
std::string too_few(int looks, const std::string& what, const std::string& untrusted) {
  if (!untrusted.empty())
    return "the lists of compute processes are not to be trusted: " + untrusted;
  if (looks == 0) return "lists of compute processes: none " + what;
  if (looks < kFewestLooks) {
    return fmt::format("lists of compute processes: {} {}, too few for a share", looks, what);
  }
  return {};
}

}  // namespace

LoadedFraction loaded_fraction(const ProcessCounts& counts, const std::string& untrusted) {
  if (std::string why = too_few(counts.looks, "read during the foreground", untrusted);
      !why.empty()) {
    return {{}, std::move(why)};
  }
  return {double(counts.background_loads) / counts.looks, ""};
}

ForegroundShare foreground_share(const ProcessCounts& counts,
                                 std::optional<double> above_idle_joules,
                                 const std::string& untrusted) {
  if (std::string why =
          too_few(counts.looks_with_utilization, "that tells the utilisation of one", untrusted);
      !why.empty()) {
    return {{}, std::move(why)};
  }
  if (counts.all_utilization <= 0) return {{}, "no process used the GPU"};
  if (!above_idle_joules) return {{}, "the energy above idle is not known"};
  const double share = counts.foreground_utilization / counts.all_utilization;
  return {
      share * *above_idle_joules,
      fmt::format("the foreground's {:.1f} % of all processes' utilisation, of the energy above "
                  "idle; takes each percent of utilisation as drawing the same, whoever's it is",
                  100 * share)};
}

}  // namespace mutation
