// The frame: name, ways to the views, switches, keys; and the view that the address names (#/, #/runs, #/run/ID,
// #/analysis, #/live).
import { disposeCharts } from "./chart.js";
import { live } from "./data.js";
import { h, replace } from "./h.js";
import { startKeys } from "./keys.js";
import { onPaint } from "./live/stream.js";
import { watchLists, whenClosed } from "./open_list.js";
import { choose, onChoice, prefs } from "./prefs.js";
import { state } from "./state.js";
import { t } from "./words.js";
import { analysisView } from "./views/analysis.js";
import { liveView } from "./views/live.js";
import { overviewView } from "./views/overview.js";
import { drawWays, runView } from "./views/run.js";
import { runsView } from "./views/runs.js";

const VIEWS = { "": overviewView, runs: runsView, analysis: analysisView, run: runView, ...(live ? { live: liveView } : {}) };

let main = null;
let header = null;
let shown = "";

function route() {
  const [name = "", argument = ""] = location.hash.replace(/^#\/?/, "").split("/");
  let known = argument;
  try {
    known = decodeURIComponent(argument);
  } catch {
    // An address that somebody mangled names no run.
  }
  return { name: Object.hasOwn(VIEWS, name) ? name : "", argument: known };
}

function option(value, label, chosen) {
  return h("option", { value, selected: value === chosen }, label);
}

function link(name, label, current) {
  const here = current === name || (current === "run" && name === "runs");
  return h("a", { href: `#/${name}`, "aria-current": here ? "page" : null }, label);
}

function choice(id, label, options) {
  const chosen = prefs[id];
  const list = options.map(([value, text]) => option(value, text, chosen));
  return h("label", {}, h("span", { class: "hidden" }, label), h("select", { id, onchange: (e) => choose(id, e.target.value) }, list));
}

function switches() {
  const languages = [
    ["en", "English"],
    ["zh", "中文"],
  ];
  const themes = ["auto", "light", "dark"].map((each) => [each, t(`theme.${each}`)]);
  const keys = { type: "button", id: "keys", title: t("keys"), "aria-label": t("keys"), onclick: () => startKeys.show() };
  return h(
    "div",
    { class: "switches" },
    choice("language", t("language"), languages),
    choice("theme", t("theme"), themes),
    h("button", keys, "?"),
  );
}

function drawHeader() {
  const { name } = route();
  const { sessions } = state.overview;
  const title = sessions.length === 1 ? sessions[0].experiment_name || sessions[0].name : t("sessions.count", { n: sessions.length });
  document.title = `${title} – mutation`;
  document.documentElement.lang = prefs.language === "zh" ? "zh-CN" : "en";
  const links = [
    live ? link("live", t("nav.live"), name) : null,
    link("", t("nav.overview"), name),
    link("runs", t("nav.runs"), name),
    link("analysis", t("nav.analysis"), name),
  ];
  replace(
    header,
    h("div", { class: "name" }, h("span", { class: "brand" }, "mutation"), h("bdi", { class: "title", title }, title)),
    h("nav", { "aria-label": t("nav") }, links),
    switches(),
  );
}

// Where the reader is in a field, they stay.
function keepFocus(change) {
  const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
  change();
  const again = id && id !== "main" ? document.getElementById(id) : null;
  if (!again || again === document.activeElement) return;
  again.focus({ preventScroll: true });
  if (typeof selectionStart === "number") again.setSelectionRange?.(selectionStart, selectionEnd);
}

// The overview has changed: what rests on it is drawn anew, when no list is open: that is not taken away from under the
// pointer. Of a run that ended only the ways to its neighbours change.
export const refresh = () => whenClosed(() => (route().name === "run" ? keepFocus(() => drawWays(route().argument)) : redraw()));

// The whole of the present view anew, where the reader was.
export const redraw = () => keepFocus(drawAll);

// Of simulated figures, above whatever shows some.
export const banner = () =>
  state.overview.simulated
    ? h("p", { class: "notice warn banner" }, h("strong", {}, t("simulated")), " – ", t("simulated.banner"))
    : null;

function drawAll() {
  drawHeader();
  const { name, argument } = route();
  const again = `${name}/${argument}` === shown;
  const at = scrollY;
  shown = `${name}/${argument}`;
  disposeCharts();
  onPaint(null);
  replace(main, banner(), VIEWS[name](argument));
  scrollTo(0, again ? at : 0);
}

export const currentView = () => route().name;

export function startFrame(page) {
  header = h("header", {});
  main = h("main", { id: "main", tabindex: "-1" });
  replace(page, h("a", { class: "skip", href: "#main", onclick: (e) => (e.preventDefault(), main.focus()) }, t("skip")), header, main);
  addEventListener("hashchange", () => {
    redraw();
    main.focus({ preventScroll: true });
  });
  onChoice((name) => name !== "theme" && redraw());
  watchLists();
  startKeys(route);
  if (live && !location.hash) history.replaceState(null, "", "#/live");
  redraw();
}
