// Reports in a real browser: what each view shows, and what the reader finds in it.
import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { drawn, openPage } from "./browser.mjs";
import { checkReport } from "./check_report.mjs";
import { generate } from "./data.mjs";
import { fileOf, reportFile } from "./files.mjs";
import { storiesOf } from "./stories.mjs";

const { browser, report, story } = storiesOf({ runs: 250, points: 60 });

const column = (page, id) =>
  page.evaluate((name) => {
    const heads = [...document.querySelectorAll("#runs th")];
    const place = heads.findIndex((head) => head.dataset.column === name);
    return [...document.querySelectorAll("#runs tbody tr")].map((row) => row.children[place].innerText.trim());
  }, id);

describe("every report is whole", () => {
  for (const [name, options, how] of [
    ["one run", { runs: 1 }, { plain: true }],
    ["a hundred runs", { runs: 100 }, {}],
    ["simulated, no CPU energy", { runs: 60, simulated: true, noCpu: true }, {}],
    ["a session that goes on", { runs: 20, pending: 5 }, {}],
    ["no run at all", { runs: 0 }, { plain: true }],
  ]) {
    it(name, async () => {
      await checkReport(browser(), reportFile(name.replaceAll(/\W+/g, "_"), options, how).file, name.replaceAll(/\W+/g, "_"));
    });
  }
});

