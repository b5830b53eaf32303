// The connection to the program: its events, and the overview anew when it has changed. Comes back by itself. Nothing is
// drawn while nobody sees the page.
import { loadOverview, openEvents } from "../data.js";
import { setOverview } from "../state.js";
import { newSession, take } from "./session.js";

const RETRY_MS = 5000;
const PAINT_MS = 1000;
const REFRESH_MS = 1500;

const FRESH_SECONDS = 5;

export const stream = { live: newSession(), connection: "connecting" };

let sampledAt = null; // when the latest reading came, by the page's own clock: the program's may be another machine's

// How long ago the latest reading came, in seconds; null: none has.
export const silence = () => (stream.live.sample ? (performance.now() - sampledAt) / 1000 : null);

// Whether it is of now.
export const isFresh = () => stream.live.sample !== null && silence() < FRESH_SECONDS;

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
  const before = stream.live.sample;
  try {
    take(stream.live, JSON.parse(message.data));
  } catch {
    return; // a line that was cut off
  }
  if (stream.live.sample !== before) sampledAt = performance.now();
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
  // Stays open when the session has ended: it may be resumed, or a newer one take its place.
  source.onmessage = received;
  source.addEventListener("overview", refreshOverview);
  source.onerror = () => {
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
  // What is shown grows old also while nothing comes.
  setInterval(schedule, PAINT_MS);
  connect();
}
