// The dictionary: each word in both languages, with the same values to fill in; each key that the sources use is there.
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const web = join(dirname(fileURLToPath(import.meta.url)), "../../web");
const words = JSON.parse(readFileSync(join(web, "words.json"), "utf8"));
const sources = readdirSync(join(web, "src"), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".js"))
  .map((name) => readFileSync(join(web, "src", name), "utf8"))
  .join("\n");

const holes = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((each) => each[1]).sort();

it("each word is there in English and Chinese, with the same holes", () => {
  for (const [key, { en, zh }] of Object.entries(words)) {
    assert.ok(en && zh, key);
    assert.deepEqual(holes(en), holes(zh), key);
  }
});

it("each key of the sources is in the dictionary", () => {
  const used = [...sources.matchAll(/\bt\(\s*"([^"]+)"/g)].map((each) => each[1]);
  assert.ok(used.length > 200);
  assert.deepEqual(
    [...new Set(used)].filter((key) => !(key in words)),
    [],
  );
});

it("each word is used", () => {
  const families = [...sources.matchAll(/\bt\(\s*`([\w.]+)\$\{/g), ...sources.matchAll(/\bword\(\s*"(\w+)"/g)].map((each) =>
    each[1].replace(/\.?$/, "."),
  );
  const unused = Object.keys(words).filter((key) => !sources.includes(`"${key}"`) && !families.some((family) => key.startsWith(family)));
  assert.deepEqual(unused, []);
});
