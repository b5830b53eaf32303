// The overview: the two questions first; then what was asked, what happened, on which machine, and what is missing.
import { sums } from "../consumption.js";
import { h } from "../h.js";
import { fixed, moment, span } from "../format.js";
import { energyFindings, trustFindings } from "../findings.js";
import { facts, folded, notice, outcome, raw, runLink, suspectSwitch, table } from "../parts.js";
import { deviceLabel, positionsOf, state } from "../state.js";
import { t, word } from "../words.js";

const SHOWN_RUNS = 5;

// [{outcome, code, text, differs, positions}] of all runs of the sessions, the most frequent first; `text` is the first
// one's, `differs`: others have other figures in it. A run may have one reason twice, as of two metrics.
function outcomesWithReasons() {
  const { outcome: outcomes, reasons } = state.overview.runs;
  const groups = new Map();
  outcomes.forEach((each, position) => {
    const codes = reasons[position].length > 0 ? reasons[position] : [{ code: "", text: "" }];
    for (const { code, text } of codes) {
      const key = `${each} ${code}`;
      if (!groups.has(key)) groups.set(key, { outcome: each, code, text, positions: [] });
      const group = groups.get(key);
      if (group.positions.at(-1) !== position) group.positions.push(position);
      group.differs ||= group.text !== text;
    }
  });
  return [...groups.values()].sort((a, b) => b.positions.length - a.positions.length);
}

function tallies() {
  const { pending, runs, sessions } = state.overview;
  const planned = sessions.reduce((sum, each) => sum + (each.runs_planned ?? 0), 0);
  const count = (name) => runs.outcome.filter((each) => each === name).length;
  const tally = (n, what) => h("span", { class: "tally" }, h("b", {}, fixed(n, 0)), " ", what);
  return h(
    "p",
    { class: "tallies" },
    ["succeeded", "suspect", "failed", "interrupted"].filter((each) => count(each) > 0).map((each) => tally(count(each), outcome(each))),
    pending.length > 0 ? tally(pending.length, t("not_yet")) : null,
    planned > 0 ? h("span", { class: "muted" }, t("of_planned", { n: fixed(planned, 0) })) : null,
  );
}

function reasonRow({ outcome: text, code, text: reason, differs, positions }) {
  const links = positions.slice(0, SHOWN_RUNS).map((position, i) => [i > 0 ? ", " : "", runLink(position)]);
  const why = h("span", { class: "muted" }, differs ? `${t("for_example")} ` : "", h("bdi", {}, reason));
  return [outcome(text), [h("code", {}, code), " ", why], fixed(positions.length, 0), [links, positions.length > SHOWN_RUNS ? " …" : ""]];
}

function whatHappened() {
  const groups = outcomesWithReasons().filter((each) => each.code);
  const head = [t("outcome"), t("reason"), { text: t("runs"), num: true }, t("which")];
  return h(
    "section",
    { id: "happened" },
    h("h2", {}, t("happened")),
    tallies(),
    facts(sums()),
    groups.length > 0 ? table(head, groups.map(reasonRow), t("happened")) : null,
  );
}

function machine(session) {
  const channels = (device) =>
    session.channels
      .filter((each) => each.device === device.id)
      .map((each) => `${each.quantity} (${each.source})`)
      .join(", ");
  const known = session.host || session.devices.length > 0 || session.nodes.length > 0;
  return [
    known ? null : h("p", { class: "muted" }, t("not_recorded")),
    facts([
      [t("host"), session.host],
      [t("kernel"), session.kernel],
      ["CPU", session.cpu_model],
      [t("governor"), session.governor],
      [t("user"), session.user],
      [t("privileges"), session.privileges],
      [t("program"), session.program_version ? `mutation ${session.program_version}` : null],
      [t("seed"), session.seed],
    ]),
    nodes(session),
    session.devices.length > 0
      ? table(
          [t("device"), t("kind"), t("driver"), { text: `${t("power_limit")} (W)`, num: true }, t("role"), t("channels")],
          session.devices.map((each) => [
            [h("bdi", {}, deviceLabel(each.id)), each.simulated ? h("strong", { class: "simulated" }, ` ${t("simulated")}`) : ""],
            word("kind", each.kind),
            each.driver,
            fixed(each.power_limit_watts, 0),
            [each.own ? t("device.own") : t("device.other"), each.in_total ? "" : `, ${t("device.no_total")}`],
            h("span", { class: "muted" }, channels(each)),
          ]),
          t("machine"),
        )
      : null,
    fitness(session),
    absences(session),
  ];
}

// Where the runs of a submitted session were measured.
function nodes(session) {
  if (session.nodes.length === 0) return null;
  const row = (each) => [
    h("bdi", {}, each.host),
    [h("bdi", {}, each.label ?? "–"), each.simulated ? h("strong", { class: "simulated" }, ` ${t("simulated")}`) : ""],
    h("code", {}, each.device ?? "–"),
    each.driver ?? "–",
    fixed(each.runs, 0),
  ];
  const head = [t("node"), t("device"), "UUID", t("driver"), { text: t("runs"), num: true }];
  return table(head, session.nodes.map(row), t("nodes"));
}

