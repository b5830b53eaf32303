// The timeline of a run: lanes with its phases, background lives, strangers, throttling and gaps, and below them a panel
// for each quantity, all on one time axis with one cursor.
import { axis, chart, figure, uPlot } from "../chart.js";
import { h, visible } from "../h.js";
import { fixed, seconds, span, ticks } from "../format.js";
import { color, seriesColor } from "../theme.js";
import { t, word } from "../words.js";

const GUTTER = 88;
const LANE = 22;
const PANELS = [
  { id: "power", quantities: ["power", "power_instant"], decimals: 1 },
  { id: "temperature", quantities: ["temperature", "memory_temperature"], decimals: 1 },
  { id: "utilization", quantities: ["utilization", "memory_utilization"], decimals: 0 },
  { id: "clocks", quantities: ["sm_clock", "memory_clock"], decimals: 0 },
];
const PHASE_COLORS = { cooling: "phase-cooling", background_startup: "phase-background", foreground: "phase-foreground", stop: "phase-stop" };
// Bits of throttle_reasons that hold the clocks down against the training's wish.
const HELD_DOWN = 0x4 | 0x8 | 0x20 | 0x40 | 0x80;

// [{label, items: [{from, to, text, color}]}]: what is drawn as bars; times in seconds since the timeline's start.
export function lanesOf(page) {
  const { timeline } = page;
  const at = (iso) => {
    const s = seconds(iso);
    return s === null ? null : s - timeline.start;
  };
  const phases = (page.phases ?? []).map((each) => ({ from: at(each.start), to: at(each.end), text: word("phase", each.name), color: PHASE_COLORS[each.name] ?? "phase-stop" }));
  const lives = (page.load?.runs ?? []).map((each) => ({ from: at(each.start), to: at(each.end), text: `${each.number}`, color: "lane-background" }));
  const strangers = (page.strangers ?? []).map((each) => ({ from: at(each.first_seen), to: at(each.last_seen), text: each.name || `${each.pid}`, color: "lane-stranger" }));
  const gaps = (timeline.gaps ?? []).map(([from, to, , reason]) => ({ from, to, text: reason ?? "", color: "lane-gap" }));
  return [
    { id: "phases", items: phases },
    { id: "lives", items: lives },
    { id: "strangers", items: strangers },
    { id: "throttling", items: throttledStretches(timeline) },
    { id: "gaps", items: gaps },
  ].map((lane) => ({ ...lane, items: lane.items.filter((each) => each.from !== null && each.to !== null) })).filter((lane) => lane.items.length > 0);
}

function throttledStretches(timeline) {
  const stretches = [];
  for (const series of timeline.series.filter((each) => each.quantity === "throttle_reasons")) {
    let open = null;
    series.t.forEach((time, i) => {
      const held = (series.high[i] & HELD_DOWN) !== 0;
      if (held && !open) stretches.push((open = { from: time, to: time, text: "", color: "lane-throttled" }));
      if (open) open.to = time;
      if (!held) open = null;
    });
  }
  return stretches;
}

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

// One cursor and one zoom for all panels of a run.
class Group {
  constructor(whole) {
    this.whole = whole;
    this.range = whole;
    this.key = `timeline-${Math.random()}`;
    this.charts = new Set();
    this.readouts = [];
  }
  zoom(from, to) {
    if (this.range[0] === from && this.range[1] === to) return;
    this.range = [from, to];
    for (const place of this.charts) place.chart.u?.setScale("x", { min: from, max: to });
  }
  options(more) {
    return {
      padding: [8, 18, 0, 0],
      cursor: { sync: { key: this.key, setSeries: false }, drag: { x: true, y: false }, points: { size: 6 }, bind: { dblclick: () => () => this.zoom(...this.whole) } },
      scales: { x: { time: false, range: (u, min, max) => (min === null ? this.range : [min, max]), ...(more?.x ?? {}) }, ...(more?.scales ?? {}) },
      hooks: {
        ready: [(u) => u.setScale("x", { min: this.range[0], max: this.range[1] })],
        setScale: [(u, key) => key === "x" && this.zoom(u.scales.x.min, u.scales.x.max)],
        setCursor: [(u) => this.readouts.forEach((each) => each(u.cursor.left >= 0 ? u.posToVal(u.cursor.left, "x") : null))],
      },
    };
  }
}

