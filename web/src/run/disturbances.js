// What disturbed a run: strangers on its GPUs, clocks that were held down, readings that are missing.
import { h } from "../h.js";
import { bytes, fixed, moment, seconds, share, span } from "../format.js";
import { facts, table } from "../parts.js";
import { deviceLabel, state } from "../state.js";
import { t } from "../words.js";

function strangersTable(strangers) {
  const rows = strangers.map((each) => [
    h("bdi", {}, each.name),
    each.pid,
    bytes(each.memory_bytes),
    moment(seconds(each.first_seen)),
    moment(seconds(each.last_seen)),
  ]);
  const head = [t("process"), "pid", { text: t("memory"), num: true }, t("first_seen"), t("last_seen")];
  return [h("h3", {}, t("lane.strangers")), table(head, rows, t("lane.strangers"))];
}

function throttlingTable(throttling) {
  const rows = throttling.map((each) => [deviceLabel(each.device), each.reason, span(each.total_seconds), share(each.fraction)]);
  const head = [t("device"), t("reason"), { text: t("duration"), num: true }, { text: t("fraction"), num: true }];
  return [h("h3", {}, t("lane.throttling")), table(head, rows, t("lane.throttling"))];
}

const gapList = (gaps) => [
  h("h3", {}, t("lane.gaps")),
  h(
    "ul",
    {},
    gaps.map((each) => h("li", {}, each)),
  ),
];

// "none" only where somebody looked; nothing where there are some, for they are listed.
function watched(some, isWatched) {
  if (some.length > 0) return null;
  return isWatched ? t("disturbances.none") : t("not_watched");
}

// `position`: of the run in the overview's columns, where what nobody watched is null, as it may be in the run's page.
export function disturbances(page, position) {
  const { runs } = state.overview;
  const { sampling = null, foreign_cpu_fraction: foreign = null } = page;
  const strangers = page.strangers ?? [];
  const throttling = page.throttling ?? [];
  const gaps = sampling?.gaps ?? [];
  return h(
    "section",
    { id: "disturbances" },
    h("h2", {}, t("disturbances")),
    strangers.length > 0 ? strangersTable(strangers) : null,
    throttling.length > 0 ? throttlingTable(throttling) : null,
    gaps.length > 0 ? gapList(gaps) : null,
    facts([
      [t("lane.strangers"), watched(strangers, Boolean(page.strangers) && runs.strangers[position] !== null)],
      [t("lane.throttling"), watched(throttling, Boolean(page.throttling) && runs.throttled[position] !== null)],
      [t("lane.gaps"), watched(gaps, sampling !== null)],
      [t("sampling"), sampling ? `${fixed(sampling.rate_hertz, 1)} Hz, ${t("coverage")} ${share(sampling.coverage)}` : null],
      [t("foreign_cpu"), foreign === null ? page.foreign_cpu_reason : share(foreign)],
    ]),
  );
}
