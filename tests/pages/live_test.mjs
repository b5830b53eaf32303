// The live view in a real browser, against a server that speaks the contract of web/DATA.md.
import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import { drawn, keepPicture, openPage, startBrowser } from "./browser.mjs";
import { generate } from "./data.mjs";
import { HOSTILE } from "./hostile.mjs";
import { startServer } from "./live_server.mjs";
import { beginRun, cool, eventually, hide, PLANNED } from "./live_story.mjs";

let browser;
const servers = [];
before(async () => (browser = await startBrowser()));
after(async () => {
  await browser.close();
  for (const server of servers) await server.stop();
});

async function started(options, more) {
  const server = await startServer(generate({ points: 40, ...options }), more);
  servers.push(server);
  return server;
}

async function opened(server, address = server.url) {
  const { page, wrong, close } = await openPage(browser, {}, server.url);
  await page.goto(address);
  await page.waitForSelector(".view");
  return { page, wrong, close };
}

describe("a session that runs", () => {
  it("shows phase, countdown, readings, prediction and progress, and more as it comes", async () => {
    const server = await started({ runs: 20, pending: 5 });
    beginRun(server);
    cool(server, 0, 45);
    const { page, wrong, close } = await opened(server);
    await eventually(page, "#connection", /connected/);
    await eventually(page, "#current-run", /Run 21 of 25/);
    await eventually(page, "#phase", /Cooling/);
    await eventually(page, "#power-now", /57\.5 W/);
    await eventually(page, "#settles", /Predicted to open in 46.s at 39\.1 °C/);
    assert.match(await page.locator(".view.live").innerText(), /learning_rate = 0\.05/);
    assert.match(await page.locator(".progress").innerText(), /Runs done: 20 \/ 25/);
    assert.match(await page.locator(".progress").innerText(), /49.min 16.s \(about /);
    await drawn(page);
    const points = await page.evaluate(() => [...document.querySelectorAll(".chart")].map((each) => each.chart.u.data[0].length));
    assert.deepEqual(points, [45, 46], "a point each second; the cooling has its predicted end, too");
    await keepPicture(page, "live_cooling");
    server.tell("phase_ended", { index: 21, attempt: 1, phase: { name: "cooling" }, verdict: "settled" });
    server.tell("phase_started", { index: 21, attempt: 1, phase: "foreground" });
    server.tell("live_sample", {
      index: 21,
      runs: 25,
      phase: "foreground",
      in_phase_seconds: 1,
      left_seconds: null,
      power_watts: 341.2,
      temperature_celsius: 41,
      utilization_percent: 98,
      simulated: false,
      session_left_seconds: 2900,
    });
    await eventually(page, "#phase", /Foreground/);
    await eventually(page, "#power-now", /341\.2 W/);
    assert.equal(await page.locator("figure").nth(1).isVisible(), false, "the cooling is over");
    server.tell("run_added", {
      index: 26,
      runs: 26,
      experiment_id: "pytorch_resnet_cifar10_resnet20_026",
      role: "measured",
      why: "its interval is +- 2.1 %, wider than 1 %",
    });
    await eventually(page, "#messages", /_026: its interval is \+- 2\.1 %/);
    assert.match(await page.locator("#current-run").innerText(), /Run 21 of 26/);
    assert.deepEqual(wrong, []);
    await close();
  });

  it("fills the table when a run ends", async () => {
    const server = await started({ runs: 20, pending: 5 });
    beginRun(server);
    const { page, wrong, close } = await opened(server, `${server.url}#/runs`);
    await page.waitForSelector("#runs tr.run");
    assert.equal(await page.locator("#runs tr.run").count(), 20);
    assert.match(await page.locator("#runs tr.pending.running").innerText(), /running/);
    await page.fill("#filter", "resnet");
    const before = await page.locator("#runs tr.run").count();
    server.data = generate({ runs: 21, pending: 4, points: 40 });
    server.tell("run_ended", { index: 21, run_id: server.data.overview.runs.run_id[20], outcome: "succeeded", session_left_seconds: 2500 });
    await eventually(page, "#shown", /of 21/);
    assert.ok((await page.locator("#runs tr.run").count()) >= before);
    assert.equal(await page.inputValue("#filter"), "resnet", "what the reader had set stays");
    assert.equal(await page.evaluate(() => document.activeElement.id), "filter");
    assert.deepEqual(wrong, []);
    await close();
  });

  it("an open list is left alone, and the table catches up when it is closed", async () => {
    const server = await started({ runs: 20, pending: 5 });
    beginRun(server);
    const { page, wrong, close } = await opened(server, `${server.url}#/runs`);
    await page.waitForSelector("#runs tr.run");
    await page.focus("#by-model");
    await page.locator("#by-model").dispatchEvent("pointerdown");
    server.data = generate({ runs: 21, pending: 4, points: 40 });
    server.tellOverview();
    await page.waitForTimeout(2500);
    assert.match(await page.locator("#shown").innerText(), /of 20/);
    await page.locator("#by-model").dispatchEvent("change");
    await eventually(page, "#shown", /of 21/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "by-model");
    server.data = generate({ runs: 22, pending: 3, points: 40 });
    server.tellOverview();
    await eventually(page, "#shown", /of 22/); // the list has the focus, but is not open
    assert.deepEqual(wrong, []);
    await close();
  });

  it("the way to the next run reaches runs that have ended since, and those of another session", async () => {
    const server = await started({ runs: 2, pending: 5 });
    beginRun(server);
    const { page, wrong, close } = await opened(server, `${server.url}#/run/01a20af7-99e1-7ca6-9d2e-000000000002`);
    await page.waitForSelector(".sections[data-ready]");
    assert.equal(await page.locator("#next-run").count(), 0);
    server.data = generate({ runs: 4, pending: 3, points: 40 });
    server.tellOverview();
    await page.locator("#next-run").click();
    await page.waitForURL(/000000000003$/);
    await page.keyboard.press("j");
    await page.waitForURL(/000000000004$/);
    await page.keyboard.press("r");
    await page.waitForSelector("#runs");
    server.data = generate({ runs: 1, pending: 3, points: 40, seed: 5 });
    server.tellOverview();
    await eventually(page, "#shown", /1 of 1$/);
    server.data = generate({ runs: 3, pending: 1, points: 40, seed: 5 });
    await page.locator("#runs tr.run a").first().click();
    await page.waitForURL(/000000000001$/);
    server.tellOverview();
    await page.locator("#next-run").click();
    await page.waitForURL(/000000000002$/);
    assert.deepEqual(wrong, []);
    await close();
  });

  it("says when the connection is gone, and goes on when it is back", async () => {
    const server = await started({ runs: 20, pending: 5 });
    beginRun(server);
    cool(server, 0, 10);
    const { page, close } = await opened(server);
    await eventually(page, "#connection", /connected/);
    server.drop();
    await eventually(page, "#connection", /The connection is gone; trying again/);
    cool(server, 10, 20);
    server.comeBack();
    await eventually(page, "#connection", /^connected/);
    await page.waitForFunction(() => document.querySelector(".chart").chart.u.data[0].length === 20);
    await close();
  });

  it("says when readings no longer come, and when the session was cut off", async () => {
    const server = await started({ runs: 20, pending: 5 });
    beginRun(server);
    cool(server, 0, 30);
    const { page, wrong, close } = await opened(server);
    await eventually(page, "#power-now", /W/);
    assert.equal(await page.locator("#silence").innerText(), "");
    await eventually(page, "#silence", /No reading for [6-9].0?.?s/);
    assert.equal(await page.locator("#power-now").innerText(), "–");
    assert.equal(await page.locator("#left").innerText(), "–");
    assert.match(await page.locator("#connection").innerText(), /^connected/);
    await keepPicture(page, "live_silent");
    server.data.overview.sessions[0].state = "cut off";
    server.tellOverview();
    await eventually(page, "#connection", /The session was cut off/);
    await eventually(page, "#current-run", /No run goes on/);
    await keepPicture(page, "live_cut_off");
    assert.doesNotMatch(await page.locator(".progress").innerText(), /about/);
    server.data.overview.sessions[0].state = "running";
    server.tell("session_started", { session: "run_20251124_160000" });
    beginRun(server);
    cool(server, 0, 3);
    await eventually(page, "#connection", /^connected/);
    await eventually(page, "#current-run", /Run 21 of 25/);
    await eventually(page, "#power-now", /57\.5 W/);
    assert.equal(await page.locator("#silence").innerText(), "");
    assert.deepEqual(wrong, []);
    await close();
  });

  it("says when the session has ended, and goes on when it is resumed", async () => {
    const server = await started({ runs: 20, pending: 0 });
    beginRun(server);
    const { page, wrong, close } = await opened(server);
    await eventually(page, "#connection", /connected/);
    server.tell("session_ended", { session: "run_20251124_160000", runs_planned: 20, runs_done: 20, ended_by: "" });
    await eventually(page, "#connection", /The session has ended/);
    await page.waitForFunction(() => document.querySelector("#current-run").innerText === "No run goes on.");
    server.tell("session_started", { session: "run_20251124_160000" });
    beginRun(server);
    cool(server, 0, 3);
    await eventually(page, "#connection", /^connected/);
    await eventually(page, "#current-run", /Run 21 of 25/);
    server.tell("session_ended", { session: "run_20251124_160000", runs_planned: 25, runs_done: 21, ended_by: "SIGINT" });
    await eventually(page, "#connection", /The session has ended: SIGINT/);
    beginRun(server); // of a newer session: its stream begins with its run
    await eventually(page, "#connection", /^connected/);
    assert.deepEqual(wrong, []);
    await close();
  });

  it("a run's page comes from the program, with the token that the address has", async () => {
    const server = await started({ runs: 3, pending: 1 }, { token: "s3cret" });
    beginRun(server);
    const { page, wrong, close } = await opened(server, `${server.url}?token=s3cret#/run/01a20af7-99e1-7ca6-9d2e-000000000002`);
    await page.waitForSelector(".sections[data-ready]");
    assert.ok(server.asked.includes("/api/run/01a20af7-99e1-7ca6-9d2e-000000000002"));
    assert.ok(server.asked.includes("/api/events?token=s3cret"));
    assert.deepEqual(wrong, []);
    await close();
  });
});

describe("what it costs", () => {
  it("draws at most once a second, however fast events come", async () => {
    const server = await started({ runs: 20, pending: 5 });
    beginRun(server);
    const { page, close } = await opened(server);
    await eventually(page, "#connection", /connected/);
    await drawn(page);
    await page.evaluate(() => {
      window.paints = 0;
      new MutationObserver(() => window.paints++).observe(document.querySelector("main"), {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    const begin = performance.now();
    for (let t = 0; t < 100; t++) {
      cool(server, t, t + 1);
      await new Promise((done) => setTimeout(done, 20));
    }
    const seconds = (performance.now() - begin) / 1000;
    const paints = await page.evaluate(() => window.paints);
    assert.ok(paints >= 1 && paints <= Math.ceil(seconds) + 3, `${paints} in ${seconds} s`);
    await close();
  });
});

it("draws nothing while nobody sees the page", async () => {
  const server = await started({ runs: 20, pending: 5 });
  beginRun(server);
  cool(server, 0, 5);
  const { page, close } = await opened(server);
  await eventually(page, "#power-now", /W/);
  await page.waitForTimeout(2000); // what was due is done
  await hide(page, true);
  await page.evaluate(() => {
    window.changes = 0;
    new MutationObserver(() => window.changes++).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  const asked = server.asked.length;
  server.tell("live_sample", {
    index: 21,
    runs: 25,
    phase: "cooling",
    in_phase_seconds: 6,
    left_seconds: 594,
    power_watts: 222.2,
    temperature_celsius: 50,
    utilization_percent: 0,
    simulated: false,
  });
  server.tellOverview();
  await page.waitForTimeout(2500);
  assert.equal(await page.evaluate(() => window.changes), 0);
  assert.equal(server.asked.length, asked, "the overview waits, too");
  await hide(page, false);
  await eventually(page, "#power-now", /222\.2 W/);
  await close();
});

it("hostile strings of events stand there as text", async () => {
  const server = await started({ runs: 5, pending: 2, hostile: true });
  beginRun(server, { ...PLANNED, experiment_id: HOSTILE.image, mutated: ["x"], effective_hyperparameters: { x: HOSTILE.script } });
  server.tell("notice", { severity: "warning", text: HOSTILE.svg, hint: HOSTILE.link });
  server.tell("toString", {});
  server.lines.push("{cut of");
  cool(server, 0, 3);
  const { page, wrong, close } = await opened(server);
  await eventually(page, "#messages", /<svg\/onload=window\.pwned=3>/);
  await eventually(page, ".view.live", /<img src=x onerror="window\.pwned=1">/);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.deepEqual(wrong, []);
  await keepPicture(page, "live_hostile");
  await close();
});