describe("overview", () => {
  story("answers the two questions first", "#/", async (page) => {
    const headings = await page.locator("h2").allInnerTexts();
    assert.deepEqual(headings.slice(0, 2), ["Which hyperparameter costs energy?", "Can these figures be trusted?"]);
    const energy = await page.locator("#finding-energy").innerText();
    assert.match(energy, /epochs \(pytorch_resnet_cifar10\/resnet20, sequential\): \+\d+\.\d+ \[\+\d/);
    const trust = await page.locator("#finding-trust").innerText();
    assert.match(trust, /NVIDIA H100 PCIe, GPU energy above idle: single runs of the same work differ by 0\.41.% \(standard/);
    assert.match(trust, /NVIDIA H100 PCIe, GPU energy: single runs of the same work differ by 0\.33.% \(standard/);
    assert.match(trust, /NVIDIA H100 PCIe, duration: single runs of the same work differ by 0\.19.% \(standard/);
    assert.match(trust, /NVIDIA H100 PCIe \(lab-2\), GPU energy above idle: single runs of the same work differ by 0\.77.%/);
    assert.match(trust, /single runs of the same work differ by 0\.88.% .* \(simulated\)/);
    assert.doesNotMatch(trust, /2\.30|1\.70/, "what a later calibration has replaced");
    assert.match(trust, /runs are used, \d+ are left out/);
    assert.match(trust, /Warnings about the machine \(1\): turbo/);
  });

  story("counts outcomes with their reasons", "#/", async (page) => {
    const text = await page.locator("#happened").innerText();
    assert.match(text, /suspect/);
    assert.match(text, /stranger python3 \(pid 48211\)/);
    assert.match(text, /EUR \(0\.31 EUR\/kWh, settings\)/);
    assert.match(text, /2 of 253 attempts lack a figure: it was more/);
    const { gpu_joules: joules } = report().data.overview.sessions[0].consumption;
    assert.match(text, new RegExp(`GPU energy measured of all attempts\\s+${(joules / 1e6).toPrecision(4)} MJ`), "as the program has it");
  });

  it("states no cost of simulated energy", async () => {
    const simulated = reportFile("costless", { runs: 20, simulated: true, noCpu: true, points: 20 });
    const { page, wrong, close } = await openPage(browser());
    await page.goto(simulated.url);
    const text = await page.locator("#happened").innerText();
    assert.match(text, /Energy of simulated GPUs\s+\d.* – simulated, which cost nothing/);
    assert.doesNotMatch(text, /EUR|CO₂e|measured of all/);
    assert.deepEqual(wrong, []);
    await close();
  });

  story("the switch takes suspect runs in, and says what is used", "#/", async (page) => {
    const { used, all } = report().data.overview.analysis;
    assert.match(await page.locator("#used-runs").innerText(), new RegExp(`rest on ${used.runs} runs. Left out: `));
    await page.locator("#leave-out").uncheck();
    assert.match(await page.locator("#used-runs").innerText(), new RegExp(`rest on ${all.runs} runs`));
    assert.ok(all.runs > used.runs);
    await page.goto(report().url + "#/analysis");
    await page.waitForSelector(".view.analysis");
    assert.equal(await page.locator("#leave-out").isChecked(), false);
  });
});

describe("runs", () => {
  story("are sorted by a click and by the keyboard, and say so", "#/runs", async (page) => {
    const head = page.locator('#runs th[data-column="duration"]');
    await head.locator("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    const { duration } = report().data.overview.runs;
    const shortest = await page.locator("#runs tbody tr").first().getAttribute("data-run");
    assert.equal(shortest, report().data.overview.runs.run_id[duration.indexOf(Math.min(...duration))]);
    await page.keyboard.press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    const longest = await page.locator("#runs tbody tr").first().getAttribute("data-run");
    assert.equal(longest, report().data.overview.runs.run_id[duration.indexOf(Math.max(...duration))]);
    assert.equal(await page.locator('#runs th[data-column="index"]').getAttribute("aria-sort"), "none");
  });

  story("are filtered by words and by outcome", "#/runs", async (page) => {
    await page.fill("#filter", "vulberta_mlp stranger");
    const ids = await column(page, "experiment_id");
    assert.ok(ids.length > 0 && ids.every((id) => id.startsWith("VulBERTa")), ids.join());
    assert.match(await page.locator("#shown").innerText(), new RegExp(`^${ids.length} of 250$`));
    await page.fill("#filter", "");
    await page.selectOption("#by-outcome", "failed");
    const outcomes = await column(page, "outcome");
    assert.equal(outcomes.length, report().data.overview.runs.outcome.filter((each) => each === "failed").length);
    assert.ok(outcomes.every((each) => each.includes("failed")));
    await page.selectOption("#by-outcome", "");
    await page.selectOption("#by-mode", "parallel");
    assert.ok((await column(page, "mode")).every((each) => each === "parallel"));
  });

  story("come a hundred a page", "#/runs", async (page) => {
    assert.equal(await page.locator("#runs tbody tr").count(), 100);
    await page.getByRole("button", { name: /Last/ }).click();
    assert.equal(await page.locator("#runs tbody tr").count(), 50);
    assert.match(await page.locator(".pager").innerText(), /Page 3 of 3/);
  });

  story("show the columns that are chosen", "#/runs", async (page) => {
    assert.equal(await page.locator('#runs th[data-column="cooling"]').count(), 0);
    await page.locator(".chooser summary").click();
    await page.locator('input[data-choose="cooling"]').check();
    assert.equal(await page.locator('#runs th[data-column="cooling"]').count(), 1);
    assert.ok((await column(page, "cooling")).includes("settled"));
  });

  story("suspect ones are marked by words, not by colour alone", "#/runs", async (page) => {
    await page.selectOption("#by-outcome", "suspect");
    assert.ok((await column(page, "outcome")).every((each) => /suspect.*left out/s.test(each)));
  });
});

describe("a run", () => {
  story("opens from the table and leads to its neighbours", "#/runs", async (page) => {
    await page.locator("#runs tbody tr").nth(2).getByRole("link").click();
    await page.waitForSelector(".sections[data-ready]");
    assert.match(page.url(), /#\/run\/01a20af7-99e1-7ca6-9d2e-000000000003$/);
    await page.locator("#next-run").click();
    await page.waitForURL(/000000000004$/);
    await page.keyboard.press("k");
    await page.waitForURL(/000000000003$/);
    await page.keyboard.press("j");
    await page.waitForURL(/000000000004$/);
  });

  story("shows energy with uncertainty, source and caveats", "#/run/01a20af7-99e1-7ca6-9d2e-000000000003", async (page) => {
    await page.waitForSelector(".sections[data-ready]");
    const rows = await page.locator("#energy table").first().locator("tbody tr").allInnerTexts();
    assert.match(rows[0], /GPU, gross\s+\d+\.\d+ ± 0\.0\d\d.kJ\s+± \d+ J\s+0\.1\d.%\s+counter, NVML total energy/);
    assert.match(rows[1], /above idle.*not stated.*takes the idle power before the run as unchanged/s);
    assert.match(rows[2], /absent\s+there is no background/);
  });

  story("marks phases, gaps and the fit", "#/run/01a20af7-99e1-7ca6-9d2e-000000000003", async (page) => {
    await page.waitForSelector(".sections[data-ready]");
    await drawn(page);
    assert.equal(await page.locator("#timeline figure").count(), 4);
    assert.deepEqual(
      await page
        .locator("#timeline figcaption")
        .allInnerTexts()
        .then((all) => all.map((each) => each.split(" ")[0])),
      ["Power", "Temperature", "Utilisation", "Clocks"],
    );
    await page.locator("#timeline summary").click();
    assert.match(await page.locator("#timeline details").innerText(), /Gaps: \d+\.\d–\d+\.\d s NVML hung/);
    assert.match(await page.locator("#cooling").innerText(), /τ = \d+\.\d s, at rest 37\.0 °C/);
  });

  story("zooms all panels to a phase", "#/run/01a20af7-99e1-7ca6-9d2e-000000000003", async (page) => {
    await page.waitForSelector(".sections[data-ready]");
    await drawn(page);
    await page.getByRole("button", { name: /^Foreground/ }).click();
    const ranges = await page.evaluate(() =>
      [...document.querySelectorAll("#timeline .chart")].map((each) => Math.round(each.chart.u.scales.x.min)),
    );
    assert.equal(new Set(ranges).size, 1);
    assert.ok(ranges[0] > 60);
    await page.locator("#timeline .chart").nth(1).hover();
    assert.match(await page.locator(".readout").innerText(), /t = \d+\.\d s.*power \d+\.\d W.*temperature/);
  });

  it("that was imported has no exit code, and nobody watched it", async () => {
    const data = generate({ runs: 1, points: 20 });
    Object.assign(data.overview.runs, { strangers: [null], throttled: [null] });
    const imported = { ...data, page: () => ({ ...data.page(0), exit_code: null, signal: null, sampling: null, strangers: null }) };
    const { page, wrong, close } = await openPage(browser());
    await page.goto(fileOf("imported", imported).url + "#/run/01a20af7-99e1-7ca6-9d2e-000000000001");
    await page.waitForSelector(".sections[data-ready]");
    assert.doesNotMatch(await page.locator("#command").innerText(), /null|exit code/);
    const disturbed = await page.locator("#disturbances").innerText();
    assert.match(disturbed, /Strangers\s+not watched\s+Throttling\s+not watched\s+Gaps\s+not watched/);
    await page.keyboard.press("r");
    await page.locator(".chooser summary").click();
    await page.locator('input[data-choose="strangers"]').check();
    await page.locator('input[data-choose="throttled"]').check();
    assert.deepEqual([await column(page, "strangers"), await column(page, "throttled")], [["not watched"], ["not watched"]]);
    assert.deepEqual(wrong, []);
    await close();
  });

  story("that is not there is said", "#/run/nobody", async (page) => {
    assert.match(await page.locator("main").innerText(), /No run of this name is here: nobody/);
  });
});

describe("analysis", () => {
  story("lists effects, the largest sure one first, and labels what is noise", "#/analysis", async (page) => {
    const rows = await page.locator("#effects tbody tr").allInnerTexts();
    assert.match(rows[0], /^epochs.*stands out/s);
    assert.ok(rows.some((each) => each.includes("below the noise floor")));
    const sure = rows.findLastIndex((each) => each.includes("stands out"));
    const unsure = rows.findIndex((each) => each.includes("not told from chance"));
    assert.ok(unsure < 0 || unsure > sure);
  });

  it("says on paper, too, that figures are simulated, above the overview and above the analysis", async () => {
    const { page, wrong, close } = await openPage(browser());
    await page.goto(fileOf("paper", generate({ runs: 20, points: 20, simulated: true })).url + "#/");
    await page.waitForSelector("#finding-trust");
    const printed = await page.evaluate(() => {
      dispatchEvent(new Event("beforeprint"));
      return [...document.querySelectorAll("main > *")].map((each) => each.className);
    });
    assert.deepEqual(printed, ["notice warn banner", "view overview", "new-sheet", "notice warn banner", "view analysis"]);
    assert.deepEqual(wrong, []);
    await close();
  });

  story("goes onto a sheet of paper: the rules for print hold against those for screens", "#/analysis", async (page) => {
    await page.emulateMedia({ media: "print" });
    const looks = await page.evaluate(() => {
      const style = (selector) => getComputedStyle(document.querySelector(selector));
      return {
        cell: style("#effects td").fontSize,
        note: style("#parallel td:last-child").fontSize,
        choice: style("#configuration").borderTopWidth,
        button: style("#effects td button").display,
      };
    });
    assert.deepEqual(looks, { cell: "9px", note: "8.5px", choice: "0px", button: "none" });
  });

  story("draws a curve with its band on request, on a log axis where it is one", "#/analysis", async (page) => {
    await drawn(page);
    const before = await page.locator("#curves figure").count();
    await page.locator('button[data-draw="learning_rate"]').last().click();
    await drawn(page);
    assert.equal(await page.locator("#curves figure").count(), before + 1);
    const scale = await page.evaluate(() => [...document.querySelectorAll("#curves .chart")].at(-1).chart.u.scales.x.distr);
    assert.equal(scale, 3);
  });

  story("shades the noise floor of the very figure, by the latest calibration of the same kind", "#/analysis", async (page) => {
    assert.match(await page.locator("#order figcaption").innerText(), /the noise floor of the machine, ± 0\.41.%/);
    await page.selectOption("#figure", "gpu_joules");
    assert.match(await page.locator("#order figcaption").innerText(), /the noise floor of the machine, ± 0\.33.%/);
    await page.selectOption("#figure", "cpu_joules");
    assert.doesNotMatch(await page.locator("#order figcaption").innerText(), /noise floor/);
  });

  story("shows another figure when asked", "#/analysis", async (page) => {
    await page.selectOption("#figure", "duration");
    assert.match(await page.locator("#order figcaption").innerText(), /duration, % of the configuration/);
    assert.match(await page.locator("#parallel thead").innerText(), /sequential \((s|min)\)/);
  });

  story("a point leads to its run", "#/analysis", async (page) => {
    await drawn(page);
    const at = await page.evaluate(() => {
      const { u } = document.querySelector("#order .chart").chart;
      document.querySelector("#order .chart").scrollIntoView({ block: "center" });
      const box = u.over.getBoundingClientRect();
      return [box.left, box.top, box.width, box.height];
    });
    let found = false;
    for (let x = 0; x < at[2] && !found; x += 8) {
      for (let y = 0; y < at[3] && !found; y += 16) {
        await page.mouse.move(at[0] + x, at[1] + y);
        found = await page.locator("#order .tip").isVisible();
        if (found) await page.mouse.click(at[0] + x, at[1] + y);
      }
    }
    await page.waitForURL(/#\/run\//);
  });
});
