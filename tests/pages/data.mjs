// Generated data by the contract of web/DATA.md: campaigns of any number of runs with planted effects, drift, suspect and
// failed runs, strangers, throttling, gaps, parallel runs and hostile strings. generate({runs: 100}) → {overview, page(i)}.
import { analysisOf } from "./analysis.mjs";
import { HOSTILE } from "./hostile.mjs";
import { randomOf } from "./random.mjs";
import { pageOf } from "./run_page.mjs";
import { deviceOf, noiseFloors, sessionOf, START } from "./session.mjs";

const MODELS = [
  { repo: "pytorch_resnet_cifar10", model: "resnet20", joules: 42000, seconds: 160, metric: "accuracy", best: 0.915 },
  { repo: "VulBERTa", model: "mlp", joules: 18500, seconds: 75, metric: "f1", best: 0.61 },
];
const REASONS = {
  stranger: { code: "stranger", text: "python3 (pid 48211) computed on the run's GPU for 28 s" },
  start_temperature: { code: "start_temperature", text: "started at 47 °C, 8 °C above the session's median of 39 °C" },
  throttled: { code: "throttled", text: "clocks were held down 15 % of the time: power cap" },
  exit_status: { code: "exit_status", text: "exit code 1" },
};

function drawn(random, hyperparameters) {
  const mutated = random.uniform() < 0.2 ? [] : [random.pick(Object.keys(hyperparameters))];
  const values = {
    learning_rate: 0.1,
    batch_size: 128,
    epochs: 10,
    dropout: 0.1,
    ...Object.fromEntries(mutated.map((name) => [name, random.pick(hyperparameters[name])])),
  };
  return { mutated, values };
}

const LEVELS = {
  learning_rate: [0.01, 0.02, 0.05, 0.1, 0.2, 0.4],
  batch_size: [32, 64, 128, 256, 512],
  epochs: [8, 9, 10, 11, 12],
  dropout: [0, 0.1, 0.2, 0.3],
};

function fate(random, i, hostile) {
  const roll = random.uniform();
  if (i === 1 && hostile) return { outcome: "suspect", reasons: [REASONS.stranger, { code: "error_pattern", text: HOSTILE.image }] };
  if (roll < 0.03) return { outcome: "failed", reasons: [REASONS.exit_status] };
  if (roll < 0.06) return { outcome: "suspect", reasons: [REASONS.stranger] };
  if (roll < 0.08) return { outcome: "suspect", reasons: [REASONS.throttled] };
  if (roll < 0.1) return { outcome: "suspect", reasons: [REASONS.start_temperature] };
  return { outcome: "succeeded", reasons: [] };
}

function runOf(i, random, options, clock) {
  const kind = MODELS[random.uniform() < 0.7 ? 0 : 1];
  const parallel = random.uniform() < 0.35;
  const { mutated, values } = drawn(random, LEVELS);
  const { outcome, reasons } = fate(random, i, options.hostile);
  const codes = reasons.map((each) => each.code);
  const hours = (clock - START) / 3600;
  const off = codes.includes("stranger") ? 1.09 : codes.includes("throttled") ? 0.97 : 1;
  const work = (values.epochs / 10) * 2 ** (-0.04 * Math.log2(values.batch_size / 128));
  const noise = 1 + 0.004 * random.normal() + Math.min(0.01, 0.0006 * hours);
  const duration = kind.seconds * work * (parallel ? 1.62 : 1) * (1 + 0.003 * random.normal()) * (outcome === "failed" ? 0.3 : 1);
  const gpu_joules = kind.joules * work * (parallel ? 1.31 : 1) * noise * off * (outcome === "failed" ? 0.3 : 1);
  const metric =
    kind.best -
    0.012 * Math.abs(Math.log2(values.learning_rate / 0.1)) -
    0.1 * values.dropout ** 2 +
    0.01 * (values.epochs / 10 - 1) +
    0.002 * random.normal();
  const lengths = { cooling: 70 + random.uniform() * 60, background: parallel ? 15 : 0, stop: 1.5 };
  lengths.total = lengths.cooling + lengths.background + duration + lengths.stop;
  const device = deviceOf(options);
  const hostileHere = options.hostile && i % 7 === 1;
  return {
    index: i + 1,
    run_id: `01a20af7-99e1-7ca6-9d2e-${(i + 1).toString(16).padStart(12, "0")}`,
    experiment_id:
      hostileHere && i === 1
        ? `${HOSTILE.image}_${HOSTILE.override}_002`
        : `${kind.repo}_${kind.model}_${String(i + 1).padStart(3, "0")}${parallel ? "_parallel" : ""}`,
    session: "run_20251124_160000",
    repo: kind.repo,
    model: kind.model,
    parallel,
    role: i === 0 ? "warm-up" : "measured",
    outcome,
    reasons,
    attempts: random.uniform() < 0.03 ? 2 : 1,
    start: clock,
    duration,
    lengths,
    gpu_joules,
    cpu_joules: options.noCpu ? null : gpu_joules * 0.3,
    gpu_net_joules: gpu_joules - 57.3 * duration,
    gpu_above_background_joules: parallel ? gpu_joules - 150 * duration : null,
    start_celsius: codes.includes("start_temperature") ? 47 : 39 + random.normal() * 0.6,
    cooling: random.uniform() < 0.96 ? "settled" : "timed out",
    loadProved: random.uniform() < 0.97,
    strangers: codes.includes("stranger") ? 1 : 0,
    throttled: codes.includes("throttled"),
    gap: random.uniform() < 0.04 || i === 2 ? [lengths.cooling + duration * 0.3, lengths.cooling + duration * 0.3 + 6] : null,
    device,
    simulated: Boolean(options.simulated),
    hot: 58 + random.normal() * 3,
    tau: 38 + random.normal() * 0.8,
    noFit: random.uniform() < 0.05,
    configuration: `${kind.model} ${parallel ? "parallel" : "sequential"} ${mutated.map((name) => `${name}=${values[name]}`).join(" ") || "default"}`,
    block: Math.floor(i / 8),
    hyperparameters: values,
    passed: Object.fromEntries(mutated.map((name) => [name, values[name]])),
    mutated,
    metrics: outcome === "failed" ? {} : { [kind.metric]: metric, loss: 1 - metric + 0.01 * random.normal() },
    hostile: hostileHere,
    used: outcome === "succeeded" && i > 0,
    usedAll: outcome !== "failed" && i > 0,
  };
}

