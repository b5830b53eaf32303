// More of a run's record, for those who look something up: identity, waits, hashes, stops, what was not measured.
import { h } from "../h.js";
import { digits } from "../format.js";
import { folded, table } from "../parts.js";
import { t } from "../words.js";

const FIELDS = ["session", "index", "entry", "role", "mode", "seed", "user", "privileges", "host", "kernel", "cpu", "boot_id"];
FIELDS.push("program_version", "machine_shared");

const shown = (value) => (value === null || value === undefined || value === "" ? "–" : String(value));

function identity(page) {
  const rows = [
    ["run_id", h("code", {}, page.run_id)],
    ...FIELDS.filter((name) => page[name] !== undefined).map((name) => [name, h("bdi", {}, shown(page[name]))]),
    ...Object.entries(page.waits?.asked ?? {}).map(([name, value]) => [name, shown(value)]),
    ...Object.entries(page.hashes ?? {}).map(([name, value]) => [name, h("code", {}, shown(value))]),
  ];
  return table([t("name"), t("value")], rows, t("record"));
}

function stops(list) {
  const num = (text) => ({ text, num: true });
  const head = [t("stop.tree"), t("stop.method"), num(t("stop.seen")), num(t("stop.killed")), num(t("stop.survivors")), num("s")];
  const rows = list.map((each) => [each.tree, each.method, each.seen, each.killed, each.survivors, digits(each.took_seconds, 3)]);
  return table(head, rows, t("phase.stop"));
}

function fitness(list) {
  const rows = list.map((each) => [each.name, shown(each.value), [each.meaning, " ", h("span", { class: "muted" }, each.advice)]]);
  return table([t("what"), t("value"), t("meaning")], rows, t("fitness"));
}

function notMeasured(list) {
  const rows = list.map((each) => [each.what, each.reason, each.hint]);
  return table([t("what"), t("reason"), t("hint")], rows, t("absences"));
}

export function recordSection(page) {
  const warnings = (page.fitness ?? []).filter((each) => each.warning);
  return h(
    "section",
    { id: "record" },
    folded(
      t("record"),
      {},
      warnings.length > 0 ? fitness(warnings) : null,
      identity(page),
      page.stops?.length > 0 ? stops(page.stops) : null,
      page.not_measured?.length > 0 ? notMeasured(page.not_measured) : null,
    ),
  );
}