function drawLanes(u, lanes) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${12 * devicePixelRatio}px system-ui, "Noto Sans", sans-serif`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  lanes.forEach((lane, row) => {
    const top = bbox.top + (row * bbox.height) / lanes.length + 2 * devicePixelRatio;
    const tall = bbox.height / lanes.length - 4 * devicePixelRatio;
    for (const each of lane.items) {
      const text = visible(each.text);
      const left = u.valToPos(each.from, "x", true);
      const wide = Math.max(2 * devicePixelRatio, u.valToPos(each.to, "x", true) - left);
      ctx.fillStyle = color(each.color);
      ctx.fillRect(left, top, wide, tall);
      ctx.strokeStyle = color("muted");
      ctx.strokeRect(left, top, wide, tall);
      const from = Math.max(left, bbox.left);
      const room = Math.min(left + wide, bbox.left + bbox.width) - from - 8 * devicePixelRatio;
      if (text && room > 12 * devicePixelRatio && ctx.measureText(text).width <= room) {
        ctx.fillStyle = color("ink");
        ctx.fillText(text, from + 4 * devicePixelRatio, top + tall / 2);
      }
    }
  });
  ctx.restore();
}

function lanesChart(lanes, group) {
  const build = () => {
    const options = group.options({ scales: { y: { range: [0, lanes.length] } } });
    options.hooks.draw = [(u) => drawLanes(u, lanes)];
    return {
      options: { ...options, series: [{}, { paths: () => null, points: { show: false } }], axes: [{ show: false }, axis({ size: GUTTER, splits: () => lanes.map((_, i) => lanes.length - i - 0.5), values: () => lanes.map((each) => t(`lane.${each.id}`)), grid: { show: false }, ticks: { show: false } })] },
      data: [group.whole, [0, 0]],
    };
  };
  return chart({ build, height: lanes.length * LANE + 12, label: t("timeline.lanes") });
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
      options: { ...options, series: lines, bands, axes: [xAxis(isLast ? t("axis.since_start") : undefined), axis({ size: GUTTER, values: (u, splits) => ticks(splits) })], plugins: [bandsPlugin(phases)] },
      data: joinedData,
    };
  };
  const simulated = series.some((each) => each.simulated);
  const label = `${t(`panel.${panelOf.id}`)} (${unit})`;
  const place = chart({ build, height: isLast ? 176 : 150, label, simulated });
  return { place: figure(place, [label, h("span", { class: "muted" }, " ", series.length > 1 ? legend(series) : "")], simulated), chart: place, series, unit, decimals: panelOf.decimals };
}

const name = (each) => `${each.label} ${word("quantity", each.quantity)}`;

const legend = (series) => series.map((each, i) => h("span", { class: "key" }, h("span", { class: "swatch", style: { background: `var(--c${(i % 8) + 1})` } }), name(each)));

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
      if (Math.abs(each.t[i] - x) < 5) parts.push(`${word("quantity", each.quantity)} ${fixed(each.mean[i], decimals)} ${unit}`);
    }
  }
  return parts.join("   ");
}

export function timelineSection(page) {
  const { timeline } = page;
  const usable = (timeline?.series ?? []).filter((each) => each.t.length > 0);
  if (usable.length === 0) return h("section", { id: "timeline" }, h("h2", {}, t("timeline")), h("p", { class: "muted" }, t("timeline.none")));
  const lanes = lanesOf(page);
  const phases = lanes.find((each) => each.id === "phases")?.items ?? [];
  const ends = usable.flatMap((each) => [each.t[0], each.t[each.t.length - 1]]);
  const whole = [Math.min(0, ...ends), Math.max(...ends, ...phases.map((each) => each.to))];
  const group = new Group(whole);
  const panels = PANELS.filter((each) => usable.some((series) => each.quantities.includes(series.quantity))).map((each, i, all) => panel(each, usable, phases, group, timeline.gaps ?? [], i === all.length - 1));
  const lane = lanes.length > 0 ? lanesChart(lanes, group) : null;
  for (const place of [lane, ...panels.map((each) => each.chart)]) if (place) group.charts.add(place);
  const readout = h("p", { class: "readout", "aria-live": "off" }, t("timeline.hint"));
  group.readouts.push((x) => (readout.textContent = readoutText(x, panels)));
  const to = (label, from, until) => h("button", { type: "button", onclick: () => group.zoom(from, until) }, label);
  const buttons = h("div", { class: "buttons" }, h("span", { class: "muted" }, t("timeline.show")), to(t("timeline.whole"), ...whole), phases.filter((each) => each.to > each.from).map((each) => to(`${each.text} (${span(each.to - each.from)})`, each.from, each.to)));
  return h("section", { id: "timeline" }, h("h2", {}, t("timeline")), buttons, readout, lane, panels.map((each) => each.place), timeline.thinned ? h("p", { class: "muted" }, t("timeline.thinned")) : null, marks(lanes));
}

// The same in words: for those who cannot see the bars, and for what is too short to be labelled.
function marks(lanes) {
  const rows = lanes.filter((lane) => lane.id !== "phases").flatMap((lane) => lane.items.map((each) => h("li", {}, `${t(`lane.${lane.id}`)}: ${fixed(each.from, 1)}–${fixed(each.to, 1)} s`, each.text ? [" ", h("bdi", {}, each.text)] : "")));
  if (rows.length === 0) return null;
  const list = h("ul", {}, rows.slice(0, 100));
  return h("details", {}, h("summary", {}, t("timeline.marks", { n: rows.length })), list);
}
