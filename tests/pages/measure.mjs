// How fast a report is looked at: tests/pages/run BUILD_DIR measure.mjs [RUNS...]. Figures, not a test: seconds from the
// begin of loading to the overview on the screen, of sorting and filtering the runs, of opening a run and the analysis; the
// script's memory after that. The baseline beside them: the same page with one run.
import { statSync } from "node:fs";
import { drawn, openPage, startBrowser } from "./browser.mjs";
import { reportFile } from "./files.mjs";

const counts = process.argv.slice(2).map(Number);
const browser = await startBrowser();

async function took(act) {
  const begin = performance.now();
  await act();
  return (performance.now() - begin) / 1000;
}

async function measured(runs) {
  const report = reportFile(`measure_${runs}`, { runs, points: runs > 1000 ? 12 : 300 });
  const { page, close } = await openPage(browser);
  const figures = { runs, megabytes: statSync(report.file).size / 1e6 };
  figures.overview = await took(async () => {
    await page.goto(report.url, { waitUntil: "commit" });
    await page.waitForSelector("#finding-trust");
  });
  // As the browser itself saw it: the first paint that has content.
  figures.painted = (await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN)) / 1000;
  figures.table = await took(async () => {
    await page.evaluate(() => (location.hash = "#/runs"));
    await page.waitForSelector("#runs tr.run");
  });
  figures.sort = await page.evaluate(() => {
    const begin = performance.now();
    document.querySelector('th[data-column="gpu_joules"] button').click();
    document.body.getBoundingClientRect();
    return (performance.now() - begin) / 1000;
  });
  figures.filter = await page.evaluate(() => {
    const begin = performance.now();
    const field = document.getElementById("filter");
    field.value = "stranger";
    field.dispatchEvent(new Event("input"));
    document.body.getBoundingClientRect();
    return (performance.now() - begin) / 1000;
  });
  figures.run = await took(async () => {
    await page.evaluate((id) => (location.hash = `#/run/${id}`), report.data.runs[runs - 1].run_id);
    await page.waitForSelector(".sections[data-ready]");
    await drawn(page);
  });
  figures.analysis = await took(async () => {
    await page.evaluate(() => (location.hash = "#/analysis"));
    await page.waitForSelector(".view.analysis");
    await drawn(page);
  });
  figures.heap = (await page.evaluate(() => performance.memory.usedJSHeapSize)) / 1e6;
  await close();
  return figures;
}

console.log("  runs  file MB  overview s  painted s  table s  sort s  filter s  run s  analysis s  heap MB");
for (const runs of counts.length > 0 ? counts : [1, 100, 5000]) {
  const f = await measured(runs);
  const columns = [
    [f.runs, 6, 0],
    [f.megabytes, 9, 1],
    [f.overview, 12, 2],
    [f.painted, 11, 2],
    [f.table, 9, 2],
    [f.sort, 8, 3],
    [f.filter, 10, 3],
    [f.run, 7, 2],
    [f.analysis, 12, 2],
    [f.heap, 9, 0],
  ];
  console.log(columns.map(([value, width, decimals]) => value.toFixed(decimals).padStart(width)).join(""));
}
await browser.close();
