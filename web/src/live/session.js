// What the events of a running session tell, as the live view needs it. Pure: events go in, one after the other.
const KEPT_SECONDS = 600;
const KEPT_NOTICES = 8;
const KEPT_COOLING = 3600; // points; a cooling is rarely longer than an hour

export function newSession() {
  return { run: null, phase: null, sample: null, samples: [], cooling: [], notices: [], ended: null, left: null, overviewIsOld: false };
}

const seconds = (event) => Date.parse(event.time) / 1000;

function sampled(live, event) {
  live.sample = event;
  if (event.phase) live.phase = event.phase;
  if (event.session_left_seconds !== undefined) live.left = { seconds: event.session_left_seconds, at: seconds(event) };
  const at = seconds(event);
  const last = live.samples[live.samples.length - 1];
  if (last && at <= last.at) return;
  live.samples.push({ at, power: event.power_watts ?? null, temperature: event.temperature_celsius ?? null });
  while (live.samples.length > 0 && live.samples[0].at < at - KEPT_SECONDS) live.samples.shift();
  if (event.phase === "cooling" && live.cooling.length < KEPT_COOLING)
    live.cooling.push({ since: event.in_phase_seconds, temperature: event.temperature_celsius ?? null });
}

function noticed(live, notice) {
  live.notices.unshift(notice);
  live.notices.length = Math.min(live.notices.length, KEPT_NOTICES);
}

const handlers = {
  session_started: (live) => Object.assign(live, { ended: null, overviewIsOld: true }),
  run_started: (live, event) =>
    Object.assign(live, {
      run: { index: event.index, runs: event.runs, id: event.run_id, planned: event.planned ?? {}, attempt: null, allowed: null },
      phase: null,
      sample: null,
      cooling: [],
      ended: null, // of a newer session's stream the run's start is the first line
      overviewIsOld: true,
    }),
  attempt_started: (live, event) => live.run && Object.assign(live.run, { attempt: event.attempt, allowed: event.attempts_allowed }),
  phase_started: (live, event) => {
    live.phase = event.phase;
    if (event.phase === "cooling") live.cooling = [];
  },
  live_sample: sampled,
  notice: noticed,
  // A run that was decided on while the session goes on: the plan has become longer.
  run_added: (live, event) => {
    if (live.run) live.run.runs = event.runs ?? live.run.runs;
    noticed(live, { severity: "info", text: `+ ${event.experiment_id}: ${event.why}` });
    live.overviewIsOld = true;
  },
  run_ended: (live, event) => {
    if (event.session_left_seconds !== undefined) live.left = { seconds: event.session_left_seconds, at: seconds(event) };
    Object.assign(live, { run: null, phase: null, sample: null, cooling: [], overviewIsOld: true });
  },
  run_judged_anew: (live) => (live.overviewIsOld = true),
  session_ended: (live, event) =>
    Object.assign(live, { run: null, phase: null, sample: null, cooling: [], ended: event, overviewIsOld: true }),
};

// Takes one event in. What is not known is passed over: a newer program may tell more.
export function take(live, event) {
  if (event && Object.hasOwn(handlers, event.event)) handlers[event.event](live, event);
}
