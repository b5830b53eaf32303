// The marks of a scatter chart on its canvas: shapes that differ as well as colours do.
import { h, svg } from "./h.js";
import { color, SERIES, seriesColor } from "./theme.js";

const SHAPES = ["circle", "square", "triangle", "diamond"];

const shapeOf = (group) => SHAPES[group % SHAPES.length];

function trace(ctx, shape, x, y, r) {
  ctx.beginPath();
  if (shape === "circle") ctx.arc(x, y, r, 0, 2 * Math.PI);
  else if (shape === "square") ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  else {
    const corners =
      shape === "triangle"
        ? [
            [0, -1.2],
            [1.1, 0.8],
            [-1.1, 0.8],
          ]
        : [
            [0, -1.3],
            [1.3, 0],
            [0, 1.3],
            [-1.3, 0],
          ];
    corners.forEach(([dx, dy], i) => (i === 0 ? ctx.moveTo(x + dx * r, y + dy * r) : ctx.lineTo(x + dx * r, y + dy * r)));
    ctx.closePath();
  }
}

function cross(ctx, x, y, r) {
  ctx.beginPath();
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
  ctx.stroke();
}

function drawPoint(ctx, u, each, many) {
  const ratio = devicePixelRatio;
  const [x, y] = [u.valToPos(each.x, "x", true), u.valToPos(each.y, "y", true)];
  const r = (many ? 2.4 : 3.6) * ratio;
  ctx.strokeStyle = ctx.fillStyle = each.muted ? color("muted") : seriesColor(each.group);
  ctx.lineWidth = 1.2 * ratio;
  if (each.low !== null && each.low !== undefined && each.high !== null && each.high !== undefined) {
    ctx.globalAlpha = 0.55;
    ctx.beginPath();
    ctx.moveTo(x, u.valToPos(each.low, "y", true));
    ctx.lineTo(x, u.valToPos(each.high, "y", true));
    ctx.stroke();
    ctx.globalAlpha = 1;
  }
  if (each.cross) return cross(ctx, x, y, r);
  trace(ctx, shapeOf(each.group), x, y, r);
  if (each.hollow) ctx.stroke();
  else ctx.fill();
}

function lineThrough(ctx, u, xs, ys) {
  ctx.beginPath();
  xs.forEach((x, i) => {
    if (ys[i] === null || ys[i] === undefined) return;
    const at = [u.valToPos(x, "x", true), u.valToPos(ys[i], "y", true)];
    if (i === 0) ctx.moveTo(...at);
    else ctx.lineTo(...at);
  });
}

function drawCurve(ctx, u, curve) {
  const stroke = seriesColor(1);
  const back = [...curve.x].reverse();
  lineThrough(ctx, u, [...curve.x, ...back], [...curve.low, ...[...curve.high].reverse()]);
  ctx.closePath();
  ctx.globalAlpha = 0.2;
  ctx.fillStyle = stroke;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 2 * devicePixelRatio;
  lineThrough(ctx, u, curve.x, curve.fit);
  ctx.stroke();
}

// Horizontal: a zone of y, shaded; a level with its interval.
function drawLevels(ctx, u, level, zone) {
  const { left, width } = u.bbox;
  const shade = (low, high, fill, alpha) => {
    const [top, bottom] = [u.valToPos(high, "y", true), u.valToPos(low, "y", true)];
    ctx.globalAlpha = alpha;
    ctx.fillStyle = fill;
    ctx.fillRect(left, top, width, bottom - top);
    ctx.globalAlpha = 1;
  };
  if (zone) shade(zone[0], zone[1], color("muted"), 0.14);
  if (!level) return;
  if (level.low !== null && level.high !== null) shade(level.low, level.high, seriesColor(1), 0.16);
  ctx.strokeStyle = seriesColor(1);
  ctx.lineWidth = 1.5 * devicePixelRatio;
  lineThrough(ctx, u, [u.scales.x.min, u.scales.x.max], [level.value, level.value]);
  ctx.stroke();
}

export function marks(u, { points, curve, path, level, zone }) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  drawLevels(ctx, u, level, zone);
  if (path) {
    ctx.strokeStyle = color("muted");
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 3 * devicePixelRatio]);
    lineThrough(
      ctx,
      u,
      path.map((each) => each[0]),
      path.map((each) => each[1]),
    );
    ctx.stroke();
    ctx.setLineDash([]);
  }
  for (const each of points) drawPoint(ctx, u, each, points.length > 600);
  if (curve) drawCurve(ctx, u, curve);
  ctx.restore();
}

const CORNERS = { triangle: "7,2 12,11 2,11", diamond: "7,1 13,7 7,13 1,7" };

// A shape in its colour with its name, as in the picture.
export function keyOf(text, group, { cross: isCross = false, hollow = false, muted = false } = {}) {
  const paint = muted ? "var(--muted)" : `var(--c${(group % SERIES) + 1})`;
  const style = hollow || isCross ? { fill: "none", stroke: paint, strokeWidth: "1.6" } : { fill: paint };
  const shape = shapeOf(group);
  const mark = isCross
    ? svg("path", { d: "M3 3 L11 11 M11 3 L3 11", style })
    : shape === "circle"
      ? svg("circle", { cx: 7, cy: 7, r: 4.5, style })
      : shape === "square"
        ? svg("rect", { x: 3, y: 3, width: 8, height: 8, style })
        : svg("polygon", { points: CORNERS[shape], style });
  return h(
    "span",
    { class: "key" },
    svg("svg", { class: "mark", viewBox: "0 0 14 14", width: 12, height: 12, "aria-hidden": "true" }, mark),
    h("bdi", {}, text),
  );
}
