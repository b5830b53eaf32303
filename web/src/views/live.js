// The live view: what the session does now, how long it will, and what it has just done.
import { fixed, plain, span, withUnit } from "../format.js";
import { h, replace } from "../h.js";
import { followed } from "../live/blocks.js";
import { coolingNow, lastMinutes } from "../live/charts.js";
import { isFresh, onPaint, silence, stream } from "../live/stream.js";
import { outcome, runLink, table } from "../parts.js";
import { runCount, state } from "../state.js";
import { t, word } from "../words.js";
import { blocksView } from "./blocks.js";

const SHOWN = 6;

const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleString(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false });

// The writer of the session is gone, as the program has found, and nothing has come since.
const isCutOff = () => !stream.live.ended && !isFresh() && state.overview.sessions.at(-1)?.state === "cut off";

// [text, class]
function status() {
  const { connection, live } = stream;
  if (live.ended) return [live.ended.ended_by ? t("live.ended.by", { by: live.ended.ended_by }) : t("live.ended"), "accent"];
  if (connection === "connected" && isCutOff()) return [t("live.cut_off"), "bad"];
  return [t(`live.${connection}`), { connected: "ok", lost: "bad" }[connection] ?? "muted"];
}

// An element is touched only where what it says changes.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function planned() {
  return stream.live.run?.runs ?? state.overview.sessions.reduce((sum, each) => sum + (each.runs_planned ?? 0), 0);
}

function paintProgress(parts) {
  const done = runCount();
  const all = Math.max(done, planned());
  parts.bar.max = Math.max(1, all);
  parts.bar.value = done;
  say(parts.done, `${fixed(done, 0)} / ${fixed(all, 0)}`);
  const { left } = stream.live;
  const running = left && left.seconds !== null && !stream.live.ended && !isCutOff();
  const remaining = running ? Math.max(0, left.seconds) : null;
  say(parts.eta, remaining === null ? "–" : `${span(remaining)} (${t("live.eta.at", { at: clock(left.at + remaining) })})`);
}

// What is changed from the default, of the present run.
function mutatedText(run) {
  const values = run.planned.effective_hyperparameters ?? run.planned.hyperparameters ?? {};
  return (run.planned.mutated ?? []).map((name) => `${name} = ${plain(values[name])}`).join(", ");
}

// Who runs, as that run's start told.
function paintRun(parts, run) {
  say(parts.run, run ? t("live.run", { n: run.index, of: run.runs }) : t("live.idle"));
  say(parts.attempt, run?.attempt > 1 ? t("live.attempt", { n: run.attempt, of: run.allowed }) : "");
  if (parts.shownRun === run) return;
  parts.shownRun = run;
  const ids = run
    ? [
        run.planned.experiment_id ?? run.id,
        run.planned.repo ? `${run.planned.repo}/${run.planned.model}` : "",
        run.planned.background ? `+ ${run.planned.background.repo}/${run.planned.background.model}` : "",
        mutatedText(run),
      ]
    : [];
  replace(
    parts.id,
    ids.filter(Boolean).map((each, i) => h("div", { class: i === 0 ? null : "muted" }, h("bdi", {}, each))),
  );
}

function paintPhase(parts, phase, sample) {
  say(parts.phase, phase ? word("phase", phase) : "–");
  say(parts.inPhase, sample ? span(sample.in_phase_seconds) : "–");
  say(parts.left, sample ? span(sample.left_seconds) : "–");
  const opens = sample?.settles_in_seconds;
  const isKnown = opens !== null && opens !== undefined;
  const prediction = isKnown
    ? t("live.predicted", { time: span(opens), at: fixed(sample.settles_at_celsius, 1) })
    : t("live.unpredicted");
  say(parts.settles, phase === "cooling" && sample ? prediction : "");
}

// `sample`: null where there is none of now; how long there has been none is said.
function paintNow(parts, sample) {
  say(parts.power, sample ? `${fixed(sample.power_watts, 1)} W` : "–");
  say(parts.temperature, sample ? `${fixed(sample.temperature_celsius, 1)} °C` : "–");
  say(parts.utilization, sample ? `${fixed(sample.utilization_percent, 0)} %` : "–");
  say(parts.silence, !sample && stream.live.sample ? t("live.silence", { time: span(Math.floor(silence())) }) : "");
  parts.simulated.hidden = !stream.live.sample?.simulated;
}

function notices() {
  const { notices: list } = stream.live;
  if (list.length === 0) return h("p", { class: "muted" }, t("live.none"));
  return h(
    "ul",
    {},
    list.map((each) =>
      h(
        "li",
        { class: each.severity === "info" ? null : each.severity === "error" ? "bad" : "warn" },
        `${word("severity", each.severity)}: `,
        h("bdi", {}, each.text),
        each.hint ? h("span", { class: "muted" }, " ", each.hint) : "",
      ),
    ),
  );
}

