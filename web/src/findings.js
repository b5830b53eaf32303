// The answers to the reader's two questions, in sentences: which hyperparameter costs energy, and can these figures be
// trusted? Sentences only; every figure in them is the program's.
import { h } from "./h.js";
import { fixed, interval, isBounded, moment, percent, plain, probability, share, span } from "./format.js";
import { apartTexts } from "./analysis/pairs.js";
import { figureLabel } from "./analysis/points.js";
import { analysis, chosenFigure, isAnalysed, machineLabel, positionsOf, runsWith, state } from "./state.js";
import { latestFloors } from "./noise.js";
import { leftOut } from "./parts.js";
import { t } from "./words.js";

const CERTAIN = 0.05;
const MOST = 5;

// The largest change that the values which occur bring about: what effects are ordered by.
export const size = (effect) => Math.abs((effect.over_range ?? effect.effect)?.value ?? 0);
export const found = (effect) => effect.q !== null && effect.q !== undefined && effect.q < CERTAIN;

export function effectSubject(effect) {
  const mode =
    effect.parallel === null || effect.parallel === undefined ? "" : `, ${t(effect.parallel ? "mode.parallel" : "mode.sequential")}`;
  return `${effect.repo}/${effect.model}${mode}`;
}

// What the change is per: a doubling, the range, or one level against another.
export function per(effect) {
  const { level, reference } = effect;
  return level === null || level === undefined
    ? t(`per.${effect.per}`)
    : t("per.against", { level: plain(level), reference: plain(reference) });
}

// Of an effect per doubling also what it comes to over all values that occur: that is what can be compared.
const rangeText = (effect) =>
  effect.per === "doubling" && effect.over_range ? `, ${t("effect.over_range", { change: percent(effect.over_range) })}` : "";

// Without a noise floor nothing can be said of it, neither that an effect is below it nor that it stands out.
const hasFloor = (effect) => effect.noise_floor !== null && effect.noise_floor !== undefined;

function effectSentence(effect) {
  return h(
    "li",
    {},
    h("b", {}, h("bdi", {}, effect.hyperparameter)),
    ` (${effectSubject(effect)}): `,
    h("b", {}, percent(effect.effect)),
    ` ${per(effect)}`,
    rangeText(effect),
    h("span", { class: "muted" }, ` q ${probability(effect.q)}, ${t("n.runs", { n: fixed(effect.n, 0) })}`),
    h("span", { class: "muted" }, hasFloor(effect) ? "" : `, ${t("floor.unknown")}`),
    h("span", { class: "muted" }, effect.note ? ` (${effect.note})` : ""),
  );
}

const leftOutRuns = () => analysis().left_out.reduce((sum, each) => sum + each.runs, 0);
const whyLeftOut = () =>
  analysis()
    .left_out.map((each) => leftOut(each))
    .join("; ");

// Why nothing can be said: no run is left; none has an energy; or of a figure, which may be one that only some of the runs have.
function noEffects(figure, label) {
  const { runs } = analysis();
  if (runs === 0 && leftOutRuns() > 0) return t("finding.no_runs", { out: fixed(leftOutRuns(), 0), why: whyLeftOut() });
  if (figure === null) return t("finding.no_figure");
  return t("finding.no_effects", { figure: label, n: fixed(runsWith(figure), 0), of: fixed(runs, 0) });
}

export function energyFindings() {
  const { figures, effects } = analysis();
  const figure = chosenFigure(figures);
  const label = figure ? figureLabel(figures, figure) : "";
  const here = effects.filter((each) => each.figure === figure);
  const sure = here.filter((each) => found(each) && !each.below_noise).sort((a, b) => size(b) - size(a));
  const noisy = here.filter((each) => found(each) && each.below_noise);
  const rest = here.length - sure.length - noisy.length;
  return h(
    "section",
    { class: "card", id: "finding-energy" },
    h("h2", {}, t("question.energy")),
    here.length === 0 ? h("p", {}, noEffects(figure, label)) : null,
    sure.length > 0
      ? [
          h("p", {}, t(sure.every(hasFloor) ? "finding.effects" : "finding.effects.chance", { figure: label })),
          h("ul", {}, sure.slice(0, MOST).map(effectSentence)),
        ]
      : null,
    here.length > 0 && sure.length === 0
      ? h("p", {}, t(here.some(hasFloor) ? "finding.none_sure" : "finding.none_sure.chance", { figure: label, n: here.length }))
      : null,
    sure.length > MOST ? h("p", {}, t("finding.more", { n: sure.length - MOST })) : null,
    noisy.length > 0 ? h("p", {}, t("finding.below_noise", { names: noisy.map((each) => each.hyperparameter).join(", ") })) : null,
    sure.length > 0 && rest > 0 ? h("p", { class: "muted" }, t("finding.rest", { n: rest })) : null,
    parallelSentence(figure),
    here.length > 0 ? h("p", {}, h("a", { href: "#/analysis" }, t("finding.see"))) : null,
  );
}

