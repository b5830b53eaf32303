// Whether a figure goes with time, or with the temperature that runs start at: what the overview says of it, too.
import { standsOut } from "../findings.js";
import { fixed, percent, probability, span } from "../format.js";
import { h } from "../h.js";
import { table } from "../parts.js";
import { analysis, machineLabel, sessionLabel, state } from "../state.js";
import { t } from "../words.js";
import { figureLabel } from "./points.js";

const small = (text) => h("div", { class: "muted" }, text);

// `session` is a session's name, or its place among them.
function placeOf({ session, ...place }) {
  const several = state.overview.sessions.length > 1;
  const known = session !== null && session !== undefined && session !== "";
  const name = typeof session === "number" ? sessionLabel(session) : session;
  return [h("bdi", {}, machineLabel(place)), known && several ? ` – ${name}` : ""];
}

function row(each, name) {
  const inAll = each.percent_in_all ? small(t("trend.in_all", { change: percent(each.percent_in_all), time: span(each.seconds) })) : "";
  return {
    class: standsOut(each) ? "main" : null,
    cells: [
      placeOf(each),
      figureLabel(analysis().figures, each.figure),
      [percent(each[name]), inAll],
      [probability(each.p_adjusted), small(t("trend.alone", { p: probability(each.p) }))],
      fixed(each.n, 0),
      each.note ?? "",
    ],
  };
}

// `all`: of every figure, which p is corrected for; shown are those of one. `name`: of what stands under `head`; `few`: what to
// say where there is none.
export function trendTable(all, figure, { name, head, title, few, note = "" }) {
  const shown = all.filter((each) => each.figure === figure);
  if (shown.length === 0) return h("p", { class: "muted" }, few);
  const num = (text) => ({ text, num: true });
  const asked = all.filter((each) => each.p !== null && each.p !== undefined).length;
  return [
    table(
      [t("device"), t("figure"), num(head), num("p"), num(t("runs")), t("note")],
      shown.map((each) => row(each, name)),
      title,
    ),
    h("p", { class: "muted" }, t("trend.caption", { n: fixed(asked, 0) }), note && ` ${note}`),
  ];
}
