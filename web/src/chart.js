// A uPlot chart as an element: as wide as its place, drawn anew when the theme changes or it is printed, marked where its
// figures are simulated, gone when its view goes.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { h } from "./h.js";
import { color, isPrinting, onTheme } from "./theme.js";
import { t } from "./words.js";

const PRINT_WIDTH = 680; // CSS pixels: the sheet within its margins
const PRINT_HALF = 330; // two beside each other
const open = new Set();

export function disposeCharts() {
  for (const chart of open) chart.dispose();
  open.clear();
}

export const axis = (more) => ({
  stroke: color("muted"),
  grid: { stroke: color("grid"), width: 1 },
  ticks: { stroke: color("grid"), width: 1, size: 4 },
  font: '12px system-ui, "Noto Sans", sans-serif',
  labelFont: '12px system-ui, "Noto Sans", sans-serif',
  labelSize: 18,
  gap: 4,
  ...more,
});

// In every picture of simulated figures, not beside it: pictures are copied. Above the plot, where it covers nothing.
function drawSimulated(u) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = `bold ${13 * devicePixelRatio}px system-ui, "Noto Sans", sans-serif`;
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillStyle = color("warn");
  ctx.fillText(t("simulated"), bbox.left + bbox.width, bbox.top - 4 * devicePixelRatio);
  ctx.restore();
}

function withMark(options, simulated) {
  if (!simulated) return options;
  const hooks = { ...options.hooks, draw: [...(options.hooks?.draw ?? []), drawSimulated] };
  return { ...options, hooks, padding: [24, ...(options.padding ?? [null, null, null, null]).slice(1)] };
}

// `build()` gives {options, data} of uPlot, with colours as they are then; `label` is what the picture shows, in words.
// `half`: on paper two stand beside each other. Returns the element; `element.chart` has update(data) and the present `u`.
export function chart({ build, height = 220, label, simulated = false, half = false }) {
  const place = h("div", { class: "chart", role: "img", "aria-label": simulated ? `${label} (${t("simulated")})` : label });
  const self = { u: null, update, dispose };
  const printWidth = half ? PRINT_HALF : PRINT_WIDTH;
  let width = 0;
  let data = null;

  function draw() {
    if (width <= 0) return;
    if (self.u) self.u.destroy();
    const built = build();
    const size = { width: isPrinting() ? printWidth : width, height };
    self.u = new uPlot(withMark({ ...size, legend: { show: false }, ...built.options }, simulated), data ?? built.data, place);
  }

  function update(next) {
    data = next;
    if (self.u) self.u.setData(next);
  }

  const observer = new ResizeObserver((entries) => {
    const now = Math.floor(entries[0].contentRect.width);
    if (now <= 0 || now === width || isPrinting()) return;
    width = now;
    if (self.u) self.u.setSize({ width, height });
    else draw();
  });
  const forget = onTheme(() => self.u && draw());

  function dispose() {
    observer.disconnect();
    forget();
    if (self.u) self.u.destroy();
    self.u = null;
  }

  // For printing, a chart that has never been seen is drawn at once.
  if (isPrinting()) {
    width = printWidth;
    draw();
  }
  observer.observe(place);
  open.add(self);
  place.chart = self;
  return place;
}

// A picture with its caption; the caption, too, says where figures are simulated.
export function figure(element, caption, simulated, ...more) {
  return h(
    "figure",
    {},
    element,
    h("figcaption", {}, simulated ? h("strong", { class: "simulated" }, `${t("simulated")} `) : null, caption),
    ...more,
  );
}

export { uPlot };
