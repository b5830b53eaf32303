// The lanes above a run's panels: its phases, background lives, strangers, throttling and gaps as bars over time.
import { axis, chart } from "../chart.js";
import { h, visible } from "../h.js";
import { fixed, seconds } from "../format.js";
import { color } from "../theme.js";
import { t, word } from "../words.js";

export const GUTTER = 88; // left of the plots: as wide for lanes and panels, so that times stand below each other
const LANE = 22;
const PHASE_COLORS = {
  cooling: "phase-cooling",
  background_startup: "phase-background",
  foreground: "phase-foreground",
  stop: "phase-stop",
};
// Bits of throttle_reasons that hold the clocks down against the training's wish.
const HELD_DOWN = 0x4 | 0x8 | 0x20 | 0x40 | 0x80;

// [{label, items: [{from, to, text, color}]}]: what is drawn as bars; times in seconds since the timeline's start.
export function lanesOf(page) {
  const { timeline } = page;
  const at = (iso) => {
    const s = seconds(iso);
    return s === null ? null : s - timeline.start;
  };
  const phases = (page.phases ?? []).map((each) => ({
    from: at(each.start),
    to: at(each.end),
    text: word("phase", each.name),
    color: PHASE_COLORS[each.name] ?? "phase-stop",
  }));
  const lives = (page.load?.runs ?? []).map((each) => ({
    from: at(each.start),
    to: at(each.end),
    text: `${each.number}`,
    color: "lane-background",
  }));
  const strangers = (page.strangers ?? []).map((each) => ({
    from: at(each.first_seen),
    to: at(each.last_seen),
    text: each.name || `${each.pid}`,
    color: "lane-stranger",
  }));
  const gaps = (timeline.gaps ?? []).map(([from, to, , reason]) => ({ from, to, text: reason ?? "", color: "lane-gap" }));
  return [
    { id: "phases", items: phases },
    { id: "lives", items: lives },
    { id: "strangers", items: strangers },
    { id: "throttling", items: throttledStretches(timeline) },
    { id: "gaps", items: gaps },
  ]
    .map((lane) => ({ ...lane, items: lane.items.filter((each) => each.from !== null && each.to !== null) }))
    .filter((lane) => lane.items.length > 0);
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

export function lanesChart(lanes, group, simulated) {
  const build = () => {
    const options = group.options({ scales: { y: { range: [0, lanes.length] } } });
    options.hooks.draw = [(u) => drawLanes(u, lanes)];
    return {
      options: {
        ...options,
        series: [{}, { paths: () => null, points: { show: false } }],
        axes: [
          { show: false },
          axis({
            size: GUTTER,
            splits: () => lanes.map((_, i) => lanes.length - i - 0.5),
            values: () => lanes.map((each) => t(`lane.${each.id}`)),
            grid: { show: false },
            ticks: { show: false },
          }),
        ],
      },
      data: [group.whole, [0, 0]],
    };
  };
  return chart({ build, height: lanes.length * LANE + (simulated ? 28 : 12), simulated, label: t("timeline.lanes") });
}

// The same in words: for those who cannot see the bars, and for what is too short to be labelled.
export function marks(lanes) {
  const rows = lanes
    .filter((lane) => lane.id !== "phases")
    .flatMap((lane) =>
      lane.items.map((each) =>
        h(
          "li",
          {},
          `${t(`lane.${lane.id}`)}: ${fixed(each.from, 1)}–${fixed(each.to, 1)} s`,
          each.text ? [" ", h("bdi", {}, each.text)] : "",
        ),
      ),
    );
  if (rows.length === 0) return null;
  const list = h("ul", {}, rows.slice(0, 100));
  return h("details", {}, h("summary", {}, t("timeline.marks", { n: rows.length })), list);
}
