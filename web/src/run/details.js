// The rest of a run's page: background, hyperparameters, strangers, command, environment, log, attempts.
import { h } from "../h.js";
import { bytes, digits, fixed, moment, plain, seconds, share, span } from "../format.js";
import { facts, folded, outcome, raw, table } from "../parts.js";
import { deviceLabel } from "../state.js";
import { t, word } from "../words.js";

const training = (page) => page.foreground ?? page;

export function hyperparameterSection(page) {
  const { effective_hyperparameters: effective, hyperparameters: passed, mutated } = training(page);
  const names = Object.keys(effective ?? passed ?? {});
  if (names.length === 0) return null;
  const rows = names.map((name) => {
    const isMutated = (mutated ?? []).includes(name);
    const isPassed = passed && name in passed;
    return { class: isMutated ? "main" : null, cells: [h("bdi", {}, name), h("bdi", { class: isMutated ? "mutated" : null }, plain((effective ?? passed)[name])), isMutated ? h("b", {}, t("mutated")) : isPassed ? t("passed") : h("span", { class: "muted" }, t("default"))] };
  });
  const metrics = Object.entries(training(page).performance_metrics ?? {});
  return h("section", { id: "hyperparameters", class: "two" }, h("div", {}, h("h2", {}, t("hyperparameters")), table([t("name"), { text: t("value"), num: true }, t("origin")], rows, t("hyperparameters"))), h("div", {}, h("h2", {}, t("metrics")), metrics.length > 0 ? table([t("name"), { text: t("value"), num: true }], metrics.map(([name, value]) => [h("bdi", {}, name), typeof value === "number" ? digits(value, 6) : plain(value)]), t("metrics")) : h("p", { class: "muted" }, t("metrics.none"))));
}

export function backgroundSection(page) {
  const { background, load } = page;
  if (!background && !load) return null;
  const lives = load?.runs ?? [];
  return h(
    "section",
    { id: "background" },
    h("h2", {}, t("background")),
    background ? h("p", {}, h("b", {}, h("bdi", {}, `${background.repository}/${background.model}`)), " ", h("span", { class: "muted" }, Object.entries(background.hyperparameters ?? {}).map(([name, value]) => `${name} = ${plain(value)}`).join(", "))) : null,
    load
      ? [
          h("p", {}, h("b", { class: load.verdict === "proved" ? "ok" : "warn" }, word("load", load.verdict)), load.reason ? `: ${load.reason}` : ""),
          h("div", { class: "coverage" }, [["alive_fraction", "ok"], ["loaded_fraction", "accent"], ["paused_fraction", "warn"]].map(([name, kind]) => bar(t(`load.${name}`), load[name], kind, name === "loaded_fraction" ? load.loaded_reason : ""))),
          facts([[t("load.waited"), span(load.waited_seconds)], [t("load.alone"), load.alone_power_watts === null ? null : `${fixed(load.alone_power_watts, 2)} W (${t("over", { time: span(load.alone_power_over_seconds) })})`]]),
        ]
      : null,
    lives.length > 0
      ? folded(
          t("load.lives", { n: lives.length }),
          {},
          table(
            ["#", t("start"), { text: t("duration"), num: true }, t("end.how"), t("log")],
            lives.map((each) => [each.number, moment(seconds(each.start)), span(seconds(each.end) - seconds(each.start)), each.stopped_by_us ? t("stopped_by_us") : exit(each), h("bdi", {}, each.log)]),
            t("background"),
          ),
        )
      : null,
  );
}

const exit = (each) => (each.start_error ? each.start_error : each.signal !== null && each.signal !== undefined ? t("signal", { n: each.signal }) : t("exit_code", { n: each.exit_code }));

function bar(label, value, kind, reason) {
  const known = value !== null && value !== undefined;
  return h("div", { class: "bar" }, h("span", {}, label), h("span", { class: "track" }, h("span", { class: `fill ${kind}`, style: { width: `${known ? Math.min(100, value * 100) : 0}%` } })), h("span", { class: "num" }, known ? share(value) : h("span", { class: "muted" }, reason || t("absent"))));
}

