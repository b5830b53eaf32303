// Numbers as people read them: sensible digits, the unit always, absent as a dash.
import { t } from "./words.js";

const NARROW = "\u202f";
export const DASH = "–";

const absent = (x) => x === null || x === undefined || typeof x !== "number" || !Number.isFinite(x);

function grouped(text) {
  const [whole, rest] = text.split(".");
  const digits = whole.replace("-", "");
  const spaced = digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, NARROW) : digits;
  return (whole.startsWith("-") ? "−" : "") + spaced + (rest ? `.${rest}` : "");
}

export function fixed(x, decimals) {
  return absent(x) ? DASH : grouped(x.toFixed(Math.max(0, Math.min(20, decimals))));
}

// To so many significant digits, without an exponent where that can be avoided.
export function digits(x, significant = 4) {
  if (absent(x)) return DASH;
  if (x === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(x)));
  if (size < -4 || size > 11) {
    const [mantissa, exponent] = x.toExponential(significant - 1).split("e");
    return `${mantissa.replace("-", "−").replace(/\.?0+$/, "")}e${exponent.replace("+", "").replace("-", "−")}`;
  }
  return fixed(x, Math.max(0, significant - 1 - size));
}

// Without zeros at the end: hyperparameters, ticks.
export function plain(x) {
  if (typeof x !== "number") return x === null || x === undefined ? DASH : String(x);
  return digits(x, 6)
    .replace(/(\.\d*?)0+($|e)/, "$1$2")
    .replace(/\.($|e)/, "$1");
}

// Ticks of an axis: as many decimals as their step needs.
export function ticks(splits) {
  const step = splits.length > 1 ? Math.abs(splits[1] - splits[0]) : 1;
  let decimals = 0;
  while (decimals < 9 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals++;
  return splits.map((x) => (x === null ? null : fixed(x, decimals)));
}

// Decimals at which an uncertainty keeps two digits.
export function decimalsFor(uncertainty) {
  if (absent(uncertainty) || uncertainty <= 0) return null;
  return 1 - Math.floor(Math.log10(uncertainty) + 1e-9);
}

// The unit in which a size of `base` units reads best: {factor, unit}.
export function scale(size, unit) {
  if (unit === "J") {
    if (size >= 1e6) return { factor: 1e-6, unit: "MJ" };
    if (size >= 1e4) return { factor: 1e-3, unit: "kJ" };
  }
  if (unit === "s") {
    if (size >= 3 * 3600) return { factor: 1 / 3600, unit: "h" };
    if (size >= 600) return { factor: 1 / 60, unit: "min" };
  }
  return { factor: 1, unit };
}

export const largest = (values) => {
  let most = 0;
  for (const x of values) if (!absent(x) && Math.abs(x) > most) most = Math.abs(x);
  return most;
};

// "12.34 ± 0.12", with digits that match.
export function pm(value, uncertainty, factor = 1) {
  if (absent(value)) return DASH;
  const decimals = decimalsFor(absent(uncertainty) ? null : uncertainty * factor);
  if (decimals === null) return digits(value * factor, 4);
  return `${fixed(value * factor, decimals)} ± ${fixed(uncertainty * factor, decimals)}`;
}

export function withUnit(value, unit, uncertainty) {
  if (absent(value)) return DASH;
  const by = scale(Math.abs(value), unit);
  return `${pm(value, uncertainty, by.factor)}${unit ? NARROW + by.unit : ""}`;
}

const signed = (x, decimals, sign) => (sign && x > 0 ? "+" : "") + fixed(x, decimals);

// Whether both bounds of an INTERVAL are known.
export const isBounded = (of) => Boolean(of) && !absent(of.value) && !absent(of.low) && !absent(of.high);

// "+3.2 [+2.1, +4.3]": an INTERVAL of web/DATA.md. "+3.2 [not bounded]" where the bounds cannot be had.
export function interval(of, { factor = 1, sign = false } = {}) {
  if (!of || absent(of.value)) return DASH;
  if (!isBounded(of)) return `${sign && of.value > 0 ? "+" : ""}${digits(of.value * factor, 3)} [${t("not_bounded")}]`;
  const [value, low, high] = [of.value, of.low, of.high].map((x) => x * factor);
  const decimals = Math.max(0, decimalsFor((high - low) / 2) ?? 2);
  return `${signed(value, decimals, sign)} [${signed(low, decimals, sign)}, ${signed(high, decimals, sign)}]`;
}

export function percent(of, sign = true) {
  const text = interval(of, { sign });
  return text === DASH ? text : `${text}${NARROW}%`;
}

export function share(x, decimals = 1) {
  return absent(x) ? DASH : `${fixed(x * 100, decimals)}${NARROW}%`;
}

export function probability(p) {
  if (absent(p)) return DASH;
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

const two = (x) => String(x).padStart(2, "0");

// "2 h 05 min", "3 min 07 s", "12.3 s".
export function span(seconds) {
  if (absent(seconds)) return DASH;
  if (seconds < 0) return `−${span(-seconds)}`;
  if (seconds < 10) return `${seconds.toFixed(seconds < 1 ? 2 : 1)}${NARROW}s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s}${NARROW}s`;
  if (s < 3600) return `${Math.floor(s / 60)}${NARROW}min ${two(s % 60)}${NARROW}s`;
  if (s < 48 * 3600) return `${Math.floor(s / 3600)}${NARROW}h ${two(Math.floor((s % 3600) / 60))}${NARROW}min`;
  return `${Math.floor(s / 86400)}${NARROW}d ${Math.floor((s % 86400) / 3600)}${NARROW}h`;
}

// UTC, to the second.
export function moment(unixSeconds) {
  if (absent(unixSeconds)) return DASH;
  const date = new Date(unixSeconds * 1000);
  return Number.isNaN(date.getTime()) ? DASH : `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

export const shortMoment = (s) => (absent(s) ? DASH : moment(s).slice(5, 16));

// A moment of the records (ISO 8601), as Unix seconds; null when it is none.
export function seconds(iso) {
  const milliseconds = typeof iso === "string" ? Date.parse(iso) : NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

export function bytes(n) {
  if (absent(n)) return DASH;
  return n >= 2 ** 30 ? `${(n / 2 ** 30).toFixed(1)}${NARROW}GiB` : `${Math.round(n / 2 ** 20)}${NARROW}MiB`;
}
