// Light and dark: the reader's choice or the system's; white while it is printed. Charts redraw when it changes.
import { onChoice, prefs } from "./prefs.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();
let printing = false;

export const isPrinting = () => printing;

function apply() {
  const chosen = prefs.theme === "auto" ? (dark.matches ? "dark" : "light") : prefs.theme;
  document.documentElement.dataset.theme = printing ? "light" : chosen;
  for (const listener of listeners) listener();
}

export const onTheme = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// The value of a custom property of the style sheet, as it is now.
export const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export const SERIES = 8;
export const seriesColor = (index) => color(`c${(index % SERIES) + 1}`);

export function startTheme(beforePrint, afterPrint) {
  dark.addEventListener("change", apply);
  onChoice((name) => name === "theme" && apply());
  addEventListener("beforeprint", () => {
    if (printing) return;
    printing = true;
    beforePrint();
    apply();
  });
  addEventListener("afterprint", () => {
    printing = false;
    afterPrint();
    apply();
  });
  apply();
}
