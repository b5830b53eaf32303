// The live view of a submitted session: what its blocks do on the nodes, and what of that is in the table of runs already.
import { fixed } from "../format.js";
import { h, replace } from "../h.js";
import { followBlocks, followed } from "../live/blocks.js";
import { notice, table } from "../parts.js";
import { runCount, state } from "../state.js";
import { t, word } from "../words.js";

const STATES = { done: ["✓", "ok"], running: ["▶", "accent"], queued: ["·", "muted"], lost: ["✕", "bad"], unknown: ["?", "warn"] };

const stateOf = (name) => {
  const [sign, className] = STATES[name] ?? ["·", "muted"];
  return h("span", { class: `outcome ${className}` }, h("span", { "aria-hidden": "true" }, `${sign} `), word("block", name));
};

const clock = (text) => new Date(text).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });

// The run that goes on, in which phase and since when by its node's clock.
function running(block) {
  if (block.running === null) return "–";
  const run = t("blocks.run", { n: fixed(block.running, 0) });
  if (block.run_phase === null) return run;
  return [run, h("div", {}, word("phase", block.run_phase), h("span", { class: "muted" }, ` ${t("blocks.since", { at: clock(block.run_phase_start) })}`))];
}

function slurmSays(block) {
  const begins = block.state === "queued" && block.slurm_start !== null && Date.parse(block.slurm_start) > Date.now();
  return [
    h("bdi", {}, block.reason ?? "–"),
    begins ? h("div", { class: "muted" }, t("blocks.may_begin", { at: new Date(block.slurm_start).toLocaleString() })) : "",
  ];
}

const row = (block) => [
  fixed(block.block, 0),
  stateOf(block.state),
  t("blocks.of", { n: block.ended === null ? "?" : fixed(block.ended, 0), of: fixed(block.runs, 0) }),
  running(block),
  h("bdi", {}, block.node ?? "–"),
  block.claims > 0 ? fixed(block.claims, 0) : "–",
  slurmSays(block),
];

function blockTable(told) {
  if (told.blocks.length === 0) return null;
  const head = [
    { text: t("blocks.block"), num: true },
    t("blocks.state"),
    { text: t("blocks.done"), num: true },
    t("blocks.now"),
    t("node"),
    { text: t("blocks.claims"), num: true },
    t("blocks.slurm"),
  ];
  return table(head, told.blocks.map(row), t("blocks"));
}

// What `mutation status` says below its table, and what the table of runs lacks.
function remarks(told) {
  const list = [];
  const say = (isSo, className, text) => isSo && list.push(h("p", { class: className }, text));
  say(told.slurm_error !== null, "bad", t("blocks.slurm_error", { why: told.slurm_error }));
  say(told.slurm_accounts_error !== null, "warn", t("blocks.accounts_error", { why: told.slurm_accounts_error }));
  say(told.stopped, "warn", t("blocks.stopped"));
  say(told.blocks_by_state.lost > 0, "bad", t("blocks.resume"));
  say(told.blocks_uncounted > 0, "warn", t("blocks.uncounted", { n: fixed(told.blocks_uncounted, 0) }));
  say(told.blocks_left_out > 0, "muted", t("blocks.left_out", { n: fixed(told.blocks_left_out, 0) }));
  say(told.runs_ended > runCount(), null, t("blocks.collect", { n: fixed(runCount(), 0), of: fixed(told.runs_ended, 0) }));
  return list;
}

function counts(told) {
  const states = Object.entries(told.blocks_by_state).filter(([, count]) => count > 0);
  return h(
    "ul",
    { class: "blocks", id: "blocks-by-state" },
    states.map(([name, count]) => h("li", {}, stateOf(name), ` ${fixed(count, 0)}`)),
  );
}

function progress(told) {
  const outcomes = ["succeeded", "suspect", "failed"].map((name) => `${word("outcome", name)} ${fixed(told[name], 0)}`).join(", ");
  return h(
    "div",
    { class: "progress" },
    h("progress", { "aria-label": t("live.progress"), max: Math.max(1, told.runs_planned), value: told.runs_ended }),
    h("span", { id: "runs-done" }, t("live.progress"), ": ", h("b", {}, `${fixed(told.runs_ended, 0)} / ${fixed(told.runs_planned, 0)}`)),
    h("span", { class: "muted" }, outcomes),
  );
}

function content() {
  const { failed } = followed;
  // Not those of the session that was shown before.
  const blocks = followed.blocks?.session === state.overview.sessions.at(-1).name ? followed.blocks : null;
  const problem = failed === null ? null : notice("bad", t("blocks.failed", { why: failed }));
  if (!blocks) return [problem ?? h("p", { class: "wait" }, t("blocks.asking"))];
  return [problem, progress(blocks), counts(blocks), remarks(blocks), blockTable(blocks)];
}

export function blocksView() {
  const body = h("div", { id: "blocks" }, content());
  const view = h("div", { class: "view live" }, h("h1", {}, t("nav.live")), body);
  // It is put into the page after this.
  queueMicrotask(() =>
    followBlocks(
      () => body.isConnected,
      () => replace(body, content()),
    ),
  );
  return view;
}
