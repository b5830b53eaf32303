// Generated pages of runs, in the form of experiment.json with the timeline of web/DATA.md.
import { hostileLog, HOSTILE } from "./hostile.mjs";
import { randomOf } from "./random.mjs";
import { coolingOf, iso, loadOf, moment, phasesOf, strangersOf } from "./run_phases.mjs";
import { course, timelineOf } from "./run_timeline.mjs";

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

function whatWasTrained(run) {
  const fields = trainingFields(run);
  const background = { repository: "VulBERTa", model: "mlp", hyperparameters: { epochs: 1 }, log_directory: "/data/logs", note: "" };
  const foreground = { repository: run.repo, model: run.model, ...fields };
  return {
    ...(run.parallel ? { mode: "parallel", foreground, background } : {}),
    repository: run.repo,
    model: run.model,
    ...(run.parallel ? {} : fields),
  };
}

function howItWasStarted(run) {
  const flags = Object.entries(run.passed).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const asked = { cooling_seconds: 60, cooling_max_seconds: 600, minimum_idle_seconds: 60, timeout: null };
  const startup = run.parallel ? run.lengths.background : null;
  return {
    argv: ["./train.sh", "-n", run.model, ...flags, ...(run.hostile ? [HOSTILE.image] : [])],
    working_directory: "/data/repos/" + run.repo,
    environment_set: { PYTHONUNBUFFERED: "1", CUDA_VISIBLE_DEVICES: run.device.id, ...(run.hostile ? { NASTY: HOSTILE.script } : {}) },
    waits: { asked, taken: { cooling_seconds: run.lengths.cooling, background_startup_seconds: startup } },
    hashes: { settings_sha256: "185a43b7".repeat(8), catalogue_sha256: "680995d7".repeat(8), train_script_sha256: "0c5c815e".repeat(8) },
    git: { commit: "3702c6b1f2", dirty: true, note: "" },
    seed: 7,
  };
}

function onWhichMachine(run) {
  const { label, id } = run.device;
  const turbo = { name: "turbo", value: "on", warning: true, meaning: "the clock depends on the temperature", advice: "switch it off" };
  return {
    user: "researcher",
    privileges: "user",
    host: "lab-1",
    boot_id: "2bd1eb1c-87ef-4ad1-9f61-b9a1cf9f68a4",
    kernel: "6.1.0-28-amd64",
    cpu: "AMD EPYC 9354",
    governor: { asked: "performance", actual: "performance", note: "" },
    devices: [{ name: label, uuid: id, index: 0, driver: "550.54", power_limit_watts: 350, simulated: run.simulated }],
    not_measured: [{ what: "DRAM energy", reason: "this CPU has no counter for DRAM", hint: "" }],
    fitness: [turbo],
    program_version: "0.1.0",
    machine_shared: false,
  };
}

function whatDisturbedIt(run) {
  const capped = { device: run.device.id, reason: "power cap", total_seconds: run.duration * 0.15, fraction: 0.15 };
  return {
    sampling: { rate_hertz: 10.1, coverage: run.gap ? 0.987 : 1, gaps: run.gap ? ["NVML: no answer for 6.0 s"] : [] },
    strangers: strangersOf(run),
    throttling: run.throttled ? [capped] : [],
    foreign_cpu_fraction: 0.011,
    foreign_cpu_reason: "",
  };
}

function attemptsOf(run) {
  return Array.from({ length: run.attempts }, (_, i) => {
    const isLast = i + 1 === run.attempts;
    return {
      number: i + 1,
      outcome: isLast ? run.outcome : "failed",
      reasons: isLast ? run.reasons : [{ code: "out_of_memory", text: "CUDA out of memory" }],
      duration_seconds: run.duration * (isLast ? 1 : 0.2),
      exit_code: isLast ? 0 : 1,
      signal: null,
      start: run.start - (run.attempts - 1 - i) * 900,
      end: run.start,
    };
  });
}

const STOP = { tree: "foreground", method: "cgroup.kill", seen: 3, terminated: 0, killed: 0, survivors: 0, took_seconds: 0.0021 };
const LOG = "Epoch 1/3 loss 1.2\nEpoch 2/3 loss 0.8\nEpoch 3/3 loss 0.5\nTraining completed successfully\n";

// `run`: what data.mjs knows of it. The page as the program would write it.
export function pageOf(run, points = 600) {
  const random = randomOf(run.index + 17);
  const step = run.lengths.total / points;
  const along = course(run, random, step);
  const end = run.start + run.lengths.total;
  return {
    experiment_id: run.experiment_id,
    timestamp: iso(end),
    ...whatWasTrained(run),
    schema_version: 1,
    run_id: run.run_id,
    session: run.session,
    index: run.index,
    entry: 0,
    role: run.role,
    mode: run.parallel ? "parallel" : "mutation",
    ...moment("start", run.start),
    ...moment("end", end),
    outcome: run.outcome,
    reasons: run.reasons,
    exit_code: run.outcome === "failed" ? 1 : 0,
    signal: null,
    start_error: "",
    timed_out: false,
    ...howItWasStarted(run),
    ...onWhichMachine(run),
    ...whatDisturbedIt(run),
    phases: phasesOf(run, along, step),
    cooling: coolingOf(run),
    load: loadOf(run),
    stops: [STOP],
    simulated: run.simulated,
    timeline: timelineOf(run, random, along),
    log_tail: run.hostile ? hostileLog() : LOG,
    attempts_short: attemptsOf(run),
    run_directory: run.experiment_id,
  };
}
