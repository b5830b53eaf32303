// The energy of a run: gross, above idle, above the background alone, each with its uncertainty, source and caveats; then
// each phase and device.
import { h } from "../h.js";
import { decimalsFor, digits, fixed, share, withUnit } from "../format.js";
import { folded, table } from "../parts.js";
import { deviceLabel } from "../state.js";
import { t, word } from "../words.js";

const FIGURES = [
  ["gpu_energy_total_joules", "gpu_energy_uncertainty_joules"],
  ["gpu_energy_above_idle_joules", "gpu_energy_above_idle_uncertainty_joules"],
  ["gpu_energy_above_background_joules", "gpu_energy_above_background_uncertainty_joules"],
  ["gpu_energy_foreground_share_joules", null],
  ["cpu_energy_total_joules", null],
  ["cpu_energy_pkg_joules", null],
  ["cpu_energy_ram_joules", null],
];

const reasonsOf = (reasons, name) =>
  (reasons ?? []).filter((each) => each.startsWith(`${name}:`)).map((each) => each.slice(name.length + 1).trim());

// "counter" or "integral" of the own devices of a kind, in the foreground; what a figure rests on.
function sources(page, kind) {
  const foreground = (page.phases ?? []).find((each) => each.name === "foreground");
  const of = (foreground?.energy ?? []).filter((each) => each.kind === kind && each.in_total && each.joules !== null);
  return [...new Set(of.map((each) => [word("method", each.method), each.source].filter(Boolean).join(", ")))].join("; ");
}

function uncertainty(energy, name) {
  const value = name ? energy[name] : null;
  if (value === null || value === undefined) return h("span", { class: "muted" }, t("not_stated"));
  return `± ${digits(value, 2)} J`;
}

function totals(page, energy, reasons) {
  const rows = FIGURES.filter(([name]) => name in energy && (energy[name] !== null || reasonsOf(reasons, name).length > 0)).map(
    ([name, error]) => {
      const value = energy[name];
      const caveats = reasonsOf(reasons, name);
      const by = error ? energy[error] : null;
      return [
        h("b", {}, t(`energy.${name}`)),
        value === null ? h("span", { class: "muted" }, t("absent")) : h("b", {}, withUnit(value, "J", by)),
        value === null ? "" : uncertainty(energy, error),
        by && value ? share(by / Math.abs(value), 2) : "",
        value === null ? "" : sources(page, name.startsWith("cpu") ? "cpu" : "gpu"),
        h("span", { class: "muted" }, caveats.join("; ")),
      ];
    },
  );
  if (rows.length === 0) return h("p", { class: "muted" }, t("energy.none"));
  return table(
    [
      t("figure"),
      { text: t("value"), num: true },
      { text: t("uncertainty"), num: true },
      { text: t("relative"), num: true },
      t("source"),
      t("caveats"),
    ],
    rows,
    t("energy"),
  );
}

function phaseRow(phase, each) {
  const against = each.integral_joules && each.joules && each.method !== "integral" ? each.integral_joules / each.joules - 1 : null;
  const parts = (each.uncertainty_parts ?? []).map((part) => `${part.name} ${digits(part.joules, 2)} J`).join(", ");
  return {
    class: phase.name === "foreground" && each.in_total ? "main" : null,
    cells: [
      word("phase", phase.name),
      [
        h("bdi", {}, deviceLabel(each.device)),
        each.simulated ? h("span", { class: "tag simulated" }, t("simulated")) : "",
        each.in_total ? "" : h("span", { class: "muted" }, ` (${t("device.no_total")})`),
      ],
      fixed(phase.duration_seconds, 1),
      each.joules === null
        ? h("span", { class: "muted" }, t("absent"))
        : fixed(each.joules, Math.max(0, decimalsFor(each.uncertainty_joules) ?? 1)),
      h(
        "span",
        { title: parts },
        each.uncertainty_joules === null || each.uncertainty_joules === undefined ? "–" : `± ${digits(each.uncertainty_joules, 2)}`,
      ),
      each.joules !== null && phase.duration_seconds > 0 ? fixed(each.joules / phase.duration_seconds, 1) : "–",
      [word("method", each.method), each.source ? `, ${each.source}` : ""],
      share(each.coverage, 1),
      against === null ? "" : `${against >= 0 ? "+" : ""}${share(against, 2)}`,
      h("span", { class: "muted" }, each.reason),
    ],
  };
}

export function energySection(page) {
  const part = page.foreground ?? page;
  const energy = part.energy_metrics ?? {};
  const reasons = part.energy_reasons ?? page.energy_reasons;
  const rows = (page.phases ?? []).flatMap((phase) => (phase.energy ?? []).map((each) => phaseRow(phase, each)));
  const num = (text) => ({ text, num: true });
  return h(
    "section",
    { id: "energy" },
    h("h2", {}, t("energy"), page.simulated ? h("span", { class: "tag simulated" }, t("simulated")) : ""),
    totals(page, energy, reasons),
    rows.length > 0
      ? folded(
          t("energy.phases"),
          { open: true },
          table(
            [
              t("phase"),
              t("device"),
              num("s"),
              num("J"),
              num(t("uncertainty")),
              num("W"),
              t("source"),
              num(t("coverage")),
              num(t("energy.integral")),
              t("caveats"),
            ],
            rows,
            t("energy.phases"),
          ),
        )
      : null,
  );
}
