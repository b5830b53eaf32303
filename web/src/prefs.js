// What the reader has chosen. Language and theme are remembered where the browser allows it; the rest lasts as long as
// the page, so that a page always opens with the defaults that it states.
const PREFIX = "mutation.";

function stored(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

function store(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows and some file: pages have no storage; the choice then lasts as long as the page.
  }
}

const listeners = new Set();

export const prefs = {
  language: stored("language") || (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"),
  theme: stored("theme") || "auto",
  leaveOut: true, // suspect runs
  figure: null,
  metric: null,
};
if (!["en", "zh"].includes(prefs.language)) prefs.language = "en";
if (!["auto", "light", "dark"].includes(prefs.theme)) prefs.theme = "auto";

export function choose(name, value) {
  prefs[name] = value;
  if (name === "language" || name === "theme") store(name, value);
  for (const listener of listeners) listener(name);
}

export const onChoice = (listener) => listeners.add(listener);
