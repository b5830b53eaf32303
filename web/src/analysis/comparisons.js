// Energy against metric with the Pareto front, parallel against sequential, and each configuration's means.
import { figure as picture } from "../chart.js";
import { forest, forestScale } from "../forest.js";
import { digits, fixed, interval, largest, probability, scale, share } from "../format.js";
import { h, replace } from "../h.js";
import { folded, table } from "../parts.js";
import { keyOf, scatter } from "../scatter.js";
import { analysis, chosenEnergy, configurationOf, deviceLabel, figureOf, isAnalysed, positionsOf, state } from "../state.js";
import { t, word } from "../words.js";
import { anySimulated, axisOf, figureLabel, pointOf, shownValue } from "./points.js";

const ROWS = 300;
const MOST_PICTURES = 12;

function paretoPicture(each) {
  const { figures } = analysis();
  const axis = axisOf(figures, each.figure, largest(each.runs.map((i) => figureOf(i, each.figure))));
  const front = new Set(each.front);
  const metric = `metric:${each.metric}`;
  const { parallel } = state.overview.runs;
  const points = each.runs
    .filter((i) => figureOf(i, each.figure) !== null && figureOf(i, metric) !== null)
    .map((i) =>
      pointOf(i, figureOf(i, each.figure) * axis.factor, figureOf(i, metric), {
        group: parallel[i] ? 1 : 0,
        hollow: each.front.length > 0 && !front.has(i),
        lines: () => [
          shownValue(figures, each.figure, i, null, axis),
          `${each.metric} ${digits(figureOf(i, metric), 5)}`,
          front.has(i) ? t("pareto.front") : "",
        ],
      }),
    );
  const path = each.front.map((i) => [figureOf(i, each.figure) * axis.factor, figureOf(i, metric)]).sort((a, b) => a[0] - b[0]);
  const simulated = each.simulated ?? anySimulated(each.runs);
  const mode = each.parallel === null || each.parallel === undefined ? "" : `, ${t(each.parallel ? "mode.parallel" : "mode.sequential")}`;
  const title = `${each.repo}/${each.model}${mode}, ${deviceLabel(each.device)}: ${each.metric}`;
  const chart = scatter({ points, path, xLabel: axis.text, yLabel: each.metric, label: title, simulated, height: 300, half: true });
  const rows = each.front.map((i) => [
    h("a", { href: points.find((p) => p.position === i)?.open ?? "#/runs" }, h("bdi", {}, state.overview.runs.experiment_id[i])),
    configurationOf(i),
    digits(figureOf(i, each.figure) * axis.factor, 4),
    digits(figureOf(i, metric), 5),
  ]);
  return h(
    "div",
    {},
    picture(
      chart,
      [
        h("b", {}, title),
        ". ",
        each.front.length > 0 ? t("pareto.caption", { metric: each.metric }) : t("pareto.no_front"),
        h(
          "div",
          {},
          points.some((p) => p.group === 0) ? keyOf(t("mode.sequential"), 0) : "",
          points.some((p) => p.group === 1) ? keyOf(t("mode.parallel"), 1) : "",
          points.some((p) => p.cross) ? keyOf(t("run.suspect"), 0, { cross: true }) : "",
        ),
      ],
      simulated,
    ),
    each.front.length === 0
      ? null
      : folded(
          `${t("pareto.front")} (${each.front.length})`,
          {},
          table(
            [t("column.experiment_id"), t("column.configuration"), { text: axis.text, num: true }, { text: each.metric, num: true }],
            rows,
            t("pareto.front"),
          ),
        ),
  );
}

// A metric of which nobody said whether higher or lower is better has no front, but is to be seen beside the energy all the same.
function withoutFront(figure, known) {
  const { runs } = state.overview;
  const isKnown = (i, metric) =>
    known.some(
      (each) => each.metric === metric && each.repo === runs.repo[i] && each.model === runs.model[i] && each.device === runs.device[i],
    );
  const groups = new Map();
  for (const metric of Object.keys(runs.metrics)) {
    for (const i of positionsOf(
      (each) => isAnalysed(each) && runs.metrics[metric][each] !== null && figureOf(each, figure) !== null && !isKnown(each, metric),
    )) {
      const key = JSON.stringify([metric, runs.repo[i], runs.model[i], runs.device[i]]);
      if (!groups.has(key))
        groups.set(key, { repo: runs.repo[i], model: runs.model[i], device: runs.device[i], metric, figure, runs: [], front: [] });
      groups.get(key).runs.push(i);
    }
  }
  return [...groups.values()];
}

export function paretoSection(figure, metric) {
  const energy = figure.endsWith("joules") ? figure : chosenEnergy();
  const known = analysis().pareto.filter((each) => each.figure === energy);
  const fronts = known.length > 0 ? known : analysis().pareto;
  const here = [...fronts, ...withoutFront(energy, fronts)].filter((each) => !metric || each.metric === metric);
  return h(
    "section",
    { id: "pareto" },
    h("h2", {}, t("pareto")),
    here.length > 0
      ? h("div", { class: "multiples" }, here.slice(0, MOST_PICTURES).map(paretoPicture))
      : h("p", { class: "muted" }, t("pareto.none")),
  );
}

