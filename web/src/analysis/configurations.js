// Each configuration's mean of a figure with its interval, and how far single runs lie apart.
import { fixed, interval, largest, scale, share } from "../format.js";
import { h, replace } from "../h.js";
import { folded, table } from "../parts.js";
import { analysis, machineLabel } from "../state.js";
import { t } from "../words.js";
import { figureLabel } from "./points.js";

const ROWS = 300;

function configurationTable(all, figure) {
  const unit = scale(largest(all.map((each) => each.mean.value)), analysis().figures[figure]?.unit ?? "");
  const num = (text) => ({ text, num: true });
  const rows = all
    .slice(0, ROWS)
    .map((each) => [
      h("bdi", {}, each.label),
      h("bdi", {}, `${each.repo}/${each.model}`),
      h("bdi", {}, machineLabel(each)),
      t(each.parallel ? "mode.parallel" : "mode.sequential"),
      fixed(each.n, 0),
      interval(each.mean, { factor: unit.factor }),
      share(each.relative_ci, 2),
      share(each.relative_deviation, 2),
    ]);
  return [
    table(
      [
        t("column.configuration"),
        t("model"),
        t("device"),
        t("mode"),
        num(t("runs")),
        num(`${t("mean")} (${unit.unit})`),
        num(t("relative_ci")),
        num(t("relative_deviation")),
      ],
      rows,
      t("configurations"),
    ),
    all.length > ROWS ? h("p", { class: "muted" }, t("configurations.more", { n: ROWS, of: all.length })) : null,
  ];
}

export function configurationsSection(figure) {
  const all = analysis().configurations.filter((each) => each.figure === figure);
  if (all.length === 0) return null;
  const place = h("div", {});
  const open = all.length <= 24;
  if (open) replace(place, configurationTable(all, figure));
  const details = folded(
    t("configurations.count", { n: all.length }),
    { open, ontoggle: (e) => e.target.open && place.childElementCount === 0 && replace(place, configurationTable(all, figure)) },
    place,
  );
  return h(
    "section",
    { id: "configurations" },
    h("h2", {}, t("configurations")),
    h("p", { class: "muted" }, `${t("configurations.caption")} ${figureLabel(analysis().figures, figure)}.`),
    details,
  );
}
