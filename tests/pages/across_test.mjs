// What the page says across runs: what tells comparisons apart, which drifts stand out, which runs are drawn.
import { strict as assert } from "node:assert";
import { describe } from "node:test";
import { tells } from "./tells.mjs";

describe("what tells comparisons of the modes apart", () => {
  // The same model on a second GPU and beside a second background; and one configuration alone.
  function several({ analysis, sessions }) {
    const [own] = sessions[0].devices;
    sessions[0].devices.push({ ...own, id: "GPU-second", label: "NVIDIA H200 1" });
    for (const one of Object.values(analysis)) {
      const each = one.parallel.find(({ figure }) => figure === "gpu_net_joules");
      one.parallel = [
        each,
        { ...each, configuration: "learning_rate=0.1" },
        { ...each, device: "GPU-second" },
        { ...each, device: "GPU-second", background: "load/small" },
      ];
    }
  }

  tells("is said in the table", several, "#/analysis", async (page) => {
    const names = await page.locator("#parallel tbody td:first-child").allInnerTexts();
    assert.equal(names.length, 4);
    assert.equal(new Set(names).size, 4, names.join("; "));
    assert.match(names[1], /resnet20\s+.*\s+beside load\/big\s+learning_rate=0\.1/);
    assert.match(names[3], /NVIDIA H200 1\s+beside load\/small\s+all configurations/);
  });

  tells("is said in the overview, which leaves single configurations to the table", several, "#/", async (page) => {
    const said = await page.locator("#finding-parallel").innerText();
    assert.match(said, /resnet20, NVIDIA H200 1, beside load\/small, .*GPU energy above idle: parallel uses/);
    assert.doesNotMatch(said, /learning_rate=0\.1/);
  });

  tells("is not said where there is but one", () => {}, "#/analysis", async (page) => {
    assert.doesNotMatch(await page.locator("#parallel tbody").innerText(), /beside|all configurations|NVIDIA/);
  });
});

describe("a drift", () => {
  // Of each question: by itself below 0.05, and what many questions leave of that.
  const asked = (p, p_adjusted) => ({ analysis }) => {
    for (const each of Object.values(analysis).flatMap((one) => one.drift)) Object.assign(each, { p, p_adjusted });
  };

  tells("that many questions explain stands out nowhere", asked(0.03, 0.09), "#/", async (page) => {
    assert.match(await page.locator("#finding-trust").innerText(), /No drift over time stands out/);
    await page.goto(`${page.url().split("#")[0]}#/analysis`);
    assert.match(await page.locator("#order tbody").innerText(), /0\.090\s+by itself 0\.030/);
    assert.equal(await page.locator("#order tr.main").count(), 0);
    assert.match(await page.locator("#order").innerText(), /Holm's method for all 3 such questions/);
  });

  tells("that they do not explain stands out in both, with what it comes to in all", asked(0.001, 0.003), "#/", async (page) => {
    assert.match(await page.locator("#finding-trust").innerText(), /drifts by .* an hour, .* in the .* that the runs took/);
    await page.goto(`${page.url().split("#")[0]}#/analysis`);
    assert.equal(await page.locator("#order tr.main").count(), 1);
  });
});

describe("one configuration in the order of time", () => {
  let changed = null;
  const withASuspectRun = ({ runs, analysis }) => {
    changed = analysis.used.configurations.find(({ n, figure }) => n > 2 && figure === "gpu_net_joules");
    const last = changed.runs.pop();
    changed.n -= 1;
    runs.outcome[last] = "suspect";
    runs.used[last] = 0;
  };

  tells("shows its suspect runs, too", withASuspectRun, "#/analysis", async (page) => {
    await page.selectOption("#configuration", `${changed.session} ${changed.device} ${changed.configuration}`);
    await page.waitForSelector("#order .chart canvas");
    assert.match(await page.locator("#order figcaption").innerText(), /suspect or left out/);
  });
});
