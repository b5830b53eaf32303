// What was trained and how it went: hyperparameters and metrics, command, environment, log, attempts.
import { h } from "../h.js";
import { digits, moment, plain, seconds, span } from "../format.js";
import { facts, folded, outcome, raw, table } from "../parts.js";
import { t } from "../words.js";

const training = (page) => page.foreground ?? page;

export function hyperparameterSection(page) {
  const { effective_hyperparameters: effective, hyperparameters: passed, mutated } = training(page);
  const names = Object.keys(effective ?? passed ?? {});
  if (names.length === 0) return null;
  const rows = names.map((name) => {
    const isMutated = (mutated ?? []).includes(name);
    const isPassed = passed && name in passed;
    return {
      class: isMutated ? "main" : null,
      cells: [
        h("bdi", {}, name),
        h("bdi", { class: isMutated ? "mutated" : null }, plain((effective ?? passed)[name])),
        isMutated ? h("b", {}, t("mutated")) : isPassed ? t("passed") : h("span", { class: "muted" }, t("default")),
      ],
    };
  });
  const metrics = Object.entries(training(page).performance_metrics ?? {});
  return h(
    "section",
    { id: "hyperparameters", class: "two" },
    h(
      "div",
      {},
      h("h2", {}, t("hyperparameters")),
      table([t("name"), { text: t("value"), num: true }, t("origin")], rows, t("hyperparameters")),
    ),
    h(
      "div",
      {},
      h("h2", {}, t("metrics")),
      metrics.length > 0
        ? table(
            [t("name"), { text: t("value"), num: true }],
            metrics.map(([name, value]) => [h("bdi", {}, name), typeof value === "number" ? digits(value, 6) : plain(value)]),
            t("metrics"),
          )
        : h("p", { class: "muted" }, t("metrics.none")),
    ),
  );
}

// null where the record tells neither, as that of an imported run.
export function exit({ start_error, signal, exit_code }) {
  if (start_error) return start_error;
  if (signal !== null && signal !== undefined) return t("signal", { n: signal });
  return exit_code === null || exit_code === undefined ? null : t("exit_code", { n: exit_code });
}

const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export function commandSection(page) {
  const environment = Object.entries(page.environment_set ?? {});
  const argv = page.argv ?? [];
  const git = page.git
    ? [page.git.commit, page.git.dirty ? t("git.dirty") : "", page.git.commit ? "" : page.git.note].filter(Boolean).join(" ")
    : null;
  return h(
    "section",
    { id: "command" },
    h("h2", {}, t("command")),
    argv.length > 0 ? raw(argv.map(quoted).join(" "), { class: "wrap" }) : null,
    facts([
      [t("working_directory"), page.working_directory ? h("code", {}, h("bdi", {}, page.working_directory)) : null],
      [t("run_directory"), page.run_directory ? h("code", {}, h("bdi", {}, page.run_directory)) : null],
      ["git", git ? h("code", {}, git) : null],
      [t("end.how"), exit(page)],
    ]),
    environment.length > 0
      ? folded(t("environment", { n: environment.length }), {}, raw(environment.map(([name, value]) => `${name}=${value}`).join("\n")))
      : null,
  );
}

// Colours that a training sends to its terminal say nothing here.
const colorless = (text) => text.replace(/\u001b\[[0-9;]*m/g, "");

export function logSection(page) {
  const log = raw(colorless(page.log_tail ?? ""), { class: "log" });
  requestAnimationFrame(() => (log.scrollTop = log.scrollHeight));
  return h("section", { id: "log" }, h("h2", {}, t("log.end")), page.log_tail ? log : h("p", { class: "muted" }, t("log.none")));
}

export function attemptsSection(page) {
  const attempts = page.attempts_short ?? [];
  if (attempts.length < 2) return null;
  const rows = attempts.map((each) => [
    each.number,
    outcome(each.outcome),
    (each.reasons ?? []).map((reason) => reason.text).join("; "),
    span(each.duration_seconds),
    each.outcome === "interrupted" ? "" : (exit(each) ?? ""),
    moment(seconds(each.start) ?? each.start),
  ]);
  return h(
    "section",
    { id: "attempts" },
    h("h2", {}, t("attempts")),
    table(["#", t("outcome"), t("reason"), { text: t("duration"), num: true }, t("end.how"), t("start")], rows, t("attempts")),
  );
}
