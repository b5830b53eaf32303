// What a session tells in the tests of the live view: a run that begins, a cooling second by second; and the wait until the
// page says it.
export const PLANNED = {
  experiment_id: "pytorch_resnet_cifar10_resnet20_021",
  repo: "pytorch_resnet_cifar10",
  model: "resnet20",
  effective_hyperparameters: { learning_rate: 0.05, epochs: 10 },
  mutated: ["learning_rate"],
  background: null,
};

export function beginRun(server, planned = PLANNED) {
  server.tell("run_started", { index: 21, runs: 25, run_id: "01a20af7-99e1-7ca6-9d2e-ffffffffffff", planned });
  server.tell("attempt_started", { index: 21, attempt: 1, attempts_allowed: 3 });
  server.tell("phase_started", { index: 21, attempt: 1, phase: "cooling", minimum_seconds: 60, maximum_seconds: 600 });
}

export function cool(server, from, to) {
  for (let t = from; t < to; t++) {
    const temperature = 37 + 22 * Math.exp(-t / 38);
    server.tell("live_sample", {
      index: 21,
      runs: 25,
      phase: "cooling",
      in_phase_seconds: t,
      left_seconds: 600 - t,
      settles_in_seconds: t > 20 ? 90 - t : null,
      settles_at_celsius: t > 20 ? 39.1 : null,
      power_watts: 57.3 + (t % 3) / 10,
      temperature_celsius: temperature,
      utilization_percent: 0,
      simulated: false,
      session_left_seconds: 3000 - t,
    });
  }
}

export const eventually = (page, selector, text) =>
  page.waitForFunction(([where, what]) => new RegExp(what).test(document.querySelector(where)?.innerText ?? ""), [selector, text.source]);

// As a browser does whose tab is put behind another, or comes back.
export const hide = (page, isHidden) =>
  page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
