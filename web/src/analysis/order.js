// Energy run by run in the order of time, so that a drift is seen; and against the temperature each began with.
import { figure as picture } from "../chart.js";
import { fixed, interval, largest, share } from "../format.js";
import { h, replace } from "../h.js";
import { floorOf } from "../noise.js";
import { select } from "../parts.js";
import { keyOf, scatter } from "../scatter.js";
import { analysis, figureOf, isAnalysed, modelOf, positionsOf, state, uncertaintyOf } from "../state.js";
import { t } from "../words.js";
import { anySimulated, axisOf, figureLabel, pointOf, shownValue } from "./points.js";
import { trendTable } from "./trends.js";

const KEYS_SHOWN = 8;
const AS_MEASURED = "as measured";
let chosen = ""; // configuration, or AS_MEASURED

const keyOfConfiguration = (each) => `${each.session} ${each.device} ${each.configuration}`;

// Runs that the figures leave out, but that were measured and have a value.
const isLeftOut = (i, figure) =>
  !isAnalysed(i) &&
  state.overview.runs.role[i] === "measured" &&
  state.overview.runs.outcome[i] !== "failed" &&
  figureOf(i, figure) !== null;

// Those of the same configuration, which has at least one run that is not left out.
function leftOut(configuration, figure) {
  const { runs } = state.overview;
  const session = runs.session[configuration.runs[0]];
  return positionsOf(
    (i) =>
      runs.configuration[i] === configuration.configuration &&
      runs.session[i] === session &&
      runs.device[i] === configuration.device &&
      isLeftOut(i, figure),
  );
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
      return [
        pointOf(i, at, percentOf(value), {
          group,
          muted,
          low: error === null ? null : percentOf(value - error),
          high: error === null ? null : percentOf(value + error),
          lines: () => [shownValue(figures, figure, i, error, axis), `${percentOf(value) > 0 ? "+" : ""}${fixed(percentOf(value), 2)} %`],
        }),
      ];
    };
    if (each.n < 2) return [];
    return [...each.runs.flatMap((i) => point(i, false)), ...leftOut(each, figure).flatMap((i) => point(i, true))];
  });
}

// A run as measured, in the unit of the axis.
function measuredPoint(i, x, group, muted, { figure, figures, axis }) {
  const value = figureOf(i, figure);
  const error = uncertaintyOf(i, figure);
  if (value === null || x === null || x === undefined) return [];
  const bound = (sign) => (error === null ? null : (value + sign * error) * axis.factor);
  return [
    pointOf(i, x, value * axis.factor, {
      group,
      muted,
      low: bound(-1),
      high: bound(1),
      lines: () => [shownValue(figures, figure, i, error, axis)],
    }),
  ];
}

const absolutePoints = (each, given) => [
  ...each.runs.flatMap((i) => measuredPoint(i, given.x(i), 0, false, given)),
  ...leftOut(each, given.figure).flatMap((i) => measuredPoint(i, given.x(i), 0, true, given)),
];

const groupName = (i) => `${modelOf(i)}, ${t(state.overview.runs.parallel[i] ? "mode.parallel" : "mode.sequential")}`;

// All runs as measured, by model and mode: where no configuration was repeated there is no mean to compare with.
function everyPoint(given) {
  const shown = positionsOf((i) => (isAnalysed(i) || isLeftOut(i, given.figure)) && figureOf(i, given.figure) !== null);
  const names = [...new Set(shown.map(groupName))];
  return { names, points: shown.flatMap((i) => measuredPoint(i, given.x(i), names.indexOf(groupName(i)), !isAnalysed(i), given)) };
}

const suspectKey = (points) => (points.some((each) => each.cross) ? keyOf(t("run.suspect"), 0, { cross: true, muted: true }) : "");

const keys = (names, points) => [
  names.length <= KEYS_SHOWN
    ? names.map((each, group) => keyOf(each, group))
    : h("span", { class: "key" }, t("order.many", { n: names.length })),
  suspectKey(points),
];

// The noise floor of the figure, where it is one and the same for all that is drawn.
function zoneOf(figure, configurations) {
  const floors = new Set(configurations.map((each) => floorOf(each, figure)));
  const [floor] = floors;
  return floors.size === 1 && floor ? [-100 * floor, 100 * floor] : null;
}

