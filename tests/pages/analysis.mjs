// Statistics of the generated data, good enough to draw (normal quantiles, no corrections worth trusting): the program's
// own are tested elsewhere. In the form of ANALYSIS of web/DATA.md.
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
const deviation = (list) => (list.length < 2 ? 0 : Math.sqrt(list.reduce((sum, x) => sum + (x - mean(list)) ** 2, 0) / (list.length - 1)));
const around = (value, half) => ({ value, low: half === null ? null : value - half, high: half === null ? null : value + half });
const twoSided = (z) => Math.min(1, 2 * Math.exp(-0.717 * Math.abs(z) - 0.416 * z * z));
const SESSION = "run_20251124_160000"; // of data.mjs
const device = (run) => run.device.id;

function line(xs, ys) {
  const [mx, my] = [mean(xs), mean(ys)];
  const sxx = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  const slope = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i] - my), 0) / sxx;
  const rest = Math.sqrt(xs.reduce((sum, x, i) => sum + (ys[i] - my - slope * (x - mx)) ** 2, 0) / Math.max(1, xs.length - 2));
  return {
    at: (x) => my + slope * (x - mx),
    slope,
    error: rest / Math.sqrt(sxx),
    band: (x) => 1.96 * rest * Math.sqrt(1 / xs.length + (x - mx) ** 2 / sxx),
    my,
  };
}

const valueOf = (run, figure) => (figure.startsWith("metric:") ? (run.metrics[figure.slice(7)] ?? null) : run[figure]);

function figuresOf(runs) {
  const metrics = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))];
  return {
    gpu_net_joules: { label: "GPU energy above idle", unit: "J", better: "lower" },
    gpu_joules: { label: "GPU energy", unit: "J", better: "lower" },
    cpu_joules: { label: "CPU energy", unit: "J", better: "lower" },
    duration: { label: "duration", unit: "s", better: "lower" },
    ...Object.fromEntries(
      metrics.map((name) => [`metric:${name}`, { label: name, unit: "", better: name === "loss" ? "lower" : "higher" }]),
    ),
  };
}

function groups(here, key) {
  const found = new Map();
  for (const item of here) found.set(key(item), [...(found.get(key(item)) ?? []), item]);
  return [...found.values()];
}

function configurations(here, figures) {
  return groups(here, ({ run }) => run.configuration).flatMap((items) =>
    Object.keys(figures).flatMap((figure) => {
      const values = items.map(({ run }) => valueOf(run, figure)).filter((x) => x !== null && x !== undefined);
      if (values.length === 0) return [];
      const half = values.length > 1 ? (2.2 * deviation(values)) / Math.sqrt(values.length) : null;
      const { run } = items[0];
      return [
        {
          label: run.configuration,
          repo: run.repo,
          model: run.model,
          parallel: run.parallel ? 1 : 0,
          device: device(run),
          session: SESSION,
          configuration: run.configuration,
          host: "lab-1",
          simulated: run.simulated,
          background: run.parallel ? "VulBERTa/mlp" : null,
          figure,
          n: values.length,
          mean: around(mean(values), half),
          relative_ci: half === null ? null : half / Math.abs(mean(values)),
          relative_deviation: values.length > 1 ? deviation(values) / Math.abs(mean(values)) : null,
          runs: items.map((each) => each.position),
        },
      ];
    }),
  );
}

function effects(here, figures, floor) {
  const found = [];
  for (const items of groups(here, ({ run }) => `${run.repo} ${run.parallel}`)) {
    for (const hyperparameter of ["learning_rate", "batch_size", "epochs", "dropout"]) {
      for (const figure of Object.keys(figures)) {
        const log = ["learning_rate", "batch_size"].includes(hyperparameter);
        const usable = items.filter(
          ({ run }) => (valueOf(run, figure) ?? null) !== null && (run.mutated.length === 0 || run.mutated[0] === hyperparameter),
        );
        const levels = new Set(usable.map(({ run }) => run.hyperparameters[hyperparameter]));
        if (usable.length < 6 || levels.size < 2) continue;
        const xs = usable.map(({ run }) => (log ? Math.log2(run.hyperparameters[hyperparameter]) : run.hyperparameters[hyperparameter]));
        const fit = line(
          xs,
          usable.map(({ run }) => valueOf(run, figure)),
        );
        const range = log ? 1 : Math.max(...xs) - Math.min(...xs);
        const percent = (100 * fit.slope * range) / Math.abs(fit.my);
        const half = (100 * 1.96 * fit.error * range) / Math.abs(fit.my);
        const x = Array.from({ length: 25 }, (_, i) => Math.min(...xs) + ((Math.max(...xs) - Math.min(...xs)) * i) / 24);
        const p = twoSided(fit.slope / fit.error);
        const { run } = usable[0];
        found.push({
          repo: run.repo,
          model: run.model,
          parallel: run.parallel ? 1 : 0,
          device: device(run),
          hyperparameter,
          log,
          host: "lab-1",
          simulated: run.simulated,
          level: null,
          reference: null,
          noise_floor: figure.includes("joules") ? floor : null,
          over_range: around((percent * (Math.max(...xs) - Math.min(...xs))) / range, (half * (Math.max(...xs) - Math.min(...xs))) / range),
          figure,
          n: usable.length,
          levels: levels.size,
          effect: around(percent, half),
          per: log ? "doubling" : "range",
          p,
          q: Math.min(1, p * 4),
          below_noise: figure.includes("joules") && Math.abs(percent) < 100 * floor,
          interaction: null,
          curve: {
            x: x.map((each) => (log ? 2 ** each : each)),
            fit: x.map(fit.at),
            low: x.map((each) => fit.at(each) - fit.band(each)),
            high: x.map((each) => fit.at(each) + fit.band(each)),
          },
          note: "",
        });
      }
    }
  }
  for (const each of found.filter((one) => one.figure === "gpu_net_joules").slice(0, 2))
    each.interaction = { effect: around(0.3, 0.9), p: 0.52, q: 0.8 };
  return found;
}

