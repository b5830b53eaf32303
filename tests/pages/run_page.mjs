// Generated pages of runs, in the form of experiment.json with the timeline of web/DATA.md.
import { hostileLog, HOSTILE } from "./hostile.mjs";
import { randomOf } from "./random.mjs";

const iso = (s) => new Date(s * 1000).toISOString().replace("Z", "000Z");
const moment = (name, s) => ({ [name]: iso(s), [`${name}_monotonic_seconds`]: s - 1.76e9, [`${name}_boot_seconds`]: s - 1.76e9 });

// Power and temperature of a GPU through a run's phases, as points that stand for `step` seconds each.
function course(run, random, step) {
  const points = [];
  let temperature = run.hot;
  for (let t = step / 2; t < run.lengths.total; t += step) {
    const phase =
      t < run.lengths.cooling
        ? "cooling"
        : t < run.lengths.cooling + run.lengths.background
          ? "background"
          : t < run.lengths.total - run.lengths.stop
            ? "foreground"
            : "stop";
    const load = { cooling: 0.02, background: 0.55, foreground: run.parallel ? 0.97 : 0.9, stop: 0.1 }[phase];
    const power = 57 + load * 290 + random.normal() * (load > 0.1 ? 6 : 0.4);
    const rest = 31 + power * 0.105;
    temperature += (rest - temperature) * (1 - Math.exp(-step / run.tau));
    points.push({ t, phase, power, temperature, load });
  }
  return points;
}

function seriesOf(run, random, points) {
  const build = (device, label, quantity, unit, value, spread) => {
    const mean = points.map(value);
    return {
      device,
      label,
      quantity,
      unit,
      simulated: run.simulated,
      t: points.map((p) => +p.t.toFixed(2)),
      low: mean.map((x) => +(x - spread(x)).toFixed(2)),
      high: mean.map((x) => +(x + spread(x)).toFixed(2)),
      mean: mean.map((x) => +x.toFixed(2)),
    };
  };
  const { id, label } = run.device;
  const clock = (p) =>
    p.load > 0.3 ? (run.throttled && p.t > run.lengths.total * 0.6 && p.t < run.lengths.total * 0.75 ? 1380 : 1755) : 345;
  const all = [
    build(
      id,
      label,
      "power",
      "W",
      (p) => p.power,
      () => 3 + random.uniform() * 6,
    ),
    build(
      id,
      label,
      "temperature",
      "C",
      (p) => p.temperature,
      () => 0.4,
    ),
    build(
      id,
      label,
      "memory_temperature",
      "C",
      (p) => p.temperature + 6,
      () => 0.4,
    ),
    build(
      id,
      label,
      "utilization",
      "%",
      (p) => Math.min(100, p.load * 100 + random.normal()),
      () => 1,
    ),
    build(id, label, "sm_clock", "MHz", clock, () => 0),
    build(
      id,
      label,
      "memory_clock",
      "MHz",
      (p) => (p.load > 0.05 ? 2619 : 810),
      () => 0,
    ),
    build(
      id,
      label,
      "throttle_reasons",
      "",
      (p) => (clock(p) === 1380 ? 4 : p.load > 0.3 ? 0 : 1),
      () => 0,
    ),
    build(
      "package-0",
      "CPU package 0",
      "power",
      "W",
      (p) => 40 + p.load * 60 + random.normal() * 3,
      () => 5,
    ),
  ];
  if (run.gap)
    for (const each of all.slice(0, 1))
      for (const key of ["t", "low", "high", "mean"])
        each[key] = each[key].filter((_, i) => points[i].t < run.gap[0] || points[i].t > run.gap[1]);
  return all;
}

const sum = (points, phase, step) => points.filter((p) => p.phase === phase).reduce((total, p) => total + p.power * step, 0);

