// What drives the browser must run on the node of Debian 12, which scripts/install-packages installs.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const lock = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "package-lock.json"), "utf8"));

it("each package of the page's tests takes node 18", () => {
  const needed = Object.values(lock.packages)
    .map((each) => each.engines?.node)
    .filter(Boolean);
  assert.deepEqual(needed, [">=18"]);
});
