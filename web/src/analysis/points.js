// A run as a point of the analysis' pictures: where it stands, how it looks, what it says of itself, where it leads.
import { moment, pm, scale } from "../format.js";
import { configurationOf, figureOf, state } from "../state.js";
import { t, word } from "../words.js";

export const isPlain = (position) => state.overview.runs.outcome[position] === "succeeded";

export const anySimulated = (positions) => positions.some((each) => state.overview.runs.simulated[each]);

export const figureLabel = (figures, figure) =>
  figure.startsWith("metric:") ? (figures[figure]?.label ?? figure.slice(7)) : word("figure", figure) || (figures[figure]?.label ?? figure);

// The label of a figure's axis, in the unit that suits its largest value: {text, factor}.
export function axisOf(figures, figure, size) {
  const by = scale(size, figures[figure]?.unit ?? "");
  return {
    text: by.unit ? `${figureLabel(figures, figure)} (${by.unit})` : figureLabel(figures, figure),
    factor: by.factor,
    unit: by.unit,
  };
}

// Lines of text for the pointer: who it is, when, what of it is drawn.
export function says(position, lines) {
  const { runs } = state.overview;
  const marks = isPlain(position) ? "" : ` – ${word("outcome", runs.outcome[position])}${runs.used[position] ? "" : `, ${t("not_used")}`}`;
  return [`${runs.experiment_id[position]}${marks}`, moment(runs.start[position]), configurationOf(position), ...lines]
    .filter(Boolean)
    .join("\n");
}

export function pointOf(position, x, y, { group = 0, low = null, high = null, muted = false, hollow = false, lines }) {
  const { run_id } = state.overview.runs;
  return {
    x,
    y,
    low,
    high,
    group,
    muted,
    hollow,
    cross: !isPlain(position),
    position,
    text: () => says(position, lines()),
    open: `#/run/${encodeURIComponent(run_id[position])}`,
  };
}

export const shownValue = (figures, figure, position, uncertainty, axis) =>
  `${figureLabel(figures, figure)} ${pm(figureOf(position, figure), uncertainty, axis.factor)} ${axis.unit}`;
