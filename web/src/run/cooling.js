// How the GPU cooled before the run: the curve, the law fitted on it, the target, and the gate's verdict.
import { axis, chart, figure } from "../chart.js";
import { h } from "../h.js";
import { digits, fixed, span, ticks } from "../format.js";
import { facts } from "../parts.js";
import { color, seriesColor } from "../theme.js";
import { t, word } from "../words.js";

const GOOD = ["settled"];

// What the fit says at the curve's times: T(t) = at rest + (start − at rest) exp(−t/τ), over the curve's last part.
export function fitted(fit, times) {
  const begins = times[times.length - 1] - fit.over_seconds;
  return times.map((time) =>
    time < begins - 0.5
      ? null
      : fit.at_rest_celsius + (fit.start_celsius - fit.at_rest_celsius) * Math.exp(-(time - begins) / fit.time_constant_seconds),
  );
}

const flat = (times, value) => times.map(() => value);

export function coolingChart(cooling, simulated, label) {
  const points = cooling.curve.filter((each) => each.temperature_celsius !== null);
  const times = points.map((each) => each.since_start_seconds);
  const target = cooling.target_temperature_celsius;
  const build = () => {
    const series = [
      {},
      { stroke: seriesColor(0), width: 1.5, points: { show: times.length < 120, size: 4 } },
      { stroke: seriesColor(6), width: 1, scale: "W", points: { show: false } },
    ];
    const data = [times, points.map((each) => each.temperature_celsius), points.map((each) => each.power_watts ?? null)];
    if (cooling.fit) {
      series.push({ stroke: seriesColor(1), width: 2, dash: [6, 4], points: { show: false } });
      data.push(fitted(cooling.fit, times));
    }
    if (target !== null && target !== undefined) {
      series.push({ stroke: color("ok"), width: 1.5, dash: [2, 3], points: { show: false } });
      data.push(flat(times, target));
    }
    const axes = [
      axis({ values: (u, splits) => ticks(splits), size: 34, label: t("axis.since_gate") }),
      axis({ size: 56, values: (u, splits) => ticks(splits), label: "°C" }),
      axis({
        size: 56,
        side: 1,
        scale: "W",
        grid: { show: false },
        values: (u, splits) => ticks(splits),
        label: "W",
        stroke: seriesColor(6),
      }),
    ];
    return {
      options: { series, axes, scales: { x: { time: false } }, hooks: { drawAxes: [(u) => minimumLine(u, cooling.minimum_seconds)] } },
      data,
    };
  };
  return chart({ build, height: 220, label, simulated });
}

// Up to here the gate stays shut in any case.
function minimumLine(u, at) {
  if (!at || at > u.scales.x.max) return;
  const { ctx, bbox } = u;
  const x = u.valToPos(at, "x", true);
  ctx.save();
  ctx.strokeStyle = color("muted");
  ctx.setLineDash([4, 4]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.fillStyle = color("muted");
  ctx.font = `${11 * devicePixelRatio}px system-ui, "Noto Sans", sans-serif`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.fillText(t("cooling.minimum"), x + 4 * devicePixelRatio, bbox.top + 4 * devicePixelRatio);
  ctx.restore();
}

const key = (swatch, text, style) =>
  h("span", { class: "key" }, h("span", { class: `swatch ${style ?? ""}`, style: { background: `var(--${swatch})` } }), text);

const celsius = (value) => (value === null || value === undefined ? null : `${fixed(value, 1)} °C`);

function fitText(fit) {
  if (!fit) return t("cooling.no_fit");
  const parts = [`τ = ${digits(fit.time_constant_seconds, 3)} s`, `${t("cooling.at_rest")} ${celsius(fit.at_rest_celsius)}`];
  parts.push(`${t("cooling.rms")} ${fixed(fit.rms_error_celsius, 2)} °C (${t("over", { time: span(fit.over_seconds) })})`);
  return parts.join(", ");
}

function coolingFacts(cooling) {
  const { idle_power_watts: idle } = cooling;
  const bounds = t("cooling.bounds", { from: span(cooling.minimum_seconds), to: span(cooling.maximum_seconds) });
  return facts([
    [t("cooling.taken"), `${span(cooling.taken_seconds)} (${bounds})`],
    [t("cooling.temperatures"), `${fixed(cooling.start_temperature_celsius, 1)} → ${fixed(cooling.end_temperature_celsius, 1)} °C`],
    [t("cooling.policy"), cooling.policy],
    [t("cooling.target"), celsius(cooling.target_temperature_celsius)],
    [
      t("cooling.idle"),
      idle === null || idle === undefined ? null : `${fixed(idle, 2)} W (${t("over", { time: span(cooling.idle_power_over_seconds) })})`,
    ],
    [t("cooling.fit"), fitText(cooling.fit)],
  ]);
}

function coolingPicture(cooling, simulated) {
  const label = t("cooling.curve");
  const keys = [
    key("c1", `${t("panel.temperature")} (°C)`),
    key("c7", `${t("panel.power")} (W)`),
    cooling.fit ? key("c2", t("cooling.fit"), "dashed") : "",
    celsius(cooling.target_temperature_celsius) ? key("ok", t("cooling.target"), "dashed") : "",
  ];
  return figure(coolingChart(cooling, simulated, label), [label, " ", keys], simulated);
}

export function coolingSection(page) {
  const { cooling } = page;
  if (!cooling) return null;
  const points = (cooling.curve ?? []).filter((each) => each.temperature_celsius !== null);
  return h(
    "section",
    { id: "cooling" },
    h("h2", {}, t("phase.cooling")),
    h(
      "p",
      {},
      h("b", { class: GOOD.includes(cooling.verdict) ? "ok" : "warn" }, word("cooling", cooling.verdict)),
      cooling.reason ? [": ", cooling.reason] : "",
    ),
    coolingFacts(cooling),
    points.length > 1 ? coolingPicture(cooling, page.simulated) : null,
  );
}
