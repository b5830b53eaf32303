// The table of runs: sorted by any column, filtered by words and by outcome, model and mode, a hundred a page.
import { h, replace } from "../h.js";
import { live } from "../data.js";
import { fixed } from "../format.js";
import { folded, outcome, select } from "../parts.js";
import { columnsOfRuns, compared, haystacks } from "../runs_columns.js";
import { modelOf, runCount, state } from "../state.js";
import { t, word } from "../words.js";

const PAGE = 100;

// What the reader has set lasts while the page is open, over all ways to and from the runs.
const view = { words: "", outcome: "", model: "", mode: "", sort: null, descending: false, page: 0, chosen: new Map() };
let searched = { overview: null, texts: [] };

function texts() {
  if (searched.overview !== state.overview) searched = { overview: state.overview, texts: haystacks() };
  return searched.texts;
}

function matching() {
  const { runs } = state.overview;
  const wanted = view.words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [];
  for (let i = 0; i < runCount(); i++) {
    if (view.outcome === "left out" ? runs.used[i] : view.outcome && runs.outcome[i] !== view.outcome) continue;
    if (view.model && modelOf(i) !== view.model) continue;
    if (view.mode && (runs.parallel[i] ? "parallel" : "sequential") !== view.mode) continue;
    if (wanted.length > 0 && !wanted.every((each) => texts()[i].includes(each))) continue;
    found.push(i);
  }
  return found;
}

function sorted(positions, columns) {
  const by = columns.find((each) => each.id === view.sort);
  if (by) positions.sort((a, b) => compared(by.value(a), by.value(b), view.descending) || a - b);
  return positions;
}

// Runs that are still to come or go on: after those that ended, in the plan's order.
function pendingRows(columns) {
  const wanted = view.words.toLowerCase().split(/\s+/).filter(Boolean);
  return state.overview.pending
    .filter(
      (each) =>
        (!view.model || `${each.repo}/${each.model}` === view.model) &&
        (!view.outcome || view.outcome === "pending") &&
        (!view.mode || (each.parallel ? "parallel" : "sequential") === view.mode),
    )
    .filter((each) => wanted.every((w) => `${each.experiment_id} ${each.repo}/${each.model} ${each.state}`.toLowerCase().includes(w)))
    .map((each) => {
      const cells = {
        index: fixed(each.index, 0),
        experiment_id:
          live && each.state === "running"
            ? h("a", { href: "#/live" }, h("bdi", {}, each.experiment_id))
            : h("bdi", {}, each.experiment_id),
        model: h("bdi", {}, `${each.repo}/${each.model}`),
        mode: t(each.parallel ? "mode.parallel" : "mode.sequential"),
        outcome: outcome(each.state),
        role: word("role", each.role),
        session: state.overview.sessions[each.session]?.name,
      };
      return h(
        "tr",
        { class: `pending ${each.state}` },
        columns.map((column) => h("td", { class: column.num ? "num" : null }, cells[column.id] ?? "")),
      );
    });
}

function head(column, redraw) {
  const state = view.sort === column.id ? (view.descending ? "descending" : "ascending") : "none";
  const sort = () => {
    view.descending = view.sort === column.id ? !view.descending : false;
    view.sort = column.id;
    view.page = 0;
    redraw(column.id);
  };
  const arrow = state === "none" ? "" : state === "ascending" ? " ▲" : " ▼";
  return h(
    "th",
    { scope: "col", class: column.num ? "num" : null, "aria-sort": state, "data-column": column.id },
    h(
      "button",
      { type: "button", onclick: sort },
      h("bdi", {}, column.label),
      column.unit ? h("span", { class: "muted" }, ` (${column.unit})`) : "",
      h("span", { "aria-hidden": "true" }, arrow),
    ),
  );
}

function row(position, columns) {
  const { outcome: outcomes, used } = state.overview.runs;
  return h(
    "tr",
    { class: `run ${outcomes[position]}${used[position] ? "" : " unused"}`, "data-run": state.overview.runs.run_id[position] },
    columns.map((column) => h("td", { class: column.num ? "num" : null }, column.show(position))),
  );
}

