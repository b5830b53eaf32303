// Parallel against sequential: difference, ratio and what the tests say, a row for each model, device and background, and for each configuration that both
// modes have repeated.
import { forest, forestScale } from "../forest.js";
import { fixed, interval, largest, probability, scale } from "../format.js";
import { h } from "../h.js";
import { table } from "../parts.js";
import { analysis, isAnalysed, positionsOf, state } from "../state.js";
import { t, word } from "../words.js";
import { apartTexts } from "./pairs.js";
import { figureLabel } from "./points.js";

// A ratio as a change in percent.
function change(ratio) {
  const by = (x) => (x === null ? null : 100 * (x - 1));
  return ratio && { value: by(ratio.value), low: by(ratio.low), high: by(ratio.high) };
}

function side({ mean, n }, unit) {
  return [interval(mean, { factor: unit.factor }), h("div", { class: "muted" }, t("n.runs", { n: fixed(n, 0) }))];
}

function tests(each) {
  const all = [
    [word("test", each.test ?? "Welch"), each.p_welch],
    [t("p.permutation"), each.p_permutation],
    [t("p.adjusted"), each.p_adjusted],
  ];
  return all.map(([name, p]) => h("div", {}, h("span", { class: "muted" }, `${name} `), probability(p)));
}

function pairing({ paired, pairs, within, strata }) {
  if (paired) return t("paired.pairs", { n: pairs });
  return within ? t("paired.strata", { within, n: strata }) : t("paired.no");
}

function row(each, unit, ends) {
  const noise = each.noise_floor ? 100 * each.noise_floor : null;
  return [
    [h("bdi", {}, `${each.repo}/${each.model}`), apartTexts(each).map((text) => h("div", { class: "muted" }, h("bdi", {}, text)))],
    side(each.a, unit),
    side(each.b, unit),
    interval(each.difference, { factor: unit.factor, sign: true }),
    interval(each.ratio),
    forest(change(each.ratio), ends, { noise, kind: each.below_noise ? "faint" : "", simulated: each.simulated }),
    interval(each.effect_size, { sign: true }),
    tests(each),
    [
      h("div", { class: "muted" }, pairing(each)),
      each.runs_needed > 0 ? h("div", {}, t("runs_needed", { n: fixed(each.runs_needed, 0) })) : "",
      each.below_noise ? h("span", { class: "warn" }, t("below_noise")) : "",
      each.note ?? "",
    ],
  ];
}

function headings(unit) {
  const num = (text) => ({ text, num: true });
  const inUnit = (text) => num(`${text} (${unit.unit})`);
  const sides = [inUnit(t("mode.sequential")), inUnit(t("mode.parallel")), inUnit(t("difference"))];
  const tested = [num(t("effect_size")), num("p"), t("note")];
  return [t("model"), ...sides, num(t("ratio")), t("effect.picture"), ...tested];
}

// "3 suspect, 1 failed": how the runs ended.
function outcomesOf(positions) {
  const { outcome } = state.overview.runs;
  const counts = new Map();
  for (const i of positions) counts.set(outcome[i], (counts.get(outcome[i]) ?? 0) + 1);
  return [...counts].map(([each, n]) => `${fixed(n, 0)} ${word("outcome", each)}`).join(", ");
}

// Why there is no comparison: a mode was not measured, all runs of one are left out, or none has its like in the other.
function whyNone(figure) {
  const { role, parallel } = state.overview.runs;
  const modes = [0, 1].map((mode) => positionsOf((i) => role[i] === "measured" && parallel[i] === mode));
  if (modes.some((runs) => runs.length === 0)) return t("parallel.none");
  const unused = modes.findIndex((runs) => !runs.some(isAnalysed));
  if (unused < 0) return t("parallel.unmatched", { figure: figureLabel(analysis().figures, figure) });
  const runs = modes[unused];
  return t("parallel.left_out", {
    mode: t(unused === 1 ? "mode.parallel" : "mode.sequential"),
    n: fixed(runs.length, 0),
    outcomes: outcomesOf(runs),
  });
}

export function parallelSection(figure) {
  const { figures, parallel } = analysis();
  const here = parallel.filter((each) => each.figure === figure);
  const section = (...content) => h("section", { id: "parallel" }, h("h2", {}, t("parallel")), content);
  if (here.length === 0) return section(h("p", { class: "muted" }, whyNone(figure)));
  const unit = scale(largest(here.flatMap((each) => [each.a.mean.value, each.b.mean.value])), figures[figure]?.unit ?? "");
  const ends = forestScale(here.map((each) => change(each.ratio)));
  const rows = here.map((each) => row(each, unit, ends));
  return section(
    table(headings(unit), rows, t("parallel")),
    h("p", { class: "muted" }, t("parallel.caption", { a: t("mode.sequential") })),
  );
}
