// Checks any report in a real browser: node tests/pages/check_report.mjs FILE (through tests/pages/run). Each view shows
// what it must, nothing is wrong in the console, and nothing is asked of the network. Exit code 0 when all is well.
import { strict as assert } from "node:assert";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { drawn, keepPicture, openPage, startBrowser } from "./browser.mjs";

// A key of the dictionary that has no words shows itself; so does a value that was never looked at.
export const RAW = /\b(undefined|NaN|\[object Object\]|column\.[a-z_]+|per\.[a-z]+|nav\.[a-z_]+|lane\.[a-z]+|figure\.[a-z_]+)\b/;

export const textOf = (page) => page.evaluate(() => document.getElementById("page").innerText);

const at = (page, hash) => page.url().split("#")[0] + hash;

async function checkOverview(page, overview) {
  await page.waitForSelector("#finding-energy");
  assert.ok((await page.locator("#finding-trust li").count()) > 0, "no sentence on trust");
  assert.ok(await page.locator("#leave-out").isChecked(), "suspect runs are not left out by default");
  assert.match(
    await page.locator("#used-runs").innerText(),
    new RegExp(`rest on ${overview.analysis.used.runs} runs`.replace(/(\d)(?=(\d{3})+ runs)/g, "$1\\s?")),
  );
  if (overview.simulated) assert.match(await page.locator(".banner").innerText(), /simulated/);
}

async function checkRuns(page, overview) {
  await page.goto(at(page, "#/runs"));
  await page.waitForSelector("#runs");
  const count = overview.runs.run_id.length;
  assert.equal(await page.locator("#runs tbody tr.run").count(), Math.min(100, count));
}

async function checkRun(page, overview, position) {
  await page.goto(at(page, `#/run/${encodeURIComponent(overview.runs.run_id[position])}`));
  await page.waitForSelector(".sections[data-ready]");
  for (const section of ["timeline", "energy", "log", "command"])
    assert.equal(await page.locator(`section#${section}`).count(), 1, `no section ${section}`);
  await drawn(page);
  if (!overview.runs.simulated[position]) return;
  const pictures = await page.evaluate(() => [...document.querySelectorAll("#timeline .chart")].map((each) => each.getAttribute("aria-label")));
  assert.deepEqual(
    pictures.filter((each) => !each.endsWith("(simulated)")),
    [],
    "pictures of a simulated run that do not say so",
  );
}

async function checkAnalysis(page, overview) {
  await page.goto(at(page, "#/analysis"));
  await page.waitForSelector(".view.analysis");
  await drawn(page);
  if (overview.analysis.used.effects.length > 0) assert.ok((await page.locator("#effects tbody tr").count()) > 0, "no effects");
}

// Throws where the report is not as it must be; returns how long the first view took, in seconds.
export async function checkReport(browser, file, picture = null) {
  const { page, wrong, close } = await openPage(browser);
  const noRaw = async (view) => {
    const found = (await textOf(page)).match(RAW);
    assert.equal(found && `${view}: ${found[0]}`, null);
    if (picture) await keepPicture(page, `${picture}_${view}`);
  };
  try {
    const begin = performance.now();
    await page.goto(pathToFileURL(resolve(file)).href);
    await page.waitForSelector("#finding-trust");
    const seconds = (performance.now() - begin) / 1000;
    const overview = await page.evaluate(async () => {
      const element = document.getElementById("overview");
      if (element.dataset.encoding !== "deflate") return JSON.parse(element.textContent);
      const packed = Uint8Array.from(atob(element.textContent.trim()), (sign) => sign.charCodeAt(0));
      return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
    });
    assert.equal(overview.format, 1);
    await checkOverview(page, overview);
    await noRaw("overview");
    await checkRuns(page, overview);
    await noRaw("runs");
    const count = overview.runs.run_id.length;
    for (const position of new Set([0, Math.floor(count / 2), count - 1])) {
      if (!overview.runs.page[position]) continue;
      await checkRun(page, overview, position);
      await noRaw(`run_${position + 1}`);
    }
    await checkAnalysis(page, overview);
    await noRaw("analysis");
    assert.deepEqual(wrong, []);
    return seconds;
  } finally {
    await close();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file] = process.argv.slice(2);
  if (!file) {
    console.error("Usage: tests/pages/run BUILD_DIR check_report.mjs FILE");
    process.exit(2);
  }
  const browser = await startBrowser();
  try {
    const seconds = await checkReport(browser, file, process.env.PAGES_PICTURE ?? null);
    console.log(`${file}: first view after ${seconds.toFixed(2)} s, all views as they must be`);
  } catch (problem) {
    console.error(`${file}: ${problem.message}`);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
