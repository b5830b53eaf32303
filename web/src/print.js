// On paper: white, the charts drawn for it; from the overview or the analysis both, one after the other.
import { disposeCharts } from "./chart.js";
import { h, replace } from "./h.js";
import { banner, currentView, redraw } from "./frame.js";
import { analysisView } from "./views/analysis.js";
import { overviewView } from "./views/overview.js";

const opened = [];

export function printBegins() {
  const main = document.getElementById("main");
  if (!main) return;
  const view = currentView();
  if (view === "" || view === "analysis") {
    disposeCharts();
    replace(main, banner(), overviewView(), h("div", { class: "new-sheet" }), banner(), analysisView());
  }
  // The charts' sections are on paper as if opened; what is long and raw stays as it is.
  for (const details of main.querySelectorAll("details.printed:not([open])")) {
    details.open = true;
    opened.push(details);
  }
}

export function printEnds() {
  for (const details of opened.splice(0)) details.open = false;
  if (document.getElementById("main")) redraw();
}
