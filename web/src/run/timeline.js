// The timeline of a run: lanes with its phases, background lives, strangers, throttling and gaps, and below them a panel
// for each quantity, all on one time axis with one cursor.
import { axis, chart, figure, uPlot } from "../chart.js";
import { h } from "../h.js";
import { fixed, span, ticks } from "../format.js";
import { GUTTER, lanesChart, lanesOf, marks } from "./lanes.js";
import { Group } from "./timeline_group.js";
import { color, seriesColor } from "../theme.js";
import { t, word } from "../words.js";

const PANELS = [
  { id: "power", quantities: ["power", "power_instant"], decimals: 1 },
  { id: "temperature", quantities: ["temperature", "memory_temperature"], decimals: 1 },
  { id: "utilization", quantities: ["utilization", "memory_utilization"], decimals: 0 },
  { id: "clocks", quantities: ["sm_clock", "memory_clock"], decimals: 0 },
];
// A line must not lead across a gap: a point without a value stands in it.
function broken(series, gaps) {
  const columns = [series.t, series.low, series.high, series.mean].map((each) => [...each]);
  for (const [from, to] of gaps) {
    const place = columns[0].findIndex((time) => time > from);
    if (place <= 0 || columns[0][place] < to) continue;
    columns.forEach((each, i) => each.splice(place, 0, i === 0 ? Math.max((from + to) / 2, columns[0][place - 1]) : null));
  }
  return columns;
}

// Series with different times on one axis: uPlot wants them joined. Where another series has points within a gap, the gap
// is to be seen there, too.
function joined(series, gaps) {
  const own = series.map((each) => gaps.filter(([, , device]) => !device || device === each.device));
  const data = uPlot.join(series.map((each, i) => broken(each, own[i])));
  own.forEach((mine, i) => {
    for (const [from, to] of mine) {
      data[0].forEach((time, k) => {
        for (let column = 3 * i + 1; time > from && time < to && column <= 3 * i + 3; column++) data[column][k] ??= null;
      });
    }
  });
  return data;
}

const xAxis = (label) => axis({ size: label ? 34 : 26, label, values: (u, splits) => ticks(splits) });

function bandsPlugin(phases) {
  return {
    hooks: {
      drawClear: (u) => {
        const { ctx, bbox } = u;
        for (const each of phases) {
          const left = Math.max(bbox.left, u.valToPos(each.from, "x", true));
          const right = Math.min(bbox.left + bbox.width, u.valToPos(each.to, "x", true));
          if (right <= left) continue;
          ctx.fillStyle = color(each.color);
          ctx.fillRect(left, bbox.top, right - left, bbox.height);
        }
      },
    },
  };
}

function panel(panelOf, all, phases, group, gaps, isLast) {
  const series = all.filter((each) => panelOf.quantities.includes(each.quantity));
  const joinedData = joined(series, gaps);
  const unit = series[0].unit === "C" ? "°C" : series[0].unit;
  const build = () => {
    const lines = [{}];
    const bands = [];
    series.forEach((each, i) => {
      const stroke = seriesColor(i);
      const edge = { stroke: "transparent", width: 0, points: { show: false }, spanGaps: false };
      bands.push({ series: [lines.length + 1, lines.length], fill: `${stroke}44` });
      lines.push(edge, edge, { stroke, width: 1.25, points: { show: false }, spanGaps: false });
    });
    const options = group.options();
    return {
      options: {
        ...options,
        series: lines,
        bands,
        axes: [xAxis(isLast ? t("axis.since_start") : undefined), axis({ size: GUTTER, values: (u, splits) => ticks(splits) })],
        plugins: [bandsPlugin(phases)],
      },
      data: joinedData,
    };
  };
  const simulated = series.some((each) => each.simulated);
  const label = `${t(`panel.${panelOf.id}`)} (${unit})`;
  const place = chart({ build, height: isLast ? 176 : 150, label, simulated });
  return {
    place: figure(place, [label, h("span", { class: "muted" }, " ", series.length > 1 ? legend(series) : "")], simulated),
    chart: place,
    series,
    unit,
    decimals: panelOf.decimals,
  };
}

const name = (each) => `${each.label} ${word("quantity", each.quantity)}`;

const legend = (series) =>
  series.map((each, i) =>
    h("span", { class: "key" }, h("span", { class: "swatch", style: { background: `var(--c${(i % 8) + 1})` } }), name(each)),
  );

function nearest(series, x) {
  let [low, high] = [0, series.t.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (series.t[middle] < x) low = middle;
    else high = middle;
  }
  return Math.abs(series.t[low] - x) < Math.abs(series.t[high] - x) ? low : high;
}

function readoutText(x, panels) {
  if (x === null) return t("timeline.hint");
  const parts = [`t = ${fixed(x, 1)} s`];
  for (const { series, unit, decimals } of panels) {
    for (const each of series) {
      const i = nearest(each, x);
      const apart = Math.abs((each.t[i + 1] ?? each.t[i - 1] ?? 0) - each.t[i]);
      if (Math.abs(each.t[i] - x) <= Math.max(2, apart))
        parts.push(`${word("quantity", each.quantity)} ${fixed(each.mean[i], decimals)} ${unit}`);
    }
  }
  return parts.join("   ");
}

function zoomButtons(group, phases) {
  const to = (label, from, until) => h("button", { type: "button", onclick: () => group.zoom(from, until) }, label);
  return h(
    "div",
    { class: "buttons" },
    h("span", { class: "muted" }, t("timeline.show")),
    to(t("timeline.whole"), ...group.whole),
    phases.filter((each) => each.to > each.from).map((each) => to(`${each.text} (${span(each.to - each.from)})`, each.from, each.to)),
  );
}

export function timelineSection(page) {
  const { timeline } = page;
  const usable = (timeline?.series ?? []).filter((each) => each.t.length > 0);
  if (usable.length === 0)
    return h("section", { id: "timeline" }, h("h2", {}, t("timeline")), h("p", { class: "muted" }, t("timeline.none")));
  const lanes = lanesOf(page);
  const phases = lanes.find((each) => each.id === "phases")?.items ?? [];
  const ends = usable.flatMap((each) => [each.t[0], each.t[each.t.length - 1]]);
  const whole = [Math.min(0, ...ends), Math.max(...ends, ...phases.map((each) => each.to))];
  const group = new Group(whole);
  const panels = PANELS.filter((each) => usable.some((series) => each.quantities.includes(series.quantity))).map((each, i, all) =>
    panel(each, usable, phases, group, timeline.gaps ?? [], i === all.length - 1),
  );
  const lane = lanes.length > 0 ? lanesChart(lanes, group, page.simulated || usable.some((each) => each.simulated)) : null;
  for (const place of [lane, ...panels.map((each) => each.chart)]) if (place) group.charts.add(place);
  const readout = h("p", { class: "readout", "aria-live": "off" }, t("timeline.hint"));
  group.readouts.push((x) => (readout.textContent = readoutText(x, panels)));
  return h(
    "section",
    { id: "timeline" },
    h("h2", {}, t("timeline")),
    zoomButtons(group, phases),
    readout,
    lane,
    panels.map((each) => each.place),
    timeline.thinned ? h("p", { class: "muted" }, t("timeline.thinned")) : null,
    marks(lanes),
  );
}
