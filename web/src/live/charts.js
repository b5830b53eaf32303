// The live view's two pictures: power and temperature of the last minutes, and the cooling as it goes on.
import { axis, chart, figure } from "../chart.js";
import { ticks } from "../format.js";
import { h } from "../h.js";
import { seriesColor } from "../theme.js";
import { t } from "../words.js";
import { stream } from "./stream.js";

const key = (swatch, text, style = "") =>
  h("span", { class: "key" }, h("span", { class: `swatch ${style}`, style: { background: `var(--${swatch})` } }), text);

function lastData() {
  const { samples } = stream.live;
  const now = samples.length > 0 ? samples[samples.length - 1].at : 0;
  return [samples.map((each) => (each.at - now) / 60), samples.map((each) => each.power), samples.map((each) => each.temperature)];
}

export function lastMinutes(simulated) {
  const label = t("live.last");
  const build = () => ({
    data: lastData(),
    options: {
      padding: [10, 8, 0, 0],
      cursor: { drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: (u, min) => [Math.min(-2, Math.floor(min ?? 0)), 0] },
        y: { range: (u, min, max) => [0, Math.max(10, (max ?? 10) * 1.08)] },
      },
      series: [
        {},
        { stroke: seriesColor(0), width: 1.5, points: { show: false } },
        { stroke: seriesColor(1), width: 1.5, scale: "C", points: { show: false } },
      ],
      axes: [
        axis({ size: 34, values: (u, splits) => ticks(splits), label: t("axis.minutes") }),
        axis({ size: 56, label: "W", stroke: seriesColor(0), values: (u, splits) => ticks(splits) }),
        axis({
          size: 56,
          side: 1,
          scale: "C",
          label: "°C",
          stroke: seriesColor(1),
          grid: { show: false },
          values: (u, splits) => ticks(splits),
        }),
      ],
    },
  });
  const place = chart({ build, height: 220, label, simulated });
  return {
    element: figure(place, [label, " ", key("c1", t("live.power")), key("c2", t("live.temperature"))], simulated),
    paint: () => place.chart.update(lastData()),
  };
}

// The curve so far, and from its end to where the program predicts that the gate opens.
function coolingData() {
  const { cooling, sample } = stream.live;
  const times = cooling.map((each) => each.since);
  const curve = cooling.map((each) => each.temperature);
  const predicted = cooling.map(() => null);
  const left = sample?.settles_in_seconds;
  const at = sample?.settles_at_celsius;
  if (times.length > 0 && left !== null && left !== undefined && at !== null && at !== undefined) {
    predicted[predicted.length - 1] = curve[curve.length - 1];
    times.push(times[times.length - 1] + Math.max(0.5, left));
    curve.push(null);
    predicted.push(at);
  }
  return [times, curve, predicted];
}

export function coolingNow(simulated) {
  const label = t("live.cooling");
  const build = () => ({
    data: coolingData(),
    options: {
      padding: [10, 16, 0, 0],
      cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false, range: (u, min, max) => [0, Math.max(30, max ?? 30)] } },
      series: [
        {},
        { stroke: seriesColor(1), width: 1.75, points: { show: false } },
        { stroke: seriesColor(2), width: 1.75, dash: [6, 4], points: { show: true, size: 7 } },
      ],
      axes: [
        axis({ size: 34, values: (u, splits) => ticks(splits), label: t("axis.since_gate") }),
        axis({ size: 56, label: "°C", values: (u, splits) => ticks(splits) }),
      ],
    },
  });
  const place = chart({ build, height: 220, label, simulated });
  return {
    element: figure(place, [label, " ", key("c2", t("live.temperature")), key("c3", t("live.predicted.line"), "dashed")], simulated),
    paint: () => place.chart.update(coolingData()),
  };
}
