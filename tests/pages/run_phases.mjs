// What happened in a generated run's phases: energy, cooling, background, strangers; as in experiment.json.
import { HOSTILE } from "./hostile.mjs";

export const iso = (s) => new Date(s * 1000).toISOString().replace("Z", "000Z");

// A moment as the records have it.
export const moment = (name, s) => ({
  [name]: iso(s),
  [`${name}_monotonic_seconds`]: s - 1.76e9,
  [`${name}_boot_seconds`]: s - 1.76e9,
});

const sum = (points, phase, step) => points.filter((p) => p.phase === phase).reduce((total, p) => total + p.power * step, 0);

export function phasesOf(run, points, step) {
  const edges = [
    0,
    run.lengths.cooling,
    run.lengths.cooling + run.lengths.background,
    run.lengths.total - run.lengths.stop,
    run.lengths.total,
  ];
  const names = ["cooling", "background_startup", "foreground", "stop"];
  const known = { cooling: "cooling", background_startup: "background", foreground: "foreground", stop: "stop" };
  return names.flatMap((name, i) => {
    if (name === "background_startup" && !run.parallel) return [];
    const joules = name === "foreground" ? run.gpu_joules : sum(points, known[name], step);
    const gpu = {
      device: run.device.id,
      kind: "gpu",
      in_total: true,
      simulated: run.simulated,
      joules,
      method: "counter",
      source: run.simulated ? "simulated" : "NVML total energy",
      coverage: run.gap ? 0.987 : 1,
      integral_joules: joules * 1.0021,
      reason: run.gap ? "no readings for 6.0 s: the source hung" : "",
      uncertainty_joules: joules * 0.0012 + 2,
      uncertainty_parts: [
        { name: "edges", joules: joules * 0.001 },
        { name: "sensor window", joules: 1.3 },
      ],
      update_period_seconds: 0.1,
    };
    const cpu = {
      device: "package-0",
      kind: "cpu",
      in_total: true,
      simulated: false,
      joules: joules * 0.3,
      method: "counter",
      source: "RAPL",
      coverage: 1,
      integral_joules: null,
      reason: "",
      uncertainty_joules: 0.4,
      uncertainty_parts: [],
      update_period_seconds: 0.001,
    };
    return [
      {
        name,
        ...moment("start", run.start + edges[i]),
        ...moment("end", run.start + edges[i + 1]),
        duration_seconds: edges[i + 1] - edges[i],
        energy: [gpu, cpu],
      },
    ];
  });
}

export function coolingOf(run) {
  const times = Array.from({ length: Math.round(run.lengths.cooling) + 1 }, (_, i) => i);
  const rest = 37;
  const value = (t) => rest + (run.hot - rest) * Math.exp(-t / run.tau);
  const end = value(run.lengths.cooling);
  return {
    minimum_seconds: 60,
    maximum_seconds: 600,
    minimum_from: "cooling_seconds",
    taken_seconds: run.lengths.cooling,
    verdict: run.cooling,
    reason:
      run.cooling === "settled"
        ? `within 1 °C of its start temperature, moving by less than 0.02 °C/s at ${end.toFixed(0)} °C`
        : "temperature still moves by -0.05 °C/s",
    start_temperature_celsius: run.hot,
    end_temperature_celsius: end,
    policy: "match",
    target_temperature_celsius: run.start_celsius,
    idle_temperature_celsius: rest,
    idle_reference_watts: 57,
    session_median_celsius: run.start_celsius,
    fit: run.noFit
      ? null
      : {
          time_constant_seconds: run.tau,
          at_rest_celsius: rest,
          start_celsius: value(5),
          over_seconds: times.length - 1 - 5,
          rms_error_celsius: 0.31,
        },
    idle_power_watts: 57.3,
    idle_power_over_seconds: 5,
    curve: times.map((t) => ({
      since_start_seconds: t,
      power_watts: t < 4 ? 120 - t * 15 : 57.3,
      temperature_celsius: Math.round(value(t) * 10) / 10,
    })),
  };
}

export function loadOf(run) {
  if (!run.parallel) return null;
  const begin = run.start + run.lengths.cooling;
  const end = run.start + run.lengths.total - run.lengths.stop;
  const middle = (begin + end) / 2;
  const life = (number, from, to, ours) => ({
    number,
    ...moment("start", from),
    ...moment("end", to),
    exit_code: ours ? null : 0,
    signal: ours ? 15 : null,
    start_error: "",
    stopped_by_us: ours,
    log: `background_logs/run_${number}.log`,
  });
  return {
    verdict: run.loadProved ? "proved" : "not proved",
    reason: run.loadProved
      ? "the background computes on the GPU and its power is steady, 160 W above idle"
      : "power stands only 3 W above idle",
    waited_seconds: run.lengths.background,
    alone_power_watts: 217.4,
    alone_power_over_seconds: 5,
    alive_fraction: 0.985,
    paused_fraction: 0.015,
    loaded_fraction: run.loadProved ? 0.978 : null,
    loaded_reason: run.loadProved ? "" : "the lists of processes cannot be trusted",
    runs: [life(1, begin, middle, false), life(2, middle + 3, end, true)],
    script: "/data/background.sh",
    script_text: "#!/bin/sh\nexec ./train.sh\n",
    script_kept: false,
  };
}

export const strangersOf = (run) =>
  run.strangers
    ? [
        {
          pid: 48211,
          name: run.hostile ? HOSTILE.image : "python3",
          memory_bytes: 3221225472,
          ...moment("first_seen", run.start + run.lengths.total * 0.5),
          ...moment("last_seen", run.start + run.lengths.total * 0.62),
        },
      ]
    : [];
