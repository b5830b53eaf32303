import { h } from "../h.js";
export function liveView() { return h("div", {}, "live"); }
