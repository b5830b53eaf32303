#include "unit/campaign/cooling_session.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>

#include "campaign/cooling_knowledge.h"
#include "campaign/idle_time.h"
#include "run/gate.h"

namespace mutation {
namespace {

constexpr Seconds kStep{0.5};
constexpr Seconds kStop{2};  // that ending a training takes
constexpr int kTemperature = 0;
constexpr int kPower = 1;
constexpr const char* kDevice = "SIM-0";

Instrumentation one_gpu() {
  return {.devices = {{.id = kDevice}},
          .channels = {{.quantity = Quantity::temperature}, {.quantity = Quantity::power}}};
}

class World {
 public:
  explicit World(const CoolingSession& session)
      : session_(session), gpu_(session.gpu), random_(session.seed) {
    run_.rules.cooling_policy = session.policy;
    run_.timings.cooling = session.minimum;
    run_.timings.cooling_max = session.maximum;
    run_.minimum_idle = session.minimum;
  }

  CoolingSessionResult run() {
    pass(Seconds(30), 0);
    if (session_.policy == CoolingPolicy::match) warm_up(0);
    for (int i = 0; i < session_.runs; ++i) {
      start_one();
      train({});
      previous_ = Role::measured;
    }
    return std::move(result_);
  }

 private:
  Instant now() const {
    const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(gpu_.age());
    return {MonotonicTime(time), BootTime(time), UtcTime(time)};
  }

  void pass(Seconds time, double load) {
    for (Seconds left = time; left > Seconds(0); left -= kStep) {
      gpu_.advance(kStep, load);
      SampleBatch batch;
      const MonotonicTime at = now().monotonic;
      batch.readings = {{kTemperature, at, gpu_.temperature_reading().value},
                        {kPower, at, gpu_.power_reading().value}};
      seen_.add(batch);
    }
  }

  // As long as it likes, or until the sensor shows `until`.
  void train(std::optional<Celsius> until) {
    const double load = std::uniform_real_distribution(0.3, 1.0)(random_);
    const Seconds length(std::uniform_real_distribution(30.0, 600.0)(random_));
    for (Seconds left = length; left > Seconds(0); left -= kStep) {
      if (until && gpu_.temperature_reading() >= *until) break;
      pass(kStep, load);
    }
    pass(kStop, 0);
  }

  void warm_up(int in_a_row) {
    const Instant start = now();
    train(knowledge_.warm_until(run_, kDevice, in_a_row));
    result_.warming += elapsed(start, now());
    ++result_.warm_ups;
    previous_ = Role::warm_up;
  }

  IdleTime idle_time() const {
    const bool has_target = knowledge_.before(run_, kDevice, 0).target.has_value();
    return previous_ == Role::warm_up && has_target ? idle_time_after_warm_up()
                                                    : idle_time_before(run_, &run_, std::nullopt);
  }

  CoolingRecord pass_gate(int warm_ups, bool& may_begin) {
    const IdleTime idle = idle_time();
    const Instant start = now();
    seen_.forget_before(start.monotonic - std::chrono::seconds(10));
    CoolingGate gate({.minimum = idle.minimum,
                      .maximum = session_.maximum,
                      .minimum_from = idle.from,
                      .gpus = {0},
                      .policy = session_.policy,
                      .known = knowledge_.before(run_, kDevice, warm_ups)},
                     start);
    while (!gate.check(now(), seen_, "")) pass(kStep, 0);
    may_begin = gate.may_begin();
    return gate.record(now());
  }

  void start_one() {
    double waited = 0;
    for (int warm_ups = 0;; ++warm_ups) {
      bool may_begin = false;
      const CoolingRecord cooling = pass_gate(warm_ups, may_begin);
      waited += cooling.taken.count();
      knowledge_.note_gate(run_, kDevice, cooling);
      result_.timed_out += cooling.verdict == GateVerdict::timed_out ? 1 : 0;
      if (cooling.fit) result_.time_constants.push_back(cooling.fit->time_constant.count());
      if (!may_begin) {
        warm_up(warm_ups);
        continue;
      }
      result_.too_cold += cooling.verdict == GateVerdict::too_cold ? 1 : 0;
      knowledge_.note_start(run_, kDevice, cooling);
      break;
    }
    result_.waits.push_back(waited);
    result_.starts.push_back(gpu_.temperature().value);
  }

  CoolingSession session_;
  SimulatedGpu gpu_;
  std::mt19937_64 random_;
  Instrumentation instruments_ = one_gpu();
  Observations seen_{instruments_};
  CoolingKnowledge knowledge_;
  PlannedRun run_;
  Role previous_ = Role::measured;
  CoolingSessionResult result_;
};

}  // namespace

CoolingSessionResult simulate(const CoolingSession& session) {
  return World(session).run();
}

SimulatedGpuOptions gpu_of(Seconds time_constant, std::uint64_t seed) {
  SimulatedGpuOptions gpu;
  gpu.time_constant = time_constant;
  gpu.ambient_swing = Celsius{3};
  gpu.ambient_swing_period = Seconds(7200);
  gpu.temperature_noise = Celsius{0.5};
  gpu.temperature_step = Celsius{1};
  gpu.update = kStep;
  gpu.seed = seed;
  return gpu;
}

Spread spread_of(const std::vector<double>& values) {
  Spread spread;
  if (values.empty()) return spread;
  for (const double value : values) spread.mean += value / double(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.deviation = values.size() > 1 ? std::sqrt(squares / double(values.size() - 1)) : 0;
  spread.least = *std::ranges::min_element(values);
  spread.most = *std::ranges::max_element(values);
  return spread;
}

}  // namespace mutation