export function disturbances(page) {
  const strangers = page.strangers ?? [];
  const throttling = page.throttling ?? [];
  const gaps = page.sampling?.gaps ?? [];
  const none = strangers.length + throttling.length + gaps.length === 0;
  return h(
    "section",
    { id: "disturbances" },
    h("h2", {}, t("disturbances")),
    none ? h("p", { class: "muted" }, t("disturbances.none")) : null,
    strangers.length > 0 ? [h("h3", {}, t("lane.strangers")), table([t("process"), "pid", { text: t("memory"), num: true }, t("first_seen"), t("last_seen")], strangers.map((each) => [h("bdi", {}, each.name), each.pid, bytes(each.memory_bytes), moment(seconds(each.first_seen)), moment(seconds(each.last_seen))]), t("lane.strangers"))] : null,
    throttling.length > 0 ? [h("h3", {}, t("lane.throttling")), table([t("device"), t("reason"), { text: t("duration"), num: true }, { text: t("fraction"), num: true }], throttling.map((each) => [deviceLabel(each.device), each.reason, span(each.total_seconds), share(each.fraction)]), t("lane.throttling"))] : null,
    gaps.length > 0 ? [h("h3", {}, t("lane.gaps")), h("ul", {}, gaps.map((each) => h("li", {}, each)))] : null,
    facts([
      [t("sampling"), page.sampling ? `${fixed(page.sampling.rate_hertz, 1)} Hz, ${t("coverage")} ${share(page.sampling.coverage)}` : null],
      [t("foreign_cpu"), page.foreign_cpu_fraction === null || page.foreign_cpu_fraction === undefined ? page.foreign_cpu_reason : share(page.foreign_cpu_fraction)],
    ]),
  );
}

const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export function commandSection(page) {
  const environment = Object.entries(page.environment_set ?? {});
  const argv = page.argv ?? [];
  const git = page.git ? [page.git.commit, page.git.dirty ? t("git.dirty") : "", page.git.commit ? "" : page.git.note].filter(Boolean).join(" ") : null;
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
    environment.length > 0 ? folded(t("environment", { n: environment.length }), {}, raw(environment.map(([name, value]) => `${name}=${value}`).join("\n"))) : null,
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
  const rows = attempts.map((each) => [each.number, outcome(each.outcome), (each.reasons ?? []).map((reason) => reason.text).join("; "), span(each.duration_seconds), each.outcome === "interrupted" ? "" : exit(each), moment(seconds(each.start) ?? each.start)]);
  return h("section", { id: "attempts" }, h("h2", {}, t("attempts")), table(["#", t("outcome"), t("reason"), { text: t("duration"), num: true }, t("end.how"), t("start")], rows, t("attempts")));
}

export function recordSection(page) {
  const rows = (page.fitness ?? []).filter((each) => each.warning);
  const waits = page.waits?.asked ?? {};
  return h(
    "section",
    { id: "record" },
    folded(
      t("record"),
      {},
      rows.length > 0 ? table([t("what"), t("value"), t("meaning")], rows.map((each) => [each.name, String(each.value ?? ""), [each.meaning, " ", h("span", { class: "muted" }, each.advice)]]), t("fitness")) : null,
      table([t("name"), t("value")], [
        ["run_id", h("code", {}, page.run_id)],
        ...["session", "index", "entry", "role", "mode", "seed", "user", "privileges", "host", "kernel", "cpu", "boot_id", "program_version", "machine_shared"].filter((name) => page[name] !== undefined).map((name) => [name, h("bdi", {}, plain(page[name]) === "" ? "–" : String(page[name]))]),
        ...Object.entries(waits).map(([name, value]) => [name, value === null ? "–" : String(value)]),
        ...Object.entries(page.hashes ?? {}).map(([name, value]) => [name, h("code", {}, String(value ?? "–"))]),
      ], t("record")),
      (page.stops ?? []).length > 0 ? table([t("stop.tree"), t("stop.method"), { text: t("stop.seen"), num: true }, { text: t("stop.killed"), num: true }, { text: t("stop.survivors"), num: true }, { text: "s", num: true }], page.stops.map((each) => [each.tree, each.method, each.seen, each.killed, each.survivors, digits(each.took_seconds, 3)]), t("phase.stop")) : null,
      (page.not_measured ?? []).length > 0 ? table([t("what"), t("reason"), t("hint")], page.not_measured.map((each) => [each.what, each.reason, each.hint]), t("absences")) : null,
    ),
  );
}
