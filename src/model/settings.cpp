#include "model/settings.h"

namespace mutation {

std::string to_text(Mode mode) {
  switch (mode) {
    case Mode::mutation:
      return "mutation";
    case Mode::fixed:
      return "default";
    case Mode::parallel:
      return "parallel";
  }
  return "?";
}

std::string to_text(Search search) {
  switch (search) {
    case Search::random:
      return "random";
    case Search::grid:
      return "grid";
    case Search::latin_hypercube:
      return "latin_hypercube";
    case Search::sobol:
      return "sobol";
  }
  return "?";
}

std::string to_text(Order order) {
  switch (order) {
    case Order::as_written:
      return "as-written";
    case Order::shuffled:
      return "shuffled";
    case Order::interleaved:
      return "interleaved";
  }
  return "?";
}

void apply(const TimingOptions& options, Timings& timings) {
  const auto take = [](const std::optional<Seconds>& given, Seconds& taken) {
    if (given) taken = *given;
  };
  take(options.background_startup_wait, timings.background_startup_wait);
  take(options.background_ready_max, timings.background_ready_max);
  take(options.cooling, timings.cooling);
  take(options.cooling_max, timings.cooling_max);
  take(options.config_sleep, timings.config_sleep);
  take(options.retry_sleep, timings.retry_sleep);
  take(options.background_restart_delay, timings.background_restart_delay);
  take(options.termination_timeout, timings.termination_timeout);
  if (options.timeout) timings.timeout = options.timeout;
}

}  // namespace mutation
