// What the page says where little is known: it names what it speaks of, and claims nothing that the figures do not bear.
import { strict as assert } from "node:assert";
import { describe } from "node:test";
import { tells } from "./tells.mjs";

const energyText = (page) => page.locator("#finding-energy").innerText();

// All but the first `n` runs that are used lack the energy above idle.
function onlySomeAboveIdle({ runs, analysis }, n) {
  let left = n;
  runs.gpu_net_joules = runs.gpu_net_joules.map((joules, i) => (runs.used[i] && left-- > 0 ? joules : null));
  for (const each of [analysis.used, analysis.all]) each.effects = each.effects.filter(({ figure }) => figure !== "gpu_net_joules");
}

describe("the figure that the answer is about", () => {
  tells(
    "is one that most runs have, when few have the better one",
    (overview) => onlySomeAboveIdle(overview, 3),
    "#/",
    async (page) => assert.match(await energyText(page), /Effects on GPU energy that stand out/),
  );

  tells(
    "stays the better one when nearly all runs have it",
    ({ runs }) => (runs.gpu_net_joules[runs.used.indexOf(1)] = null),
    "#/",
    async (page) => assert.match(await energyText(page), /Effects on GPU energy above idle that stand out/),
  );

  tells(
    "is named, with how many runs have it, when there are too few of them",
    (overview) => {
      onlySomeAboveIdle(overview, 3);
      for (const each of Object.values(overview.analysis)) each.effects = [];
    },
    "#/",
    async (page, { overview }) => {
      const n = overview.analysis.used.runs;
      const said = new RegExp(`too few runs with different values of a hyperparameter to tell what changes GPU energy, which ${n} of ${n} runs have`);
      assert.match(await energyText(page), said);
    },
  );
});

tells(
  "a session that is left out, for it cannot be read",
  (overview) => overview.notes.push("/data/results/run_1 is left out, for it cannot be read: database disk image is malformed"),
  "#/",
  async (page) => assert.match(await page.locator("#finding-trust").innerText(), /run_1 is left out, for it cannot be read: database/),
);

// Nothing is left: the same for the figures, and each run is suspect twice for one reason.
function allSuspect({ runs, analysis }) {
  const n = runs.used.length;
  runs.used.fill(0);
  runs.outcome.fill("suspect");
  runs.reasons.fill([
    { code: "metric_out_of_bounds", text: "the metric accuracy is 92" },
    { code: "metric_out_of_bounds", text: "the metric f1 is 91" },
  ]);
  Object.assign(analysis.used, { runs: 0, left_out: [{ why: "their outcome is suspect", runs: n }], figures: {}, notes: [] });
  for (const name of ["configurations", "parallel", "effects", "drift", "start_temperature", "pareto"]) analysis.used[name] = [];
}

tells("that all runs are left out", allSuspect, "#/", async (page) => {
  assert.match(await energyText(page), /No run is left that could tell: all 60 are left out, 60 \(suspect\)/);
  assert.match(await page.locator("#finding-trust").innerText(), /0 runs are used, 60 are left out: 60 \(suspect\)\./);
});

tells("how many of the runs are suspect when they are taken in", allSuspect, "#/", async (page) => {
  assert.doesNotMatch(await page.locator("#finding-trust").innerText(), /are suspect\./);
  await page.locator("#leave-out").uncheck();
  assert.match(await page.locator("#finding-trust").innerText(), /\d+ of these \d+ runs are suspect\. What speaks against them stands below/);
});

tells(
  "that too few runs tell nothing of the start temperature, which is no drift",
  ({ analysis }) => (analysis.used.start_temperature = []),
  "#/analysis",
  async (page) => assert.match(await page.locator("#start-temperature").innerText(), /Too few runs to tell whether the start temperature matters/),
);

tells("a run that has one reason twice once", allSuspect, "#/", async (page) => {
  assert.match(await page.locator("#happened tbody").innerText(), /metric_out_of_bounds for example the metric accuracy is 92\s+60\s/);
});

