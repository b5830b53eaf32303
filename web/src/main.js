// Starts the page: the data, the frame around the views, and which view the address names.
import { h, replace } from "./h.js";
import { live, loadOverview } from "./data.js";
import { setOverview } from "./state.js";
import { refresh, startFrame } from "./frame.js";
import { startTheme } from "./theme.js";
import { printBegins, printEnds } from "./print.js";
import { startLive } from "./live/stream.js";
import "../style.css";
import { t } from "./words.js";

async function start() {
  const page = document.getElementById("page");
  startTheme(printBegins, printEnds);
  replace(page, h("p", { class: "wait" }, t("loading")));
  try {
    setOverview(await loadOverview());
  } catch (problem) {
    replace(
      page,
      h(
        "div",
        { class: "notice bad", role: "alert" },
        h("strong", {}, t("load.failed")),
        " ",
        problem.message,
        h("p", {}, t(live ? "load.hint.live" : "load.hint.file")),
      ),
    );
    return;
  }
  startFrame(page);
  if (live) startLive(refresh);
}

start();
