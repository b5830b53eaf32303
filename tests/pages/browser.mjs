// A real browser for the tests (Chromium through Playwright), and a watch over what a page must not do.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { chromium } = createRequire(join(process.env.PAGES_MODULES, "here.js"))("playwright-core");

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-default-apps",
  "--disable-extensions",
];

export const startBrowser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

// A page of its own, and what it did wrong: lines of the console, errors, dialogs, requests to elsewhere.
export async function openPage(browser, options = {}, own = "file://") {
  const context = await browser.newContext({ locale: "en-US", colorScheme: "light", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on(
    "request",
    (request) => !request.url().startsWith(own) && !request.url().startsWith("data:") && wrong.push(`request: ${request.url()}`),
  );
  page.on("popup", (popup) => wrong.push(`popup: ${popup.url()}`));
  return { page, wrong, close: () => context.close() };
}

export async function keepPicture(page, name, fullPage = true) {
  const folder = process.env.PAGES_SCREENSHOTS;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}

// Charts are drawn once their place has a width: until each canvas is there.
export const drawn = (page) =>
  page.waitForFunction(() =>
    [...document.querySelectorAll(".chart")].every((chart) => chart.querySelector("canvas") || chart.offsetParent === null),
  );
