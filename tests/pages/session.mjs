// The session of the generated data: its machine, settings, consumption, and the noise floors that are known.
import { HOSTILE } from "./hostile.mjs";

export const START = 1764000000; // 2025-11-24
const GPU = { id: "GPU-7c1f2a5e-0b1d-4c55-9a37-6a0f5a1c0001", label: "NVIDIA H100 PCIe" };
const SIMULATED = { id: "SIM-0", label: "Simulated GPU" };

export const deviceOf = (options) => (options.simulated ? SIMULATED : GPU);

// Of every attempt, so more than the runs' sum.
function consumptionOf(runs, options) {
  const gpu = 1.05 * runs.reduce((sum, run) => sum + run.gpu_joules, 0);
  const cpu = options.noCpu ? null : 0.3 * gpu;
  const measured = (options.simulated ? 0 : gpu) + (cpu ?? 0);
  const isMeasured = runs.length > 0 && measured > 0;
  return {
    gpu_joules: options.simulated || runs.length === 0 ? null : gpu,
    cpu_joules: runs.length === 0 ? null : cpu,
    simulated_joules: options.simulated ? gpu : null,
    attempts: runs.length + 3,
    incomplete_attempts: runs.length > 0 ? 2 : 0,
    cost: isMeasured ? (measured / 3.6e6) * 0.31 : null,
    currency: "EUR",
    co2e_grams: isMeasured ? (measured / 3.6e6) * 380 : null,
  };
}

export function sessionOf(runs, options, end) {
  const device = deviceOf(options);
  return {
    name: "run_20251124_160000",
    directory: "/data/results/run_20251124_160000",
    experiment_name: options.hostile ? `learning rate study ${HOSTILE.svg}` : "learning rate study",
    host: "lab-1",
    kernel: "6.1.0-28-amd64",
    cpu_model: "AMD EPYC 9354 32-Core Processor",
    user: "researcher",
    privileges: "user",
    governor: "performance",
    program_version: "0.1.0",
    seed: 7,
    start: START,
    end: options.pending ? null : end,
    ended_by: options.pending ? null : "",
    state: options.pending ? "running" : "ended",
    runs_planned: runs.length + (options.pending ?? 0),
    imported_from: null,
    notes: options.hostile ? [HOSTILE.image] : [],
    resumptions: runs.length > 50 ? [{ start: START + 7200, changes: ["cooling_max_seconds: 300 → 600"] }] : [],
    devices: [
      {
        ...device,
        kind: "gpu",
        driver: options.simulated ? "simulated" : "550.54.15",
        power_limit_watts: 350,
        simulated: Boolean(options.simulated),
        own: true,
        in_total: true,
      },
      {
        id: "package-0",
        label: "CPU package 0",
        kind: "cpu",
        driver: "RAPL",
        power_limit_watts: null,
        simulated: false,
        own: true,
        in_total: true,
      },
    ],
    nodes: [],
    channels: ["power", "temperature", "utilization", "sm_clock"].map((quantity) => ({
      device: device.id,
      quantity,
      source: options.simulated ? "simulated" : "NVML",
      unit: "",
    })),
    absences: [{ what: "DRAM energy", reason: "this CPU has no counter for DRAM", hint: "none: the CPU has no such counter" }],
    fitness: [
      {
        name: "turbo",
        value: "on",
        warning: true,
        meaning: "the CPU's clock depends on its temperature",
        advice: "as root: echo 0 > /sys/devices/system/cpu/cpufreq/boost",
      },
      { name: "governor", value: "performance", warning: false, meaning: "the clock does not follow the load", advice: "" },
      { name: "load of others", value: "0.02", warning: false, meaning: "nobody else computes", advice: "" },
    ],
    settings: JSON.stringify(
      {
        experiment_name: options.hostile ? HOSTILE.script : "learning rate study",
        runs_per_config: 5,
        mode: "mutation",
        experiments: [{ repo: "pytorch_resnet_cifar10", model: "resnet20", mutate: ["learning_rate", "batch_size"] }],
      },
      null,
      2,
    ),
    settings_cut: false,
    tariff: { price_per_kwh: 0.31, currency: "EUR", grid_grams_per_kwh: 380, source: "settings" },
    consumption: consumptionOf(runs, options),
  };
}

// Two calibrations with a floor for each figure, and what must not be taken for them: another host's, and what was
// simulated where the runs were measured (or the other way round).
export function noiseFloors(device, simulated) {
  const floor = (of, relative, day, other = {}) => ({
    host: "lab-1",
    device,
    relative,
    runs: 10,
    at: START - 86400 * (24 - day),
    session: `run_202511${day}_100000`,
    simulated,
    of,
    ...other,
  });
  return [
    floor("gpu_joules", 0.017, 20),
    floor("gpu_net_joules", 0.023, 20),
    floor("duration", 0.0019, 20),
    floor("gpu_joules", 0.0033, 23),
    floor("gpu_net_joules", 0.0041, 23),
    floor("gpu_net_joules", 0.0077, 23, { host: "lab-2" }),
    floor("gpu_net_joules", 0.0088, 23, { simulated: !simulated }),
  ];
}
