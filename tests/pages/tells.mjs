// A report of generated data, changed for the purpose, opened in a browser.
import { strict as assert } from "node:assert";
import { after, before, it } from "node:test";
import { openPage, startBrowser } from "./browser.mjs";
import { generate } from "./data.mjs";
import { fileOf } from "./files.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

let count = 0;

// What the report tells at a place in it, when `change` has made its data poorer or other.
export const tells = (name, change, hash, tell, options = { runs: 60 }) =>
  it(name, async () => {
    const data = generate({ points: 20, ...options });
    change(data.overview);
    const { page, wrong, close } = await openPage(browser);
    await page.goto(fileOf(`told_${++count}`, data).url + hash);
    await page.waitForSelector(".view");
    await tell(page, data);
    assert.deepEqual(wrong, []);
    await close();
  });
