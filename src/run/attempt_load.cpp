// The background's stage of an attempt: its start, and the wait until it loads the GPUs.
#include <algorithm>

#include "run/attempt.h"
#include "run/ready_pattern.h"

namespace mutation {

bool Attempt::start_background() {
  if (!background_) return true;
  const auto bound =
      std::max(planned_.timings.background_startup_wait, planned_.timings.background_ready_max);
  const bool verifiable =
      has_gpu_sensors(loop_.observations(), gpus_) || !planned_.background->ready_pattern.empty();
  begin_phase(PhaseKind::background_startup, planned_.timings.background_startup_wait,
              verifiable ? std::optional(bound) : std::nullopt);
  const Status started = background_->start();
  if (!started) {
    record_.start_error = to_text(started.error());
    return false;
  }
  keep_identity(background_->tree());
  return true;
}

bool Attempt::wait_for_load() {
  if (!background_) return true;
  const Instant start = loop_.now();
  ReadyPattern pattern(planned_.background->ready_pattern);
  LoadReadiness readiness(
      {.minimum = planned_.timings.background_startup_wait,
       .maximum = planned_.timings.background_ready_max,
       .gpus = gpus_,
       .idle_power =
           record_.cooling.idle_power ? record_.cooling.idle_power : record_.cooling.idle_reference,
       .has_ready_pattern = pattern.is_given()},
      start);
  bool ready = false;
  while (!ready && !must_end()) {
    look_at_processes();
    const Instant now = loop_.now();
    const bool pattern_seen = pattern.seen(now, background_->current_log());
    const Seconds left = readiness.minimum_left(now);
    if (left > Seconds(0)) {
      turn(left);
      continue;
    }
    ready = readiness.check(now, loop_.observations(),
                            {.background_alive = background_->alive(),
                             .pattern_seen = pattern_seen,
                             .has_lists = processes_.has_lists(),
                             .own_compute_process = processes_.background_process()});
    if (!ready) turn();
  }
  record_.load = readiness.record(loop_.now());
  record_.load->reason += simulated_note();
  end_phase(to_text(record_.load->verdict) + ": " + record_.load->reason);
  return ready && !must_end();
}

}  // namespace mutation
