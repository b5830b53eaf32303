// The connection to the program: its events, and the overview anew when it has changed. Comes back by itself. Nothing is
// drawn while nobody sees the page.
import { loadOverview, openEvents } from "../data.js";
import { setOverview } from "../state.js";
import { newSession, take } from "./session.js";

const RETRY_MS = 5000;
const PAINT_MS = 1000;
const REFRESH_MS = 1500;

export const stream = { live: newSession(), connection: "connecting" };

let painter = null; // of the live view while it is shown
let refreshed = null; // of whichever view is shown, when the overview has changed
let paintTimer = null;
let lastPaint = 0;
let refreshTimer = null;

export const onPaint = (paint) => {
  painter = paint;
};

// At most once a second, and only while the page can be seen.
function schedule() {
  if (!painter || document.hidden || paintTimer !== null) return;
  const wait = Math.max(0, lastPaint + PAINT_MS - performance.now());
  paintTimer = setTimeout(() => {
    paintTimer = null;
    lastPaint = performance.now();
    if (painter && !document.hidden) painter();
  }, wait);
}

function refreshOverview() {
  stream.live.overviewIsOld = false;
  if (refreshTimer !== null) return;
  refreshTimer = setTimeout(async () => {
    refreshTimer = null;
    if (document.hidden) {
      stream.live.overviewIsOld = true;
      return;
    }
    try {
      setOverview(await loadOverview());
      refreshed();
    } catch {
      stream.live.overviewIsOld = true; // the connection says the rest
    }
  }, REFRESH_MS);
}

function received(message) {
  try {
    take(stream.live, JSON.parse(message.data));
  } catch {
    return; // a line that was cut off
  }
  if (stream.live.overviewIsOld) refreshOverview();
  schedule();
}

function connected(state) {
  if (stream.connection === state) return;
  stream.connection = state;
  schedule();
}

function connect() {
  const source = openEvents();
  let first = true;
  source.onopen = () => {
    // A new source begins with the present run; one that the browser took up again goes on where it was.
    if (first) Object.assign(stream.live, newSession());
    else refreshOverview();
    first = false;
    connected("connected");
  };
  source.onmessage = (message) => {
    received(message);
    if (stream.live.ended) {
      source.close();
      connected("ended");
    }
  };
  source.addEventListener("overview", refreshOverview);
  source.onerror = () => {
    if (stream.live.ended) return;
    connected("lost");
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
  };
}

export function startLive(redraw) {
  refreshed = redraw;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (stream.live.overviewIsOld) refreshOverview();
    schedule();
  });
  connect();
}
