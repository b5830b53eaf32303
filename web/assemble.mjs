// Puts script and style into the template: node assemble.mjs TEMPLATE OUT_DIR, which holds page.js and page.css.
// What is left to fill in are the placeholders of web/DATA.md, each of which stands in the page exactly once.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [template, out] = process.argv.slice(2);
const licence = readFileSync(join(out, "npm/node_modules/uplot/LICENSE"), "utf8").trim().replaceAll("*/", "* /");
const script = `/*!\nThe charts are drawn by uPlot:\n\n${licence}\n*/\n` + readFileSync(join(out, "page.js"), "utf8").trim();
const style = readFileSync(join(out, "page.css"), "utf8").trim();

if (/<\/script|<!--/i.test(script)) throw new Error("page.js would end its own element");
if (/<\/style/i.test(style)) throw new Error("page.css would end its own element");

const fill = (text, name, value) => {
  const parts = text.split(`{{${name}}}`);
  if (parts.length !== 2) throw new Error(`{{${name}}} stands ${parts.length - 1} times in the template`);
  return parts.join(value);
};

const hash = createHash("sha256").update(script, "utf8").digest("base64");
let page = readFileSync(template, "utf8");
page = fill(page, "hash", `sha256-${hash}`);
page = fill(page, "style", style);
page = fill(page, "script", script);
for (const name of ["live", "connect", "data"]) {
  if (page.split(`{{${name}}}`).length !== 2) throw new Error(`{{${name}}} must stand in the page exactly once`);
}
writeFileSync(join(out, "page.html"), page);
