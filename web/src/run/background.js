// The background of a parallel run: what it was, whether it loaded the GPU, and each of its lives.
import { h } from "../h.js";
import { fixed, moment, plain, seconds, share, span } from "../format.js";
import { facts, folded, table } from "../parts.js";
import { t, word } from "../words.js";
import { exit } from "./details.js";

const SHARES = { alive_fraction: "ok", loaded_fraction: "accent", paused_fraction: "warn" };

function bar(label, value, kind, reason) {
  const known = value !== null && value !== undefined;
  return h(
    "div",
    { class: "bar" },
    h("span", {}, label),
    h("span", { class: "track" }, h("span", { class: `fill ${kind}`, style: { width: `${known ? Math.min(100, value * 100) : 0}%` } })),
    h("span", { class: "num" }, known ? share(value) : h("span", { class: "muted" }, reason || t("absent"))),
  );
}

function training(background) {
  const values = Object.entries(background.hyperparameters ?? {}).map(([name, value]) => `${name} = ${plain(value)}`);
  return h(
    "p",
    {},
    h("b", {}, h("bdi", {}, `${background.repository}/${background.model}`)),
    " ",
    h("span", { class: "muted" }, values.join(", ")),
  );
}

function evidence(load) {
  const { alone_power_watts: alone } = load;
  const shares = Object.entries(SHARES).map(([name, kind]) =>
    bar(t(`load.${name}`), load[name], kind, name === "loaded_fraction" ? load.loaded_reason : ""),
  );
  return [
    h(
      "p",
      {},
      h("b", { class: load.verdict === "proved" ? "ok" : "warn" }, word("load", load.verdict)),
      load.reason ? `: ${load.reason}` : "",
    ),
    h("div", { class: "coverage" }, shares),
    facts([
      [t("load.waited"), span(load.waited_seconds)],
      [
        t("load.alone"),
        alone === null || alone === undefined ? null : `${fixed(alone, 2)} W (${t("over", { time: span(load.alone_power_over_seconds) })})`,
      ],
    ]),
  ];
}

function lives(runs) {
  const rows = runs.map((each) => [
    each.number,
    moment(seconds(each.start)),
    span(seconds(each.end) - seconds(each.start)),
    each.stopped_by_us ? t("stopped_by_us") : exit(each),
    h("bdi", {}, each.log),
  ]);
  const head = ["#", t("start"), { text: t("duration"), num: true }, t("end.how"), t("log")];
  return folded(t("load.lives", { n: runs.length }), {}, table(head, rows, t("background")));
}

export function backgroundSection(page) {
  const { background, load } = page;
  if (!background && !load) return null;
  return h(
    "section",
    { id: "background" },
    h("h2", {}, t("background")),
    background ? training(background) : null,
    load ? evidence(load) : null,
    load?.runs?.length > 0 ? lives(load.runs) : null,
  );
}