function parallels(here, figures) {
  return groups(here, ({ run }) => run.repo).flatMap((items) =>
    Object.keys(figures).flatMap((figure) => {
      const [a, b] = [false, true].map((parallel) =>
        items
          .filter(({ run }) => run.parallel === parallel)
          .map(({ run }) => valueOf(run, figure))
          .filter((x) => (x ?? null) !== null),
      );
      if (a.length < 3 || b.length < 3) return [];
      const side = (label, list) => ({ label, n: list.length, mean: around(mean(list), (2 * deviation(list)) / Math.sqrt(list.length)) });
      const half = 2 * Math.hypot(deviation(a) / Math.sqrt(a.length), deviation(b) / Math.sqrt(b.length));
      const { run } = items[0];
      return [
        {
          a: side("sequential", a),
          b: side("parallel", b),
          repo: run.repo,
          model: run.model,
          device: device(run),
          host: "lab-1",
          simulated: run.simulated,
          background: "load/big",
          configuration: null,
          noise_floor: 0.0041,
          test: figure === "gpu_joules" ? "paired t" : "Welch",
          within: figure === "duration" ? "configuration" : "",
          strata: 7,
          permutations: 10000,
          permutations_exact: false,
          figure,
          difference: around(mean(b) - mean(a), half),
          ratio: around(mean(b) / mean(a), half / mean(a)),
          p_welch: 0.00002,
          p_permutation: 0.0001,
          p_adjusted: 0.0003,
          effect_size: around(2.1, 0.4),
          paired: figure === "gpu_joules",
          pairs: figure === "gpu_joules" ? Math.min(a.length, b.length) : 0,
          below_noise: false,
          runs_needed: 12,
          note: "",
        },
      ];
    }),
  );
}

// What a drift comes to from the first run's start to the last's.
function inAll(here, fit) {
  const starts = here.map(({ run }) => run.start);
  const seconds = Math.max(...starts) - Math.min(...starts);
  return { percent_in_all: around((fit.slope * seconds) / 3600, (1.96 * fit.error * seconds) / 3600), seconds };
}

function trends(here, figures, x, name) {
  if (here.length < 8) return [];
  return ["gpu_net_joules", "gpu_joules", "duration"]
    .filter((figure) => figures[figure])
    .map((figure) => {
      const means = new Map(
        groups(here, ({ run }) => run.configuration).map((items) => [
          items[0].run.configuration,
          mean(items.map(({ run }) => run[figure])),
        ]),
      );
      const fit = line(
        here.map(({ run }) => x(run)),
        here.map(({ run }) => (100 * run[figure]) / means.get(run.configuration)),
      );
      return {
        device: device(here[0].run),
        session: SESSION,
        figure,
        host: "lab-1",
        simulated: here[0].run.simulated,
        [name]: around(fit.slope, 1.96 * fit.error),
        p: twoSided(fit.slope / fit.error),
        ...(name === "percent_per_hour" ? inAll(here, fit) : {}),
        p_adjusted: Math.min(1, 3 * twoSided(fit.slope / fit.error)),
        n: here.length,
        note: "",
      };
    });
}

function pareto(here) {
  return groups(here, ({ run }) => run.repo).map((items) => {
    const { run } = items[0];
    const metric = Object.keys(run.metrics)[0];
    const points = items
      .filter((each) => (each.run.metrics[metric] ?? null) !== null)
      .sort((a, b) => a.run.gpu_net_joules - b.run.gpu_net_joules);
    let best = -Infinity;
    const front = points
      .filter((each) => each.run.metrics[metric] > best && (best = each.run.metrics[metric]))
      .map((each) => each.position);
    return {
      repo: run.repo,
      model: run.model,
      device: device(run),
      simulated: run.simulated,
      parallel: null,
      metric,
      better: "higher",
      figure: "gpu_net_joules",
      runs: points.map((each) => each.position),
      front,
    };
  });
}

export function analysisOf(runs, isUsed, floor) {
  const here = runs.map((run, position) => ({ run, position })).filter(({ position }) => isUsed[position]);
  const figures = figuresOf(runs);
  const out = (why, test) => ({ why, runs: runs.filter((run, i) => !isUsed[i] && test(run)).length });
  return {
    runs: here.length,
    left_out: [
      out("they are warm-ups or calibrations", (r) => r.role !== "measured"),
      out("their outcome is failed", (r) => r.role === "measured" && r.outcome === "failed"),
      out("their outcome is suspect", (r) => r.role === "measured" && r.outcome === "suspect"),
    ].filter((each) => each.runs > 0),
    notes: here.length < 10 ? ["too few runs for effects"] : [],
    figures,
    configurations: configurations(here, figures),
    parallel: parallels(here, figures),
    effects: effects(here, figures, floor),
    drift: trends(here, figures, (r) => r.start / 3600, "percent_per_hour"),
    start_temperature: trends(here, figures, (r) => r.start_celsius, "percent_per_degree"),
    pareto: pareto(here),
  };
}
