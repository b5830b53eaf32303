// What makes the charts of a timeline one: their cursor, their zoom, what is read off them.

// One cursor and one zoom for all panels of a run.
export class Group {
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
      cursor: {
        sync: { key: this.key, setSeries: false },
        drag: { x: true, y: false },
        points: { size: 6 },
        bind: { dblclick: () => () => this.zoom(...this.whole) },
      },
      scales: {
        x: { time: false, range: (u, min, max) => (min === null ? this.range : [min, max]), ...(more?.x ?? {}) },
        ...(more?.scales ?? {}),
      },
      hooks: {
        ready: [(u) => u.setScale("x", { min: this.range[0], max: this.range[1] })],
        setScale: [(u, key) => key === "x" && this.zoom(u.scales.x.min, u.scales.x.max)],
        setCursor: [(u) => this.readouts.forEach((each) => each(u.cursor.left >= 0 ? u.posToVal(u.cursor.left, "x") : null))],
      },
    };
  }
}
