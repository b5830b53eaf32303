// Stories of what a reader does with one report: each in a page of its own, which must have done nothing wrong at the end.
import { strict as assert } from "node:assert";
import { after, before, it } from "node:test";
import { openPage, startBrowser } from "./browser.mjs";
import { reportFile } from "./files.mjs";

// {browser(), report(), story(name, hash, tell(page), options)} of a report with these options of generate().
export function storiesOf(options) {
  let browser;
  let report;
  before(async () => {
    browser = await startBrowser();
    report = reportFile("busy", options);
  });
  after(() => browser.close());

  const story = (name, hash, tell, how) =>
    it(name, async () => {
      const { page, wrong, close } = await openPage(browser, how);
      await page.goto(report.url + hash);
      await page.waitForSelector(".view");
      await tell(page);
      assert.deepEqual(wrong, []);
      await close();
    });
  return { browser: () => browser, report: () => report, story };
}
