// The live view of a submitted session in a real browser: its blocks, as the program tells them, and what is to be done.
import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import { keepPicture, openPage, startBrowser } from "./browser.mjs";
import { generate } from "./data.mjs";
import { HOSTILE } from "./hostile.mjs";
import { startServer } from "./live_server.mjs";
import { eventually } from "./live_story.mjs";

let browser;
const servers = [];
before(async () => (browser = await startBrowser()));
after(async () => {
  await browser.close();
  for (const server of servers) await server.stop();
});

const block = (number, more) => ({
  block: number,
  entry: 0,
  first_run: 10 * number - 9,
  state: "queued",
  reason: "PENDING: Resources",
  claims: 0,
  node: null,
  job_id: 48210 + number,
  tasks_active: 1,
  slurm_state: "PENDING",
  slurm_reason: "Resources",
  slurm_start: null,
  slurm_end: null,
  slurm_restarts: 0,
  runs: 10,
  ended: 0,
  succeeded: 0,
  suspect: 0,
  failed: 0,
  running: null,
  run_phase: null,
  run_phase_start: null,
  ...more,
});

const told = (more) => ({
  schema_version: 1,
  session: "run_20251124_160000",
  submitted: true,
  stopped: false,
  blocks_by_state: { done: 1, running: 1, queued: 1, lost: 1, unknown: 0 },
  blocks_uncounted: 0,
  runs_planned: 40,
  runs_ended: 17,
  succeeded: 15,
  suspect: 1,
  failed: 1,
  slurm_error: null,
  slurm_accounts_error: null,
  blocks_left_out: 0,
  blocks: [
    block(1, { state: "done", reason: null, claims: 1, node: "node0", ended: 10 }),
    block(2, {
      state: "running",
      reason: "RUNNING",
      claims: 2,
      node: "node1",
      ended: 4,
      running: 15,
      run_phase: "background_startup",
      run_phase_start: "2025-11-25T02:03:04Z",
    }),
    block(3, {}),
    block(4, { state: "lost", reason: "NODE_FAIL", claims: 1, node: "node2", ended: 3 }),
  ],
  ...more,
});

// Of three runs that were collected.
async function opened(blocks) {
  const data = generate({ points: 40, runs: 3, pending: 2 });
  Object.assign(data.overview.sessions[0], { state: "submitted", end: null });
  const server = await startServer(data);
  server.blocks = blocks;
  servers.push(server);
  const { page, wrong, close } = await openPage(browser, {}, server.url);
  await page.goto(`${server.url}#/live`);
  await page.waitForSelector(".view.live");
  return { server, page, wrong, close };
}

const rows = (page) =>
  page.evaluate(() => [...document.querySelectorAll("#blocks tbody tr")].map((row) => [...row.cells].map((cell) => cell.innerText.trim())));

describe("a submitted session", () => {
  it("shows its blocks with node, run, phase and Slurm's reason, and what was done so far", async () => {
    const { page, wrong, close } = await opened(told());
    await eventually(page, "#runs-done", /Runs done: 17 \/ 40/);
    const [done, running, queued, lost] = await rows(page);
    assert.deepEqual(done, ["1", "✓ done", "10 of 10", "–", "node0", "1", "–"]);
    assert.deepEqual(running.slice(0, 3), ["2", "▶ running", "4 of 10"]);
    assert.match(running[3], /^Run 15\s+Background start-up since \d\d:03$/);
    assert.deepEqual(queued, ["3", "· queued", "0 of 10", "–", "–", "–", "PENDING: Resources"]);
    assert.deepEqual(lost, ["4", "✕ lost", "3 of 10", "–", "node2", "1", "NODE_FAIL"]);
    const text = await page.locator("#blocks").innerText();
    assert.match(text, /`mutation resume` submits the blocks that are lost/);
    assert.match(text, /has 3 of the 17 that are done: `mutation collect` takes what is missing/);
    await keepPicture(page, "live_blocks");
    assert.deepEqual(wrong, []);
    await close();
  });

  it("follows the blocks, and keeps what it knew when they cannot be had", async () => {
    const { server, page, close } = await opened(told());
    await eventually(page, "#runs-done", /17 \/ 40/);
    server.blocks = told({ runs_ended: 18 });
    await eventually(page, "#runs-done", /18 \/ 40/);
    server.blocks = null;
    await eventually(page, "#blocks .notice", /How the blocks stand is not known: api\/blocks: 404/);
    assert.match(await page.locator("#runs-done").innerText(), /18 \/ 40/);
    await close();
  });

  it("says what is not known, and shows names and reasons as text", async () => {
    const { page, wrong, close } = await opened(
      told({
        stopped: true,
        blocks_uncounted: 1,
        blocks_left_out: 1960,
        slurm_error: `squeue: ${HOSTILE.image}`,
        blocks: [block(7, { state: "unknown", ended: null, claims: 1, node: HOSTILE.script, reason: HOSTILE.svg })],
      }),
    );
    await eventually(page, "#blocks", /What Slurm does is not known: squeue: <img/);
    const text = await page.locator("#blocks").innerText();
    for (const said of [/is stopped/, /they said what they did: 1\./, /not shown: 1.?960\./]) assert.match(text, said);
    const [[, state, ended, , node, , reason]] = await rows(page);
    assert.deepEqual([state, ended, node, reason], ["? unknown", "? of 10", HOSTILE.script, HOSTILE.svg]);
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.deepEqual(wrong, []);
    await close();
  });
});
