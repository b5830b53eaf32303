// Energy run by run in the order of time, so that a drift is seen; and against the temperature each began with.
import { figure as picture } from "../chart.js";
import { fixed, interval, largest, percent, probability } from "../format.js";
import { h, replace } from "../h.js";
import { select, table } from "../parts.js";
import { keyOf, scatter } from "../scatter.js";
import { analysis, deviceLabel, figureOf, sessionLabel, state, uncertaintyOf } from "../state.js";
import { t } from "../words.js";
import { anySimulated, axisOf, figureLabel, pointOf, shownValue } from "./points.js";

const KEYS_SHOWN = 8;
let chosen = ""; // configuration

const keyOfConfiguration = (each) => `${each.session} ${each.device} ${each.configuration}`;

// Runs of the same configuration that the figures leave out, but that have a value.
function leftOut(configuration, figure) {
  const { runs } = state.overview;
  const inside = new Set(configuration.runs);
  return runs.run_id.map((_, i) => i).filter((i) => !inside.has(i) && runs.configuration[i] === configuration.configuration && runs.session[i] === configuration.session && runs.device[i] === configuration.device && runs.role[i] === "measured" && runs.outcome[i] !== "failed" && figureOf(i, figure) !== null);
}

// All runs of a figure with their values in percent of their configuration's mean.
function relativePoints(configurations, figure, figures, axis, x) {
  return configurations.flatMap((each, group) => {
    const mean = each.mean.value;
    const point = (i, muted) => {
      const error = uncertaintyOf(i, figure);
      const percentOf = (value) => (value === null ? null : 100 * (value / mean - 1));
      const value = figureOf(i, figure);
      const at = x(i);
      if (value === null || at === null || at === undefined) return [];
      return [pointOf(i, at, percentOf(value), { group, muted, low: error === null ? null : percentOf(value - error), high: error === null ? null : percentOf(value + error), lines: () => [shownValue(figures, figure, i, error, axis), `${percentOf(value) > 0 ? "+" : ""}${fixed(percentOf(value), 2)} %`] })];
    };
    if (each.n < 2) return [];
    return [...each.runs.flatMap((i) => point(i, false)), ...leftOut(each, figure).flatMap((i) => point(i, true))];
  });
}

function absolutePoints(each, figure, figures, axis) {
  const { start } = state.overview.runs;
  const point = (i, muted) => {
    const value = figureOf(i, figure);
    const error = uncertaintyOf(i, figure);
    if (value === null || start[i] === null) return [];
    return [pointOf(i, start[i], value * axis.factor, { muted, low: error === null ? null : (value - error) * axis.factor, high: error === null ? null : (value + error) * axis.factor, lines: () => [shownValue(figures, figure, i, error, axis)] })];
  };
  return [...each.runs.flatMap((i) => point(i, false)), ...leftOut(each, figure).flatMap((i) => point(i, true))];
}

const keys = (configurations, points) => [
  configurations.length <= KEYS_SHOWN ? configurations.map((each, group) => keyOf(each.label, group)) : h("span", { class: "key" }, t("order.many", { n: configurations.length })),
  points.some((each) => each.cross) ? keyOf(t("run.suspect"), 0, { cross: true, muted: true }) : "",
];

// The noise floor, where it is one and the same for all that is drawn; of energies only.
function zoneOf(figure, configurations) {
  if (!figure.endsWith("joules")) return null;
  const floorOf = ({ host, device }) => state.overview.noise_floors.find((each) => each.device === device && (!host || each.host === host))?.relative;
  const floors = new Set(configurations.map(floorOf));
  const [floor] = floors;
  return floors.size === 1 && floor ? [-100 * floor, 100 * floor] : null;
}