function phasesOf(run, points, step) {
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

function coolingOf(run) {
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

function loadOf(run) {
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

const strangersOf = (run) =>
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

function trainingFields(run) {
  const above = run.gpu_net_joules;
  return {
    hyperparameters: run.passed,
    duration_seconds: run.duration,
    energy_metrics: {
      cpu_energy_pkg_joules: run.cpu_joules,
      cpu_energy_ram_joules: null,
      cpu_energy_total_joules: run.cpu_joules,
      gpu_power_avg_watts: run.gpu_joules / run.duration,
      gpu_power_max_watts: 348.2,
      gpu_power_min_watts: 61.2,
      gpu_energy_total_joules: run.gpu_joules,
      gpu_temp_avg_celsius: 58,
      gpu_temp_max_celsius: 64,
      gpu_util_avg_percent: 91,
      gpu_util_max_percent: 100,
      gpu_energy_sum_legacy_joules: run.gpu_joules * 1.01,
      gpu_energy_uncertainty_joules: run.gpu_joules === null ? null : run.gpu_joules * 0.0012 + 2,
      gpu_energy_above_idle_joules: above,
      gpu_energy_above_background_joules: run.gpu_above_background_joules,
      gpu_energy_foreground_share_joules: null,
      cpu_energy_domains: ["package-0"],
      simulated: run.simulated,
    },
    performance_metrics: run.metrics,
    training_success: run.outcome !== "failed",
    retries: run.attempts - 1,
    error_message: run.reasons.map((each) => each.text).join("; ") || "Training completed successfully",
    effective_hyperparameters: run.hyperparameters,
    mutated: run.mutated,
    energy_reasons: [
      "cpu_energy_ram_joules: this CPU has no counter for DRAM",
      "gpu_energy_above_idle_joules: takes the idle power before the run as unchanged during it; known to 0.3 %",
      run.parallel
        ? "gpu_energy_above_background_joules: takes the background as drawing the same beside the foreground"
        : "gpu_energy_above_background_joules: there is no background",
      "gpu_energy_foreground_share_joules: the driver tells no utilisation of processes",
    ],
  };
}

// `run`: what data.mjs knows of it. The page as the program would write it.
export function pageOf(run, points = 600) {
  const random = randomOf(run.index + 17);
  const step = run.lengths.total / points;
  const along = course(run, random, step);
  const fields = trainingFields(run);
  const phases = phasesOf(run, along, step);
  return {
    experiment_id: run.experiment_id,
    timestamp: iso(run.start + run.lengths.total),
    ...(run.parallel
      ? {
          mode: "parallel",
          foreground: { repository: run.repo, model: run.model, ...fields },
          background: {
            repository: "VulBERTa",
            model: "mlp",
            hyperparameters: { epochs: 1 },
            log_directory: "/data/x/background_logs",
            note: "",
          },
        }
      : {}),
    repository: run.repo,
    model: run.model,
    ...(run.parallel ? {} : fields),
    schema_version: 1,
    run_id: run.run_id,
    session: run.session,
    index: run.index,
    entry: 0,
    role: run.role,
    mode: run.parallel ? "parallel" : "mutation",
    ...moment("start", run.start),
    ...moment("end", run.start + run.lengths.total),
    outcome: run.outcome,
    reasons: run.reasons,
    exit_code: run.outcome === "failed" ? 1 : 0,
    signal: null,
    start_error: "",
    timed_out: false,
    argv: [
      "./train.sh",
      "-n",
      run.model,
      ...Object.entries(run.passed).flatMap(([name, value]) => [`--${name}`, String(value)]),
      ...(run.hostile ? [HOSTILE.image] : []),
    ],
    working_directory: "/data/repos/" + run.repo,
    environment_set: { PYTHONUNBUFFERED: "1", CUDA_VISIBLE_DEVICES: run.device.id, ...(run.hostile ? { NASTY: HOSTILE.script } : {}) },
    user: "researcher",
    privileges: "user",
    host: "lab-1",
    boot_id: "2bd1eb1c-87ef-4ad1-9f61-b9a1cf9f68a4",
    kernel: "6.1.0-28-amd64",
    cpu: "AMD EPYC 9354",
    governor: { asked: "performance", actual: "performance", note: "" },
    devices: [
      {
        name: run.device.label,
        uuid: run.device.id,
        index: 0,
        pci_bus_id: "0000:01:00.0",
        driver: "550.54",
        power_limit_watts: 350,
        simulated: run.simulated,
      },
    ],
    not_measured: [{ what: "DRAM energy", reason: "this CPU has no counter for DRAM", hint: "" }],
    fitness: [
      {
        name: "turbo",
        value: "on",
        warning: true,
        meaning: "the clock depends on the temperature",
        advice: "echo 0 > /sys/devices/system/cpu/cpufreq/boost",
      },
    ],
    program_version: "0.1.0",
    machine_shared: false,
    hashes: { settings_sha256: "185a43b7".repeat(8), catalogue_sha256: "680995d7".repeat(8), train_script_sha256: "0c5c815e".repeat(8) },
    git: { commit: "3702c6b1f2", dirty: true, note: "" },
    seed: 7,
    waits: {
      asked: { cooling_seconds: 60, cooling_max_seconds: 600, minimum_idle_seconds: 60, timeout: null },
      taken: { cooling_seconds: run.lengths.cooling, background_startup_seconds: run.parallel ? run.lengths.background : null },
    },
    sampling: { rate_hertz: 10.1, coverage: run.gap ? 0.987 : 1, gaps: run.gap ? ["NVML: no answer for 6.0 s"] : [] },
    phases,
    cooling: coolingOf(run),
    load: loadOf(run),
    stops: [
      {
        tree: "foreground",
        method: "cgroup.kill",
        seen: 3,
        terminated: 0,
        killed: 0,
        survivors: 0,
        survivor_processes: [],
        took_seconds: 0.0021,
      },
    ],
    strangers: strangersOf(run),
    throttling: run.throttled ? [{ device: run.device.id, reason: "power cap", total_seconds: run.duration * 0.15, fraction: 0.15 }] : [],
    foreign_cpu_fraction: 0.011,
    foreign_cpu_reason: "",
    simulated: run.simulated,
    timeline: {
      start: run.start,
      thinned: run.duration > 600,
      series: seriesOf(run, random, along),
      gaps: run.gap ? [[run.gap[0], run.gap[1], run.device.id, "NVML hung"]] : [],
    },
    log_tail: run.hostile ? hostileLog() : "Epoch 1/3 loss 1.2\nEpoch 2/3 loss 0.8\nEpoch 3/3 loss 0.5\nTraining completed successfully\n",
    attempts_short: Array.from({ length: run.attempts }, (_, i) => ({
      number: i + 1,
      outcome: i + 1 === run.attempts ? run.outcome : "failed",
      reasons: i + 1 === run.attempts ? run.reasons : [{ code: "out_of_memory", text: "CUDA out of memory" }],
      duration_seconds: run.duration * (i + 1 === run.attempts ? 1 : 0.2),
      exit_code: i + 1 === run.attempts ? 0 : 1,
      signal: null,
      start: run.start - (run.attempts - 1 - i) * 900,
      end: run.start,
    })),
    run_directory: run.experiment_id,
  };
}