// What can be said of one model's modes: the ratio only where it has bounds.
function parallelOf(each) {
  const model = [`${each.repo}/${each.model}`, ...apartTexts(each), figureLabel(analysis().figures, each.figure)].join(", ");
  const said = isBounded(each.ratio)
    ? t("finding.parallel", { model, ratio: interval(each.ratio) })
    : t("finding.parallel.too_few", { model, a: fixed(each.a.n, 0), b: fixed(each.b.n, 0) });
  const notes = [each.below_noise ? t("below_noise") : "", each.note].filter(Boolean).join("; ");
  return h("span", {}, said, notes ? h("span", { class: "muted" }, ` (${notes})`) : "", " ");
}

function parallelSentence(figure) {
  const pairs = analysis().parallel.filter((each) => each.figure === figure && each.ratio && !each.configuration);
  return pairs.length === 0 ? null : h("p", { id: "finding-parallel" }, pairs.slice(0, 3).map(parallelOf));
}

function noiseSentence() {
  const floors = latestFloors();
  if (floors.length === 0) return h("li", {}, t("noise.none"));
  return floors.map((each) =>
    h(
      "li",
      { class: each.relative > 0.01 ? "warn" : null },
      t(each.relative > 0.01 ? "noise.high" : "noise.known", {
        device: machineLabel(each),
        figure: figureLabel(analysis().figures, each.of),
        relative: share(each.relative, 2),
        runs: each.runs,
        at: moment(each.at),
      }),
      each.simulated ? ` (${t("simulated")})` : "",
    ),
  );
}

// One question for each session, figure and device: of many, some drift by chance, which p_adjusted knows.
export const standsOut = (trend) => trend.p_adjusted !== null && trend.p_adjusted !== undefined && trend.p_adjusted < CERTAIN;

function driftSentence() {
  const drifts = analysis().drift.filter(standsOut);
  if (drifts.length === 0) return analysis().drift.length > 0 ? h("li", {}, t("drift.none")) : null;
  const figures = analysis().figures;
  return drifts.slice(0, 3).map((each) =>
    h(
      "li",
      { class: "warn" },
      t("drift.found", {
        figure: figureLabel(figures, each.figure),
        device: machineLabel(each),
        drift: percent(each.percent_per_hour),
        in_all: percent(each.percent_in_all),
        time: span(each.seconds),
      }),
      each.note ? h("span", { class: "muted" }, ` (${each.note})`) : "",
    ),
  );
}

// Suspect runs that the figures rest on because the reader took them in.
function suspectSentence() {
  const suspect = positionsOf((i) => isAnalysed(i) && state.overview.runs.outcome[i] === "suspect").length;
  return suspect === 0 ? null : h("li", { class: "warn" }, t("trust.suspect", { n: fixed(suspect, 0), of: fixed(analysis().runs, 0) }));
}

// Where nothing was looked at, as of an import, that nothing warns says nothing.
function warningSentence() {
  const { sessions } = state.overview;
  const warnings = sessions.flatMap((session) => session.fitness.filter((each) => each.warning));
  const unknown = sessions.filter((session) => session.fitness.length === 0).length;
  const nothingKnown =
    unknown === 0 ? null : h("li", {}, t("fitness.unknown.of", { n: fixed(unknown, 0), of: fixed(sessions.length, 0) }));
  if (unknown === sessions.length) return h("li", {}, t("fitness.unknown"));
  if (warnings.length === 0) return [h("li", {}, t("fitness.none")), nothingKnown];
  const names = [...new Set(warnings.map((each) => each.name))].join(", ");
  return [h("li", { class: "warn" }, t("fitness.some", { n: warnings.length, names })), nothingKnown];
}

export function trustFindings() {
  const counts = { used: fixed(analysis().runs, 0), out: fixed(leftOutRuns(), 0) };
  return h(
    "section",
    { class: "card", id: "finding-trust" },
    h("h2", {}, t("question.trust")),
    h(
      "ul",
      {},
      state.overview.simulated ? h("li", { class: "warn" }, h("strong", {}, t("simulated.trust"))) : null,
      h("li", {}, whyLeftOut() ? t("trust.used.why", { ...counts, why: whyLeftOut() }) : t("trust.used", counts)),
      suspectSentence(),
      noiseSentence(),
      driftSentence(),
      warningSentence(),
      (state.overview.notes ?? []).map((each) => h("li", { class: "warn" }, each)),
      analysis().notes.map((each) => h("li", {}, each)),
    ),
  );
}
