// Points with their intervals, a curve with its band, a front, a mean: what the analysis draws. Each point leads to its run.
import { axis, chart, uPlot } from "./chart.js";
import { h, replace } from "./h.js";
import { moment, plain, ticks } from "./format.js";
import { marks } from "./marks.js";

const REACH = 14; // CSS pixels within which a point answers the pointer

function bounds(values, log) {
  const there = values.filter((x) => x !== null && x !== undefined && Number.isFinite(x) && (!log || x > 0));
  if (there.length === 0) return log ? [1, 10] : [0, 1];
  let [low, high] = [Infinity, -Infinity];
  for (const x of there) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  if (log) {
    const pad = (high / low) ** 0.05 || 1.2;
    return [low / Math.max(pad, 1.05), high * Math.max(pad, 1.05)];
  }
  const pad = (high - low) * 0.06 || Math.abs(high) * 0.01 || 1;
  return [low - pad, high + pad];
}

const DAY = 86400;

// The time of day, with the date where it is the first or a new day; where the ticks are days the date, likewise with the year.
function timeText(u, splits) {
  const step = splits.length > 1 ? splits[1] - splits[0] : 1;
  let before = "";
  return splits.map((x) => {
    const [date, time] = moment(x).split(" ");
    const [small, large] = step >= DAY ? [date.slice(5), date.slice(0, 4)] : [time.slice(0, step < 60 ? 8 : 5), date];
    const isNew = large !== before;
    before = large;
    return isNew ? `${small}\n${large}` : small;
  });
}

// The values that were measured, each that has room beside the one before.
function levelText(u, splits) {
  let last = -Infinity;
  return splits.map((x) => {
    const at = u.valToPos(x, "x");
    if (at - last < 30) return null;
    last = at;
    return plain(x);
  });
}

// On a logarithmic axis: 1, 2 and 5 of each power of ten, the powers alone where many are in sight.
function logText(u, splits) {
  const wanted = Math.log10(u.scales.x.max / u.scales.x.min) > 3 ? [1] : [1, 2, 5];
  return splits.map((x) => (wanted.some((each) => Math.abs(x / 10 ** Math.floor(Math.log10(x) + 1e-9) - each) < 1e-6) ? plain(x) : null));
}

function axes({ xLog, xTime, xLabel, yLabel, levels }) {
  const x = { label: xLabel, size: xTime ? 44 : 34, space: xTime ? 70 : 50 };
  if (levels) Object.assign(x, { splits: () => levels, filter: (u, splits) => splits, values: levelText });
  else if (xLog) Object.assign(x, { filter: (u, splits) => splits, values: logText });
  else x.values = xTime ? timeText : (u, splits) => ticks(splits);
  return [axis(x), axis({ label: yLabel, size: 62, values: (u, splits) => ticks(splits) })];
}

// `points`: [{x, y, low, high, group, cross, muted, position, text, open}]; `curve`: {x, fit, low, high}; `path`: [[x, y]];
// `level`: {value, low, high}; `zone`: [low, high] of y, shaded; `levels`: values of x that have ticks;
// `half`: as in chart().
export function scatter(given) {
  const { points, curve = null, path = null, level = null, zone = null, xLog = false, xTime = false } = given;
  const xRange = bounds([...points.map((each) => each.x), ...(curve?.x ?? [])], xLog);
  const yRange = bounds(heights(given), false);
  const pointer = pointerOf(points);
  const range = (u, min, max) => (u.data[0][0] === min && u.data[0][1] === max ? xRange : [min, max]);
  const build = () => ({
    data: [xRange, yRange],
    options: {
      padding: [10, 14, 0, 0],
      cursor: { drag: { x: true, y: true, uni: 30 }, x: false, y: false, points: { show: false } },
      scales: { x: { time: xTime, distr: xLog ? 3 : 1, range }, y: { range: yRange } },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: axes(given),
      tzDate: (s) => uPlot.tzDate(new Date(s * 1000), "Etc/UTC"),
      hooks: { draw: [(u) => marks(u, { points, curve, path, level, zone })], setCursor: [pointer.look], ready: [pointer.ready] },
    },
  });
  return chart({ build, height: given.height ?? 300, label: given.label, simulated: given.simulated, half: given.half });
}

function heights({ points, curve = null, level = null, zone = null }) {
  return [
    ...points.flatMap((each) => [each.y, each.low, each.high]),
    ...(curve ? [...curve.low, ...curve.high, ...curve.fit] : []),
    ...(level ? [level.low, level.high, level.value] : []),
    ...(zone ?? []),
  ];
}

// What the pointer does: the nearest point says what it is, and a click leads to its run.
function pointerOf(points) {
  const tip = h("div", { class: "tip", hidden: true });
  let nearest = null;

  function look(u) {
    const { left, top } = u.cursor;
    nearest = left >= 0 ? nearestOf(points, u, left, top) : null;
    tip.hidden = !nearest;
    u.over.style.cursor = nearest ? "pointer" : "crosshair";
    if (!nearest) return;
    replace(tip, nearest.text());
    const wide = u.over.clientWidth;
    const right = left > wide / 2;
    const sides = right ? { left: "auto", right: `${wide - left + 14}px` } : { left: `${left + 14}px`, right: "auto" };
    Object.assign(tip.style, { top: `${Math.max(0, top - 10)}px`, ...sides });
  }

  function ready(u) {
    u.over.append(tip);
    let at = null;
    u.over.addEventListener("mousedown", (e) => (at = [e.clientX, e.clientY]));
    u.over.addEventListener("mouseup", (e) => {
      const still = at && Math.hypot(e.clientX - at[0], e.clientY - at[1]) < 4;
      if (still && nearest?.open) location.hash = nearest.open;
    });
  }
  return { look, ready };
}

function nearestOf(points, u, left, top) {
  let nearest = null;
  let best = REACH * REACH;
  for (const each of points) {
    const distance = (u.valToPos(each.x, "x") - left) ** 2 + (u.valToPos(each.y, "y") - top) ** 2;
    if (distance < best) [best, nearest] = [distance, each];
  }
  return nearest;
}

// The names of the groups with their colours and shapes, for a caption.
export { keyOf } from "./marks.js";