// What is drawn against `x(position)`: one configuration as measured, else all in percent of their configuration's mean, else,
// where none was repeated or when asked, all as measured. {points, yLabel, keys, zone, level, note}
function content(choice, figure, configurations, x) {
  const { figures } = analysis();
  const one = configurations.find((each) => keyOfConfiguration(each) === choice);
  const values = one ? [one.mean.value] : positionsOf(isAnalysed).map((i) => figureOf(i, figure));
  const given = { figure, figures, axis: axisOf(figures, figure, largest(values)), x };
  if (one) return oneConfiguration(one, given);
  const relative = choice === AS_MEASURED ? [] : relativePoints(configurations, figure, figures, given.axis, x);
  if (relative.length > 0) return relativeToMeans(relative, configurations, given);
  const { names, points } = everyPoint(given);
  const note = choice === AS_MEASURED ? "" : t("order.no_means");
  return { points, yLabel: given.axis.text, keys: keys(names, points), zone: null, level: null, note };
}

function oneConfiguration(one, given) {
  const { factor, unit, text } = given.axis;
  const by = (value) => (value === null ? null : value * factor);
  const swatch = h("span", { class: "swatch", style: { background: "var(--c2)" } });
  const mean = h("span", { class: "key" }, swatch, `${t("order.mean")}: ${interval(one.mean, { factor })} ${unit}`);
  const level = { value: by(one.mean.value), low: by(one.mean.low), high: by(one.mean.high) };
  const points = absolutePoints(one, given);
  return { points, yLabel: text, keys: [keyOf(one.label, 0), mean, suspectKey(points)], zone: null, level, note: "" };
}

function relativeToMeans(points, configurations, { figure, figures }) {
  const zone = zoneOf(figure, configurations);
  const labels = configurations.map((each) => each.label);
  const note = `${t("order.relative", { figure: figureLabel(figures, figure) })}. ${zone ? t("order.zone", { relative: share(zone[1] / 100, 2) }) : ""}`;
  return { points, yLabel: t("order.axis"), keys: keys(labels, points), zone, level: null, note };
}

function drawn(title, caption, what, more) {
  const { points, yLabel, zone, level, note, keys: names } = what;
  if (points.length === 0) return h("p", { class: "muted" }, t("analysis.none"));
  const simulated = anySimulated(points.map((each) => each.position));
  return picture(
    scatter({ points, level, zone, yLabel, label: `${title}: ${yLabel}`, simulated, ...more }),
    [note ? `${note} ` : "", caption, h("div", {}, names)],
    simulated,
  );
}

function drawOrder(place, figure, configurations) {
  const what = content(chosen, figure, configurations, (i) => state.overview.runs.start[i]);
  const caption = what.points.some((each) => each.low !== null) ? t("order.caption") : t("order.caption.bare");
  replace(place, drawn(t("order"), caption, what, { xTime: true, xLabel: t("axis.time"), height: 320 }));
}

export function orderSection(figure) {
  const all = analysis().configurations.filter((each) => each.figure === figure);
  const place = h("div", { id: "order-chart" });
  const options = [
    ["", t("order.all")],
    [AS_MEASURED, t("order.measured")],
    ...all
      .filter((each) => each.n > 1)
      .slice(0, 500)
      .map((each) => [keyOfConfiguration(each), `${each.label} (${each.n})`]),
  ];
  if (!options.some(([value]) => value === chosen)) chosen = "";
  const choice = select("configuration", t("order.configuration"), options, chosen, (value) => {
    chosen = value;
    drawOrder(place, figure, all);
  });
  drawOrder(place, figure, all);
  return h(
    "section",
    { id: "order" },
    h("h2", {}, t("order")),
    all.length > 0 ? choice : null,
    place,
    h("h3", {}, t("drift")),
    trendTable(analysis().drift, figure, {
      name: "percent_per_hour",
      head: t("per_hour"),
      title: t("drift"),
      few: t("drift.few"),
      note: t("trend.overview"),
    }),
  );
}

export function startTemperatureSection(figure) {
  const all = analysis().configurations.filter((each) => each.figure === figure);
  const what = content("", figure, all, (i) => state.overview.runs.start_celsius[i]);
  what.points = what.points.map((each) => ({ ...each, low: null, high: null }));
  return h(
    "section",
    { id: "start-temperature" },
    h("h2", {}, t("start_temperature")),
    drawn(t("start_temperature"), t("start_temperature.caption"), what, { xLabel: t("start_temperature.axis"), height: 280 }),
    trendTable(analysis().start_temperature, figure, {
      name: "percent_per_degree",
      head: t("per_degree"),
      title: t("start_temperature"),
      few: t("start_temperature.few"),
    }),
  );
}