function fitness(session) {
  if (session.fitness.length === 0) return null;
  const warnings = session.fitness.filter((each) => each.warning);
  const row = (each) => ({
    class: each.warning ? "warned" : null,
    cells: [
      [each.warning ? h("span", { class: "warn" }, "⚠ ") : "", each.name],
      h("bdi", {}, String(each.value ?? "")),
      [each.meaning, each.advice ? h("div", { class: "muted" }, each.advice) : ""],
    ],
  });
  return [
    h("h3", {}, t("fitness")),
    warnings.length > 0
      ? table([t("what"), t("value"), t("meaning")], warnings.map(row), t("fitness"))
      : h("p", { class: "muted" }, t("fitness.none")),
    session.fitness.length > warnings.length
      ? folded(
          t("fitness.rest", { n: session.fitness.length - warnings.length }),
          {},
          table([t("what"), t("value"), t("meaning")], session.fitness.filter((each) => !each.warning).map(row)),
        )
      : null,
  ];
}

function absences(session) {
  if (session.absences.length === 0) return null;
  return [
    h("h3", {}, t("absences")),
    table(
      [t("what"), t("reason"), t("hint")],
      session.absences.map((each) => [each.what, each.reason, h("span", { class: "muted" }, each.hint)]),
      t("absences"),
    ),
  ];
}

// First start and last end of a session's runs, where they are known, and of how many runs they are.
function recordedTimes(session) {
  const { session: sessions, start, duration } = state.overview.runs;
  const own = positionsOf((i) => sessions[i] === state.overview.sessions.indexOf(session));
  const timed = own.filter((i) => start[i] !== null);
  const of = timed.length < own.length ? ` (${t("of_runs", { n: fixed(timed.length, 0), of: fixed(own.length, 0) })})` : "";
  const ended = timed.filter((i) => duration[i] !== null);
  const text = (found, extreme) => (found.length > 0 ? `${moment(extreme)}${of}` : t("not_recorded"));
  return {
    first: text(timed, timed.reduce((least, i) => Math.min(least, start[i]), Infinity)),
    last: text(ended, ended.reduce((most, i) => Math.max(most, start[i] + duration[i]), -Infinity)),
  };
}

// What was imported began and ended when its runs did; the session's own times are those of the import.
function importedFacts(session) {
  const { first, last } = recordedTimes(session);
  return [
    [t("imported.first"), first],
    [t("imported.last"), last],
    [t("imported_from"), session.imported_from],
    [t("imported.at"), moment(session.start)],
  ];
}

function measuredFacts(session) {
  const by = session.ended_by ? t("ended.by", { by: session.ended_by }) : t("ended");
  const ended = session.state === "ended" ? by : t(`state.${session.state}`);
  return [
    [t("start"), moment(session.start)],
    [t("end"), session.end === null ? ended : `${moment(session.end)} (${span(session.end - session.start)}, ${ended})`],
  ];
}

function sessionFacts(session) {
  return facts([
    [t("session"), h("bdi", {}, session.name)],
    [t("experiment"), h("bdi", {}, session.experiment_name)],
    [t("directory"), h("bdi", {}, session.directory)],
    ...(session.imported_from ? importedFacts(session) : measuredFacts(session)),
  ]);
}

const list = (texts) =>
  h(
    "ul",
    {},
    texts.map((each) => h("li", {}, each)),
  );

const resumed = ({ start, changes }) => [t("resumed", { at: moment(start) }), changes.length > 0 ? `: ${changes.join("; ")}` : ""];

function sessionPart(session, alone) {
  return h(
    "section",
    { class: "session" },
    alone ? null : h("h2", {}, h("bdi", {}, session.name)),
    sessionFacts(session),
    session.notes.length > 0 ? notice("", list(session.notes)) : null,
    session.resumptions.length > 0 ? list(session.resumptions.map(resumed)) : null,
    h("h2", {}, t("asked")),
    folded(
      t("settings"),
      { class: "settings printed" },
      raw(session.settings),
      session.settings_cut ? h("p", { class: "muted" }, t("settings.cut")) : null,
    ),
    h("h2", {}, t("machine")),
    machine(session),
  );
}

export function overviewView() {
  const { sessions, made_at, program, live } = state.overview;
  return h(
    "div",
    { class: "view overview" },
    h("h1", {}, t("nav.overview")),
    suspectSwitch(),
    h("div", { class: "cards" }, energyFindings(), trustFindings()),
    whatHappened(),
    sessions.length === 1
      ? sessionPart(sessions[0], true)
      : sessions.map((each, i) => folded(h("bdi", {}, each.name), { class: "session-fold", open: i === 0 }, sessionPart(each, false))),
    h("p", { class: "muted made" }, t(live ? "made.live" : "made", { program, at: moment(made_at) })),
  );
}
