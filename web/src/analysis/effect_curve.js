// A hyperparameter's effect as a curve with its confidence band, over the runs that it rests on.
import { figure as picture } from "../chart.js";
import { effectSubject, per } from "../findings.js";
import { largest, percent, plain } from "../format.js";
import { h } from "../h.js";
import { keyOf, scatter } from "../scatter.js";
import { analysis, figureOf, isAnalysed, positionsOf, state } from "../state.js";
import { t } from "../words.js";
import { anySimulated, axisOf, figureLabel, pointOf, shownValue } from "./points.js";

const ENOUGH_ALONE = 10;

// The runs that an effect rests on, as far as the columns tell.
function runsOf(effect) {
  const { runs } = state.overview;
  const isOfMode = (i) =>
    effect.parallel === null || effect.parallel === undefined || Boolean(runs.parallel[i]) === Boolean(effect.parallel);
  const isOfEffect = (i) =>
    runs.repo[i] === effect.repo && runs.model[i] === effect.model && runs.device[i] === effect.device && isOfMode(i);
  return positionsOf(
    (i) =>
      isAnalysed(i) &&
      isOfEffect(i) &&
      typeof runs.hyperparameters[effect.hyperparameter]?.[i] === "number" &&
      figureOf(i, effect.figure) !== null,
  );
}

// The values on the axis: those that were measured, as long as there are few.
function levelsOf(points) {
  const levels = [...new Set(points.map((each) => each.x))].sort((a, b) => a - b);
  return levels.length > 0 && levels.length <= 12 ? levels : null;
}

function pointsOf(effect, positions, alone, axis) {
  const { hyperparameters } = state.overview.runs;
  const { figures } = analysis();
  return positions.map((i) => {
    const x = hyperparameters[effect.hyperparameter][i];
    const others = alone.size > 0 && !alone.has(i);
    return pointOf(i, x, figureOf(i, effect.figure) * axis.factor, {
      muted: others,
      hollow: others,
      lines: () => [`${effect.hyperparameter} = ${plain(x)}`, shownValue(figures, effect.figure, i, null, axis)],
    });
  });
}

function scaledCurve({ x, fit, low, high }, factor) {
  const by = (list) => list.map((each) => (each === null ? null : each * factor));
  return { x, fit: by(fit), low: by(low), high: by(high) };
}

function keysOf(points, hidden) {
  return [
    keyOf(t("run.one"), 0),
    points.some((each) => each.muted) ? keyOf(t("run.others"), 0, { hollow: true, muted: true }) : "",
    hidden > 0 ? h("div", {}, t("run.others.hidden", { n: hidden })) : "",
    points.some((each) => each.cross) ? keyOf(t("run.suspect"), 0, { cross: true }) : "",
    h("span", { class: "key" }, h("span", { class: "swatch", style: { background: "var(--c2)" } }), t("band")),
  ];
}

export function curvePicture(effect) {
  const { figures } = analysis();
  const positions = runsOf(effect);
  const axis = axisOf(figures, effect.figure, largest(effect.curve.high));
  const { mutated } = state.overview.runs;
  // Where there are enough runs in which nothing else was changed, the others would only hide them.
  const alone = new Set(positions.filter((i) => mutated[i].every((name) => name === effect.hyperparameter)));
  const shown = alone.size >= ENOUGH_ALONE ? [...alone] : positions;
  const points = pointsOf(effect, shown, alone, axis);
  const what = t("effect.curve", { figure: figureLabel(figures, effect.figure), name: effect.hyperparameter });
  const title = `${what} – ${effectSubject(effect)}`;
  const simulated = effect.simulated ?? anySimulated(positions);
  const names = { xLabel: effect.hyperparameter, yLabel: axis.text, label: title };
  const form = { xLog: effect.log, levels: levelsOf(points), height: 260, half: true };
  const place = scatter({ points, curve: scaledCurve(effect.curve, axis.factor), simulated, ...names, ...form });
  const change = [percent(effect.effect), " ", per(effect), effect.below_noise ? ` (${t("below_noise")})` : ""];
  return picture(place, [h("b", {}, title), ": ", change, h("div", {}, keysOf(points, positions.length - shown.length))], simulated);
}