function drawOrder(place, figure, configurations) {
  const { figures } = analysis();
  const one = configurations.find((each) => keyOfConfiguration(each) === chosen);
  const axis = axisOf(figures, figure, largest(configurations.map((each) => each.mean.value)));
  const points = one ? absolutePoints(one, figure, figures, axis) : relativePoints(configurations, figure, figures, axis, (i) => state.overview.runs.start[i]);
  if (points.length === 0) return replace(place, h("p", { class: "muted" }, t("order.none")));
  const simulated = anySimulated(points.map((each) => each.position));
  const scaled = one ? { value: one.mean.value * axis.factor, low: one.mean.low === null ? null : one.mean.low * axis.factor, high: one.mean.high === null ? null : one.mean.high * axis.factor } : null;
  const label = one ? axis.text : t("order.axis");
  const chart = scatter({ points, level: scaled, zone: one ? null : zoneOf(figure, configurations), xTime: true, xLabel: t("axis.time"), yLabel: label, label: `${t("order")}: ${label}`, simulated, height: 320 });
  replace(place, picture(chart, [one ? "" : `${t("order.relative", { figure: figureLabel(figures, figure) })}. `, points.some((each) => each.low !== null) ? t("order.caption") : t("order.caption.bare"), one || !zoneOf(figure, configurations) ? "" : ` ${t("order.zone")}`, h("div", {}, one ? [keyOf(one.label, 0), h("span", { class: "key" }, h("span", { class: "swatch", style: { background: "var(--c2)" } }), `${t("order.mean")}: ${interval(one.mean, { factor: axis.factor })} ${axis.unit}`)] : keys(configurations, points))], simulated));
}

function trendTable(list, name, head, title) {
  if (list.length === 0) return h("p", { class: "muted" }, t("drift.few"));
  const { figures } = analysis();
  const rows = list.map((each) => ({ class: each.p !== null && each.p < 0.05 ? "main" : null, cells: [[h("bdi", {}, deviceLabel(each.device)), each.session === null || each.session === undefined || state.overview.sessions.length < 2 ? "" : ` – ${sessionLabel(each.session)}`], figureLabel(figures, each.figure), percent(each[name]), probability(each.p), fixed(each.n, 0), each.note ?? ""] }));
  return table([t("device"), t("figure"), { text: head, num: true }, { text: "p", num: true }, { text: t("runs"), num: true }, t("note")], rows, title);
}

export function orderSection(figure) {
  const all = analysis().configurations.filter((each) => each.figure === figure);
  const place = h("div", { id: "order-chart" });
  const options = [["", t("order.all")], ...all.slice(0, 500).map((each) => [keyOfConfiguration(each), `${each.label} (${each.n})`])];
  if (!options.some(([value]) => value === chosen)) chosen = "";
  const choice = select("configuration", t("order.configuration"), options, chosen, (value) => {
    chosen = value;
    drawOrder(place, figure, all);
  });
  if (all.length > 0) drawOrder(place, figure, all);
  const drift = analysis().drift.filter((each) => each.figure === figure);
  return h("section", { id: "order" }, h("h2", {}, t("order")), all.length > 0 ? choice : h("p", { class: "muted" }, t("analysis.none")), place, h("h3", {}, t("drift")), trendTable(drift, "percent_per_hour", t("per_hour"), t("drift")));
}

export function startTemperatureSection(figure) {
  const { figures, configurations } = analysis();
  const all = configurations.filter((each) => each.figure === figure);
  const axis = axisOf(figures, figure, largest(all.map((each) => each.mean.value)));
  const points = relativePoints(all, figure, figures, axis, (i) => state.overview.runs.start_celsius[i]).map((each) => ({ ...each, low: null, high: null }));
  const trends = analysis().start_temperature.filter((each) => each.figure === figure);
  const caption = t("start_temperature.caption", { figure: figureLabel(figures, figure) });
  const simulated = anySimulated(points.map((each) => each.position));
  return h(
    "section",
    { id: "start-temperature" },
    h("h2", {}, t("start_temperature")),
    points.length > 0 ? picture(scatter({ points, zone: zoneOf(figure, all), xLabel: t("start_temperature.axis"), yLabel: t("order.axis"), label: caption, simulated, height: 280 }), [caption, h("div", {}, keys(all, points))], simulated) : null,
    trendTable(trends, "percent_per_degree", t("per_degree"), t("start_temperature")),
  );
}
