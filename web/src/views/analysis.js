import { h } from "../h.js";
export function analysisView() { return h("div", {}, "analysis"); }
