// Puts a report together as the program does: the built page, and the data in its blocks. See web/DATA.md.
import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const PER_BLOCK = 20;

const packed = (data) => deflateSync(Buffer.from(JSON.stringify(data))).toString("base64");

export function reportOf(built, { overview, page }, { plain = false } = {}) {
  const blocks = [];
  const count = overview.runs.run_id.length;
  for (let first = 0; first < count; first += PER_BLOCK) {
    const pages = Array.from({ length: Math.min(PER_BLOCK, count - first) }, (_, i) => page(first + i));
    blocks.push(`<script type="application/octet-stream" class="runs" data-block="${blocks.length}">${packed(pages)}</script>`);
  }
  const head = plain
    ? `<script type="application/json" id="overview">${JSON.stringify(overview).replaceAll("<", "\\u003c")}</script>`
    : `<script type="application/json" id="overview" data-encoding="deflate">${packed(overview)}</script>`;
  return filled(built, { live: "no", connect: "'none'", data: [head, ...blocks].join("\n") });
}

export const livePage = (built) => filled(built, { live: "yes", connect: "'self'", data: "" });

function filled(built, values) {
  let text = readFileSync(`${built}/page.html`, "utf8");
  for (const [name, value] of Object.entries(values)) text = text.split(`{{${name}}}`).join(value);
  return text;
}
