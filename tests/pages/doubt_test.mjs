// What the page says where little is known: it names what it speaks of, and claims nothing that the figures do not bear.
import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import { openPage, startBrowser } from "./browser.mjs";
import { generate } from "./data.mjs";
import { fileOf } from "./files.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

let count = 0;

// A report of generated data that `change` has made poorer, at a place in it.
const tells = (name, change, hash, tell, options = { runs: 60 }) =>
  it(name, async () => {
    const data = generate({ points: 20, ...options });
    change(data.overview);
    const { page, wrong, close } = await openPage(browser);
    await page.goto(fileOf(`doubt_${++count}`, data).url + hash);
    await page.waitForSelector(".view");
    await tell(page, data);
    assert.deepEqual(wrong, []);
    await close();
  });

const energyText = (page) => page.locator("#finding-energy").innerText();

// All but the first `n` runs that are used lack the energy above idle.
function onlySomeAboveIdle({ runs, analysis }, n) {
  let left = n;
  runs.gpu_net_joules = runs.gpu_net_joules.map((joules, i) => (runs.used[i] && left-- > 0 ? joules : null));
  for (const each of [analysis.used, analysis.all]) each.effects = each.effects.filter(({ figure }) => figure !== "gpu_net_joules");
}

describe("the figure that the answer is about", () => {
  tells(
    "is one that most runs have, when few have the better one",
    (overview) => onlySomeAboveIdle(overview, 3),
    "#/",
    async (page) => assert.match(await energyText(page), /Effects on GPU energy that stand out/),
  );

  tells(
    "stays the better one when nearly all runs have it",
    ({ runs }) => (runs.gpu_net_joules[runs.used.indexOf(1)] = null),
    "#/",
    async (page) => assert.match(await energyText(page), /Effects on GPU energy above idle that stand out/),
  );

  tells(
    "is named, with how many runs have it, when there are too few of them",
    (overview) => {
      onlySomeAboveIdle(overview, 3);
      for (const each of Object.values(overview.analysis)) each.effects = [];
    },
    "#/",
    async (page, { overview }) => {
      const n = overview.analysis.used.runs;
      const said = new RegExp(`too few runs with different values of a hyperparameter to tell what changes GPU energy, which ${n} of ${n} runs have`);
      assert.match(await energyText(page), said);
    },
  );
});
