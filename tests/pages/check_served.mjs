// A page that `mutation serve` serves of a session that runs: the live view as it moves, the table filling up, a run's
// page, in two tabs. The session has runs left. node check_served.mjs URL
import { strict as assert } from "node:assert";
import { RAW, textOf } from "./check_report.mjs";
import { drawn, keepPicture, openPage, startBrowser } from "./browser.mjs";

const [url] = process.argv.slice(2);
const WAIT = { timeout: 90_000 };
const own = new URL(url).origin;

// Until the element's text matches; gives the text.
async function eventually(page, selector, pattern) {
  await page.waitForFunction(
    ([where, what]) => new RegExp(what).test(document.querySelector(where)?.innerText ?? ""),
    [selector, pattern.source],
    WAIT,
  );
  return page.locator(selector).first().innerText();
}

async function opened(browser, hash) {
  const tab = await openPage(browser, {}, own);
  await tab.page.goto(`${url}${hash}`);
  await tab.page.waitForSelector(".view", WAIT);
  return tab;
}

const rows = (page) => page.locator("#runs tr.run").count();

async function noRaw(page, view) {
  const found = (await textOf(page)).match(RAW);
  assert.equal(found && `${view}: ${found[0]}`, null);
}

async function checkLive(page) {
  await eventually(page, "#connection", /connected/);
  await eventually(page, "#current-run", /Run \d+ of \d+/);
  await eventually(page, "#phase", /Cooling/);
  const before = await eventually(page, "#left", /\d/);
  await page.waitForFunction((was) => !["–", was].includes(document.querySelector("#left").innerText), before, WAIT);
  await eventually(page, "#power-now", /[\d.]+ W/);
  await drawn(page);
  await noRaw(page, "cooling");
  await keepPicture(page, "served_cooling");
  await eventually(page, "#phase", /Foreground/);
  await page.waitForFunction(() => document.querySelector(".chart").chart.u.data[0].length >= 3, null, WAIT);
  await noRaw(page, "foreground");
  await keepPicture(page, "served_foreground");
}

async function checkTable(page) {
  await page.waitForSelector("#runs", WAIT);
  const before = await rows(page);
  await page.waitForFunction((was) => document.querySelectorAll("#runs tr.run").length > was, before, WAIT);
  await noRaw(page, "runs");
  await page.locator("#runs tr.run a").first().click();
  await page.waitForSelector(".sections[data-ready]", WAIT);
  await drawn(page);
  await noRaw(page, "run");
  await keepPicture(page, "served_run");
  for (const view of ["", "analysis"]) {
    await page.goto(`${url}#/${view}`);
    await page.waitForSelector(view ? ".view.analysis" : "#finding-trust", WAIT);
    await drawn(page);
    await noRaw(page, view || "overview");
  }
}

const browser = await startBrowser();
try {
  const live = await opened(browser, "#/live");
  const table = await opened(browser, "#/runs");
  await Promise.all([checkLive(live.page), checkTable(table.page)]);
  for (const tab of [live, table]) {
    assert.equal(await tab.page.evaluate(() => window.pwned), undefined, "a text of the session was executed");
    assert.deepEqual(tab.wrong, []);
  }
  console.log("served as it must be");
} finally {
  await browser.close();
}
