// The generated timeline of a run: what its sensors showed through its phases.
// Power and temperature of a GPU through a run's phases, as points that stand for `step` seconds each.
export function course(run, random, step) {
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

// [quantity, unit, value of a point, how far readings spread around it] of the GPU.
function quantitiesOf(run, random) {
  const held = (p) => run.throttled && p.t > run.lengths.total * 0.6 && p.t < run.lengths.total * 0.75;
  const clock = (p) => (p.load > 0.3 ? (held(p) ? 1380 : 1755) : 345);
  return [
    ["power", "W", (p) => p.power, () => 3 + random.uniform() * 6],
    ["temperature", "C", (p) => p.temperature, () => 0.4],
    ["memory_temperature", "C", (p) => p.temperature + 6, () => 0.4],
    ["utilization", "%", (p) => Math.min(100, p.load * 100 + random.normal()), () => 1],
    ["sm_clock", "MHz", clock, () => 0],
    ["memory_clock", "MHz", (p) => (p.load > 0.05 ? 2619 : 810), () => 0],
    ["throttle_reasons", "", (p) => (p.load > 0.3 ? (held(p) ? 4 : 0) : 1), () => 0],
  ];
}

function series(device, label, simulated, points, [quantity, unit, value, spread]) {
  const mean = points.map(value);
  const rounded = (list) => list.map((x) => +x.toFixed(2));
  const [low, high] = [-1, 1].map((sign) => rounded(mean.map((x) => x + sign * spread(x))));
  return { device, label, quantity, unit, simulated, t: rounded(points.map((p) => p.t)), low, high, mean: rounded(mean) };
}

// `points` of course(). The power has a gap where the run has one.
export function timelineOf(run, random, points) {
  const { id, label } = run.device;
  const isThere = (p) => !run.gap || p.t < run.gap[0] || p.t > run.gap[1];
  const gpu = quantitiesOf(run, random).map((each) =>
    series(id, label, run.simulated, each[0] === "power" ? points.filter(isThere) : points, each),
  );
  const cpu = series("package-0", "CPU package 0", false, points, ["power", "W", (p) => 40 + p.load * 60 + random.normal() * 3, () => 5]);
  const gaps = run.gap ? [[run.gap[0], run.gap[1], id, "NVML hung"]] : [];
  return { start: run.start, thinned: run.duration > 600, series: [...gpu, cpu], gaps };
}