function columns(runs) {
  const column = (pick) => runs.map(pick);
  const named = (get, names) => Object.fromEntries(names.map((name) => [name, column((run) => get(run)[name] ?? null)]));
  const metrics = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))];
  return {
    session: column(() => 0),
    index: column((r) => r.index),
    run_id: column((r) => r.run_id),
    experiment_id: column((r) => r.experiment_id),
    repo: column((r) => r.repo),
    model: column((r) => r.model),
    parallel: column((r) => (r.parallel ? 1 : 0)),
    background: column((r) => (r.parallel ? "VulBERTa/mlp" : null)),
    role: column((r) => r.role),
    outcome: column((r) => r.outcome),
    reasons: column((r) => r.reasons),
    audit: column((r) => (r.outcome === "failed" ? "do not use" : r.outcome === "suspect" ? "doubtful" : "trust")),
    audit_findings: column((r) =>
      r.outcome === "suspect" ? [{ code: "energy_outlier", text: "energy 9 % above that of its peers" }] : [],
    ),
    used: column((r) => (r.used ? 1 : 0)),
    used_all: column((r) => (r.usedAll ? 1 : 0)),
    start: column((r) => r.start),
    duration: column((r) => r.duration),
    attempts: column((r) => r.attempts),
    gpu_joules: column((r) => r.gpu_joules),
    gpu_uncertainty_joules: column((r) => r.gpu_joules * 0.0012 + 2),
    gpu_net_joules: column((r) => r.gpu_net_joules),
    gpu_above_background_joules: column((r) => r.gpu_above_background_joules),
    gpu_net_uncertainty_joules: column((r) => (r.gpu_net_joules == null ? null : 1.1 * r.gpu_uncertainty_joules)),
    gpu_above_background_uncertainty_joules: column((r) =>
      r.gpu_above_background_joules == null ? null : 1.2 * r.gpu_uncertainty_joules,
    ),
    cpu_joules: column((r) => r.cpu_joules),
    start_celsius: column((r) => r.start_celsius),
    cooling_seconds: column((r) => r.lengths.cooling),
    cooling: column((r) => r.cooling),
    load: column((r) => (r.parallel ? (r.loadProved ? "proved" : "not proved") : null)),
    strangers: column((r) => r.strangers),
    throttled: column((r) => (r.throttled ? 0.15 : 0)),
    device: column((r) => r.device.id),
    configuration: column((r) => r.configuration),
    block: column((r) => r.block),
    simulated: column((r) => (r.simulated ? 1 : 0)),
    page: column((_, i) => [Math.floor(i / 20), i % 20]),
    hyperparameters: named((r) => r.hyperparameters, Object.keys(LEVELS)),
    mutated: column((r) => r.mutated),
    metrics: named((r) => r.metrics, metrics),
  };
}

// Options: runs, seed, simulated, hostile, noCpu, pending (how many are still to come).
export function generate(options) {
  const random = randomOf(options.seed ?? 1);
  const runs = [];
  let clock = START + 60;
  for (let i = 0; i < options.runs; i++) {
    const run = runOf(i, random, options, clock);
    runs.push(run);
    clock += run.lengths.total + 20;
  }
  const device = deviceOf(options);
  const pending = Array.from({ length: options.pending ?? 0 }, (_, i) => ({
    session: 0,
    index: runs.length + i + 1,
    experiment_id: `pytorch_resnet_cifar10_resnet20_${runs.length + i + 1}`,
    repo: "pytorch_resnet_cifar10",
    model: "resnet20",
    parallel: i % 2,
    role: "measured",
    state: i === 0 ? "running" : "pending",
    run_id: i === 0 ? "01a20af7-99e1-7ca6-9d2e-ffffffffffff" : null,
  }));
  const overview = {
    format: 1,
    program: "0.1.0",
    made_at: clock + 600,
    live: Boolean(options.pending),
    simulated: Boolean(options.simulated),
    notes: [],
    sessions: [sessionOf(runs, options, clock)],
    noise_floors: options.runs > 1 ? noiseFloors(device.id, Boolean(options.simulated)) : [],
    runs: columns(runs),
    pending,
    analysis: {
      used: analysisOf(
        runs,
        runs.map((r) => r.used),
        0.0041,
      ),
      all: analysisOf(
        runs,
        runs.map((r) => r.usedAll),
        0.0041,
      ),
    },
  };
  return { overview, page: (i) => pageOf(runs[i], options.points ?? 600), runs };
}
