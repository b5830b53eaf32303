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

// One chart: drawn when its place has a width, anew when the theme changes, with the data that it was given last.
class Chart {
  constructor(place, { build, height = 220, simulated = false, half = false }) {
    Object.assign(this, { place, build, height, simulated, printWidth: half ? PRINT_HALF : PRINT_WIDTH, u: null, width: 0, data: null });
    this.observer = new ResizeObserver((entries) => this.resize(Math.floor(entries[0].contentRect.width)));
    this.forget = onTheme(() => this.u && this.draw());
    // For printing, a chart that has never been seen is drawn at once.
    if (isPrinting()) {
      this.width = this.printWidth;
      this.draw();
    }
    this.observer.observe(place);
    open.add(this);
  }

  draw() {
    if (this.u) this.u.destroy();
    const { options, data } = this.build();
    const size = { width: isPrinting() ? this.printWidth : this.width, height: this.height };
    this.u = new uPlot(withMark({ ...size, legend: { show: false }, ...options }, this.simulated), this.data ?? data, this.place);
  }

  update(data) {
    this.data = data;
    if (this.u) this.u.setData(data);
  }

  resize(width) {
    if (width <= 0 || width === this.width || isPrinting()) return;
    this.width = width;
    if (this.u) this.u.setSize({ width, height: this.height });
    else this.draw();
  }

  dispose() {
    this.observer.disconnect();
    this.forget();
    if (this.u) this.u.destroy();
    this.u = null;
  }
}

// `build()` gives {options, data} of uPlot, with colours as they are then; `label` is what the picture shows, in words.
// `half`: on paper two stand beside each other. Returns the element; `element.chart` has update(data) and the present `u`.
export function chart({ label, ...given }) {
  const shown = given.simulated ? `${label} (${t("simulated")})` : label;
  const place = h("div", { class: "chart", role: "img", "aria-label": shown });
  place.chart = new Chart(place, given);
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