function recent() {
  const { runs } = state.overview;
  const last = Array.from({ length: Math.min(SHOWN, runCount()) }, (_, i) => runCount() - 1 - i);
  if (last.length === 0) return h("p", { class: "muted" }, t("live.none"));
  return table(
    [t("column.experiment_id"), t("outcome"), { text: t("column.gpu_joules"), num: true }, { text: t("duration"), num: true }],
    last.map((i) => [
      runLink(i),
      [outcome(runs.outcome[i]), runs.simulated[i] ? h("span", { class: "tag simulated" }, t("simulated")) : ""],
      withUnit(runs.gpu_joules[i], "J", runs.gpu_uncertainty_joules[i]),
      span(runs.duration[i]),
    ]),
    t("live.recent"),
  );
}

function upcoming() {
  const list = state.overview.pending.filter((each) => each.state === "pending").slice(0, SHOWN);
  return list.length === 0
    ? h("p", { class: "muted" }, t("live.none"))
    : table(
        [t("column.index"), t("column.experiment_id"), t("mode")],
        list.map((each) => [
          fixed(each.index, 0),
          h("bdi", {}, each.experiment_id),
          t(each.parallel ? "mode.parallel" : "mode.sequential"),
        ]),
        t("live.next"),
      );
}

const big = (label, element) => h("div", { class: "big" }, h("span", { class: "muted" }, label), element);

// The elements that change, made once: painting only changes what they say.
function makeParts() {
  const b = () => h("b", {});
  return {
    status: h("span", { role: "status", id: "connection" }),
    bar: h("progress", { "aria-label": t("live.progress") }),
    done: b(),
    eta: b(),
    run: h("h2", { id: "current-run" }),
    id: h("div", {}),
    attempt: h("span", { class: "muted" }),
    phase: h("b", { id: "phase" }),
    inPhase: b(),
    left: h("b", { id: "left" }),
    settles: h("p", { id: "settles" }),
    power: h("b", { id: "power-now" }),
    temperature: b(),
    utilization: b(),
    silence: h("p", { class: "warn", id: "silence" }),
    simulated: h("span", { class: "tag simulated", hidden: true }, t("simulated")),
    messages: h("div", { id: "messages" }, notices()),
    shownNotice: stream.live.notices[0],
    minutes: lastMinutes(state.overview.simulated),
    cooling: coolingNow(state.overview.simulated),
  };
}

function paintCharts(parts, phase) {
  parts.cooling.element.hidden = phase !== "cooling";
  const { sample } = stream.live;
  if (parts.shownSample === sample) return;
  parts.shownSample = sample;
  parts.minutes.paint();
  if (!parts.cooling.element.hidden) parts.cooling.paint();
}

function paint(parts) {
  if (!parts.status.isConnected) return;
  const [text, className] = status();
  say(parts.status, text);
  parts.status.className = className;
  const { live } = stream;
  const [run, phase] = isCutOff() ? [null, null] : [live.run, live.phase];
  const sample = isFresh() ? live.sample : null;
  paintProgress(parts);
  paintRun(parts, run);
  paintPhase(parts, phase, sample);
  paintNow(parts, sample);
  paintCharts(parts, phase);
  const [newest] = stream.live.notices;
  if (parts.shownNotice !== newest) replace(parts.messages, notices());
  parts.shownNotice = newest;
}

function currentCard(parts) {
  const bigs = [big(t("phase"), parts.phase), big(t("live.in_phase"), parts.inPhase), big(t("live.left"), parts.left)];
  return h("section", { class: "card" }, parts.run, parts.id, parts.attempt, h("div", { class: "bigs" }, bigs), parts.settles);
}

function nowCard(parts) {
  const readings = [
    big(t("live.power"), parts.power),
    big(t("live.temperature"), parts.temperature),
    big(t("live.utilization"), parts.utilization),
  ];
  return h("section", { class: "card" }, h("h2", {}, t("live.now"), parts.simulated), h("div", { class: "bigs" }, readings), parts.silence);
}

// Its runs are done by tasks elsewhere, of which its own events tell nothing. It is written while it is collected.
function isSubmitted() {
  const newest = state.overview.sessions.at(-1);
  return newest?.state === "submitted" || (newest?.state === "running" && followed.blocks?.session === newest.name);
}

export function liveView() {
  if (isSubmitted()) return blocksView();
  const parts = makeParts();
  onPaint(() => paint(parts));
  queueMicrotask(() => paint(parts));
  const section = (title, content) => h("section", {}, h("h2", {}, title), content);
  return h(
    "div",
    { class: "view live" },
    h("h1", {}, t("nav.live"), " ", h("small", {}, parts.status)),
    h(
      "div",
      { class: "progress" },
      parts.bar,
      h("span", {}, t("live.progress"), ": ", parts.done),
      h("span", {}, t("live.eta"), ": ", parts.eta),
    ),
    h("div", { class: "cards" }, currentCard(parts), nowCard(parts)),
    h("div", { class: "cards" }, parts.minutes.element, parts.cooling.element),
    h("div", { class: "two" }, section(t("live.recent"), recent()), section(t("live.next"), upcoming())),
    section(t("live.notices"), parts.messages),
  );
}
