// Across runs: effects, order in time, energy against metric, modes, start temperatures; of one figure at a time.
import { configurationsSection } from "../analysis/configurations.js";
import { effectsSection } from "../analysis/effects.js";
import { orderSection, startTemperatureSection } from "../analysis/order.js";
import { parallelSection } from "../analysis/parallel.js";
import { paretoSection } from "../analysis/pareto.js";
import { figureLabel } from "../analysis/points.js";
import { h } from "../h.js";
import { select, suspectSwitch } from "../parts.js";
import { choose, prefs } from "../prefs.js";
import { analysis, chosenFigure, state } from "../state.js";
import { t } from "../words.js";

function choices(figures, figure, metrics) {
  return h(
    "div",
    { class: "filters" },
    select(
      "figure",
      t("figure.choose"),
      Object.keys(figures).map((name) => [name, figureLabel(figures, name)]),
      figure,
      (value) => choose("figure", value),
    ),
    metrics.length > 1
      ? select("metric", t("metric.choose"), [["", t("all")], ...metrics.map((name) => [name, name])], prefs.metric ?? "", (value) =>
          choose("metric", value || null),
        )
      : null,
  );
}

export function analysisView() {
  const { figures, notes, pareto } = analysis();
  const figure = chosenFigure(figures);
  const metrics = [...new Set([...pareto.map((each) => each.metric), ...Object.keys(state.overview.runs.metrics)])];
  const metric = metrics.includes(prefs.metric) ? prefs.metric : null;
  return h(
    "div",
    { class: "view analysis" },
    h("h1", {}, t("nav.analysis")),
    suspectSwitch(),
    notes.length > 0
      ? h(
          "ul",
          {},
          notes.map((each) => h("li", {}, each)),
        )
      : null,
    figure === null
      ? h("p", { class: "muted" }, t("analysis.none"))
      : [
          choices(figures, figure, metrics),
          effectsSection(figure),
          orderSection(figure),
          paretoSection(figure, metric),
          parallelSection(figure),
          startTemperatureSection(figure),
          configurationsSection(figure),
        ],
  );
}
