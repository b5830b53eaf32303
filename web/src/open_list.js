// Whether the reader has a list of choices open, and what waits until it is closed. Browsers do not tell: a list may be
// open from a press on it until a choice, a way out, or a time in which anybody has chosen.
const LONGEST_MS = 20_000;

let openSince = null;
let waiting = null;

function closed() {
  openSince = null;
  const now = waiting;
  waiting = null;
  now?.();
}

// Does it now, or when the list that is open is closed; of several that wait, the last only.
export function whenClosed(what) {
  if (openSince === null) return what();
  waiting = what;
}

export function watchLists() {
  const isList = (event) => event.target instanceof Element && event.target.matches("select");
  const pressed = (event) => {
    if (!isList(event) || ["Tab", "Escape", "Shift"].includes(event.key)) return;
    const since = (openSince = performance.now());
    setTimeout(() => openSince === since && closed(), LONGEST_MS);
  };
  // After those who listen to the choice itself.
  const left = (event) => isList(event) && openSince !== null && setTimeout(closed, 0);
  addEventListener("pointerdown", pressed);
  addEventListener("keydown", pressed);
  addEventListener("change", left);
  addEventListener("focusout", left);
  addEventListener("keydown", (event) => event.key === "Escape" && left(event));
}
