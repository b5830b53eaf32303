// Small pieces that several views are made of.
import { h } from "./h.js";
import { choose, prefs } from "./prefs.js";
import { analysis, state } from "./state.js";
import { fixed } from "./format.js";
import { t, word } from "./words.js";

const SIGNS = { succeeded: "✓", suspect: "⚠", failed: "✕", interrupted: "◌", pending: "·", running: "▶", "cut off": "⊘" };
const KINDS = { succeeded: "ok", suspect: "warn", failed: "bad", interrupted: "bad", running: "accent" };

// A sign, a colour and a word: none of them alone.
export const outcome = (text) =>
  h(
    "span",
    { class: `outcome ${KINDS[text] ?? "muted"}` },
    h("span", { "aria-hidden": "true" }, `${SIGNS[text] ?? "·"} `),
    word("outcome", text),
  );

export const audit = (text) =>
  h("span", { class: text === "do not use" ? "bad" : text === "doubtful" ? "warn" : "muted" }, word("audit", text));

export const notice = (kind, ...children) => h("div", { class: `notice ${kind}` }, ...children);

export const facts = (pairs) =>
  h(
    "dl",
    { class: "facts" },
    pairs
      .filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );

export const raw = (text, props) => h("pre", { tabindex: "0", dir: "ltr", ...props }, text);

export const folded = (summary, props, ...children) => h("details", props, h("summary", {}, summary), ...children);

// head: [text or {text, num}], rows: arrays of cells.
export function table(head, rows, caption) {
  const columns = head.map((each) => (typeof each === "string" ? { text: each } : each));
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": caption ?? null },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          columns.map((each) => h("th", { scope: "col", class: each.num ? "num" : null }, each.text)),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            { class: row.class ?? null },
            (row.cells ?? row).map((cell, i) => h("td", { class: columns[i].num ? "num" : null }, cell)),
          ),
        ),
      ),
    ),
  );
}

export const runLink = (position, text) => {
  const { run_id, experiment_id } = state.overview.runs;
  return h("a", { href: `#/run/${encodeURIComponent(run_id[position])}` }, h("bdi", {}, text ?? experiment_id[position]));
};

// Why runs were left out, in the reader's language where the dictionary has it.
export const leftOut = ({ why, runs }) => t("left_out.each", { n: fixed(runs, 0), why: word("why", why) });

// The switch that leaves suspect runs out, and what that does to the figures below it.
export function suspectSwitch() {
  const { runs, left_out } = analysis();
  const why = left_out.map((each) => leftOut(each)).join("; ");
  return h(
    "div",
    { class: "switch", id: "used" },
    h(
      "label",
      {},
      h("input", { type: "checkbox", id: "leave-out", checked: prefs.leaveOut, onchange: (e) => choose("leaveOut", e.target.checked) }),
      " ",
      t("leave_out"),
    ),
    h(
      "span",
      { class: "muted", id: "used-runs" },
      " ",
      t("used.runs", { n: fixed(runs, 0) }),
      why ? ` ${t("left_out", { why })}` : ` ${t("left_out.none")}`,
    ),
  );
}

export function select(id, label, options, chosen, onchange) {
  return h(
    "label",
    { class: "select" },
    h("span", {}, label),
    h(
      "select",
      { id, onchange: (e) => onchange(e.target.value) },
      options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
    ),
  );
}