describe("parallel against sequential", () => {
  const unbounded = ({ value }) => ({ value, low: null, high: null });

  // A single sequential run: nothing bounds what it is divided by.
  function oneSequential({ analysis }) {
    for (const each of Object.values(analysis).flatMap((one) => one.parallel)) {
      for (const name of ["difference", "ratio", "effect_size"]) each[name] = unbounded(each[name]);
      Object.assign(each, { p_welch: null, p_permutation: null, p_adjusted: null });
      Object.assign(each.a, { n: 1, mean: unbounded(each.a.mean) });
      each.note = "too few runs: nothing is said of chance";
    }
  }

  tells("is no answer without bounds", oneSequential, "#/", async (page) => {
    const said = await page.locator("#finding-parallel").innerText();
    assert.match(said, /resnet20, GPU energy above idle: too few comparable runs to say what parallel uses against sequential \(1 sequential, \d+ parallel\)/);
    assert.match(said, /nothing is said of chance/, "the comparison's own note");
    assert.doesNotMatch(said, /times what/);
  });

  tells("says in its table that it is not bounded", oneSequential, "#/analysis", async (page) => {
    assert.match(await page.locator("#parallel tbody").innerText(), /\d \[not bounded\]/);
  });

  tells("tells the notes of one that is bounded, too", ({ analysis }) => {
    for (const each of analysis.used.parallel) each.note = "the background's energy is in that of the parallel runs";
  }, "#/", async (page) => {
    assert.match(await page.locator("#finding-parallel").innerText(), /uses 1\.\d+ \[.*\] times what.*the background's energy is in that/);
  });
});

describe("without a noise floor", () => {
  const withoutFloor = ({ analysis }, q) => {
    for (const each of Object.values(analysis).flatMap((one) => one.effects))
      Object.assign(each, { noise_floor: null, below_noise: false, q: q ?? each.q });
  };

  tells("an effect stands out from chance alone", withoutFloor, "#/", async (page) => {
    const said = await energyText(page);
    assert.match(said, /Effects on GPU energy above idle that stand out from chance \(q < 0\.05\), largest first:/);
    assert.match(said, /epochs .* runs, noise floor not known/);
    assert.doesNotMatch(said, /from the noise floor/);
  });

  tells("none stands out from chance, and that is all", (overview) => withoutFloor(overview, 0.7), "#/", async (page) => {
    const said = await energyText(page);
    assert.match(said, /None of \d+ effects on GPU energy above idle stands out from chance; no noise floor is known/);
  });

  tells("is not said where there is one", () => {}, "#/", async (page) => {
    const said = await energyText(page);
    assert.match(said, /from chance \(q < 0\.05\) and from the noise floor, largest first/);
    assert.doesNotMatch(said, /not known/);
  });
});

describe("no comparison of the modes", () => {
  const sectionText = (page) => page.locator("#parallel").innerText();
  const nothingCompared = ({ analysis }) => Object.values(analysis).forEach((each) => (each.parallel = []));

  // All parallel runs are suspect, but for one that failed.
  function parallelSuspect(overview) {
    nothingCompared(overview);
    const { runs } = overview;
    const last = runs.parallel.lastIndexOf(1);
    runs.parallel.forEach((is, i) => {
      if (is) Object.assign(runs.outcome, { [i]: i === last ? "failed" : "suspect" });
      if (is) runs.used[i] = 0;
    });
  }

  tells("for all runs of one are left out", parallelSuspect, "#/analysis", async (page, { overview }) => {
    const { role, parallel } = overview.runs;
    const n = parallel.filter((is, i) => is && role[i] === "measured").length;
    const said = `Both modes were measured, but all ${n} parallel runs are left out \\(${n - 1} suspect, 1 failed\\)`;
    assert.match(await sectionText(page), new RegExp(said));
  });

  tells("for none has its like", nothingCompared, "#/analysis", async (page) => {
    assert.match(await sectionText(page), /none of their runs can be compared in GPU energy above idle/);
  });

  tells(
    "for one was not measured",
    (overview) => {
      nothingCompared(overview);
      overview.runs.parallel.fill(0);
    },
    "#/analysis",
    async (page) => assert.match(await sectionText(page), /Not both modes were measured/),
  );
});

// As `mutation import` makes it of a table of another program's: no machine, no devices, no energy, few times.
function imported({ sessions, runs, noise_floors }, timed) {
  Object.assign(sessions[0], { imported_from: "/data/old.csv", start: 1790000000, end: 1790000000, fitness: [], devices: [], channels: [] });
  Object.assign(sessions[0].consumption, { gpu_joules: null, cpu_joules: null, cost: null, co2e_grams: null, attempts: 60, incomplete_attempts: 60 });
  runs.start.fill(null);
  runs.duration.fill(300);
  for (let i = 0; i < timed; i++) runs.start[i] = 1700000000 + 600 * i;
  noise_floors.length = 0;
}

describe("an imported session", () => {
  const factsText = (page) => page.locator(".session .facts").first().innerText();

  tells("has its runs' times, and the import's by that name", (overview) => imported(overview, 2), "#/", async (page) => {
    const facts = await factsText(page);
    assert.match(facts, /Start of the first run\s+2023-11-14 22:13:20 UTC \(of 2 of 60 runs\)/);
    assert.match(facts, /End of the last run\s+2023-11-14 22:28:20 UTC \(of 2 of 60 runs\)/);
    assert.match(facts, /Imported at\s+2026-09-21 14:13:20 UTC/);
    assert.doesNotMatch(facts, /0\.00/);
  });

  tells("says when no times are recorded", (overview) => imported(overview, 0), "#/", async (page) => {
    assert.match(await factsText(page), /Start of the first run\s+not recorded\s+End of the last run\s+not recorded/);
  });

  tells("says that nothing is known of its machine", (overview) => imported(overview, 2), "#/", async (page) => {
    const trust = await page.locator("#finding-trust").innerText();
    assert.match(trust, /Nothing is known of the machine's fitness/);
    assert.doesNotMatch(trust, /No warning about the machine/);
  });

  tells(
    "is told apart from a measured one beside it",
    (overview) => {
      overview.sessions.push(structuredClone(overview.sessions[0]));
      imported(overview, 2);
    },
    "#/",
    async (page) => {
      const trust = await page.locator("#finding-trust").innerText();
      assert.match(trust, /Warnings about the machine \(1\): turbo/);
      assert.match(trust, /Of 1 of 2 sessions nothing is known of the machine's fitness/);
    },
  );

  tells("adds nothing up when nothing has a figure", (overview) => imported(overview, 2), "#/", async (page) => {
    const text = await page.locator("#happened").innerText();
    assert.match(text, /Energy measured of all attempts\s+not known: none of 60 attempts has a figure/);
    assert.doesNotMatch(text, /Not in it|it was more/);
  });

  tells(
    "has no gap where the device's name would stand",
    (overview) => {
      imported(overview, 2);
      overview.runs.device.fill("");
      for (const each of Object.values(overview.analysis))
        for (const one of [...each.pareto, ...each.drift, ...each.effects]) one.device = "";
    },
    "#/analysis",
    async (page) => {
      const captions = await page.locator("#pareto figcaption").allInnerTexts();
      assert.ok(captions.some((each) => each.startsWith("pytorch_resnet_cifar10/resnet20: accuracy")), captions.join());
      assert.ok(!captions.some((each) => each.includes(", :")), captions.join());
      assert.match(await page.locator("#order tbody").innerText(), /device not recorded/);
    },
  );
});
