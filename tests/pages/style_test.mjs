// The colours of the style sheet: text against each ground that it stands on has a contrast of at least 4.5 (WCAG 2 AA),
// marks in pictures at least 3, in light and dark.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const style = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "../../web/style.css"), "utf8");

const variables = (selector) => {
  const block = style.slice(style.indexOf(`${selector} {`)).split("}")[0];
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((each) => [each[1], each[2]]));
};

function luminance(color) {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((x) => (x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const TEXTS = ["ink", "muted", "accent", "ok", "warn", "bad"];
const GROUNDS = ["ground", "surface", "hover", "warn-ground", "bad-ground"];
const MARKS = ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"];
const BEHIND_MARKS = ["ground", "phase-cooling", "phase-background", "phase-foreground", "phase-stop"];
const BARS = [
  "phase-cooling",
  "phase-background",
  "phase-foreground",
  "phase-stop",
  "lane-background",
  "lane-stranger",
  "lane-throttled",
  "lane-gap",
];

for (const [theme, selector] of [
  ["light", ":root"],
  ["dark", ':root[data-theme="dark"]'],
]) {
  it(`${theme}: text and marks can be told from their grounds`, () => {
    const colors = variables(selector);
    assert.equal(contrast("#ffffff", "#000000"), 21);
    const weak = (fronts, backs, least) =>
      fronts.flatMap((front) =>
        backs
          .filter((back) => contrast(colors[front], colors[back]) < least)
          .map((back) => `${front} on ${back}: ${contrast(colors[front], colors[back]).toFixed(2)}`),
      );
    assert.deepEqual(weak(TEXTS, GROUNDS, 4.5), []);
    assert.deepEqual(weak(["ink"], BARS, 4.5), []);
    assert.deepEqual(weak(["ground"], ["accent"], 4.5), []);
    assert.deepEqual(weak(MARKS, BEHIND_MARKS, 3), []);
  });
}
