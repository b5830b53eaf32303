// What tells comparisons of the modes apart: the model always, the machine, the background and the configuration where others
// have another.
import { analysis, machineLabel } from "../state.js";
import { t } from "../words.js";

const PARTS = [
  (each) => machineLabel(each),
  (each) => (each.background ? t("pair.background", { background: each.background }) : ""),
  (each) => each.configuration || t("pair.all"),
];

// Beside the model: texts, none where all of the figure agree.
export function apartTexts(each) {
  const others = analysis().parallel.filter((other) => other.figure === each.figure);
  return PARTS.filter((part) => new Set(others.map(part)).size > 1)
    .map((part) => part(each))
    .filter(Boolean);
}
