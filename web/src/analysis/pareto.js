// Energy against metric, run by run, with the Pareto front where the metric's better direction is known.
import { figure as picture } from "../chart.js";
import { digits, largest } from "../format.js";
import { h } from "../h.js";
import { folded, table } from "../parts.js";
import { keyOf, scatter } from "../scatter.js";
import { analysis, chosenEnergy, configurationOf, deviceLabel, figureOf, isAnalysed, positionsOf, state } from "../state.js";
import { t } from "../words.js";
import { anySimulated, axisOf, pointOf, shownValue } from "./points.js";

const MOST_PICTURES = 12;

function pointsOf({ runs, front, figure, metric }, axis) {
  const best = new Set(front);
  const { parallel } = state.overview.runs;
  const score = (i) => figureOf(i, `metric:${metric}`);
  return runs
    .filter((i) => figureOf(i, figure) !== null && score(i) !== null)
    .map((i) =>
      pointOf(i, figureOf(i, figure) * axis.factor, score(i), {
        group: parallel[i] ? 1 : 0,
        hollow: best.size > 0 && !best.has(i),
        lines: () => [
          shownValue(analysis().figures, figure, i, null, axis),
          `${metric} ${digits(score(i), 5)}`,
          best.has(i) ? t("pareto.front") : "",
        ],
      }),
    );
}

function frontTable({ front, metric }, points, axis) {
  const at = new Map(points.map((each) => [each.position, each]));
  const { experiment_id } = state.overview.runs;
  const rows = front
    .filter((i) => at.has(i))
    .map((i) => [
      h("a", { href: at.get(i).open }, h("bdi", {}, experiment_id[i])),
      configurationOf(i),
      digits(at.get(i).x, 4),
      digits(at.get(i).y, 5),
    ]);
  const head = [t("column.experiment_id"), t("column.configuration"), { text: axis.text, num: true }, { text: metric, num: true }];
  return folded(`${t("pareto.front")} (${front.length})`, {}, table(head, rows, t("pareto.front")));
}

function paretoPicture(each) {
  const axis = axisOf(analysis().figures, each.figure, largest(each.runs.map((i) => figureOf(i, each.figure))));
  const points = pointsOf(each, axis);
  const onFront = new Set(each.front);
  const path = points
    .filter((point) => onFront.has(point.position))
    .map(({ x, y }) => [x, y])
    .sort((a, b) => a[0] - b[0]);
  const mode = each.parallel === null || each.parallel === undefined ? "" : `, ${t(each.parallel ? "mode.parallel" : "mode.sequential")}`;
  const device = each.device ? `, ${deviceLabel(each.device)}` : "";
  const title = `${each.repo}/${each.model}${mode}${device}: ${each.metric}`;
  const simulated = each.simulated ?? anySimulated(each.runs);
  const chart = scatter({ points, path, xLabel: axis.text, yLabel: each.metric, label: title, simulated, height: 300, half: true });
  const keys = [
    points.some((point) => point.group === 0) ? keyOf(t("mode.sequential"), 0) : "",
    points.some((point) => point.group === 1) ? keyOf(t("mode.parallel"), 1) : "",
    points.some((point) => point.cross) ? keyOf(t("run.suspect"), 0, { cross: true }) : "",
  ];
  const hasFront = each.front.length > 0;
  const caption = hasFront ? t("pareto.caption", { metric: each.metric }) : t("pareto.no_front");
  return h(
    "div",
    {},
    picture(chart, [h("b", {}, title), ". ", caption, h("div", {}, keys)], simulated),
    hasFront ? frontTable(each, points, axis) : null,
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
