// One run: what became of it, its timeline, cooling, background, energy, hyperparameters, command and log.
import { h, replace } from "../h.js";
import { loadRun } from "../data.js";
import { moment, span } from "../format.js";
import { neighbour } from "../keys.js";
import { facts, notice, outcome } from "../parts.js";
import { backgroundSection } from "../run/background.js";
import { coolingSection } from "../run/cooling.js";
import { attemptsSection, commandSection, hyperparameterSection, logSection } from "../run/details.js";
import { disturbances } from "../run/disturbances.js";
import { energySection } from "../run/energy.js";
import { recordSection } from "../run/record.js";
import { timelineSection } from "../run/timeline.js";
import { deviceLabel, modelOf, sessionLabel, state } from "../state.js";
import { t, word } from "../words.js";

function ways(runId) {
  const way = (to, text, id) =>
    to ? h("a", { id, class: "button", href: `#/run/${encodeURIComponent(to)}` }, text) : h("span", { class: "button off" }, text);
  return h(
    "nav",
    { class: "ways", "aria-label": t("nav.neighbours") },
    way(neighbour(runId, -1), `◀ ${t("previous")}`, "previous-run"),
    h("a", { class: "button", href: "#/runs" }, t("nav.all_runs")),
    way(neighbour(runId, 1), `${t("next")} ▶`, "next-run"),
  );
}

// The ways of the run that is shown, where runs have been added.
export const drawWays = (runId) => document.querySelector("nav.ways")?.replaceWith(ways(runId));

function verdicts(position) {
  const { runs } = state.overview;
  const reasons = runs.reasons[position];
  const findings = runs.audit_findings[position];
  const kind = { succeeded: "", suspect: "warn", failed: "bad", interrupted: "bad" }[runs.outcome[position]] ?? "";
  const list = (items) =>
    h(
      "ul",
      {},
      items.map((each) => h("li", {}, h("code", {}, each.code), " ", h("bdi", {}, each.text))),
    );
  return notice(
    kind,
    h("p", {}, outcome(runs.outcome[position]), " – ", runs.used[position] ? t("run.used") : t("run.not_used")),
    reasons.length > 0 ? list(reasons) : null,
    runs.audit[position] !== "trust" ? [h("p", {}, t("audit"), ": ", word("audit", runs.audit[position])), list(findings)] : null,
  );
}

function summary(position) {
  const { runs } = state.overview;
  return facts([
    [t("session"), h("bdi", {}, sessionLabel(runs.session[position]))],
    [t("model"), h("bdi", {}, modelOf(position))],
    [
      t("mode"),
      [
        t(runs.parallel[position] ? "mode.parallel" : "mode.sequential"),
        runs.background[position] ? ` + ${runs.background[position]}` : "",
      ],
    ],
    [t("role"), word("role", runs.role[position])],
    [t("start"), moment(runs.start[position])],
    [t("duration"), span(runs.duration[position])],
    [
      t("device"),
      h(
        "bdi",
        {},
        String(runs.device[position] ?? "")
          .split(" ")
          .filter(Boolean)
          .map(deviceLabel)
          .join(", "),
      ),
    ],
    [t("column.index"), runs.index[position]],
  ]);
}

function sections(page, position) {
  return [
    timelineSection(page),
    energySection(page),
    hyperparameterSection(page),
    backgroundSection(page),
    coolingSection(page),
    disturbances(page, position),
    attemptsSection(page),
    commandSection(page),
    logSection(page),
    recordSection(page),
  ];
}

export function runView(runId) {
  const position = state.at.get(runId);
  if (position === undefined)
    return h(
      "div",
      { class: "view" },
      notice("bad", t("run.unknown"), " ", h("code", {}, runId)),
      h("p", {}, h("a", { href: "#/runs" }, t("nav.all_runs"))),
    );
  const { runs } = state.overview;
  const body = h("div", { class: "sections" }, h("p", { class: "wait" }, t("loading")));
  loadRun(state.overview, position).then(
    (page) => {
      if (!body.isConnected) return;
      replace(body, page ? sections(page, position) : notice("", t("run.no_page")));
      body.dataset.ready = "yes";
    },
    (problem) => replace(body, notice("bad", t("run.failed"), " ", problem.message)),
  );
  return h(
    "div",
    { class: "view run" },
    ways(runId),
    h(
      "h1",
      {},
      h("bdi", {}, runs.experiment_id[position]),
      runs.simulated[position] ? h("span", { class: "tag simulated" }, t("simulated")) : "",
    ),
    verdicts(position),
    summary(position),
    body,
  );
}
