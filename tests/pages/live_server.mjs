// Stands in for `mutation serve`: the page, its overview and runs' pages, and a stream of events that the test feeds. It
// counts what it was asked, and can drop its connections as a program that ends does.
import { createServer } from "node:http";
import { livePage } from "./report.mjs";

export async function startServer(data, { token = null } = {}) {
  const lines = []; // of events.jsonl, from the present run's start
  const readers = new Set();
  const asked = [];
  let refused = false;
  const serve = { data, asked, lines };

  const isKnown = (request, url) =>
    !token || request.headers.authorization === `Bearer ${token}` || url.searchParams.get("token") === token;

  function send(response, type, text) {
    response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store" });
    response.end(text);
  }

  function streamTo(request, response) {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    const from = Number(request.headers["last-event-id"] ?? 0);
    response.write("retry: 200\n\n");
    lines.slice(from).forEach((line, i) => response.write(`id: ${from + i + 1}\ndata: ${line}\n\n`));
    readers.add(response);
    response.on("close", () => readers.delete(response));
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://page");
    asked.push(request.url);
    if (refused || !isKnown(request, url)) return response.writeHead(refused ? 503 : 401).end();
    if (url.pathname === "/") return send(response, "text/html; charset=utf-8", livePage(process.env.PAGES_BUILT));
    if (url.pathname === "/api/overview") return send(response, "application/json", JSON.stringify(serve.data.overview));
    if (url.pathname === "/api/blocks" && serve.blocks) return send(response, "application/json", JSON.stringify(serve.blocks));
    if (url.pathname === "/api/events") return streamTo(request, response);
    const position = serve.data.overview.runs.run_id.indexOf(decodeURIComponent(url.pathname.replace("/api/run/", "")));
    if (position >= 0) return send(response, "application/json", JSON.stringify(serve.data.page(position)));
    return response.writeHead(404).end();
  });

  let clock = Date.parse("2025-11-25T02:00:00Z");
  serve.tell = (event, fields = {}, passed = 1) => {
    clock += passed * 1000;
    const line = JSON.stringify({ time: new Date(clock).toISOString(), monotonic_s: clock / 1000, event, ...fields });
    lines.push(line);
    for (const reader of readers) reader.write(`id: ${lines.length}\ndata: ${line}\n\n`);
  };
  serve.tellOverview = () => {
    for (const reader of readers) reader.write("event: overview\ndata: \n\n");
  };
  serve.drop = () => {
    refused = true;
    for (const reader of readers) reader.destroy();
  };
  serve.comeBack = () => (refused = false);
  serve.readers = () => readers.size;
  serve.stop = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  serve.url = `http://127.0.0.1:${server.address().port}/`;
  return serve;
}
