// The columns of the table of runs: what each holds, how it is shown, and by what it is sorted.
import { h } from "./h.js";
import { digits, fixed, largest, plain, pm, scale, share, shortMoment, span } from "./format.js";
import { audit, outcome, runLink } from "./parts.js";
import { configurationOf, deviceLabel, modelOf, sessionLabel, state } from "./state.js";
import { t, word } from "./words.js";

// A column in a unit that suits its largest value: {unit, show(position)}.
function energy(id, uncertainty) {
  const column = state.overview.runs[id];
  const by = scale(largest(column), "J");
  const decimals = by.factor === 1 ? 1 : 3;
  return {
    id,
    label: t(`column.${id}`),
    unit: by.unit,
    num: true,
    value: (i) => column[i],
    show: (i) =>
      uncertainty ? pm(column[i], uncertainty[i], by.factor) : fixed(column[i] === null ? null : column[i] * by.factor, decimals),
  };
}

function number(id, label, column, show, unit) {
  return { id, label, unit, num: true, value: (i) => column[i], show: (i) => show(column[i]) };
}

function text(id, value, show) {
  return { id, label: t(`column.${id}`), value, show: show ?? ((i) => h("bdi", {}, value(i) ?? "")) };
}

const modeOf = (i) => (state.overview.runs.parallel[i] ? "parallel" : "sequential");

function modeCell(i) {
  const { background } = state.overview.runs;
  return h("span", { title: background[i] ? `+ ${background[i]}` : null }, t(`mode.${modeOf(i)}`));
}

// What happened, and whether the figures across runs rest on it.
function outcomeCell(i) {
  const { outcome: outcomes, reasons, used, role } = state.overview.runs;
  const codes = reasons[i].map((each) => each.code).join(", ");
  const out = !used[i] && role[i] === "measured" && outcomes[i] !== "failed";
  return [
    outcome(outcomes[i]),
    codes ? h("span", { class: "muted", title: reasons[i].map((each) => each.text).join("\n") }, ` ${codes}`) : "",
    out ? h("span", { class: "tag" }, t("not_used")) : "",
    role[i] === "measured" ? "" : h("span", { class: "tag" }, word("role", role[i])),
  ];
}

function auditCell(i) {
  const { audit: audits, audit_findings } = state.overview.runs;
  return h("span", { title: audit_findings[i].map((each) => each.text).join("\n") }, audit(audits[i]));
}

const deviceCell = (i) =>
  h(
    "bdi",
    {},
    String(state.overview.runs.device[i] ?? "")
      .split(" ")
      .map(deviceLabel)
      .join(", "),
  );

function nameCell(i) {
  return [runLink(i), state.overview.runs.simulated[i] ? h("span", { class: "tag simulated" }, t("simulated")) : ""];
}

// A column whose values are words of the records, shown in the reader's language.
const worded = (id) =>
  text(
    id,
    (i) => state.overview.runs[id][i],
    (i) => word(id, state.overview.runs[id][i]),
  );

const shownFirst = (column) => ({ ...column, shown: true });

function identityColumns() {
  const { runs, sessions } = state.overview;
  const start = text(
    "start",
    (i) => runs.start[i],
    (i) => shortMoment(runs.start[i]),
  );
  return [
    shownFirst(number("index", t("column.index"), runs.index, (x) => fixed(x, 0))),
    ...(sessions.length > 1 ? [shownFirst(text("session", (i) => sessionLabel(runs.session[i])))] : []),
    shownFirst(text("experiment_id", (i) => runs.experiment_id[i], nameCell)),
    shownFirst({ ...start, label: `${t("column.start")} (UTC)` }),
    text("model", modelOf),
    shownFirst(text("mode", modeOf, modeCell)),
    shownFirst(text("outcome", (i) => runs.outcome[i], outcomeCell)),
  ];
}

const notWatched = () => h("span", { class: "muted" }, t("not_watched"));

function figureColumns() {
  const { runs } = state.overview;
  const count = (id) => number(id, t(`column.${id}`), runs[id], (x) => fixed(x, 0));
  const watched = (id, show) => number(id, t(`column.${id}`), runs[id], (x) => (x === null ? notWatched() : show(x)));
  return [
    shownFirst(energy("gpu_joules", runs.gpu_uncertainty_joules)),
    shownFirst(energy("gpu_net_joules", runs.gpu_net_uncertainty_joules)),
    energy("gpu_above_background_joules", runs.gpu_above_background_uncertainty_joules),
    energy("cpu_joules"),
    shownFirst(number("duration", t("column.duration"), runs.duration, span)),
    shownFirst(number("start_celsius", t("column.start_celsius"), runs.start_celsius, (x) => fixed(x, 1), "°C")),
    number("cooling_seconds", t("column.cooling_seconds"), runs.cooling_seconds, span),
    worded("cooling"),
    worded("load"),
    watched("strangers", (x) => fixed(x, 0)),
    watched("throttled", (x) => share(x)),
    count("attempts"),
    text("audit", (i) => runs.audit[i], auditCell),
    worded("role"),
    text("device", (i) => runs.device[i], deviceCell),
    text("configuration", configurationOf),
    number("block", t("column.block"), runs.block, plain),
    text(
      "run_id",
      (i) => runs.run_id[i],
      (i) => h("code", {}, runs.run_id[i]),
    ),
  ];
}

function hyperparameters() {
  const { runs } = state.overview;
  return Object.entries(runs.hyperparameters).map(([name, column]) => ({
    id: `hyperparameter:${name}`,
    label: name,
    group: t("hyperparameters"),
    num: column.some((x) => typeof x === "number"),
    shown: runs.mutated.some((names) => names.includes(name)),
    value: (i) => column[i],
    show: (i) =>
      column[i] === null || column[i] === undefined
        ? ""
        : h("bdi", { class: runs.mutated[i].includes(name) ? "mutated" : null }, plain(column[i])),
  }));
}

function metrics() {
  return Object.entries(state.overview.runs.metrics).map(([name, column], place) => ({
    id: `metric:${name}`,
    label: name,
    group: t("metrics"),
    num: true,
    shown: place < 2,
    value: (i) => column[i],
    show: (i) => digits(column[i], 5),
  }));
}

export const columnsOfRuns = () => [...identityColumns(), ...figureColumns(), ...hyperparameters(), ...metrics()];

// All that the filter's words are looked for in, of one run; made once, in small letters.
export function haystacks() {
  const { runs } = state.overview;
  const names = Object.keys(runs.hyperparameters);
  return runs.run_id.map((id, i) => {
    const values = names
      .filter((name) => runs.hyperparameters[name][i] !== null && runs.hyperparameters[name][i] !== undefined)
      .map((name) => `${name}=${runs.hyperparameters[name][i]}`);
    const reasons = [...runs.reasons[i], ...runs.audit_findings[i]].map((each) => `${each.code} ${each.text}`);
    return [
      id,
      runs.experiment_id[i],
      modelOf(i),
      runs.background[i] ?? "",
      runs.outcome[i],
      modeOf(i),
      runs.role[i],
      sessionLabel(runs.session[i]),
      ...values,
      ...reasons,
    ]
      .join(" ")
      .toLowerCase();
  });
}

// The order of two values of a column; absent ones come last, whichever way it is sorted.
export function compared(a, b, descending) {
  const [noneA, noneB] = [a === null || a === undefined || a === "", b === null || b === undefined || b === ""];
  if (noneA || noneB) return noneA - noneB;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  return descending ? -order : order;
}
