// Where the figures come from: a report's own blocks, or the program that serves the page. See web/DATA.md.
export const live = document.documentElement.dataset.live === "yes";

const token = new URLSearchParams(location.search).get("token");

async function inflated(base64) {
  const binary = atob(base64.trim());
  const packed = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) packed[i] = binary.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

async function fetched(path) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const answer = await fetch(path, { headers, cache: "no-store" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${answer.statusText}`);
  return answer.json();
}

export async function loadOverview() {
  if (live) return fetched("api/overview");
  const element = document.getElementById("overview");
  if (!element) throw new Error("this file holds no data");
  const text = element.textContent;
  return element.dataset.encoding === "deflate" ? inflated(text) : JSON.parse(text);
}

const blocks = new Map(); // number → promise of its pages; a few only, so that memory stays flat
const KEPT = 3;

function block(number) {
  if (!blocks.has(number)) {
    const element = document.querySelector(`script.runs[data-block="${Number(number)}"]`);
    if (!element) throw new Error(`block ${number} is missing from this file`);
    blocks.set(number, inflated(element.textContent));
    if (blocks.size > KEPT) blocks.delete(blocks.keys().next().value);
  }
  return blocks.get(number);
}

// The page of the run at `position` of the overview's columns; null where the program has none of it.
export async function loadRun(overview, position) {
  const { page, run_id } = overview.runs;
  if (live) return fetched(`api/run/${encodeURIComponent(run_id[position])}`);
  const where = page[position];
  return where ? (await block(where[0]))[where[1]] : null;
}

// How the blocks of a submitted session stand; only of one that is served.
export const loadBlocks = () => fetched("api/blocks");

export function openEvents() {
  return new EventSource(token ? `api/events?token=${encodeURIComponent(token)}` : "api/events");
}
