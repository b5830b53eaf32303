// The effect of each hyperparameter on a figure: all of them in a table, some as curves with their confidence bands.
import { figure as picture } from "../chart.js";
import { effectSubject, found, per, size } from "../findings.js";
import { forest, forestScale } from "../forest.js";
import { fixed, largest, percent, plain, probability } from "../format.js";
import { h, replace } from "../h.js";
import { table } from "../parts.js";
import { scatter, keyOf } from "../scatter.js";
import { analysis, figureOf, isAnalysed, positionsOf, state } from "../state.js";
import { t } from "../words.js";
import { anySimulated, axisOf, figureLabel, pointOf, shownValue } from "./points.js";

const DRAWN_AT_FIRST = 4;
const ENOUGH_ALONE = 10;

const strength = (each) => (each.below_noise ? 1 : found(each) ? 2 : 0);

export const sortedEffects = (figure) =>
  analysis()
    .effects.filter((each) => each.figure === figure)
    .sort((a, b) => strength(b) - strength(a) || size(b) - size(a));

function verdict(effect) {
  if (effect.below_noise) return h("span", { class: "warn" }, t("below_noise"));
  return found(effect) ? h("b", {}, t("effect.real")) : h("span", { class: "muted" }, t("effect.chance"));
}

// The half-width of what is noise of the machine, in percent, as the program took it; null where it is not known.
const noiseOf = (effect) => (effect.noise_floor === null || effect.noise_floor === undefined ? null : 100 * effect.noise_floor);

function row(effect, scale, interactions, draw) {
  const { interaction } = effect;
  return {
    class: strength(effect) === 2 ? "main-effect" : null,
    cells: [
      h("b", {}, h("bdi", {}, effect.hyperparameter)),
      h("bdi", {}, effectSubject(effect)),
      [
        percent(effect.effect),
        h("div", { class: "muted" }, per(effect)),
        effect.per === "doubling" && effect.over_range
          ? h("div", { class: "muted" }, t("effect.over_range", { change: percent(effect.over_range) }))
          : "",
      ],
      forest(effect.effect, scale, { noise: noiseOf(effect), kind: strength(effect) === 2 ? "" : "faint", simulated: effect.simulated }),
      [`q ${probability(effect.q)}`, h("div", { class: "muted" }, `p ${probability(effect.p)}`)],
      fixed(effect.n, 0),
      interactions
        ? interaction
          ? [percent(interaction.effect), h("div", { class: "muted" }, `q ${probability(interaction.q)}`)]
          : ""
        : null,
      [
        h("div", { class: "one-line" }, verdict(effect)),
        effect.note ? h("div", { class: "muted" }, effect.note) : "",
        effect.curve
          ? h(
              "button",
              { type: "button", class: "small", "data-draw": effect.hyperparameter, onclick: () => draw(effect) },
              t("effect.draw"),
            )
          : "",
      ],
    ].filter((cell) => cell !== null),
  };
}

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

function curve(effect) {
  const { figures } = analysis();
  const positions = runsOf(effect);
  const axis = axisOf(figures, effect.figure, largest(effect.curve.high));
  const { hyperparameters, mutated } = state.overview.runs;
  // Where there are enough runs in which nothing else was changed, the others would only hide them.
  const alone = positions.filter((i) => mutated[i].every((name) => name === effect.hyperparameter));
  const shown = alone.length >= ENOUGH_ALONE ? alone : positions;
  const points = shown.map((i) => {
    const x = hyperparameters[effect.hyperparameter][i];
    const others = alone.length > 0 && !alone.includes(i);
    return pointOf(i, x, figureOf(i, effect.figure) * axis.factor, {
      muted: others,
      hollow: others,
      lines: () => [`${effect.hyperparameter} = ${plain(x)}`, shownValue(figures, effect.figure, i, null, axis)],
    });
  });
  const by = (list) => list.map((each) => (each === null ? null : each * axis.factor));
  const scaled = { x: effect.curve.x, fit: by(effect.curve.fit), low: by(effect.curve.low), high: by(effect.curve.high) };
  const title = `${t("effect.curve", { figure: figureLabel(figures, effect.figure), name: effect.hyperparameter })} – ${effectSubject(effect)}`;
  const simulated = anySimulated(positions);
  const place = scatter({
    points,
    curve: scaled,
    xLog: effect.log,
    levels: levelsOf(points),
    xLabel: effect.hyperparameter,
    yLabel: axis.text,
    label: title,
    simulated,
    height: 260,
    half: true,
  });
  const keys = [
    keyOf(t("run.one"), 0),
    points.some((each) => each.muted) ? keyOf(t("run.others"), 0, { hollow: true, muted: true }) : "",
    shown.length < positions.length ? h("div", {}, t("run.others.hidden", { n: positions.length - shown.length })) : "",
    points.some((each) => each.cross) ? keyOf(t("run.suspect"), 0, { cross: true }) : "",
  ];
  return picture(
    place,
    [
      h("b", {}, title),
      ": ",
      percent(effect.effect),
      " ",
      per(effect),
      effect.below_noise ? ` (${t("below_noise")})` : "",
      h("div", {}, keys, h("span", { class: "key" }, h("span", { class: "swatch", style: { background: "var(--c2)" } }), t("band"))),
    ],
    simulated,
  );
}

export function effectsSection(figure) {
  const { figures } = analysis();
  const effects = sortedEffects(figure);
  if (effects.length === 0)
    return h("section", { id: "effects" }, h("h2", {}, t("effects")), h("p", { class: "muted" }, t("effects.none")));
  const scale = forestScale(effects.map((each) => each.effect));
  const simulated = effects.some((each) => each.simulated);
  const curves = h("div", { class: "multiples", id: "curves" });
  const drawn = new Set(effects.filter((each) => each.curve).slice(0, DRAWN_AT_FIRST));
  const draw = (effect) => {
    if (!drawn.has(effect)) {
      drawn.add(effect);
      curves.append(curve(effect));
    }
    [...curves.children][[...drawn].indexOf(effect)]?.scrollIntoView({ block: "nearest" });
  };
  replace(curves, [...drawn].map(curve));
  const interactions = effects.some((each) => each.interaction);
  const num = (text) => ({ text, num: true });
  const head = [
    t("hyperparameter"),
    t("model"),
    num(t("effect.change")),
    t("effect.picture"),
    num("q, p"),
    num(t("runs")),
    interactions ? num(t("effect.interaction")) : null,
    t("effect.verdict"),
  ].filter((each) => each !== null);
  return h(
    "section",
    { id: "effects" },
    h("h2", {}, t("effects")),
    table(
      head,
      effects.map((each) => row(each, scale, interactions, draw)),
      t("effects"),
    ),
    h(
      "p",
      { class: "muted" },
      simulated ? h("strong", { class: "simulated" }, `${t("simulated")} `) : "",
      t("effects.caption", { figure: figureLabel(figures, figure) }),
    ),
    curves,
  );
}
