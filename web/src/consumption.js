// What the sessions consumed and what that cost, as the program states it: of every attempt, measured and simulated apart.
import { digits, fixed, scale } from "./format.js";
import { state } from "./state.js";
import { t } from "./words.js";

const isThere = (x) => x !== null && x !== undefined;

// [sum of what is there, of how many]
function total(sessions, pick) {
  const there = sessions.map(pick).filter(isThere);
  return [there.reduce((sum, x) => sum + x, 0), there.length];
}

// Of several sessions, whether the sum is of all of them.
const ofSome = (n, of) => (n === of ? "" : ` (${t("sum.of_sessions", { n, of })})`);

function energy(sessions, name) {
  const [joules, n] = total(sessions, (each) => each.consumption[name]);
  if (n === 0) return null;
  const by = scale(joules, "J");
  return `${digits(joules * by.factor, 4)} ${by.unit} = ${digits(joules / 3.6e6, 3)} kWh${ofSome(n, sessions.length)}`;
}

const tariffs = (sessions, name, unit) => {
  const texts = sessions
    .filter(({ tariff }) => isThere(tariff?.[name]))
    .map(({ tariff }) => [`${tariff[name]} ${unit(tariff)}`, tariff.source].filter(Boolean).join(", "));
  return [...new Set(texts)].join("; ");
};

// In each currency: sums of different ones would be none.
function costs(sessions) {
  const currencies = [...new Set(sessions.filter((each) => isThere(each.consumption.cost)).map((each) => each.consumption.currency))];
  return currencies.map((currency) => {
    const here = sessions.filter((each) => each.consumption.currency === currency);
    const [cost, n] = total(here, (each) => each.consumption.cost);
    const at = tariffs(here, "price_per_kwh", () => `${currency}/kWh`);
    return [t("sum.cost"), `${digits(cost, 3)} ${currency} (${at})${ofSome(n, sessions.length)}`];
  });
}

function carbon(sessions) {
  const [grams, n] = total(sessions, (each) => each.consumption.co2e_grams);
  if (n === 0) return null;
  return `${digits(grams / 1000, 3)} kg CO₂e (${tariffs(sessions, "grid_grams_per_kwh", () => "g/kWh")})${ofSome(n, sessions.length)}`;
}

// Pairs of name and text; null where there is none.
export function sums() {
  const sessions = state.overview.sessions.filter((each) => each.consumption);
  const [incomplete] = total(sessions, (each) => each.consumption.incomplete_attempts);
  const [attempts] = total(sessions, (each) => each.consumption.attempts);
  const simulated = energy(sessions, "simulated_joules");
  const energies = [
    [t("sum.gpu"), energy(sessions, "gpu_joules")],
    [t("sum.cpu"), energy(sessions, "cpu_joules")],
    [t("sum.simulated"), simulated && `${simulated} – ${t("sum.free")}`],
  ].filter(([, text]) => text);
  const counts = { n: fixed(incomplete, 0), of: fixed(attempts, 0) };
  // What lacks a figure was more than a sum says; without any sum, nothing is known.
  if (energies.length === 0) return attempts > 0 ? [[t("sum.energy"), t("sum.none", counts)]] : [];
  return [
    ...energies,
    ...costs(sessions),
    [t("sum.carbon"), carbon(sessions)],
    [t("sum.incomplete"), incomplete > 0 ? t("sum.incomplete.of", counts) : null],
  ].filter(([, text]) => text);
}
