// An interval as a small picture within a table: a bar from low to high, a dot at the value, a line at zero.
import { svg } from "./h.js";
import { t } from "./words.js";

const WIDTH = 140;
const HEIGHT = 18;
const TALL = 24; // with the word below

// The scale that holds all intervals and zero: {low, high}.
export function forestScale(intervals) {
  let [low, high] = [0, 0];
  for (const each of intervals) {
    if (!each) continue;
    for (const x of [each.value, each.low, each.high]) {
      if (x === null || x === undefined) continue;
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
  }
  const pad = (high - low) * 0.06 || 1;
  return { low: low - pad, high: high + pad };
}

// `noise`: half-width of what cannot be told from the machine's noise, shaded; `kind`: class of the mark.
export function forest(of, scale, { noise = null, kind = "", simulated = false } = {}) {
  const x = (value) => ((Math.max(scale.low, Math.min(scale.high, value)) - scale.low) / (scale.high - scale.low)) * WIDTH;
  const picture = svg("svg", {
    class: `forest ${kind}`,
    viewBox: `0 0 ${WIDTH} ${simulated ? TALL : HEIGHT}`,
    width: WIDTH,
    height: simulated ? TALL : HEIGHT,
    "aria-hidden": "true",
  });
  if (noise) picture.append(svg("rect", { class: "noise", x: x(-noise), width: Math.max(0, x(noise) - x(-noise)), y: 0, height: HEIGHT }));
  picture.append(svg("line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: HEIGHT }));
  if (of && of.value !== null && of.value !== undefined) {
    if (of.low !== null && of.high !== null && of.low !== undefined && of.high !== undefined) {
      picture.append(svg("line", { class: "bar", x1: x(of.low), x2: x(of.high), y1: HEIGHT / 2, y2: HEIGHT / 2 }));
    }
    picture.append(svg("circle", { class: "dot", cx: x(of.value), cy: HEIGHT / 2, r: 3.5 }));
  }
  if (simulated) picture.append(svg("text", { class: "simulated", x: WIDTH, y: TALL - 1, "text-anchor": "end" }, t("simulated")));
  return picture;
}