const change = (ratio) =>
  ratio && {
    value: 100 * (ratio.value - 1),
    low: ratio.low === null ? null : 100 * (ratio.low - 1),
    high: ratio.high === null ? null : 100 * (ratio.high - 1),
  };

export function parallelSection(figure) {
  const { figures, parallel } = analysis();
  const here = parallel.filter((each) => each.figure === figure);
  if (here.length === 0)
    return h("section", { id: "parallel" }, h("h2", {}, t("parallel")), h("p", { class: "muted" }, t("parallel.none")));
  const unit = scale(largest(here.flatMap((each) => [each.a.mean.value, each.b.mean.value])), figures[figure]?.unit ?? "");
  const ends = forestScale(here.map((each) => change(each.ratio)));
  const num = (text) => ({ text, num: true });
  const side = (each) => [interval(each.mean, { factor: unit.factor }), h("div", { class: "muted" }, t("n.runs", { n: fixed(each.n, 0) }))];
  const rows = here.map((each) => [
    h("bdi", {}, `${each.repo}/${each.model}`),
    side(each.a),
    side(each.b),
    interval(each.difference, { factor: unit.factor, sign: true }),
    interval(each.ratio),
    forest(change(each.ratio), ends, {
      noise: each.noise_floor ? 100 * each.noise_floor : null,
      kind: each.below_noise ? "faint" : "",
      simulated: each.simulated,
    }),
    interval(each.effect_size, { sign: true }),
    [
      [word("test", each.test ?? "Welch"), each.p_welch],
      [t("p.permutation"), each.p_permutation],
      [t("p.adjusted"), each.p_adjusted],
    ].map(([name, p]) => h("div", {}, h("span", { class: "muted" }, `${name} `), probability(p))),
    each.runs_needed === null || each.runs_needed === undefined ? "–" : fixed(each.runs_needed, 0),
    [
      h(
        "div",
        { class: "muted" },
        each.paired
          ? t("paired.pairs", { n: each.pairs })
          : each.within
            ? t("paired.strata", { within: each.within, n: each.strata })
            : t("paired.no"),
      ),
      each.below_noise ? h("span", { class: "warn" }, t("below_noise")) : "",
      each.note ?? "",
    ],
  ]);
  const head = [
    t("model"),
    num(`${t("mode.sequential")} (${unit.unit})`),
    num(`${t("mode.parallel")} (${unit.unit})`),
    num(`${t("difference")} (${unit.unit})`),
    num(t("ratio")),
    t("effect.picture"),
    num(t("effect_size")),
    num("p"),
    num(t("runs_needed")),
    t("note"),
  ];
  return h(
    "section",
    { id: "parallel" },
    h("h2", {}, t("parallel")),
    table(head, rows, t("parallel")),
    h("p", { class: "muted" }, t("parallel.caption", { a: t("mode.sequential") })),
  );
}

function configurationTable(all, figure) {
  const unit = scale(largest(all.map((each) => each.mean.value)), analysis().figures[figure]?.unit ?? "");
  const num = (text) => ({ text, num: true });
  const rows = all
    .slice(0, ROWS)
    .map((each) => [
      h("bdi", {}, each.label),
      h("bdi", {}, `${each.repo}/${each.model}`),
      h("bdi", {}, deviceLabel(each.device)),
      t(each.parallel ? "mode.parallel" : "mode.sequential"),
      fixed(each.n, 0),
      interval(each.mean, { factor: unit.factor }),
      share(each.relative_ci, 2),
      share(each.relative_deviation, 2),
    ]);
  return [
    table(
      [
        t("column.configuration"),
        t("model"),
        t("device"),
        t("mode"),
        num(t("runs")),
        num(`${t("mean")} (${unit.unit})`),
        num(t("relative_ci")),
        num(t("relative_deviation")),
      ],
      rows,
      t("configurations"),
    ),
    all.length > ROWS ? h("p", { class: "muted" }, t("configurations.more", { n: ROWS, of: all.length })) : null,
  ];
}

export function configurationsSection(figure) {
  const all = analysis().configurations.filter((each) => each.figure === figure);
  if (all.length === 0) return null;
  const place = h("div", {});
  const open = all.length <= 24;
  if (open) replace(place, configurationTable(all, figure));
  const details = folded(
    t("configurations.count", { n: all.length }),
    { open, ontoggle: (e) => e.target.open && place.childElementCount === 0 && replace(place, configurationTable(all, figure)) },
    place,
  );
  return h(
    "section",
    { id: "configurations" },
    h("h2", {}, t("configurations")),
    h("p", { class: "muted" }, `${t("configurations.caption")} ${figureLabel(analysis().figures, figure)}.`),
    details,
  );
}