function pager(count, redraw) {
  const pages = Math.max(1, Math.ceil(count / PAGE));
  const to = (page) => () => {
    view.page = page;
    redraw();
  };
  if (pages === 1) return null;
  const step = (label, page, off) => h("button", { type: "button", disabled: off, onclick: to(page) }, label);
  return h(
    "div",
    { class: "pager" },
    step("⏮ " + t("first"), 0, view.page === 0),
    step("◀ " + t("previous"), view.page - 1, view.page === 0),
    h("span", {}, t("page.of", { n: view.page + 1, of: pages })),
    step(t("next") + " ▶", view.page + 1, view.page >= pages - 1),
    step(t("last") + " ⏭", pages - 1, view.page >= pages - 1),
  );
}

function chooser(columns, isShown, redraw) {
  const box = (column) =>
    h(
      "label",
      {},
      h("input", {
        type: "checkbox",
        checked: isShown(column),
        "data-choose": column.id,
        onchange: (e) => (view.chosen.set(column.id, e.target.checked), redraw()),
      }),
      " ",
      h("bdi", {}, column.label),
      column.group ? h("span", { class: "muted" }, ` (${column.group})`) : "",
    );
  return folded(t("columns"), { class: "chooser" }, h("div", { class: "choices" }, columns.map(box)));
}

function tableOf(page, columns, pending, redraw) {
  const headings = columns.map((each) => head(each, redraw));
  const rows = [...page.map((each) => row(each, columns)), ...pending];
  const whole = h("table", { id: "runs" }, h("thead", {}, h("tr", {}, headings)), h("tbody", {}, rows));
  return h("div", { class: "scroll runs", tabindex: "0", role: "group", "aria-label": t("nav.runs") }, whole);
}

function filters(set) {
  const models = [...new Set(state.overview.runs.run_id.map((_, i) => modelOf(i)))].sort();
  const outcomes = [...new Set(state.overview.runs.outcome)].sort().map((each) => [each, word("outcome", each)]);
  const pending = state.overview.pending.length > 0 ? [["pending", t("not_yet")]] : [];
  const modes = ["sequential", "parallel"].map((each) => [each, t(`mode.${each}`)]);
  const all = [["", t("all")]];
  const words = h("input", {
    id: "filter",
    type: "search",
    placeholder: t("filter.hint"),
    value: view.words,
    oninput: (e) => set("words")(e.target.value),
  });
  return h(
    "div",
    { class: "filters", role: "search" },
    h("label", { class: "select grow" }, h("span", {}, t("filter")), words),
    select("by-outcome", t("outcome"), [...all, ...outcomes, ["left out", t("not_used")], ...pending], view.outcome, set("outcome")),
    select("by-model", t("model"), [...all, ...models.map((each) => [each, each])], view.model, set("model")),
    select("by-mode", t("mode"), [...all, ...modes], view.mode, set("mode")),
  );
}

export function runsView() {
  const columns = columnsOfRuns();
  const isShown = (column) => view.chosen.get(column.id) ?? Boolean(column.shown);
  const body = h("div", {});
  const shownText = h("span", { class: "muted", id: "shown", role: "status" });

  function redraw(focused) {
    const positions = sorted(matching(), columns);
    state.order = positions;
    view.page = Math.min(view.page, Math.max(0, Math.ceil(positions.length / PAGE) - 1));
    const shown = columns.filter(isShown);
    const page = positions.slice(view.page * PAGE, (view.page + 1) * PAGE);
    const isLast = (view.page + 1) * PAGE >= positions.length;
    const pending = isLast ? pendingRows(shown).slice(0, PAGE) : [];
    replace(body, tableOf(page, shown, pending, redraw), pager(positions.length, redraw));
    shownText.textContent = t("runs.shown", { n: fixed(positions.length, 0), of: fixed(runCount(), 0) });
    if (focused) body.querySelector(`th[data-column="${CSS.escape(focused)}"] button`)?.focus();
  }

  const set = (name) => (value) => {
    view[name] = value;
    view.page = 0;
    redraw();
  };
  redraw();
  state.orderOf = () => sorted(matching(), columnsOfRuns());
  const title = h("h1", {}, t("nav.runs"), " ", shownText);
  return h("div", { class: "view runs" }, title, filters(set), chooser(columns, isShown, redraw), body);
}
