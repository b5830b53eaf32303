// What the keyboard does beyond the browser's own: / to the filter, j and k (or the arrows) to the next and the previous
// run, o, r, a to the views, ? for this list.
import { h } from "./h.js";
import { state } from "./state.js";
import { t } from "./words.js";

const LIST = [
  ["/", "keys.filter"],
  ["j →", "keys.next"],
  ["k ←", "keys.previous"],
  ["o", "nav.overview"],
  ["r", "nav.runs"],
  ["a", "nav.analysis"],
  ["?", "keys.this"],
];

export function neighbour(runId, step) {
  const at = state.at.get(runId);
  const here = state.order.indexOf(at);
  // A run that the table did not show: its neighbours in time.
  const there = here < 0 ? at + step : state.order[here + step];
  return state.overview.runs.run_id[there] ?? null;
}

const go = (hash) => {
  location.hash = hash;
};

function showFilter() {
  go("#/runs");
  setTimeout(() => document.getElementById("filter")?.focus(), 0);
}

export function startKeys(route) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, dialog, [role=slider]")) return;
    const { name, argument } = route();
    const steps = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 };
    if (event.key === "/") {
      event.preventDefault();
      showFilter();
    } else if (event.key === "?") {
      startKeys.show();
    } else if (name === "run" && event.key in steps) {
      const to = neighbour(argument, steps[event.key]);
      if (to) go(`#/run/${encodeURIComponent(to)}`);
    } else if (event.key === "o") go("#/");
    else if (event.key === "r") go("#/runs");
    else if (event.key === "a") go("#/analysis");
  });
}

startKeys.show = () => {
  const close = () => dialog.close();
  const dialog = h(
    "dialog",
    { class: "keys", "aria-label": t("keys"), onclose: () => dialog.remove() },
    h("h2", {}, t("keys")),
    h(
      "dl",
      {},
      LIST.map(([keys, what]) => [
        h(
          "dt",
          {},
          keys.split(" ").map((key) => h("kbd", {}, key)),
        ),
        h("dd", {}, t(what)),
      ]),
    ),
    h("button", { type: "button", onclick: close }, t("close")),
  );
  document.body.append(dialog);
  dialog.showModal();
};
