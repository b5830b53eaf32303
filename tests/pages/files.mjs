// Reports of generated data in a folder that goes when the test ends.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { generate } from "./data.mjs";
import { reportOf } from "./report.mjs";

const folder = mkdtempSync(join(tmpdir(), "mutation-pages-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

// {file, url, data} of a report with these options of generate().
export const reportFile = (name, options, how) => fileOf(name, generate(options), how);

// Of data as generate() gives it.
export function fileOf(name, data, how) {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, reportOf(process.env.PAGES_BUILT, data, how));
  return { file, url: pathToFileURL(file).href, data };
}
