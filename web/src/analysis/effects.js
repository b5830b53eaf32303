// The effect of each hyperparameter on a figure: all of them in a table, some as curves with their confidence bands.
import { effectSubject, found, per, size } from "../findings.js";
import { forest, forestScale } from "../forest.js";
import { fixed, percent, probability } from "../format.js";
import { h, replace } from "../h.js";
import { table } from "../parts.js";
import { analysis } from "../state.js";
import { t } from "../words.js";
import { curvePicture } from "./effect_curve.js";
import { figureLabel } from "./points.js";

const DRAWN_AT_FIRST = 4;

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

// Over the whole range where that is known, so that hyperparameters can be compared: what the picture shows.
const wholeEffect = (effect) => effect.over_range ?? effect.effect;

const small = (...text) => h("div", { class: "muted" }, text);

function changeCell(effect) {
  const range = effect.per === "doubling" && effect.over_range ? small(t("effect.over_range", { change: percent(effect.over_range) })) : "";
  return [percent(effect.effect), small(per(effect)), range];
}

function verdictCell(effect, draw) {
  const button = { type: "button", class: "small", "data-draw": effect.hyperparameter, onclick: () => draw(effect) };
  return [
    h("div", { class: "one-line" }, verdict(effect)),
    effect.note ? small(effect.note) : "",
    effect.curve ? h("button", button, t("effect.draw")) : "",
  ];
}

const interactionCell = ({ interaction }) => (interaction ? [percent(interaction.effect), small(`q ${probability(interaction.q)}`)] : "");

// `interactions`: whether there is a column for them.
function row(effect, scale, interactions, draw) {
  const sure = strength(effect) === 2;
  return [
    h("b", {}, h("bdi", {}, effect.hyperparameter)),
    h("bdi", {}, effectSubject(effect)),
    changeCell(effect),
    forest(wholeEffect(effect), scale, { noise: noiseOf(effect), kind: sure ? "" : "faint", simulated: effect.simulated }),
    [`q ${probability(effect.q)}`, small(`p ${probability(effect.p)}`)],
    fixed(effect.n, 0),
    ...(interactions ? [interactionCell(effect)] : []),
    verdictCell(effect, draw),
  ];
}

function effectsTable(effects, draw) {
  const scale = forestScale(effects.map(wholeEffect));
  const interactions = effects.some((each) => each.interaction);
  const num = (text) => ({ text, num: true });
  const figures = [num(t("effect.change")), t("effect.picture"), num("q, p"), num(t("runs"))];
  const head = [t("hyperparameter"), t("model"), ...figures, ...(interactions ? [num(t("effect.interaction"))] : []), t("effect.verdict")];
  const rows = effects.map((each) => row(each, scale, interactions, draw));
  return table(head, rows, t("effects"));
}

// The pictures of some effects, and how a further one is added: {element, draw(effect)}.
function curvesOf(effects) {
  const element = h("div", { class: "multiples", id: "curves" });
  const drawn = new Map();
  function draw(effect) {
    if (!drawn.has(effect)) {
      drawn.set(effect, curvePicture(effect));
      element.append(drawn.get(effect));
    }
    return drawn.get(effect);
  }
  effects
    .filter((each) => each.curve)
    .slice(0, DRAWN_AT_FIRST)
    .forEach(draw);
  return { element, draw: (effect) => draw(effect).scrollIntoView({ block: "nearest" }) };
}

export function effectsSection(figure) {
  const effects = sortedEffects(figure);
  const section = (...content) => h("section", { id: "effects" }, h("h2", {}, t("effects")), content);
  if (effects.length === 0) return section(h("p", { class: "muted" }, t("effects.none")));
  const curves = curvesOf(effects);
  const simulated = effects.some((each) => each.simulated);
  const caption = [
    simulated ? h("strong", { class: "simulated" }, `${t("simulated")} `) : "",
    t("effects.caption", { figure: figureLabel(analysis().figures, figure) }),
  ];
  return section(effectsTable(effects, curves.draw), h("p", { class: "muted" }, caption), curves.element);
}
