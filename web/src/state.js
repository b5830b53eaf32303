// What the views share: the overview as the program wrote it, and where each run stands in its columns.
import { plain } from "./format.js";
import { prefs } from "./prefs.js";
import { t } from "./words.js";

export const state = {
  overview: null,
  at: new Map(), // run_id → position in the columns
  order: [], // positions as the table shows them, for the way from a run to the next
  orderOf: null, // () => those positions, once there is a table; null: all in the order of time
};

export function setOverview(overview) {
  state.overview = overview;
  state.at = new Map(overview.runs.run_id.map((id, position) => [id, position]));
  state.order = state.orderOf ? state.orderOf() : overview.runs.run_id.map((_, position) => position);
}

export const runCount = () => state.overview.runs.run_id.length;

export const analysis = () => state.overview.analysis[prefs.leaveOut ? "used" : "all"];

// Whether the present analysis may rest on a run.
export function isAnalysed(position) {
  const { used, used_all } = state.overview.runs;
  return Boolean((prefs.leaveOut ? used : used_all)[position]);
}

export const positionsOf = (test) => state.overview.runs.run_id.map((_, position) => position).filter(test);

// The value of a FIGURE (web/DATA.md) of one run; null where it is absent.
export function figureOf(position, figure) {
  const { runs } = state.overview;
  const column = figure.startsWith("metric:") ? runs.metrics[figure.slice(7)] : runs[figure];
  return column ? (column[position] ?? null) : null;
}

// The half-width of its 95 % interval, where the record has one.
const uncertainties = {
  gpu_joules: "gpu_uncertainty_joules",
  gpu_net_joules: "gpu_net_uncertainty_joules",
  gpu_above_background_joules: "gpu_above_background_uncertainty_joules",
};
export const uncertaintyOf = (position, figure) => state.overview.runs[uncertainties[figure]]?.[position] ?? null;

// What sets a run's configuration apart: the values that were changed.
export function configurationOf(position) {
  const { mutated, hyperparameters } = state.overview.runs;
  return mutated[position].map((name) => `${name} = ${plain(hyperparameters[name]?.[position])}`).join(", ");
}

export const modelOf = (position) => `${state.overview.runs.repo[position]}/${state.overview.runs.model[position]}`;

export function sessionLabel(index) {
  const session = state.overview.sessions[index];
  return session ? session.name : "";
}

// With its node, where runs were measured on several nodes' devices, which may well be called the same.
export function deviceLabel(id) {
  for (const session of state.overview.sessions) {
    const device = session.devices.find((each) => each.id === id);
    if (!device) continue;
    // Simulated devices have the same id everywhere.
    const hosts = new Set(session.nodes.filter((each) => each.device === id).map((each) => each.host));
    return hosts.size === 1 ? `${device.label} (${[...hosts][0]})` : device.label;
  }
  return id;
}

// The device; with its host where the sessions have others, too.
export function machineLabel({ host, device }) {
  const isElsewhere = state.overview.sessions.some((each) => each.host !== host);
  const label = device ? deviceLabel(device) : t("device.unknown");
  return host && isElsewhere && !label.endsWith(`(${host})`) ? `${label} (${host})` : label;
}

const ENERGIES = ["gpu_net_joules", "gpu_joules", "cpu_joules"];

// How many of the runs that the present analysis rests on have a figure.
export const runsWith = (figure) => positionsOf((each) => isAnalysed(each) && figureOf(each, figure) !== null).length;

// The energy that says most: one that has effects before one that has none, and none that only a few of the runs have
// while most have another. Null where there is no energy.
function tellingEnergy() {
  const { figures, effects } = analysis();
  const there = ENERGIES.filter((name) => figures[name]);
  const withEffects = there.filter((name) => effects.some((each) => each.figure === name));
  const among = withEffects.length > 0 ? withEffects : there;
  const most = Math.max(...among.map(runsWith));
  return among.find((name) => 2 * runsWith(name) >= most) ?? null;
}

// The energy that pictures against a metric show when the figure that was chosen is none.
export const chosenEnergy = () => tellingEnergy() ?? "gpu_joules";

// Of the figures of an analysis, the one that a choice names, else the most telling one that there is.
export function chosenFigure(figures) {
  if (prefs.figure && figures[prefs.figure]) return prefs.figure;
  return tellingEnergy() ?? (figures.duration ? "duration" : (Object.keys(figures)[0] ?? null));
}
