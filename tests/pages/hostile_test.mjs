// Strings that want to be markup, scripts or addresses do nothing but stand there as text.
import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import { keepPicture, openPage, startBrowser } from "./browser.mjs";
import { reportFile } from "./files.mjs";
import { HOSTILE } from "./hostile.mjs";

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

// What no view may hold: elements that the page itself never makes, handlers, foreign addresses.
const intruders = (page) =>
  page.evaluate(() => {
    const inside = [...document.querySelectorAll("#page *")];
    return [
      ...inside
        .filter((each) => ["IMG", "SCRIPT", "IFRAME", "LINK", "OBJECT", "EMBED", "STYLE", "FORM"].includes(each.tagName.toUpperCase()))
        .map((each) => each.tagName),
      ...inside.flatMap((each) => each.getAttributeNames().filter((name) => name.startsWith("on"))),
      ...inside
        .filter((each) => each.hasAttribute("href") && !each.getAttribute("href").startsWith("#"))
        .map((each) => each.getAttribute("href")),
      ...(window.pwned === undefined ? [] : [`pwned ${window.pwned}`]),
      ...({}.polluted === undefined ? [] : ["polluted"]),
    ];
  });

for (const plain of [true, false]) {
  describe(plain ? "in plain JSON" : "deflated", () => {
    it("nothing of a log, a name or a setting is taken for markup", async () => {
      const report = reportFile(`hostile_${plain}`, { runs: 30, hostile: true, points: 40 }, { plain });
      const { page, wrong, close } = await openPage(browser);
      await page.goto(report.url);
      await page.waitForSelector("#finding-trust");
      for (const details of await page.locator("details").all()) await details.evaluate((each) => (each.open = true));
      assert.match(await page.locator("main").innerText(), /<img src=x onerror="window\.pwned=1">/);
      assert.match(await page.locator(".settings pre").innerText(), /<\/script><script>window\.pwned=2/);
      assert.deepEqual(await intruders(page), []);
      await page.goto(`${report.url}#/runs`);
      await page.waitForSelector("#runs");
      assert.deepEqual(await intruders(page), []);
      await page.goto(`${report.url}#/run/${report.data.runs[1].run_id}`);
      await page.waitForSelector(".sections[data-ready]");
      const log = await page.locator("#log pre").innerText();
      for (const each of ["image", "script", "svg", "link", "style", "chinese", "template", "prototype"])
        assert.ok(log.includes(HOSTILE[each]), each);
      assert.ok(log.includes("abc\\u202egnp.exe"), "a sign that turns text around is to be seen as such");
      assert.ok(log.includes("bell\\u0007"));
      await keepPicture(page, "hostile_run");
      await page.goto(`${report.url}#/run/${encodeURIComponent(HOSTILE.image)}`);
      assert.match(await page.locator("main").innerText(), /No run of this name is here/);
      await page.goto(`${report.url}#/analysis`);
      await page.waitForSelector(".view.analysis");
      assert.deepEqual(await intruders(page), []);
      assert.deepEqual(wrong, []);
      await close();
    });
  });
}

it("the page's policy forbids scripts that are not its own", async () => {
  const report = reportFile("policy", { runs: 1 });
  const { page, wrong, close } = await openPage(browser);
  await page.goto(report.url);
  await page.waitForSelector("#finding-trust");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.pwned = 7";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.match(wrong.join(), /Content Security Policy/);
  await close();
});
