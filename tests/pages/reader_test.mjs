// What the reader chooses: language, theme, keys, a narrow window, paper.
import { strict as assert } from "node:assert";
import { describe } from "node:test";
import { drawn, keepPicture } from "./browser.mjs";
import { storiesOf } from "./stories.mjs";

const { story } = storiesOf({ runs: 250, points: 60 });

describe("an address", () => {
  for (const name of ["__proto__", "toString", "constructor/x", "%"])
    story(`that names no view shows the overview: ${name}`, `#/${name}`, async (page) => {
      assert.equal(await page.locator("#finding-trust").count(), 1);
    });
});

describe("the reader's choices", () => {
  story("Chinese, remembered", "#/", async (page) => {
    await page.selectOption("#language", "zh");
    assert.match(await page.locator("#finding-energy h2").innerText(), /哪个超参数消耗能量/);
    assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
    await page.reload();
    await page.waitForSelector("#finding-energy");
    assert.match(await page.locator("nav").first().innerText(), /概览/);
  });

  story(
    "a Chinese browser gets Chinese",
    "#/runs",
    async (page) => {
      assert.match(await page.locator("h1").innerText(), /^运行/);
      await keepPicture(page, "zh_dark_runs", false);
    },
    { locale: "zh-CN", colorScheme: "dark" },
  );

  story("dark and light, and charts follow", "#/run/01a20af7-99e1-7ca6-9d2e-000000000002", async (page) => {
    await page.waitForSelector(".sections[data-ready]");
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    assert.equal(await ground(), "rgb(255, 255, 255)");
    await page.selectOption("#theme", "dark");
    assert.equal(await ground(), "rgb(20, 23, 27)");
    await drawn(page);
    const stroke = await page.evaluate(() => document.querySelectorAll("#timeline .chart")[1].chart.u.series[3].stroke());
    assert.equal(stroke, "#6cb0f5");
    await keepPicture(page, "dark_run");
  });

  story("keys lead to the filter and tell about themselves", "#/", async (page) => {
    await page.keyboard.press("/");
    await page.waitForFunction(() => document.activeElement?.id === "filter");
    await page.keyboard.type("a?j/");
    assert.equal(await page.inputValue("#filter"), "a?j/");
    await page.locator("h1").click();
    await page.keyboard.press("?");
    assert.match(await page.locator("dialog").innerText(), /To the filter of the runs/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("a");
    await page.waitForURL(/#\/analysis$/);
  });

  story("the way by Tab begins with a skip link and is visible", "#/", async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.innerText), "Skip to the content");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#/");
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none");
  });

  for (const view of ["", "runs", "run/01a20af7-99e1-7ca6-9d2e-000000000002", "analysis"]) {
    story(
      `a narrow window is not broken by ${view.split("/")[0] || "overview"}`,
      `#/${view}`,
      async (page) => {
        if (view.startsWith("run/")) await page.waitForSelector(".sections[data-ready]");
        await drawn(page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 400), "wider than the window");
        await keepPicture(page, `narrow_${view.split("/")[0] || "overview"}`);
      },
      { viewport: { width: 400, height: 800 } },
    );
  }

  story(
    "on paper there are overview and analysis, with pictures, in black on white",
    "#/",
    async (page) => {
      const pdf = await page.pdf({ format: "A4" });
      const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
      assert.ok(pages >= 3, `${pages} pages`);
      assert.equal(await page.locator(".view").count(), 1);
    },
    { colorScheme: "dark" },
  );
});
